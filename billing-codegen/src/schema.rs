//! Draft-4 schemas as written: each keyword in its place, references resolved to their targets.

pub(crate) mod arena;
mod assertion;
mod bounds;
mod choices;
mod extensions;
mod ids;
mod keywords;
mod loops;
mod more;
mod objects;
mod parse;
mod patterns;
mod refs;
mod renames;
mod values;

use std::collections::HashMap;
use std::sync::Arc;

use crate::source::{FileId, Origin, Sited};

use arena::Arena;
pub(crate) use assertion::Operand;
pub use more::{Keywords, More};

pub use parse::{definitions, parse};
pub use renames::{Rename, rename};

/// The formats of texts that can be asserted: those of draft 4, and the two parts of `date-time`.
pub const TEXT_FORMATS: [&str; 8] = [
    "date",
    "date-time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "time",
    "uri",
];

/// The `format` words that can be asserted or choose a type.
pub const FORMATS: [&str; 11] = [
    "date",
    "date-time",
    "email",
    "hostname",
    "int32",
    "int64",
    "ipv4",
    "ipv6",
    "password",
    "time",
    "uri",
];

/// One schema, as an index into [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub(crate) u32);

/// Every schema that the input reaches.
#[derive(Debug, Default)]
pub struct Schemas {
    pub(crate) all: Arena<Schema>,
    places: HashMap<(FileId, Arc<str>), SchemaId>,
    ids: ids::Ids,
    /// By file, its name without folder and ending; none for `api.toml`.
    stems: Vec<Option<String>>,
    /// By file, which drafts its schemas may be written in.
    dialects: Vec<Dialect>,
}

/// Which drafts a schema may be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Draft 4 alone.
    #[default]
    Draft4,
    /// Draft 4, and of draft 6 a number in `exclusiveMinimum` and `exclusiveMaximum`, `const` and
    /// `$id`.
    Draft6,
}

impl Schemas {
    /// Returns the schema behind an id.
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.all[id.0 as usize]
    }

    /// Adds a schema that stands nowhere itself.
    pub(crate) fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(self.all.len() as u32);
        self.all.push(schema);
        id
    }

    /// Returns every id, in the order in which the schemas were met.
    pub fn ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        (0..self.all.len() as u32).map(SchemaId)
    }

    /// Returns the schema at a place, where it was reached.
    pub fn find(&self, file: FileId, pointer: &str) -> Option<SchemaId> {
        self.places.get(&(file, Arc::from(pointer))).copied()
    }

    /// Returns the name of the file that a schema stands in, without folder and ending; none for `api.toml`.
    pub(crate) fn stem(&self, id: SchemaId) -> Option<&str> {
        let file = self.get(id).origin.file.0 as usize;
        self.stems.get(file)?.as_deref()
    }

    /// Follows references and returns the id of the schema at their end.
    ///
    /// A chain that comes back to itself ends where it began; the reader reports it.
    pub fn follow(&self, id: SchemaId) -> SchemaId {
        let mut at = id;
        for _ in 0..=self.all.len() {
            match &self.get(at).reference {
                Some(target) => at = target.value,
                None => return at,
            }
        }
        id
    }

    /// Follows references and returns the schema at their end.
    pub fn target(&self, id: SchemaId) -> &Schema {
        self.get(self.follow(id))
    }
}

/// The seven type words of draft 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// One schema with the keywords that it carries.
///
/// A schema with a `reference` has nothing else that counts: draft 4 ignores the siblings of `$ref`.
/// Its title, description and extension keys are kept, since they say nothing about validity.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Where it stands.
    pub origin: Origin,
    /// `$ref`, resolved.
    pub reference: Option<Sited<SchemaId>>,
    /// `title`
    pub title: Option<Box<Sited<String>>>,
    /// `description`
    pub description: Option<String>,
    /// `type`; never empty.
    pub kinds: Option<Sited<Vec<Kind>>>,
    /// The name that the caller asks for, of the type or of the choice that the schema is.
    pub type_name: Option<Box<Sited<String>>>,
    /// Every other keyword. Few schemas of a large file carry any of them.
    pub(crate) more: More,
}

impl Schema {
    /// A schema that says nothing.
    pub(crate) fn empty(origin: Origin) -> Self {
        Self {
            origin,
            reference: None,
            title: None,
            description: None,
            kinds: None,
            type_name: None,
            more: More::default(),
        }
    }

    /// Whether the schema has no title, no description and no keyword but `type`.
    pub(crate) fn says_only_kinds(&self) -> bool {
        self.reference.is_none()
            && self.title.is_none()
            && self.description.is_none()
            && self.type_name.is_none()
            && self.more.is_nothing()
    }

    /// Changes the keywords that few schemas carry.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Keywords)) -> Self {
        change(&mut self);
        self
    }
}

/// One member of `properties`.
#[derive(Clone, Debug)]
pub struct Property {
    /// The wire name, at its place.
    pub name: Sited<String>,
    /// What it must be.
    pub schema: SchemaId,
    /// The name of its field that the caller asks for.
    pub field: Option<Box<Sited<String>>>,
}

/// `additionalProperties` or `additionalItems`.
#[derive(Clone, Debug, Default)]
pub enum Rest {
    /// Left out or `true`.
    #[default]
    Any,
    /// `false`, at its place.
    Never(Origin),
    /// A schema.
    Schema(SchemaId),
}

/// Both forms of `items`.
#[derive(Clone, Debug)]
pub enum Items {
    /// One schema for every item.
    Every(SchemaId),
    /// One schema for each position.
    Each(Vec<SchemaId>),
}

/// Both forms of a member of `dependencies`.
#[derive(Clone, Debug)]
pub enum Dependency {
    /// Members that must be there too.
    Members(Vec<String>),
    /// A schema that the whole object must meet.
    Schema(SchemaId),
}

/// `minimum` or `maximum`.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The literal, at its place.
    pub limit: Sited<String>,
    /// Whether the limit itself is outside.
    pub exclusive: bool,
}
