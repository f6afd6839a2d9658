//! Turns `anyOf` and `oneOf` into unions, or into simpler types where possible.

use std::collections::{BTreeMap, BTreeSet};

use billing_shared::Subject;

use super::complete::{Basis, accepts_everything, only_combines};
use super::shape::{Found, kind_word};
use super::{EnumValue, Format, Lowering, Role, Shape, TypeId, Union, Variant};
use crate::schema::{Kind, Schema, SchemaId};
use crate::source::Json;

impl Lowering<'_> {
    /// Returns the type that is made from the alternatives of a schema; `None` if they only restrict the schema.
    pub(super) fn choice(&mut self, id: TypeId, schema: &Schema) -> Option<Found> {
        let chooses =
            |branches: &[SchemaId]| !branches.is_empty() && !self.only_restricts(schema, branches);
        let exclusive = chooses(&schema.one_of);
        let branches = match exclusive {
            true => &schema.one_of,
            false => Some(&schema.any_of).filter(|branches| chooses(branches))?,
        };
        let single = schema.not.is_none() && (schema.any_of.is_empty() || schema.one_of.is_empty());
        let alone = only_combines(schema);
        let basis = |exact: bool| match exact {
            true => Basis::Alternatives,
            false => Basis::Nothing,
        };
        if let Some(flat) = self.flattened(schema, branches) {
            return Some(Found::partly(self.object(id, &flat).shape));
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
            let same = self.same(id, only);
            return Some(Found {
                shape: Shape::Same(same),
                nullable,
                basis: basis(single && nulls.len() <= 1),
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
            basis: basis(single && disjoint && nulls.len() <= 1),
        })
    }

    /// Returns the alternatives of an inline schema that has no other keyword.
    pub(super) fn unnamed_choices(&self, id: SchemaId) -> Option<&[SchemaId]> {
        let schema = self.schemas.get(id);
        let inline = self.schemas.follow(id) == id
            && schema.title.is_none()
            && schema.type_name.is_none()
            && super::definition(schema).is_none();
        match (&schema.any_of[..], &schema.one_of[..]) {
            _ if !inline || !schema.all_of.is_empty() || !only_combines(schema) => None,
            (inner, []) | ([], inner) if inner.len() > 1 => Some(inner),
            _ => None,
        }
    }

    /// Returns the type of the only alternative besides `null`. A new type without a name takes the name of the
    /// enclosing schema.
    fn same(&mut self, id: TypeId, only: SchemaId) -> TypeId {
        let new = self.types.all.len();
        let same = self.want(only, Some((id, Role::Variant("value".to_owned()))));
        let around = self.types.get(id).hint.clone();
        let hint = &mut self.types.all[same.0 as usize].hint;
        let named = around.definition.is_some() || around.parent.is_some();
        if same.0 as usize == new && hint.title.is_none() && hint.definition.is_none() && named {
            *hint = around;
        }
        same
    }

    /// Combines string alternatives into one type: an enum of all listed values or, if no values are listed, any
    /// string. The check distinguishes the alternatives.
    fn texts(&self, branches: &[SchemaId]) -> Shape {
        let mut listed: Vec<EnumValue> = Vec::new();
        let mut known = BTreeSet::new();
        for branch in branches {
            let branch = self.schemas.target(*branch);
            let Some(values) = &branch.values else {
                continue;
            };
            let only = values.value.len() == 1;
            for (index, node) in values.value.iter().enumerate() {
                if matches!(&node.value, Json::String(text) if known.insert(text)) {
                    listed.push(EnumValue {
                        description: branch.description.clone().filter(|_| only),
                        ..EnumValue::named(branch, index, node.value.clone())
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

    /// Adds the other keywords of the schema to an alternative, since they apply to every alternative.
    fn with_own(&mut self, schema: &Schema, alone: bool, branch: SchemaId) -> SchemaId {
        let cost = 2 + schema.properties.len() + schema.required.len();
        if alone || self.budget < cost {
            return branch;
        }
        self.budget -= cost;
        let own = Schema {
            title: None,
            description: None,
            type_name: None,
            ..schema.clone()
        };
        let own = self.add(own.with(|more| {
            more.any_of = Vec::new();
            more.one_of = Vec::new();
        }));
        let target = self.schemas.target(branch);
        let both = Schema {
            type_name: self.schemas.get(branch).type_name.clone(),
            title: target.title.clone(),
            description: target.description.clone(),
            ..Schema::empty(target.origin.clone())
        };
        self.add(both.with(|more| more.all_of = vec![own, branch]))
    }

    fn union(&mut self, id: TypeId, branches: &[SchemaId], joined: &[SchemaId]) -> Union {
        let tag = self.tag(branches);
        let named = match tag {
            Some(_) => BTreeMap::new(),
            None => self.named(branches),
        };
        let objects = branches.iter().filter(|branch| self.is_object(**branch));
        let one_object = objects.count() == 1;
        let variants = branches
            .iter()
            .zip(joined)
            .enumerate()
            .map(|(index, (branch, joined))| {
                let tags = tag.as_ref().and_then(|tag| self.constants(*branch, tag));
                let tags = tags.unwrap_or_default();
                let key = self.key(*branch, &named);
                let kind = self.kind_name(*branch, one_object);
                let name = self.variant_name(*branch, &tags, key.as_deref(), kind, index);
                Variant {
                    of: self.want(*joined, Some((id, Role::Variant(name.clone())))),
                    name,
                    tags,
                    key,
                }
            })
            .collect();
        Union { variants, tag }
    }

    /// Finds a member that every branch requires and whose constant values differ between the branches.
    fn tag(&self, branches: &[SchemaId]) -> Option<String> {
        let first = self.schemas.target(*branches.first()?);
        if branches.len() < 2 {
            return None;
        }
        let mut names = first.required.iter().map(|name| &name.value);
        let found = names.find(|name| {
            let mut seen = BTreeSet::new();
            branches.iter().all(|branch| {
                let mut required = self.schemas.target(*branch).required.iter();
                let required = required.any(|known| known.value == **name);
                let values = self.constants(*branch, name).filter(|_| required);
                values.is_some_and(|values| values.into_iter().all(|value| seen.insert(value)))
            })
        });
        found.cloned()
    }

    /// Returns the strings that a member of an object can have as its value; `None` if other values are possible.
    fn constants(&self, object: SchemaId, name: &str) -> Option<Vec<String>> {
        let mut members = self.schemas.target(object).properties.iter();
        let property = members.find(|property| property.name.value == name)?;
        let values = self.schemas.target(property.schema).values.as_ref()?;
        let texts = values.value.iter().map(|node| match &node.value {
            Json::String(text) => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }

    /// Returns the members that branches name, each with its branch if only one branch names it.
    fn named(&self, branches: &[SchemaId]) -> BTreeMap<String, Option<SchemaId>> {
        let mut named: BTreeMap<String, Option<SchemaId>> = BTreeMap::new();
        for branch in branches {
            let schema = self.schemas.target(*branch);
            let properties = schema.properties.iter().map(|property| &property.name);
            for name in properties.chain(&schema.required) {
                let by = named.entry(name.value.clone()).or_insert(Some(*branch));
                *by = by.filter(|by| by == branch);
            }
        }
        named
    }

    /// Finds a member that this branch requires and no other branch names.
    fn key(&self, branch: SchemaId, named: &BTreeMap<String, Option<SchemaId>>) -> Option<String> {
        let mut required = self.schemas.target(branch).required.iter();
        let alone = |name: &str| named.get(name) == Some(&Some(branch));
        let unique = required.find(|name| alone(&name.value));
        unique.map(|name| name.value.clone())
    }

    fn variant_name(
        &self,
        branch: SchemaId,
        tags: &[String],
        key: Option<&str>,
        kind: Option<&str>,
        index: usize,
    ) -> String {
        if let Some(name) = &self.schemas.get(branch).type_name {
            return name.value.clone();
        }
        let target = self.schemas.target(branch);
        let title = target
            .title
            .as_ref()
            .map(|title| title.value.as_str())
            .filter(|title| title.len() <= 40);
        let definition = super::definition(target);
        let constant = match tags {
            [] => self.constant_of(branch),
            // More values make the name too long.
            [_] | [_, _] => Some(tags.join(" or ")),
            _ => None,
        };
        let found = title.or(definition.as_deref()).or(constant.as_deref());
        let found = match kind {
            Some("object") => found.or(kind),
            _ => found.or(key).or(kind),
        };
        match found {
            Some(name) => name.to_owned(),
            None if accepts_everything(target) => "other".to_owned(),
            None => described(target).unwrap_or_else(|| format!("variant {}", index + 1)),
        }
    }

    /// Returns whether a branch describes objects.
    fn is_object(&self, branch: SchemaId) -> bool {
        let target = self.schemas.target(branch);
        match &target.kinds {
            Some(kinds) => kinds.value == [Kind::Object],
            None => !target.properties.is_empty(),
        }
    }

    /// Returns the kind of a branch as its name if no other branch would get the same name.
    fn kind_name(&self, branch: SchemaId, one_object: bool) -> Option<&'static str> {
        let target = self.schemas.target(branch);
        match target.kinds.as_ref().map(|kinds| &kinds.value[..]) {
            _ if one_object && self.is_object(branch) => Some("object"),
            Some([Kind::Object]) if target.is_about(Subject::Object) => None,
            Some([kind]) => Some(kind_word(*kind)),
            _ => None,
        }
    }

    /// Finds a member that can have only one string as its value, and returns that string. Required members come first.
    fn constant_of(&self, object: SchemaId) -> Option<String> {
        let schema = self.schemas.target(object);
        let required = schema.required.iter().map(|name| name.value.as_str());
        let others = schema.properties.iter();
        let others = others.map(|property| property.name.value.as_str());
        let mut found = required
            .chain(others)
            .map(|name| self.constants(object, name));
        found.find_map(|values| values.filter(|values| values.len() == 1)?.pop())
    }

    /// Returns whether no document can satisfy two of the branches.
    fn disjoint(&self, branches: &[SchemaId], tagged: bool) -> bool {
        // Only objects have a member that identifies them.
        let objects = |branch: &SchemaId| {
            let kinds = &self.schemas.target(*branch).kinds;
            kinds
                .as_ref()
                .is_some_and(|kinds| kinds.value == [Kind::Object])
        };
        if tagged && branches.iter().all(objects) {
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

/// Returns a name for an unnamed alternative, based on its keywords.
fn described(schema: &Schema) -> Option<String> {
    if let Some(values) = &schema.values {
        return Some(match &values.value[..] {
            [only] => match &only.value {
                Json::String(text) => text.clone(),
                Json::Bool(value) => value.to_string(),
                Json::Number(literal) => literal.clone(),
                _ => "listed".to_owned(),
            },
            _ => "listed".to_owned(),
        });
    }
    let required = schema.required.iter().map(|name| &name.value);
    let members = schema
        .properties
        .iter()
        .map(|property| &property.name.value);
    if let Some(first) = required.chain(members).next() {
        return Some(format!("with {first}"));
    }
    let kinds = [
        (schema.is_about(Subject::String), "text"),
        (schema.is_about(Subject::Number), "number"),
        (schema.is_about(Subject::Array), "array"),
        (schema.is_about(Subject::Object), "object"),
        (
            !schema.any_of.is_empty() || !schema.one_of.is_empty(),
            "choice",
        ),
    ];
    let mut about = kinds.iter().filter(|(holds, _)| *holds);
    about.next().map(|(_, kind)| (*kind).to_owned())
}
