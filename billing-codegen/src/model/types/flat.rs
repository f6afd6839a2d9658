//! Objects whose choices only say more about their members: one object, and a check.

use std::collections::BTreeSet;

use super::Lowering;
use super::complete::says_nothing;
use crate::schema::{Kind, Property, Rest, Schema, SchemaId};

/// Choices inside choices that are looked into.
const DEEPEST: usize = 8;

impl Lowering<'_> {
    /// Whether every branch only says more about members that the schema itself names,
    /// such as which of them is required.
    pub(super) fn only_restricts(&self, schema: &Schema, branches: &[SchemaId]) -> bool {
        let own: BTreeSet<&str> = schema
            .properties
            .iter()
            .map(|property| property.name.value.as_str())
            .collect();
        let is_object = schema
            .kinds
            .as_ref()
            .is_some_and(|kinds| kinds.value == [Kind::Object]);
        (is_object || !own.is_empty())
            && branches
                .iter()
                .all(|branch| self.restricts(&own, *branch, 0))
    }

    fn restricts(&self, own: &BTreeSet<&str>, branch: SchemaId, depth: usize) -> bool {
        let branch = self.schemas.target(branch);
        let mut names = branch.properties.iter().map(wire_name);
        names.all(|name| own.contains(name))
            && combined(branch).all(|part| depth < DEEPEST && self.restricts(own, part, depth + 1))
    }

    /// An object whose choices only add members is one object: any of them may come, and the check
    /// says which of them must.
    pub(super) fn flattened(&mut self, schema: &Schema, branches: &[SchemaId]) -> Option<Schema> {
        let names: BTreeSet<&str> = schema.properties.iter().map(wire_name).collect();
        let plain = |schema: &Schema| {
            schema.values.is_none() && combined(schema).all(|part| self.restricts(&names, part, 0))
        };
        let is_object = |schema: &Schema| {
            let kinds = schema.kinds.as_ref();
            kinds.is_none_or(|kinds| kinds.value == [Kind::Object])
        };
        let own = !schema.properties.is_empty() && is_object(schema) && schema.kinds.is_some();
        let fits = |branch: &SchemaId| {
            let branch = self.schemas.target(*branch);
            plain(branch)
                && is_object(branch)
                && !matches!(branch.additional_properties, Rest::Never(_))
        };
        if !own || !branches.iter().all(fits) {
            return None;
        }
        let mut flat = Schema {
            any_of: Vec::new(),
            one_of: Vec::new(),
            ..schema.clone()
        };
        let targets: Vec<Schema> = branches
            .iter()
            .map(|branch| self.schemas.target(*branch).clone())
            .collect();
        let mut seen: BTreeSet<&str> = schema.properties.iter().map(wire_name).collect();
        for property in targets.iter().flat_map(|branch| &branch.properties) {
            if seen.insert(wire_name(property)) {
                let of = self.of_any(schema, wire_name(property), &targets);
                flat.properties.push(Property {
                    schema: of,
                    ..property.clone()
                });
            }
        }
        Some(flat)
    }

    /// What a member may be that some branches describe; the others take what the schema around them takes.
    fn of_any(&mut self, around: &Schema, name: &str, branches: &[Schema]) -> SchemaId {
        let mut forms: Vec<SchemaId> = Vec::new();
        for branch in branches {
            let mut described = branch.properties.iter();
            let Some(property) = described.find(|property| wire_name(property) == name) else {
                continue;
            };
            let of = self.schemas.follow(property.schema);
            if !forms.iter().any(|known| self.schemas.follow(*known) == of) {
                forms.push(property.schema);
            }
        }
        let silent = branches.iter().any(|branch| !self.mentions(branch, name));
        let other = match &around.additional_properties {
            Rest::Never(_) if around.pattern_properties.is_empty() => None,
            Rest::Schema(of) if around.pattern_properties.is_empty() => Some(*of),
            _ => Some(self.add(Schema::empty(around.origin.clone()))),
        };
        let free = |of: &SchemaId| says_nothing(self.schemas.target(*of));
        if silent && !forms.iter().any(free) {
            forms.extend(other);
        }
        match forms[..] {
            [only] => only,
            _ => {
                let origin = self.schemas.get(forms[0]).origin.clone();
                self.add(Schema {
                    any_of: forms,
                    ..Schema::empty(origin)
                })
            }
        }
    }

    /// Whether a branch describes a member, or does not let it be there.
    fn mentions(&self, branch: &Schema, name: &str) -> bool {
        let excluded = branch.not.map(|not| self.schemas.target(not));
        let excluded = excluded.is_some_and(|not| {
            let bare = Schema {
                required: Vec::new(),
                ..not.clone()
            };
            matches!(&not.required[..], [only] if only.value == name) && says_nothing(&bare)
        });
        excluded
            || branch
                .properties
                .iter()
                .any(|property| wire_name(property) == name)
    }
}

/// The parts of a schema that a value is held to beside the schema itself.
fn combined(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let parts = [&schema.all_of, &schema.any_of, &schema.one_of];
    parts.into_iter().flatten().copied()
}

fn wire_name(property: &Property) -> &str {
    &property.name.value
}
