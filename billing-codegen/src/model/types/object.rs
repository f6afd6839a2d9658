//! Turns objects into structs, or into maps if no member is named.

use std::collections::BTreeSet;

use super::complete::accepts_everything;
use super::shape::{Found, is_closed};
use super::{Lowering, Object, ObjectMember, Rest, Role, Shape, TypeId};
use crate::schema::{Rest as Additional, Schema, SchemaId};

impl Lowering<'_> {
    pub(super) fn object(&mut self, id: TypeId, schema: &Schema) -> Found {
        let mut complete = true;
        if schema.properties.is_empty() && schema.required.is_empty() && !is_closed(schema) {
            let values = self.values(id, schema);
            return Found::whole(Shape::Map(values));
        }
        let required: BTreeSet<&str> = schema
            .required
            .iter()
            .map(|name| name.value.as_str())
            .collect();
        let mut known: BTreeSet<&str> = schema
            .properties
            .iter()
            .map(|property| property.name.value.as_str())
            .collect();
        let mut members: Vec<ObjectMember> = schema
            .properties
            .iter()
            .map(|property| ObjectMember {
                name: property.name.value.clone(),
                field: property.field.as_ref().map(|field| field.value.clone()),
                required: required.contains(property.name.value.as_str()),
                of: self.want(
                    property.schema,
                    Some((id, Role::Member(property.name.value.clone()))),
                ),
            })
            .collect();
        for name in &schema.required {
            if !known.insert(&name.value) {
                continue;
            }
            let of = self.unnamed(id, schema, &name.value);
            complete &= schema.pattern_properties.is_empty()
                && matches!(schema.additional_properties, Additional::Any);
            members.push(ObjectMember {
                name: name.value.clone(),
                field: None,
                required: true,
                of,
            });
        }
        let rest = match self.patterned(schema) {
            None => self.rest(id, &schema.additional_properties, Role::Value),
            Some(of) => {
                complete = false;
                match accepts_everything(self.schemas.target(of)) {
                    true => Rest::Any,
                    false => Rest::Of(self.want(of, Some((id, Role::Value)))),
                }
            }
        };
        Found::whole_if(complete, Shape::Object(Object { members, rest }))
    }

    /// Returns the type of a member that is required but not described. `additionalProperties` determines it.
    fn unnamed(&mut self, id: TypeId, schema: &Schema, name: &str) -> TypeId {
        let of = match &schema.additional_properties {
            Additional::Schema(of) if schema.pattern_properties.is_empty() => *of,
            _ => self.add(Schema::empty(schema.origin.clone())),
        };
        self.want(of, Some((id, Role::Member(name.to_owned()))))
    }

    fn values(&mut self, id: TypeId, schema: &Schema) -> TypeId {
        let patterned = self.patterned(schema);
        let of = match (patterned, &schema.additional_properties) {
            (Some(of), _) => of,
            (None, Additional::Schema(of)) => *of,
            (None, _) => self.add(Schema::empty(schema.origin.clone())),
        };
        self.want(of, Some((id, Role::Value)))
    }

    /// Returns one schema for all members that match a pattern or are not named. It accepts what any of their schemas
    /// accepts, since the type ignores names. Returns `None` if the schema has no pattern.
    fn patterned(&mut self, schema: &Schema) -> Option<SchemaId> {
        let patterns = schema.pattern_properties.iter();
        let mut any_of: Vec<SchemaId> = patterns.map(|(_, of)| *of).collect();
        if any_of.is_empty() {
            return None;
        }
        let all = schema.pattern_properties.iter();
        let mut all = all.map(|(pattern, _)| pattern.value.as_str());
        // If a pattern matches every name, no other members remain.
        if !all.any(|pattern| ["", ".*", "^.*", ".*$", "^"].contains(&pattern)) {
            match &schema.additional_properties {
                Additional::Schema(of) => any_of.push(*of),
                Additional::Any => any_of.push(self.add(Schema::empty(schema.origin.clone()))),
                Additional::Never(_) => {}
            }
        }
        let mut known = BTreeSet::new();
        any_of.retain(|of| known.insert(self.schemas.follow(*of)));
        // A schema without assertions must come last, and one is enough.
        let (free, told): (Vec<_>, Vec<_>) = any_of
            .into_iter()
            .partition(|of| accepts_everything(self.schemas.target(*of)));
        // Nested alternatives become one list; the check of the object decides what exactly is allowed.
        let mut told = match &told[..] {
            [_] if free.is_empty() => told,
            _ => told
                .iter()
                .flat_map(|of| {
                    self.unnamed_choices(*of)
                        .unwrap_or(std::slice::from_ref(of))
                })
                .copied()
                .collect(),
        };
        told.extend(free.first());
        match told[..] {
            [only] => Some(only),
            _ => {
                let any = Schema::empty(schema.origin.clone());
                Some(self.add(any.with(|more| more.any_of = told)))
            }
        }
    }
}
