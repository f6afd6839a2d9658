//! JSON Schemas of the leaf and container types, for users of schemars.
use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{
    Accepted, Date, DateTime, Decimal, Id, Integer, Maybe, Never, Null, OrOther, OrZero, Record,
};
use crate::wire::{Map, Number, Value};

macro_rules! schemas {
    ($($type:ty $(where $param:ident)?, $name:literal, |$generator:ident| $schema:expr;)*) => {$(
        impl$(<$param: JsonSchema>)? JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}
schemas! {
    Number, "Number", |_generator| json_schema!({ "type": "number" });
    Decimal, "Decimal", |_generator| json_schema!({ "type": "number" });
    Integer, "Integer", |_generator| json_schema!({ "type": "integer" });
    Value, "Value", |_generator| json_schema!(true);
    Date, "Date", |_generator| json_schema!({ "type": "string", "format": "date" });
    DateTime, "DateTime", |_generator| json_schema!({ "type": "string" });
    Null, "Null", |_generator| json_schema!({ "type": "null" });
    Never, "Never", |_generator| json_schema!(false);
    Map<T> where T, "Map", |generator| {
        let values = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": values })
    };
    Maybe<T> where T, "Maybe", |generator| {
        let value = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [value, { "type": "null" }] })
    };
    Accepted<T> where T, "Accepted", |generator| generator.subschema_for::<T>();
    OrOther<T> where T, "OrOther", |generator| {
        let value = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [value, true] })
    };
    OrZero<T> where T, "OrZero", |_generator| json_schema!({ "type": "string" });
    Record<T> where T, "Record", |generator| {
        let attributes = generator.subschema_for::<T>();
        json_schema!({
            "type": "object",
            "required": ["id", "attributes"],
            "properties": { "id": { "type": ["integer", "string"] }, "attributes": attributes },
        })
    };
}
#[cfg(feature = "client")]
schemas! {
    crate::secret::Secret, "Secret", |_generator| json_schema!({ "type": "string", "format": "password" });
}

impl<T> JsonSchema for Id<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"] })
    }
}
