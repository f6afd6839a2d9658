//! Objects: structs, or maps where no member is named.

use super::shape::{Found, is_closed};
use super::{Lowering, Object, ObjectMember, Rest, Role, Shape, TypeId};
use crate::schema::{Dependency, Rest as Additional, Schema};

impl Lowering<'_> {
    pub(super) fn object(&mut self, id: TypeId, schema: &Schema) -> Found {
        let depends = schema
            .dependencies
            .iter()
            .any(|(_, dependency)| match dependency {
                Dependency::Members(members) => !members.is_empty(),
                Dependency::Schema(_) => true,
            });
        let mut complete = !depends;
        if schema.properties.is_empty() && schema.required.is_empty() && !is_closed(schema) {
            let (values, whole) = self.values(id, schema);
            return Found {
                complete: complete && whole,
                ..Found::whole(Shape::Map(values))
            };
        }
        let mut members: Vec<ObjectMember> = schema
            .properties
            .iter()
            .map(|property| ObjectMember {
                name: property.name.value.clone(),
                field: property.field.as_ref().map(|field| field.value.clone()),
                required: schema
                    .required
                    .iter()
                    .any(|name| name.value == property.name.value),
                of: self.want(
                    property.schema,
                    Some((id, Role::Member(property.name.value.clone()))),
                ),
            })
            .collect();
        for name in &schema.required {
            if members.iter().any(|member| member.name == name.value) {
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
        let rest = if schema.pattern_properties.is_empty() {
            self.rest(id, &schema.additional_properties, Role::Value)
        } else {
            complete = false;
            Rest::Any
        };
        Found {
            complete,
            ..Found::whole(Shape::Object(Object { members, rest }))
        }
    }

    /// A member that is required but not described is what `additionalProperties` says of it.
    fn unnamed(&mut self, id: TypeId, schema: &Schema, name: &str) -> TypeId {
        let of = match &schema.additional_properties {
            Additional::Schema(of) if schema.pattern_properties.is_empty() => *of,
            _ => self.add(Schema::empty(schema.origin.clone())),
        };
        self.want(of, Some((id, Role::Member(name.to_owned()))))
    }

    fn values(&mut self, id: TypeId, schema: &Schema) -> (TypeId, bool) {
        let (of, complete) = match (
            &schema.pattern_properties[..],
            &schema.additional_properties,
        ) {
            ([], Additional::Schema(of)) => (*of, true),
            ([(_, only)], Additional::Never(_)) => (*only, false),
            ([], _) => (self.add(Schema::empty(schema.origin.clone())), true),
            _ => (self.add(Schema::empty(schema.origin.clone())), false),
        };
        (self.want(of, Some((id, Role::Value))), complete)
    }
}
