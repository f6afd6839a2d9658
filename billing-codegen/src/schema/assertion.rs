//! Assertion keywords of a schema and their operands, in a form that code can handle without knowing each keyword.

use billing_shared::{Keyword, Subject};

use super::{Bound, Dependency, Items, Kind, Property, Rest, Schema, SchemaId};
use crate::source::{Node, Sited};

/// The value of a keyword.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operand<'s> {
    /// The names of types, the value of `type`.
    Kinds(&'s [Kind]),
    /// Any JSON values.
    Values(&'s [Node]),
    /// A schema.
    Schema(SchemaId),
    /// `false` instead of a schema.
    False,
    /// A list of schemas.
    Schemas(&'s [SchemaId]),
    /// Schemas by name.
    Properties(&'s [Property]),
    /// Schemas by pattern.
    Patterns(&'s [(Sited<String>, SchemaId)]),
    /// Member names.
    Names(&'s [Sited<String>]),
    /// For each member name, the names of other members or a schema.
    Dependencies(&'s [(Sited<String>, Dependency)]),
    /// A non-negative integer.
    Count(u64),
    /// `true`.
    True,
    /// A limit, inclusive or exclusive.
    Bound(&'s Bound),
    /// A number, exactly as the file writes it.
    Number(&'s Sited<String>),
    /// A string.
    String(&'s Sited<String>),
}

impl<'s> Operand<'s> {
    pub(super) fn kinds(kinds: Option<&'s Sited<Vec<Kind>>>) -> Option<Self> {
        kinds.map(|kinds| Self::Kinds(&kinds.value))
    }

    pub(super) fn values(values: Option<&'s Sited<Vec<Node>>>) -> Option<Self> {
        values.map(|values| Self::Values(&values.value))
    }

    pub(super) fn schemas(list: &'s [SchemaId]) -> Option<Self> {
        (!list.is_empty()).then_some(Self::Schemas(list))
    }

    pub(super) fn properties(list: &'s [Property]) -> Option<Self> {
        (!list.is_empty()).then_some(Self::Properties(list))
    }

    pub(super) fn patterns(list: &'s [(Sited<String>, SchemaId)]) -> Option<Self> {
        (!list.is_empty()).then_some(Self::Patterns(list))
    }

    pub(super) fn names(list: &'s [Sited<String>]) -> Option<Self> {
        (!list.is_empty()).then_some(Self::Names(list))
    }

    pub(super) fn dependencies(list: &'s [(Sited<String>, Dependency)]) -> Option<Self> {
        let demands = |of: &Dependency| match of {
            Dependency::Members(names) => !names.is_empty(),
            Dependency::Schema(_) => true,
        };
        let any = list.iter().any(|(_, of)| demands(of));
        any.then_some(Self::Dependencies(list))
    }

    pub(super) fn rest(rest: &Rest) -> Option<Self> {
        match rest {
            Rest::Any => None,
            Rest::Never(_) => Some(Self::False),
            Rest::Schema(id) => Some(Self::Schema(*id)),
        }
    }

    pub(super) fn items(items: &'s Items) -> Self {
        match items {
            Items::Every(id) => Self::Schema(*id),
            Items::Each(ids) => Self::Schemas(ids),
        }
    }

    /// Adds the schemas in the value of a keyword.
    fn add_schemas(self, found: &mut Vec<SchemaId>) {
        match self {
            Self::Schema(id) => found.push(id),
            Self::Schemas(ids) => found.extend(ids),
            Self::Properties(list) => found.extend(list.iter().map(|property| property.schema)),
            Self::Patterns(list) => found.extend(list.iter().map(|(_, id)| *id)),
            Self::Dependencies(list) => {
                found.extend(list.iter().filter_map(|(_, of)| match of {
                    Dependency::Schema(id) => Some(*id),
                    Dependency::Members(_) => None,
                }));
            }
            Self::Kinds(_)
            | Self::Values(_)
            | Self::False
            | Self::Names(_)
            | Self::Count(_)
            | Self::True
            | Self::Bound(_)
            | Self::Number(_)
            | Self::String(_) => {}
        }
    }
}

impl Schema {
    /// Returns the schemas directly inside this one; the target of a reference is not one of them.
    pub(crate) fn parts(&self) -> Vec<SchemaId> {
        let mut found = Vec::new();
        self.assertions(&mut |_, operand| operand.add_schemas(&mut found));
        found
    }

    /// Returns whether a condition holds for every assertion keyword that the schema has.
    pub(crate) fn all_assertions(&self, mut holds: impl FnMut(Keyword) -> bool) -> bool {
        let mut all = true;
        self.assertions(&mut |keyword, _| all &= holds(keyword));
        all
    }

    /// Returns whether the schema has a keyword that concerns only these values.
    pub(crate) fn is_about(&self, subject: Subject) -> bool {
        !self.all_assertions(|keyword| keyword.subject() != subject)
    }
}
