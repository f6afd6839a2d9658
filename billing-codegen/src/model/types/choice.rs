//! `anyOf` and `oneOf`: unions, and the cases that need none.

use std::collections::BTreeSet;

use super::complete::{has_object_words, says_only_choices};
use super::shape::{Found, kind_word};
use super::{EnumValue, Format, Lowering, Role, Shape, TypeId, Union, Variant};
use crate::schema::{Kind, Property, Rest, Schema, SchemaId};
use crate::source::Json;

impl Lowering<'_> {
    /// Returns what the choices of a schema make of it; none where they only restrict it.
    pub(super) fn choice(&mut self, id: TypeId, schema: &Schema) -> Option<Found> {
        let exclusive = !schema.one_of.is_empty();
        let branches = if exclusive {
            &schema.one_of
        } else {
            &schema.any_of
        };
        if branches.is_empty() || self.only_restricts(schema, branches) {
            return None;
        }
        let single = schema.not.is_none() && (schema.any_of.is_empty() || schema.one_of.is_empty());
        let alone = says_only_choices(schema);
        if let Some(flat) = self.flattened(schema, branches) {
            return Some(Found {
                complete: false,
                ..self.object(id, &flat)
            });
        }
        let (nulls, others): (Vec<SchemaId>, Vec<SchemaId>) = branches
            .iter()
            .partition(|branch| is_null(self.schemas.target(**branch)));
        let nullable = !nulls.is_empty();
        if alone && !others.is_empty() && others.iter().all(|branch| self.is_text(*branch)) {
            return Some(Found {
                nullable,
                ..Found::partly(self.texts(&others))
            });
        }
        let joined: Vec<SchemaId> = others
            .iter()
            .map(|branch| self.with_own(schema, alone, *branch))
            .collect();
        if let [only] = joined[..] {
            let same = self.want(only, Some((id, Role::Variant("value".to_owned()))));
            return Some(Found {
                shape: Shape::Same(same),
                nullable,
                complete: single && alone && nulls.len() <= 1,
            });
        }
        let union = self.union(id, &others, &joined);
        let disjoint = !exclusive || self.disjoint(&others, union.tag.is_some());
        Some(Found {
            shape: match union.variants.len() {
                0 => Shape::Null,
                _ => Shape::Union(union),
            },
            nullable,
            complete: single && alone && disjoint && nulls.len() <= 1,
        })
    }

    /// Whether every branch only says more about members that the schema itself names,
    /// such as which of them is required.
    fn only_restricts(&self, schema: &Schema, branches: &[SchemaId]) -> bool {
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
            && branches.iter().all(|branch| {
                let branch = self.schemas.target(*branch);
                let adds = branch
                    .properties
                    .iter()
                    .any(|property| !own.contains(property.name.value.as_str()));
                !adds
                    && branch.all_of.is_empty()
                    && branch.any_of.is_empty()
                    && branch.one_of.is_empty()
            })
    }

    /// An object whose choices only add members is one object: any of them may come, and the check
    /// says which of them must.
    fn flattened(&mut self, schema: &Schema, branches: &[SchemaId]) -> Option<Schema> {
        let plain = |schema: &Schema| {
            schema.all_of.is_empty()
                && schema.any_of.is_empty()
                && schema.one_of.is_empty()
                && schema.values.is_none()
        };
        let is_object = |schema: &Schema| match &schema.kinds {
            Some(kinds) => kinds.value == [Kind::Object],
            None => has_object_words(schema),
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
        let more: Vec<Property> = branches
            .iter()
            .flat_map(|branch| self.schemas.target(*branch).properties.clone())
            .collect();
        for property in more {
            let name = &property.name.value;
            let same = |known: &Property| {
                self.schemas.follow(known.schema) == self.schemas.follow(property.schema)
            };
            match flat
                .properties
                .iter()
                .position(|known| known.name.value == *name)
            {
                None => flat.properties.push(property),
                Some(at)
                    if schema.properties.iter().any(|own| own.name.value == *name)
                        || same(&flat.properties[at]) => {}
                Some(at) => {
                    let either = Schema {
                        any_of: vec![flat.properties[at].schema, property.schema],
                        ..Schema::empty(property.name.origin.clone())
                    };
                    flat.properties[at].schema = self.add(either);
                }
            }
        }
        Some(flat)
    }

    /// Texts are one type: the listed values of all, or any text; the check tells them apart.
    fn texts(&self, branches: &[SchemaId]) -> Shape {
        let mut listed: Vec<EnumValue> = Vec::new();
        for branch in branches {
            let branch = self.schemas.target(*branch);
            let Some(values) = &branch.values else {
                continue;
            };
            let only = values.value.len() == 1;
            for (index, node) in values.value.iter().enumerate() {
                if !listed.iter().any(|known| known.value.equals(&node.value)) {
                    listed.push(EnumValue {
                        value: node.value.clone(),
                        name: branch
                            .variant_names
                            .get(index)
                            .map(|name| name.value.clone()),
                        description: branch.description.clone().filter(|_| only),
                    });
                }
            }
        }
        match listed.is_empty() {
            true => Shape::Text(Format::Plain),
            false => Shape::Enum(listed),
        }
    }

    fn is_text(&self, branch: SchemaId) -> bool {
        let branch = self.schemas.target(branch);
        let plain =
            branch.all_of.is_empty() && branch.any_of.is_empty() && branch.one_of.is_empty();
        plain
            && match (&branch.values, &branch.kinds) {
                (Some(values), _) => values
                    .value
                    .iter()
                    .all(|node| matches!(node.value, Json::String(_))),
                (None, Some(kinds)) => kinds.value == [Kind::String],
                (None, None) => false,
            }
    }

    /// What stands beside the choices holds for each of them.
    fn with_own(&mut self, schema: &Schema, alone: bool, branch: SchemaId) -> SchemaId {
        let cost = 2 + schema.properties.len() + schema.required.len();
        if alone || self.budget < cost {
            return branch;
        }
        self.budget -= cost;
        let own = Schema {
            any_of: Vec::new(),
            one_of: Vec::new(),
            title: None,
            description: None,
            ..schema.clone()
        };
        let own = self.add(own);
        let target = self.schemas.target(branch);
        let both = Schema {
            title: target.title.clone(),
            description: target.description.clone(),
            all_of: vec![own, branch],
            ..Schema::empty(target.origin.clone())
        };
        self.add(both)
    }

    fn union(&mut self, id: TypeId, branches: &[SchemaId], joined: &[SchemaId]) -> Union {
        let tag = self.tag(branches);
        let variants = branches
            .iter()
            .zip(joined)
            .enumerate()
            .map(|(index, (branch, joined))| {
                let value = tag
                    .as_ref()
                    .and_then(|tag| constant(self.schemas.target(*branch), tag, self));
                let key = if tag.is_some() {
                    None
                } else {
                    self.key(*branch, branches)
                };
                let name = self.variant_name(*branch, value.as_deref(), key.as_deref(), index);
                Variant {
                    of: self.want(*joined, Some((id, Role::Variant(name.clone())))),
                    name,
                    tag: value,
                    key,
                }
            })
            .collect();
        Union { variants, tag }
    }

    /// Finds a required member whose constant value is another one in each branch.
    fn tag(&self, branches: &[SchemaId]) -> Option<String> {
        let first = self.schemas.target(*branches.first()?);
        if branches.len() < 2 {
            return None;
        }
        first
            .required
            .iter()
            .map(|name| &name.value)
            .find_map(|name| {
                let values: BTreeSet<String> = branches
                    .iter()
                    .map(|branch| {
                        let branch = self.schemas.target(*branch);
                        let required = branch.required.iter().any(|known| known.value == *name);
                        required.then(|| constant(branch, name, self)).flatten()
                    })
                    .collect::<Option<_>>()?;
                (values.len() == branches.len()).then(|| name.clone())
            })
    }

    /// Finds a member that this branch requires and no other branch names.
    fn key(&self, branch: SchemaId, branches: &[SchemaId]) -> Option<String> {
        let others: Vec<&Schema> = branches
            .iter()
            .filter(|other| **other != branch)
            .map(|other| self.schemas.target(*other))
            .collect();
        let names = |schema: &Schema, name: &str| {
            schema
                .properties
                .iter()
                .any(|property| property.name.value == name)
                || schema
                    .required
                    .iter()
                    .any(|required| required.value == name)
        };
        let required = &self.schemas.target(branch).required;
        let unique = required
            .iter()
            .find(|name| !others.iter().any(|other| names(other, &name.value)));
        unique.map(|name| name.value.clone())
    }

    fn variant_name(
        &self,
        branch: SchemaId,
        tag: Option<&str>,
        key: Option<&str>,
        index: usize,
    ) -> String {
        let target = self.schemas.target(branch);
        let title = target
            .title
            .as_ref()
            .map(|title| title.value.as_str())
            .filter(|title| title.len() <= 40);
        let definition = super::definition(target);
        let single = match target.kinds.as_ref().map(|kinds| &kinds.value[..]) {
            Some([kind]) if *kind != Kind::Object || !has_object_words(target) => {
                Some(kind_word(*kind))
            }
            _ => None,
        };
        let found = title.or(definition.as_deref()).or(tag).or(key).or(single);
        found.map_or_else(|| format!("variant {}", index + 1), str::to_owned)
    }

    /// Whether no document can meet two of the branches.
    fn disjoint(&self, branches: &[SchemaId], tagged: bool) -> bool {
        if tagged {
            return true;
        }
        let mut seen: Vec<Kind> = Vec::new();
        branches.iter().all(|branch| {
            let Some(kinds) = &self.schemas.target(*branch).kinds else {
                return false;
            };
            kinds.value.iter().all(|kind| {
                let family = if *kind == Kind::Integer {
                    Kind::Number
                } else {
                    *kind
                };
                let new = !seen.contains(&family);
                seen.push(family);
                new
            })
        })
    }
}

fn is_null(schema: &Schema) -> bool {
    match (&schema.kinds, &schema.values) {
        (_, Some(values)) => {
            matches!(&values.value[..], [only] if matches!(only.value, Json::Null))
        }
        (Some(kinds), None) => kinds.value == [Kind::Null],
        (None, None) => false,
    }
}

/// Returns the one text that a member of an object can have.
fn constant(schema: &Schema, name: &str, lowering: &Lowering<'_>) -> Option<String> {
    let property = schema
        .properties
        .iter()
        .find(|property| property.name.value == name)?;
    match &lowering
        .schemas
        .target(property.schema)
        .values
        .as_ref()?
        .value[..]
    {
        [only] => match &only.value {
            Json::String(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
