//! Draft-4 schemas as written in the source, with references resolved to their targets.

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

/// The string formats that can be asserted: those of draft 4, and the two parts of `date-time`.
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

/// The values of `format` that can be asserted or that determine a type.
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

/// All schemas that are reachable from the input.
#[derive(Debug, Default)]
pub struct Schemas {
    pub(crate) all: Arena<Schema>,
    places: HashMap<(FileId, Arc<str>), SchemaId>,
    ids: ids::Ids,
    /// The name of each file without folder and extension; `None` for `api.toml`.
    stems: Vec<Option<String>>,
    /// The drafts that the schemas of each file may be written in.
    dialects: Vec<Dialect>,
}

/// The drafts that a schema may be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Only draft 4.
    #[default]
    Draft4,
    /// Draft 4, and these parts of draft 6: numbers in `exclusiveMinimum` and `exclusiveMaximum`, `const` and
    /// `$id`.
    Draft6,
}

impl Schemas {
    /// Returns the schema with an id.
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.all[id.0 as usize]
    }

    /// Adds a schema that is not part of a file.
    pub(crate) fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(self.all.len() as u32);
        self.all.push(schema);
        id
    }

    /// Returns every id, in the order in which the schemas were reached.
    pub fn ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        (0..self.all.len() as u32).map(SchemaId)
    }

    /// Returns the schema at a location if it was reached.
    pub fn find(&self, file: FileId, pointer: &str) -> Option<SchemaId> {
        self.places.get(&(file, Arc::from(pointer))).copied()
    }

    /// Returns the name of the file that contains a schema, without folder and extension; `None` for `api.toml`.
    pub(crate) fn stem(&self, id: SchemaId) -> Option<&str> {
        let file = self.get(id).origin.file.0 as usize;
        self.stems.get(file)?.as_deref()
    }

    /// Follows references and returns the id of the schema at their end.
    ///
    /// If the chain is circular, returns `id`; the reader reports such chains.
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

/// The seven primitive types of draft 4.
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

/// One schema with its keywords.
///
/// A schema with a `reference` has no other assertions, since draft 4 ignores the siblings of `$ref`. Its title,
/// description and extension keys are kept, since they do not affect validity.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The location of the schema.
    pub origin: Origin,
    /// `$ref`, resolved.
    pub reference: Option<Sited<SchemaId>>,
    /// `title`
    pub title: Option<Box<Sited<String>>>,
    /// `description`
    pub description: Option<String>,
    /// `type`; never empty.
    pub kinds: Option<Sited<Vec<Kind>>>,
    /// The name that the caller chooses for the type or the union variant of the schema.
    pub type_name: Option<Box<Sited<String>>>,
    /// The other keywords. Few schemas of a large file have any of them.
    pub(crate) more: More,
}

impl Schema {
    /// Returns a schema without keywords.
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

    /// Returns whether the schema has no title, no description and no keyword except `type`.
    pub(crate) fn says_only_kinds(&self) -> bool {
        self.reference.is_none()
            && self.title.is_none()
            && self.description.is_none()
            && self.type_name.is_none()
            && self.more.is_nothing()
    }

    /// Changes the keywords that few schemas have.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Keywords)) -> Self {
        change(&mut self);
        self
    }
}

/// One member of `properties`.
#[derive(Clone, Debug)]
pub struct Property {
    /// The wire name and its location.
    pub name: Sited<String>,
    /// The schema of the value.
    pub schema: SchemaId,
    /// The name that the caller chooses for its field.
    pub field: Option<Box<Sited<String>>>,
}

/// `additionalProperties` or `additionalItems`.
#[derive(Clone, Debug, Default)]
pub enum Rest {
    /// Absent or `true`.
    #[default]
    Any,
    /// `false`, with its location.
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
    /// Members that must be present too.
    Members(Vec<String>),
    /// A schema that the whole object must satisfy.
    Schema(SchemaId),
}

/// `minimum` or `maximum`.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The literal and its location.
    pub limit: Sited<String>,
    /// Whether the limit itself is excluded.
    pub exclusive: bool,
}
