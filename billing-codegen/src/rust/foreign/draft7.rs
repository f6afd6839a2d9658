//! Writes schemas as JSON of draft 7, each definition under its name.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::report::{Code, Reporter};
use crate::schema::{Bound, Dependency, Items, Kind, Rest, Schema, SchemaId, Schemas};
use crate::source::{Json, Node, Origin};

/// Writes definitions; reports what draft 7 or typify cannot express.
pub(super) struct Writer<'a> {
    pub(super) schemas: &'a Schemas,
    pub(super) names: &'a BTreeMap<SchemaId, String>,
    pub(super) reporter: &'a mut Reporter,
}

impl Writer<'_> {
    /// Returns a definition without its title, since it has a name.
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
        put("type", kinds(schema));
        let values = schema.values.as_ref();
        put(
            "enum",
            values.map(|values| self.nodes(&values.value, schema)),
        );
        let default = schema.default.as_ref();
        put("default", default.map(|node| self.node(node, schema)));
        put("format", self.format(schema));
        for (exclusive, inclusive, bound) in [
            ("exclusiveMinimum", "minimum", schema.minimum.as_deref()),
            ("exclusiveMaximum", "maximum", schema.maximum.as_deref()),
        ] {
            if let Some(Bound {
                limit,
                exclusive: open,
            }) = bound
            {
                let name = if *open { exclusive } else { inclusive };
                put(name, self.number(&limit.value, &limit.origin));
            }
        }
        if let Some(step) = &schema.multiple_of {
            put("multipleOf", self.number(&step.value, &step.origin));
        }
        for (name, count) in [
            ("minLength", schema.min_length),
            ("maxLength", schema.max_length),
            ("minItems", schema.min_items),
            ("maxItems", schema.max_items),
            ("minProperties", schema.min_properties),
            ("maxProperties", schema.max_properties),
        ] {
            put(name, count.map(Value::from));
        }
        put("uniqueItems", schema.unique_items.then(|| true.into()));
        let pattern = schema.pattern.as_ref();
        put(
            "pattern",
            pattern.map(|pattern| pattern.value.clone().into()),
        );
        let required: Vec<Value> = schema
            .required
            .iter()
            .map(|name| name.value.clone().into())
            .collect();
        put("required", (!required.is_empty()).then(|| required.into()));
        out.extend(self.parts(schema));
        out
    }

    /// Returns the keywords that hold schemas.
    fn parts(&mut self, schema: &Schema) -> Map<String, Value> {
        let mut out = Map::new();
        let properties = schema.properties.iter();
        let properties = properties.map(|property| (&property.name.value, property.schema));
        let properties = self.table(properties);
        let patterns = schema.pattern_properties.iter();
        let patterns = self.table(patterns.map(|(name, id)| (&name.value, *id)));
        let mut dependencies = Map::new();
        for (name, dependency) in &schema.dependencies {
            let value = match dependency {
                Dependency::Members(names) => names.clone().into(),
                Dependency::Schema(id) => self.schema(*id),
            };
            dependencies.insert(name.value.clone(), value);
        }
        for (name, table) in [
            ("properties", properties),
            ("patternProperties", patterns),
            ("dependencies", dependencies),
        ] {
            if !table.is_empty() {
                out.insert(name.into(), table.into());
            }
        }
        for (name, list) in [
            ("allOf", &schema.all_of),
            ("anyOf", &schema.any_of),
            ("oneOf", &schema.one_of),
        ] {
            if !list.is_empty() {
                out.insert(name.into(), self.list(list));
            }
        }
        for (name, rest) in [
            ("additionalProperties", &schema.additional_properties),
            ("additionalItems", &schema.additional_items),
        ] {
            match rest {
                Rest::Any => {}
                Rest::Never(_) => drop(out.insert(name.into(), false.into())),
                Rest::Schema(id) => drop(out.insert(name.into(), self.schema(*id))),
            }
        }
        match &schema.items {
            Some(Items::Every(id)) => drop(out.insert("items".into(), self.schema(*id))),
            Some(Items::Each(ids)) => drop(out.insert("items".into(), self.list(ids))),
            None => {}
        }
        if let Some(not) = schema.not {
            out.insert("not".into(), self.schema(not));
        }
        out
    }

    fn table<'t>(
        &mut self,
        entries: impl Iterator<Item = (&'t String, SchemaId)>,
    ) -> Map<String, Value> {
        entries
            .map(|(name, id)| (name.clone(), self.schema(id)))
            .collect()
    }

    fn list(&mut self, ids: &[SchemaId]) -> Value {
        ids.iter().map(|id| self.schema(*id)).collect()
    }

    /// Returns the format if typify understands it in the same way.
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

/// Returns `type`, with the kinds of `x-accept` added.
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
