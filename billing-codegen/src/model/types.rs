//! What the schemas mean as types, still without a word of Rust.
//!
//! A type takes every document that its schema takes. Where it takes more, it is not `complete`,
//! and the schema itself is checked beside it.

mod choice;
mod complete;
mod defaults;
mod flat;
mod impossible;
mod inhabited;
mod integer;
mod merge;
mod named;
mod null;
mod object;
mod other;
mod reach;
mod shape;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::report::Reporter;
use crate::schema::arena::Arena;
use crate::schema::{Kind, Schema, SchemaId, Schemas, TEXT_FORMATS};
use crate::source::{Json, Sited};
pub(crate) use shape::kind_word;

/// One type, as an index into [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub(crate) u32);

/// Every type that the roots reach.
#[derive(Debug, Default)]
pub struct Types {
    all: Arena<Type>,
    by_schema: BTreeMap<SchemaId, TypeId>,
    roots: Vec<TypeId>,
    /// By type, those that its check has to name beside its parts.
    checked: BTreeMap<TypeId, Vec<TypeId>>,
    strict: bool,
}

/// One type.
#[derive(Clone, Debug)]
pub struct Type {
    /// The schema as written; what is checked where the type is not complete.
    pub written: SchemaId,
    /// The schema that the type was made from: `written`, or one merged from its `allOf`.
    pub schema: SchemaId,
    /// The words that a name can be made of.
    pub hint: Hint,
    /// What it holds.
    pub shape: Shape,
    /// Whether `null` is taken too.
    pub nullable: bool,
    /// Whether the shape and the limits of `schema` say everything that `written` says.
    pub complete: bool,
}

/// Where a name can come from, best first.
#[derive(Clone, Debug, Default)]
pub struct Hint {
    /// The `title`.
    pub title: Option<String>,
    /// The name under `definitions`, or the file's name.
    pub definition: Option<String>,
    /// The type around it and its role there.
    pub parent: Option<(TypeId, Role)>,
    /// A name that the caller asks for.
    pub wanted: Option<String>,
}

/// What a type is inside its parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The value of a member.
    Member(String),
    /// An item of a list.
    Item,
    /// A value of a map.
    Value,
    /// A choice of a union.
    Variant(String),
}

/// What a type holds.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Any JSON value.
    Any,
    /// Nothing: no document can meet the schema.
    Never,
    /// Only `null`.
    Null,
    /// A boolean.
    Boolean,
    /// An integer inside a range.
    Integer(Width),
    /// A number.
    Number,
    /// A text.
    Text(Format),
    /// One of listed values.
    Enum(Vec<EnumValue>),
    /// A list.
    List(TypeId),
    /// Positions with types of their own, and what may follow them.
    Tuple(Vec<TypeId>, Rest),
    /// Members of any name.
    Map(TypeId),
    /// Named members.
    Object(Object),
    /// One of several types.
    Union(Union),
    /// What another type holds; the two differ in whether `null` is taken.
    Same(TypeId),
    /// What another type holds, or any value of a kind that the other type does not take.
    OrOther(TypeId),
}

/// How far integers go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// No bound on at least one side.
    Unbounded,
    /// Both bounds, inclusive.
    Range(i128, i128),
}

/// The formats that choose a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Any text.
    Plain,
    /// `date`
    Date,
    /// `date-time`
    DateTime,
    /// `password`: a text that is never shown.
    Password,
}

/// A value of an `enum`.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value.
    pub value: Json,
    /// Its name from `x-enum-varnames`.
    pub name: Option<String>,
    /// The name that the caller asks for, as it is.
    pub wanted: Option<String>,
    /// The description of a choice that is this value alone.
    pub description: Option<String>,
}

/// Named members and what may stand beside them.
#[derive(Clone, Debug)]
pub struct Object {
    /// In source order.
    pub members: Vec<ObjectMember>,
    /// The others.
    pub rest: Rest,
}

/// One named member.
#[derive(Clone, Debug)]
pub struct ObjectMember {
    /// The wire name.
    pub name: String,
    /// The name of its field that the caller asks for.
    pub field: Option<String>,
    /// Whether it must be there.
    pub required: bool,
    /// Its type.
    pub of: TypeId,
}

/// Members or items beyond the named ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Anything.
    Any,
    /// Nothing.
    Never,
    /// Values of a type.
    Of(TypeId),
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The choices in source order.
    pub variants: Vec<Variant>,
    /// The member whose constant value tells the choices apart.
    pub tag: Option<String>,
}

/// One choice.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What it is called, before any casing.
    pub name: String,
    /// Its type.
    pub of: TypeId,
    /// The values of the union's tag.
    pub tags: Vec<String>,
    /// A member that only this choice requires.
    pub key: Option<String>,
}

impl Types {
    /// Returns the type behind an id.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.all[id.0 as usize]
    }

    /// Returns the type of a schema that was a root, or was reached from one.
    pub fn of(&self, schemas: &Schemas, schema: SchemaId) -> Option<TypeId> {
        self.by_schema.get(&alias(schemas, schema)).copied()
    }

    /// Returns the types of the roots, in their order.
    pub fn roots(&self) -> &[TypeId] {
        &self.roots
    }

    /// Follows [`Shape::Same`] to the type that holds something itself.
    pub fn through(&self, id: TypeId) -> TypeId {
        let mut at = id;
        for _ in 0..self.all.len() {
            match self.get(at).shape {
                Shape::Same(other) => at = other,
                _ => return at,
            }
        }
        id
    }

    /// Follows [`Shape::Same`] and [`Shape::OrOther`] to the type that describes something itself.
    pub fn described(&self, id: TypeId) -> TypeId {
        let mut at = id;
        for _ in 0..self.all.len() {
            match self.get(at).shape {
                Shape::Same(other) | Shape::OrOther(other) => at = other,
                _ => return at,
            }
        }
        id
    }

    /// Returns the `format` of a schema where its texts must have it.
    pub fn asserted<'s>(&self, schema: &'s Schema) -> Option<&'s str> {
        let format = schema.format.as_ref()?.value.as_str();
        // Servers also send the form of databases, which `DateTime` reads; a strict type does not.
        let whole = format != "date-time" || self.strict;
        (whole && TEXT_FORMATS.contains(&format)).then_some(format)
    }

    /// Whether `null` is taken by a type or by what it is the same as.
    pub fn is_nullable(&self, id: TypeId) -> bool {
        self.get(id).nullable
    }

    /// Returns the ids in the order in which the types were reached.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TypeId> + ExactSizeIterator + use<> {
        (0..self.all.len() as u32).map(TypeId)
    }
}

/// Which `format` words say something.
#[derive(Default)]
pub(crate) struct Formats {
    pub(crate) words: BTreeSet<String>,
    /// Whether decoding enforces them, so that they mean no more than their definition.
    pub(crate) strict: bool,
}

impl Formats {
    /// Takes away what is an annotation only, so that nothing after this has to ask.
    fn keep(&self, schema: &mut Schema) {
        let says = |format: &Sited<String>| {
            let text = schema.kinds.as_ref().is_some_and(|kinds| {
                let mut kinds = kinds.value.iter().filter(|kind| **kind != Kind::Null);
                kinds.next() == Some(&Kind::String) && kinds.next().is_none()
            });
            let typed = text && schema.values.is_none();
            self.words.contains(&format.value)
                && (self.strict || typed || format.value != "date-time")
        };
        if schema.format.as_deref().is_some_and(|format| !says(format)) {
            schema.format = None;
        }
    }
}

/// Turns schemas into types, beginning at the roots.
pub(crate) fn lower(
    schemas: &mut Schemas,
    roots: &[(SchemaId, Option<String>)],
    formats: &Formats,
    reporter: &mut Reporter,
) -> Types {
    for schema in schemas.all.iter_mut() {
        formats.keep(schema);
    }
    let budget = 100_000 + 50 * schemas.all.len();
    let mut lowering = Lowering {
        schemas,
        reporter,
        types: Types {
            strict: formats.strict,
            ..Types::default()
        },
        queue: VecDeque::new(),
        joins: BTreeMap::new(),
        alone: BTreeMap::new(),
        budget,
    };
    let found: Vec<TypeId> = roots
        .iter()
        .map(|(root, _)| lowering.want(*root, None))
        .collect();
    lowering.settle_all();
    lowering.check_names();
    lowering.check_defaults();
    for (id, (_, wanted)) in found.into_iter().zip(roots) {
        let root = match wanted {
            Some(name) => lowering.name_root(id, name),
            None => id,
        };
        lowering.types.roots.push(root);
    }
    let roots = lowering.types.roots.clone();
    lowering.name_what_checks_repeat(&roots);
    lowering.null_comes_through();
    lowering.empty_endless_objects();
    lowering.keep_others_of_nothing();
    lowering.types
}

/// Follows references, and choices of one, to the schema that says something.
fn alias(schemas: &Schemas, schema: SchemaId) -> SchemaId {
    let mut at = schemas.follow(schema);
    for _ in 0..schemas.all.len() {
        let target = schemas.get(at);
        let mut parts = target
            .all_of
            .iter()
            .chain(&target.any_of)
            .chain(&target.one_of);
        match (parts.next(), parts.next()) {
            (Some(only), None) if complete::only_combines(target) => at = schemas.follow(*only),
            _ => return at,
        }
    }
    schema
}

/// The work of [`lower`]: a queue instead of recursion, so that no depth of input matters.
struct Lowering<'a> {
    schemas: &'a mut Schemas,
    reporter: &'a mut Reporter,
    types: Types,
    queue: VecDeque<TypeId>,
    /// What was joined of which schemas.
    joins: BTreeMap<Vec<SchemaId>, SchemaId>,
    /// The schemas that say nothing but one kind, made for schemas of several.
    alone: BTreeMap<Kind, SchemaId>,
    /// How much may still be merged. Choices inside choices, referred to twice at each level, multiply; real schemas
    /// stay far below.
    budget: usize,
}

impl Lowering<'_> {
    /// Returns the type of a schema, to be settled later if it is new.
    fn want(&mut self, schema: SchemaId, parent: Option<(TypeId, Role)>) -> TypeId {
        let written = alias(self.schemas, schema);
        if let Some(id) = self.types.by_schema.get(&written) {
            return *id;
        }
        let id = TypeId(self.types.all.len() as u32);
        let source = self.schemas.get(written);
        self.types.all.push(Type {
            written,
            schema: written,
            hint: Hint {
                title: source.title.as_ref().map(|title| title.value.clone()),
                definition: definition(source).filter(|_| self.is_written(written)),
                parent,
                wanted: source.type_name.as_ref().map(|name| name.value.clone()),
            },
            shape: Shape::Any,
            nullable: false,
            complete: true,
        });
        self.types.by_schema.insert(written, id);
        self.queue.push_back(id);
        id
    }

    /// Whether a schema stands in a file as it is: those that nobody wrote have the places of others.
    fn is_written(&self, id: SchemaId) -> bool {
        let origin = &self.schemas.get(id).origin;
        self.schemas.find(origin.file, &origin.pointer) == Some(id)
    }

    /// Adds a schema that nobody wrote: a merged one, or one kind of several.
    fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(self.schemas.all.len() as u32);
        self.schemas.all.push(schema);
        id
    }

    /// Gives a root the name that the caller asks for; one that takes `null` too gets a type around it,
    /// as what has a name of its own cannot be `null` itself.
    fn name_root(&mut self, id: TypeId, name: &str) -> TypeId {
        let root = self.types.get(id).clone();
        let wanted = Some(name.to_owned());
        if !self.types.is_nullable(id) {
            match root.shape {
                Shape::OrOther(inner) => self.name_around(id, inner, name),
                _ => self.types.all[id.0 as usize].hint.wanted = wanted,
            }
            return id;
        }
        let around = TypeId(self.types.all.len() as u32);
        self.types.all[id.0 as usize].hint.parent =
            Some((around, Role::Variant("value".to_owned())));
        self.types.all.push(Type {
            hint: Hint {
                wanted,
                ..Hint::default()
            },
            shape: Shape::Same(id),
            nullable: true,
            complete: true,
            ..root
        });
        around
    }

    fn settle_all(&mut self) {
        while let Some(id) = self.queue.pop_front() {
            self.settle(id);
        }
        self.keep_others_of_nothing();
        for id in self.types.ids() {
            // A position that takes `null` would also be blank where the list ends before it.
            if let Shape::Tuple(positions, _) = &self.types.get(id).shape
                && positions.iter().any(|of| self.types.is_nullable(*of))
            {
                self.types.all[id.0 as usize].complete = false;
            }
        }
    }

    fn settle(&mut self, id: TypeId) {
        let written = self.types.get(id).written;
        let (schema, complete) = self.merged(written);
        let source = self.schemas.get(schema).clone();
        let found = self.shape(id, &source);
        // The check of a type stands inside its `Option`, and would not see a `null`.
        let null = null::may_be_taken(self.schemas, written);
        let nullable = found.nullable && null;
        let accounted = found.basis.accounts_for(&source, &found.shape);
        let shape = match found.shape {
            Shape::Null if !null => Shape::Never,
            shape => shape,
        };
        let settled = &mut self.types.all[id.0 as usize];
        settled.schema = schema;
        settled.shape = shape;
        settled.nullable = nullable || source.accept.contains(&Kind::Null);
        settled.complete = complete && accounted;
    }
}

/// Keywords at the root of a schema that hold schemas by name or by number.
const HOLDERS: [&str; 8] = [
    "properties",
    "patternProperties",
    "dependencies",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "endpoints",
];

/// Reads a name off a place such as `#/definitions/address`, or of another table at the root, such as `#/refs/address`.
fn definition(schema: &Schema) -> Option<String> {
    let (before, last) = schema.origin.pointer.rsplit_once('/')?;
    let holder = before.rsplit('/').next()?;
    let is_table = before.strip_prefix('/') == Some(holder) && !HOLDERS.contains(&holder);
    (is_table || ["definitions", "$defs"].contains(&holder))
        .then(|| last.replace("~1", "/").replace("~0", "~"))
}
