//! Decides which values a type holds.

use std::collections::HashSet;

use super::complete::Basis;
use super::{EnumValue, Format, Lowering, Rest, Role, Shape, TypeId, Union, Variant, Width};
use crate::schema::{self, Items, Kind, Schema, SchemaId};
use crate::source::node::{canonical, whole};
use crate::source::{Json, Node, Sited};

/// The shape of a type and the keywords that it accounts for.
pub(super) struct Found {
    pub(super) shape: Shape,
    pub(super) nullable: bool,
    /// The part of the type that accounts for the keywords of the schema.
    pub(super) basis: Basis,
}

impl Found {
    /// Returns a type whose shape and limits account for the keywords that they support.
    pub(super) fn whole(shape: Shape) -> Self {
        Self {
            basis: Basis::Shape,
            ..Self::partly(shape)
        }
    }

    /// Returns a type that needs a check.
    pub(super) fn partly(shape: Shape) -> Self {
        Self {
            shape,
            nullable: false,
            basis: Basis::Nothing,
        }
    }

    /// Returns a whole type if a condition holds, and otherwise one that needs a check.
    pub(super) fn whole_if(whole: bool, shape: Shape) -> Self {
        match whole {
            true => Self::whole(shape),
            false => Self::partly(shape),
        }
    }
}

impl Lowering<'_> {
    pub(super) fn shape(&mut self, id: TypeId, schema: &Schema) -> Found {
        if let Some(values) = &schema.values {
            let found = enumeration(schema, values);
            if matches!(found.shape, Shape::Never) {
                self.report_unlisted(schema);
            }
            return found;
        }
        if let Some(found) = self.choice(id, schema) {
            return found;
        }
        match &schema.kinds {
            None => self.without_type(id, schema),
            Some(kinds) => self.of_kinds(id, schema, kinds),
        }
    }

    fn of_kinds(&mut self, id: TypeId, schema: &Schema, kinds: &Sited<Vec<Kind>>) -> Found {
        let mut others: Vec<Kind> = kinds
            .value
            .iter()
            .copied()
            .filter(|kind| *kind != Kind::Null)
            .collect();
        if others.contains(&Kind::Number) {
            others.retain(|kind| *kind != Kind::Integer);
        }
        let mut found = match others[..] {
            [] => return Found::whole(Shape::Null),
            [kind] => self.of_kind(id, schema, kind),
            _ => self.of_several(id, schema, &others),
        };
        found.nullable = others.len() < kinds.value.len() && kinds.value.contains(&Kind::Null);
        found
    }

    fn of_kind(&mut self, id: TypeId, schema: &Schema, kind: Kind) -> Found {
        if self.is_impossible(schema, kind) {
            return Found::whole(Shape::Never);
        }
        match kind {
            Kind::Null => Found::whole(Shape::Null),
            Kind::Boolean => Found::whole(Shape::Boolean),
            Kind::Number => Found::whole(Shape::Number),
            Kind::Integer => Found::whole(Shape::Integer(Self::width(schema))),
            Kind::String => Found::whole(Shape::Text(Self::format(schema))),
            Kind::Array => self.list(id, schema),
            Kind::Object => self.object(id, schema),
        }
    }

    /// Makes one variant for each kind, from a copy of the schema that accepts only this kind.
    fn of_several(&mut self, id: TypeId, schema: &Schema, kinds: &[Kind]) -> Found {
        let variants = kinds
            .iter()
            .map(|kind| {
                let origin = schema
                    .kinds
                    .as_ref()
                    .map_or(&schema.origin, |kinds| &kinds.origin)
                    .clone();
                let alone = Schema {
                    title: None,
                    type_name: None,
                    kinds: Some(Sited {
                        value: vec![*kind],
                        origin,
                    }),
                    ..schema.clone()
                };
                let schema = self.alone(*kind, alone);
                self.variant(id, schema, kind_word(*kind))
            })
            .collect();
        let union = Shape::Union(Union {
            variants,
            tag: None,
        });
        Found {
            basis: Basis::Parts,
            ..Found::whole(union)
        }
    }

    /// Adds a schema of one kind. Schemas without other keywords share one schema per kind, except arrays and objects.
    fn alone(&mut self, kind: Kind, schema: Schema) -> SchemaId {
        let has_parts = matches!(kind, Kind::Array | Kind::Object);
        if has_parts || !schema.says_only_kinds() {
            return self.add(schema);
        }
        match self.alone.get(&kind) {
            Some(known) => *known,
            None => {
                let new = self.add(schema);
                self.alone.insert(kind, new);
                new
            }
        }
    }

    fn variant(&mut self, parent: TypeId, schema: SchemaId, name: &str) -> Variant {
        Variant {
            name: name.to_owned(),
            of: self.want(schema, Some((parent, Role::Variant(name.to_owned())))),
            tags: Vec::new(),
            key: None,
        }
    }

    fn width(schema: &Schema) -> Width {
        let format = schema
            .format
            .as_ref()
            .map_or("", |format| format.value.as_str());
        match format {
            "int32" => return Width::Range(i32::MIN.into(), i32::MAX.into()),
            "int64" => return Width::Range(i64::MIN.into(), i64::MAX.into()),
            _ => {}
        }
        match (
            super::integer::least(schema.minimum.as_deref()),
            super::integer::most(schema.maximum.as_deref()),
        ) {
            (Some(low), Some(high)) => Width::Range(low, high),
            _ => Width::Unbounded,
        }
    }

    fn format(schema: &Schema) -> Format {
        let format = schema
            .format
            .as_ref()
            .map_or("", |format| format.value.as_str());
        match format {
            "date" => Format::Date,
            "date-time" => Format::DateTime,
            "password" => Format::Password,
            _ => Format::Plain,
        }
    }

    fn list(&mut self, id: TypeId, schema: &Schema) -> Found {
        let any = Schema::empty(schema.origin.clone());
        match &schema.items {
            None => {
                let any = self.add(any);
                Found::whole(Shape::List(self.want(any, Some((id, Role::Item)))))
            }
            Some(Items::Every(item)) => {
                Found::whole(Shape::List(self.want(*item, Some((id, Role::Item)))))
            }
            Some(Items::Each(items)) => {
                let positions: Vec<TypeId> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        self.want(
                            *item,
                            Some((id, Role::Variant(format!("item {}", index + 1)))),
                        )
                    })
                    .collect();
                let count = positions.len() as u64;
                let most = schema.max_items.unwrap_or(u64::MAX);
                let rest = match most <= count {
                    true => Rest::Never,
                    false => self.rest(id, &schema.additional_items, Role::Item),
                };
                // A list may end early unless `minItems` forbids it; a tuple cannot.
                let least = schema.min_items.unwrap_or(0);
                if least >= count && count > 0 {
                    let limited =
                        most < count || (rest != Rest::Never && schema.max_items.is_some());
                    let whole = least == count && !limited;
                    return Found::whole_if(whole, Shape::Tuple(positions, rest));
                }
                let any = self.add(any);
                Found::partly(Shape::List(self.want(any, Some((id, Role::Item)))))
            }
        }
    }

    pub(super) fn rest(&mut self, id: TypeId, rest: &schema::Rest, role: Role) -> Rest {
        match rest {
            schema::Rest::Any => Rest::Any,
            schema::Rest::Never(_) => Rest::Never,
            schema::Rest::Schema(schema) => Rest::Of(self.want(*schema, Some((id, role)))),
        }
    }
}

/// Returns the listed values that `type` allows, each once and without `null`, and whether `null` is one of them.
fn listed(schema: &Schema, values: &[Node]) -> (Vec<EnumValue>, bool) {
    let possible = |node: &Node| {
        schema
            .kinds
            .as_ref()
            .is_none_or(|kinds| is_of(&node.value, &kinds.value))
    };
    let mut listed: Vec<EnumValue> = Vec::with_capacity(values.len());
    // Lists can be long, so values are not compared in pairs.
    let mut known = HashSet::new();
    let mut nullable = false;
    for (index, node) in values.iter().enumerate().filter(|(_, node)| possible(node)) {
        let value = match (&node.value, &schema.kinds) {
            (Json::Number(literal), Some(kinds)) if !kinds.value.contains(&Kind::Number) => {
                Json::Number(whole(literal).unwrap_or_else(|| literal.clone()))
            }
            (value, _) => value.clone(),
        };
        let new = match &node.value {
            Json::Null => {
                nullable = true;
                false
            }
            given => known.insert(given.key()),
        };
        if new {
            listed.push(EnumValue::named(schema, index, value));
        }
    }
    (listed, nullable)
}

fn enumeration(schema: &Schema, values: &Sited<Vec<Node>>) -> Found {
    let (listed, nullable) = listed(schema, &values.value);
    let shape = match &listed[..] {
        [] if nullable => {
            return Found {
                basis: Basis::Values,
                ..Found::whole(Shape::Null)
            };
        }
        [] => Shape::Never,
        [
            EnumValue {
                value: Json::Bool(a),
                ..
            },
            EnumValue {
                value: Json::Bool(b),
                ..
            },
        ] if a != b => Shape::Boolean,
        // Numbers without names stay numbers; the check decides which are allowed. Without `type`, 1.0 would also match
        // a listed 1.
        _ if schema.variant_names.is_empty()
            && schema.value_names.is_empty()
            && schema
                .kinds
                .as_ref()
                .is_some_and(|kinds| !kinds.value.contains(&Kind::Number))
            && listed.iter().all(|value| is_i64(&value.value)) =>
        {
            return Found {
                nullable,
                ..Found::partly(Shape::Integer(Width::Range(
                    i64::MIN.into(),
                    i64::MAX.into(),
                )))
            };
        }
        _ => Shape::Enum(listed),
    };
    // A number that is equal to an integer is not necessarily an integer.
    let inexact = schema
        .kinds
        .as_ref()
        .is_some_and(|kinds| !kinds.value.contains(&Kind::Number));
    let mixed = matches!(&shape, Shape::Enum(values) if !values.iter().all(|value| is_i64(&value.value))
        && values.iter().any(|value| matches!(value.value, Json::Number(_))));
    Found {
        nullable,
        basis: match inexact && mixed {
            true => Basis::Nothing,
            false => Basis::Values,
        },
        shape,
    }
}

impl EnumValue {
    /// Returns the value at an index of `enum`, with its names.
    pub(super) fn named(schema: &Schema, index: usize, value: Json) -> Self {
        let text = |name: &Sited<String>| name.value.clone();
        Self {
            value,
            name: schema.variant_names.get(index).map(text),
            wanted: schema.value_names.get(&index).map(text),
            description: None,
        }
    }
}

fn is_i64(value: &Json) -> bool {
    matches!(value, Json::Number(literal) if literal.parse::<i64>().is_ok())
}

/// Returns whether a document that equals a value can have one of the kinds. The value 1.0 can be an integer, since it
/// equals 1.
pub(super) fn is_of(value: &Json, kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| match (kind, value) {
        (Kind::Null, Json::Null)
        | (Kind::Boolean, Json::Bool(_))
        | (Kind::Number, Json::Number(_))
        | (Kind::String, Json::String(_))
        | (Kind::Array, Json::Array(_))
        | (Kind::Object, Json::Object(_)) => true,
        (Kind::Integer, Json::Number(literal)) => canonical(literal).2 >= 0,
        _ => false,
    })
}

/// Returns whether only the named members are allowed.
pub(super) fn is_closed(schema: &Schema) -> bool {
    matches!(schema.additional_properties, schema::Rest::Never(_))
        && schema.pattern_properties.is_empty()
}

pub(crate) fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
    }
}
