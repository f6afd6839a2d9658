//! Objects whose `anyOf` or `oneOf` only describes members further: they become one struct and a check.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Lowering;
use super::complete::accepts_everything;
use crate::schema::{Kind, Property, Rest, Schema, SchemaId};

/// How many levels of nested `allOf`, `anyOf` and `oneOf` are followed.
const DEEPEST: usize = 8;

impl Lowering<'_> {
    /// Returns whether every branch only restricts members that the schema itself names, such as by requiring one of them.
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

    /// Returns one object with the members of all branches, if the branches only add members. Each added member is
    /// optional; the check tells which of them a value must have.
    pub(super) fn flattened(&mut self, schema: &Schema, branches: &[SchemaId]) -> Option<Schema> {
        let names: BTreeSet<&str> = schema.properties.iter().map(wire_name).collect();
        let plain = |schema: &Schema| {
            schema.values.is_none() && combined(schema).all(|part| self.restricts(&names, part, 0))
        };
        let is_object = |schema: &Schema| {
            let kinds = schema.kinds.as_ref();
            kinds.is_none_or(|kinds| kinds.value == [Kind::Object])
        };
        let names_members =
            !schema.properties.is_empty() && is_object(schema) && schema.kinds.is_some();
        let only_adds_members = |branch: &SchemaId| {
            let branch = self.schemas.target(*branch);
            plain(branch)
                && is_object(branch)
                && !matches!(branch.additional_properties, Rest::Never(_))
        };
        if !names_members || !branches.iter().all(only_adds_members) {
            return None;
        }
        let mut flat = schema.clone().with(|keywords| {
            keywords.any_of = Vec::new();
            keywords.one_of = Vec::new();
        });
        let targets: Vec<Schema> = branches
            .iter()
            .map(|branch| self.schemas.target(*branch).clone())
            .collect();
        let mut members = self.member_schemas(&targets);
        let mut seen: BTreeSet<&str> = schema.properties.iter().map(wire_name).collect();
        for property in targets.iter().flat_map(|branch| &branch.properties) {
            let name = wire_name(property);
            if seen.insert(name) {
                let member = members.remove(name).unwrap_or_default();
                let of = self.member_of_any(schema, member, targets.len());
                flat.properties.push(Property {
                    schema: of,
                    ..property.clone()
                });
            }
        }
        Some(flat)
    }

    /// Collects the schemas of each member that any branch names, in one pass over all branches.
    fn member_schemas(&self, branches: &[Schema]) -> HashMap<String, MemberSchemas> {
        let mut all: HashMap<String, MemberSchemas> = HashMap::new();
        for (number, branch) in branches.iter().enumerate() {
            for property in &branch.properties {
                let member = all.entry(wire_name(property).to_owned()).or_default();
                member.mentioned_by(number);
                if member.targets.insert(self.schemas.follow(property.schema)) {
                    member.schemas.push(property.schema);
                }
            }
            if let Some(name) = self.excluded(branch) {
                all.entry(name.to_owned()).or_default().mentioned_by(number);
            }
        }
        all
    }

    /// Returns a schema for a member that some branches describe. The other branches accept what the enclosing schema
    /// accepts.
    fn member_of_any(
        &mut self,
        enclosing: &Schema,
        member: MemberSchemas,
        branches: usize,
    ) -> SchemaId {
        let mut schemas = member.schemas;
        let other = match &enclosing.additional_properties {
            Rest::Never(_) if enclosing.pattern_properties.is_empty() => None,
            Rest::Schema(of) if enclosing.pattern_properties.is_empty() => Some(*of),
            _ => Some(self.add(Schema::empty(enclosing.origin.clone()))),
        };
        let free = |of: &SchemaId| accepts_everything(self.schemas.target(*of));
        if member.mentions < branches && !schemas.iter().any(free) {
            schemas.extend(other);
        }
        match schemas[..] {
            [only] => only,
            _ => {
                let origin = self.schemas.get(schemas[0]).origin.clone();
                self.add(Schema::empty(origin).with(|more| more.any_of = schemas))
            }
        }
    }

    /// Returns the member that a branch forbids, as in `"not": {"required": ["a"]}`.
    fn excluded<'a>(&'a self, branch: &Schema) -> Option<&'a str> {
        let not = self.schemas.target(branch.not?);
        let [only] = &not.required[..] else {
            return None;
        };
        let bare = not.clone().with(|more| more.required = Vec::new());
        accepts_everything(&bare).then_some(only.value.as_str())
    }
}

/// The schemas of one member in the branches of an `anyOf` or `oneOf`.
#[derive(Default)]
struct MemberSchemas {
    /// Each schema of the member, in the order of the branches.
    schemas: Vec<SchemaId>,
    /// The targets of the references among the schemas, to skip repetitions.
    targets: HashSet<SchemaId>,
    /// How many branches describe or forbid the member.
    mentions: usize,
    /// The last of these branches, so that each counts once.
    last: Option<usize>,
}

impl MemberSchemas {
    fn mentioned_by(&mut self, branch: usize) {
        if self.last != Some(branch) {
            self.last = Some(branch);
            self.mentions += 1;
        }
    }
}

/// Returns the schemas in `allOf`, `anyOf` and `oneOf`, which apply to the same value as the schema itself.
fn combined(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let parts = [&schema.all_of, &schema.any_of, &schema.one_of];
    parts.into_iter().flatten().copied()
}

fn wire_name(property: &Property) -> &str {
    &property.name.value
}
