//! Turns schemas into types that are independent of Rust.
//!
//! A type accepts every document that its schema accepts. If it accepts other documents too, it is not `complete`, and
//! values are also checked against the schema.

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

/// All types that are reachable from the roots.
#[derive(Debug, Default)]
pub struct Types {
    all: Arena<Type>,
    by_schema: BTreeMap<SchemaId, TypeId>,
    roots: Vec<TypeId>,
    /// For each type, the types that its check names in addition to its parts.
    checked: BTreeMap<TypeId, Vec<TypeId>>,
    strict: bool,
}

/// One type.
#[derive(Clone, Debug)]
pub struct Type {
    /// The schema as written; the check uses it if the type is not complete.
    pub written: SchemaId,
    /// The schema that the type was made from: `written`, or one merged from its `allOf`.
    pub schema: SchemaId,
    /// The sources of its name.
    pub hint: Hint,
    /// The values that it holds.
    pub shape: Shape,
    /// Whether it also accepts `null`.
    pub nullable: bool,
    /// Whether the shape and the limits of `schema` express every keyword of `written`.
    pub complete: bool,
}

/// The possible sources of a name, the best first.
#[derive(Clone, Debug, Default)]
pub struct Hint {
    /// The `title`.
    pub title: Option<String>,
    /// The name under `definitions`, or the name of the file.
    pub definition: Option<String>,
    /// The enclosing type and the role in it.
    pub parent: Option<(TypeId, Role)>,
    /// A name that the caller chooses.
    pub wanted: Option<String>,
}

/// The role of a type in its parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The value of a member.
    Member(String),
    /// An item of a list.
    Item,
    /// A value of a map.
    Value,
    /// A variant of a union.
    Variant(String),
}

/// The values that a type holds.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Any JSON value.
    Any,
    /// No value: no document satisfies the schema.
    Never,
    /// Only `null`.
    Null,
    /// A boolean.
    Boolean,
    /// An integer inside a range.
    Integer(Width),
    /// A number.
    Number,
    /// A string.
    Text(Format),
    /// One of listed values.
    Enum(Vec<EnumValue>),
    /// A list.
    List(TypeId),
    /// A list with one type for each position, and the items that may follow.
    Tuple(Vec<TypeId>, Rest),
    /// An object whose members can have any name.
    Map(TypeId),
    /// An object with named members.
    Object(Object),
    /// One of several types.
    Union(Union),
    /// The values of another type. The two may differ only in whether they accept `null`.
    Same(TypeId),
    /// The values of another type, or any value of a kind that the other type does not accept.
    OrOther(TypeId),
}

/// The range of an integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// At least one side has no bound.
    Unbounded,
    /// Two inclusive bounds.
    Range(i128, i128),
}

/// The format of a string type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Any string.
    Plain,
    /// `date`
    Date,
    /// `date-time`
    DateTime,
    /// `password`: a string that is never shown.
    Password,
}

/// A value of an `enum`.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value.
    pub value: Json,
    /// Its name from `x-enum-varnames`.
    pub name: Option<String>,
    /// The name that the caller chooses, used without change.
    pub wanted: Option<String>,
    /// The description of an alternative that contains only this value.
    pub description: Option<String>,
}

/// Named members and the other members that are allowed.
#[derive(Clone, Debug)]
pub struct Object {
    /// The named members in source order.
    pub members: Vec<ObjectMember>,
    /// The members that are allowed in addition.
    pub rest: Rest,
}

/// One named member.
#[derive(Clone, Debug)]
pub struct ObjectMember {
    /// The wire name.
    pub name: String,
    /// The name that the caller chooses for its field.
    pub field: Option<String>,
    /// Whether it must be present.
    pub required: bool,
    /// Its type.
    pub of: TypeId,
}

/// The members or items that are allowed in addition to the described ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Any value.
    Any,
    /// None.
    Never,
    /// Values of a type.
    Of(TypeId),
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The variants in source order.
    pub variants: Vec<Variant>,
    /// The member whose constant value identifies the variant.
    pub tag: Option<String>,
}

/// One variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name, before any case conversion.
    pub name: String,
    /// Its type.
    pub of: TypeId,
    /// The values of the tag of the union.
    pub tags: Vec<String>,
    /// A member that only this variant requires.
    pub key: Option<String>,
}

impl Types {
    /// Returns the type with an id.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.all[id.0 as usize]
    }

    /// Returns the type of a schema if the schema is a root or reachable from one.
    pub fn of(&self, schemas: &Schemas, schema: SchemaId) -> Option<TypeId> {
        self.by_schema.get(&alias(schemas, schema)).copied()
    }

    /// Returns the types of the roots, in the order of the roots.
    pub fn roots(&self) -> &[TypeId] {
        &self.roots
    }

    /// Follows [`Shape::Same`] to the first type with another shape.
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

    /// Follows [`Shape::Same`] and [`Shape::OrOther`] to the first type with another shape.
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

    /// Returns the `format` of a schema if strings must match it.
    pub fn asserted<'s>(&self, schema: &'s Schema) -> Option<&'s str> {
        let format = schema.format.as_ref()?.value.as_str();
        // Servers also send times in the notation of databases. `DateTime` accepts it; a strict type does not.
        let whole = format != "date-time" || self.strict;
        (whole && TEXT_FORMATS.contains(&format)).then_some(format)
    }

    /// Returns whether a type accepts `null`.
    pub fn is_nullable(&self, id: TypeId) -> bool {
        self.get(id).nullable
    }

    /// Returns the ids in the order in which the types were reached.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TypeId> + ExactSizeIterator + use<> {
        (0..self.all.len() as u32).map(TypeId)
    }
}

/// The values of `format` that are assertions.
#[derive(Default)]
pub(crate) struct Formats {
    pub(crate) words: BTreeSet<String>,
    /// Whether decoding accepts only what the definitions of the formats allow.
    pub(crate) strict: bool,
}

impl Formats {
    /// Removes a `format` that is only an annotation, so later stages need not recognize annotations.
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

/// Turns schemas into types, starting from the roots.
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

/// Follows references, and schemas whose only assertion is an `allOf`, `anyOf` or `oneOf` with a single subschema.
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

/// The state of [`lower`]. It has a queue instead of recursion, so the depth of the input does not matter.
struct Lowering<'a> {
    schemas: &'a mut Schemas,
    reporter: &'a mut Reporter,
    types: Types,
    queue: VecDeque<TypeId>,
    /// The joined schema for each set of schemas.
    joins: BTreeMap<Vec<SchemaId>, SchemaId>,
    /// The schemas with one kind and no other keyword, made from schemas with several kinds.
    alone: BTreeMap<Kind, SchemaId>,
    /// The remaining budget for merging. Nested alternatives with two references at each level grow exponentially; real
    /// schemas stay far below the limit.
    budget: usize,
}

impl Lowering<'_> {
    /// Returns the type of a schema; a new type is settled later.
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

    /// Returns whether a file contains the schema; derived schemas have the location of another schema.
    fn is_written(&self, id: SchemaId) -> bool {
        let origin = &self.schemas.get(id).origin;
        self.schemas.find(origin.file, &origin.pointer) == Some(id)
    }

    /// Adds a derived schema, such as a merged schema or a copy with one of several kinds.
    fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(self.schemas.all.len() as u32);
        self.schemas.all.push(schema);
        id
    }

    /// Gives a root the name that the caller chooses. A root that also accepts `null` gets an enclosing type,
    /// since a type with a definition cannot be `null` itself.
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
            // If a position accepts `null`, the tuple also accepts a list that ends before that position.
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
        // The check of a nullable type runs inside its `Option` and never sees `null`.
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

/// Keywords at the root of a schema that contain schemas by name or by index.
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

/// Returns the name in a location such as `#/definitions/address`. The name may also be in another table at the root,
/// as in `#/refs/address`.
fn definition(schema: &Schema) -> Option<String> {
    let (before, last) = schema.origin.pointer.rsplit_once('/')?;
    let holder = before.rsplit('/').next()?;
    let is_table = before.strip_prefix('/') == Some(holder) && !HOLDERS.contains(&holder);
    (is_table || ["definitions", "$defs"].contains(&holder))
        .then(|| last.replace("~1", "/").replace("~0", "~"))
}
