//! Writes definitions as JSON Schemas of draft 7 that refer to each other by name.

use std::collections::BTreeMap;

use billing_shared::Keyword;
use serde_json::{Map, Value, json};

use crate::report::{Code, Reporter};
use crate::schema::{Bound, Dependency, Kind, Operand, Schema, SchemaId, Schemas};
use crate::source::{Json, Node, Origin};

/// Writes definitions; reports what draft 7 or typify cannot express.
pub(super) struct Writer<'a> {
    pub(super) schemas: &'a Schemas,
    pub(super) names: &'a BTreeMap<SchemaId, String>,
    pub(super) reporter: &'a mut Reporter,
}

impl Writer<'_> {
    /// Returns a definition without its title, since its name replaces it.
    pub(super) fn definition(&mut self, id: SchemaId) -> Value {
        let mut written = self.written(id);
        written.remove("title");
        Value::Object(written)
    }

    fn schema(&mut self, id: SchemaId) -> Value {
        let target = self.schemas.follow(id);
        match self.names.get(&target) {
            Some(name) => json!({ "$ref": format!("#/definitions/{name}") }),
            None => Value::Object(self.written(target)),
        }
    }

    fn written(&mut self, id: SchemaId) -> Map<String, Value> {
        let schemas = self.schemas;
        let schema = schemas.get(id);
        let mut out = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            value.map(|value| out.insert(name.to_owned(), value));
        };
        let title = schema.title.as_ref().map(|title| title.value.clone());
        put("title", title.map(Value::from));
        put("description", schema.description.clone().map(Value::from));
        let default = schema.default.as_ref();
        put("default", default.map(|node| self.node(node, schema)));
        put("format", self.format(schema));
        schema.assertions(&mut |keyword, operand| match keyword {
            Keyword::Type => put(keyword.name(), kinds(schema)),
            // The format is written above, even if it does not constrain strings.
            Keyword::Format => {}
            _ => {
                let name = match operand {
                    Operand::Bound(bound) if bound.exclusive => keyword.exclusive(),
                    _ => None,
                };
                put(
                    name.unwrap_or(keyword).name(),
                    self.operand(schema, operand),
                );
            }
        });
        out
    }

    /// Returns the value of a keyword; `None` for a number that typify cannot read.
    fn operand(&mut self, schema: &Schema, operand: Operand<'_>) -> Option<Value> {
        Some(match operand {
            Operand::Kinds(_) => kinds(schema)?,
            Operand::Values(values) => self.nodes(values, schema),
            Operand::Schema(id) => self.schema(id),
            Operand::False => false.into(),
            Operand::Schemas(ids) => self.list(ids),
            Operand::Properties(list) => {
                let list = list.iter();
                self.table(list.map(|property| (&property.name.value, property.schema)))
            }
            Operand::Patterns(list) => {
                self.table(list.iter().map(|(pattern, id)| (&pattern.value, *id)))
            }
            Operand::Names(names) => names.iter().map(|name| name.value.as_str()).collect(),
            Operand::Dependencies(list) => {
                let mut out = Map::new();
                for (name, of) in list {
                    let value = match of {
                        Dependency::Members(names) => names.clone().into(),
                        Dependency::Schema(id) => self.schema(*id),
                    };
                    out.insert(name.value.clone(), value);
                }
                out.into()
            }
            Operand::Count(count) => count.into(),
            Operand::True => true.into(),
            Operand::Bound(Bound { limit, .. }) => self.number(&limit.value, &limit.origin)?,
            Operand::Number(literal) => self.number(&literal.value, &literal.origin)?,
            Operand::String(text) => text.value.clone().into(),
        })
    }

    fn table<'t>(&mut self, entries: impl Iterator<Item = (&'t String, SchemaId)>) -> Value {
        entries
            .map(|(name, id)| (name.clone(), self.schema(id)))
            .collect::<Map<_, _>>()
            .into()
    }

    fn list(&mut self, ids: &[SchemaId]) -> Value {
        ids.iter().map(|id| self.schema(*id)).collect()
    }

    /// Returns the format if typify gives it the same meaning.
    fn format(&mut self, schema: &Schema) -> Option<Value> {
        if schema.empty_array_as_object {
            self.refuse(
                &schema.origin,
                "typify has no type for an empty list in place of an object",
            );
        }
        let format = schema.format.as_ref()?;
        if format.value == "password" {
            self.refuse(
                &format.origin,
                "typify has no type for secrets, so they would be printed",
            );
        }
        let plain = !schema.zero_date && schema.accept.is_empty();
        plain.then(|| format.value.clone().into())
    }

    fn nodes(&mut self, nodes: &[Node], schema: &Schema) -> Value {
        nodes.iter().map(|node| self.node(node, schema)).collect()
    }

    fn node(&mut self, node: &Node, schema: &Schema) -> Value {
        match &node.value {
            Json::Null => Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Number(literal) => self.number(literal, &schema.origin).unwrap_or_default(),
            Json::String(text) => text.clone().into(),
            Json::Array(nodes) => self.nodes(nodes, schema),
            Json::Object(members) => members
                .iter()
                .map(|member| (member.name.clone(), self.node(&member.node, schema)))
                .collect(),
        }
    }

    fn number(&mut self, literal: &str, origin: &Origin) -> Option<Value> {
        let number = serde_json::from_str(literal).ok();
        if number.is_none() {
            let message = format!("typify cannot take the number {literal}");
            self.refuse(origin, &message);
        }
        number
    }

    fn refuse(&mut self, origin: &Origin, message: &str) {
        let error = self.reporter.error(Code::Typify, origin, message);
        error.help("leave out `engine = \"typify\"` under `[types]`");
    }
}

/// Returns the value of `type`, with the kinds of `x-accept` added.
fn kinds(schema: &Schema) -> Option<Value> {
    let word = |kind: &Kind| match kind {
        Kind::Null => "null",
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
    };
    let kinds = &schema.kinds.as_ref()?.value;
    let more = schema.accept.iter().filter(|kind| !kinds.contains(kind));
    let words: Vec<&str> = kinds.iter().chain(more).map(word).collect();
    Some(match words[..] {
        [only] => only.into(),
        _ => words.into(),
    })
}
