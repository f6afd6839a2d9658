//! Writes a schema as JSON, for the checks that a type cannot make.

use super::literal::raw_string;
use super::spelling::Spelling;
use super::ty::Place;
use super::{Check, Scope};
use crate::model::types::kind_word;
use crate::schema::{Bound, Dependency, Items, Kind, Rest, Schema, SchemaId};
use crate::source::Json;

/// How deeply references are followed.
const DEEPEST: usize = 24;
/// The maximum number of keywords in one check, which references twice at each level would multiply.
const LARGEST: usize = 50_000;

/// Stands before and after the index of a named type; JSON never contains it unescaped.
const MARK: char = '\u{1}';

impl Check {
    /// Returns the types that the check names.
    pub(super) fn types(&self) -> &[Place] {
        &self.types
    }

    /// Returns the check as a string literal, with the names as a module writes them.
    pub(super) fn spelled(&self, scope: &Scope) -> String {
        let mut text = String::with_capacity(self.text.len());
        for (index, part) in self.text.split(MARK).enumerate() {
            let named = (index % 2 == 1).then(|| part.parse().ok());
            match named.flatten().and_then(|at: usize| self.types.get(at)) {
                Some(place) => text.push_str(&scope.local(place)),
                None => text.push_str(part),
            }
        }
        raw_string(&text)
    }
}

/// Returns the assertions of a schema as one line of JSON.
///
/// A part that has a type of its own is written as `{"$ref":"Name"}`; other references are replaced by their targets.
/// Infinite recursion is cut off, so that the check allows more, never less.
pub(super) fn check(spelling: &Spelling<'_>, schema: SchemaId) -> Check {
    let mut writer = Writer {
        spelling,
        open: Vec::new(),
        named: Vec::new(),
        out: String::new(),
        words: 0,
        lost: false,
    };
    writer.schema(schema);
    Check {
        text: writer.out,
        types: writer.named,
    }
}

struct Writer<'a> {
    spelling: &'a Spelling<'a>,
    /// The schemas being written, to stop at a schema that contains itself.
    open: Vec<SchemaId>,
    named: Vec<Place>,
    out: String,
    words: usize,
    /// Whether something was left out of what is being written.
    lost: bool,
}

impl Writer<'_> {
    fn schema(&mut self, id: SchemaId) {
        let id = self.spelling.schemas.follow(id);
        if !self.open.is_empty() && self.by_name(id) {
            return;
        }
        let endless = self.open.contains(&id) || self.open.len() >= DEEPEST;
        if endless || self.words > LARGEST {
            self.lost = true;
            self.out.push_str("{}");
            return;
        }
        self.open.push(id);
        let schema = self.spelling.schemas.get(id).clone();
        let values = schema
            .values
            .as_ref()
            .map_or(0, |values| values.value.len());
        self.words += 1 + schema.properties.len() + schema.required.len() + values;
        self.out.push('{');
        let start = self.out.len();
        self.of_any(&schema);
        self.of_objects(&schema);
        self.of_lists(&schema);
        self.of_scalars(&schema);
        if self.out.len() > start {
            self.out.remove(start);
        }
        self.out.push('}');
        self.open.pop();
    }

    fn by_name(&mut self, id: SchemaId) -> bool {
        let Spelling {
            schemas,
            types,
            names,
            ..
        } = self.spelling;
        let Some(ty) = types.of(schemas, id) else {
            return false;
        };
        let defined = types.defined(ty, |id| names.get(id).is_some());
        let Some(place) = defined.and_then(|id| names.place(id)) else {
            return false;
        };
        let name = format!("{MARK}{}{MARK}", self.named.len());
        let reference = format!(r#"{{"$ref":"{name}"}}"#);
        let mut others = Vec::new();
        if types.is_nullable(ty) {
            others.push(r#"{"type":"null"}"#.to_owned());
        }
        if let Some(described) = defined.and_then(|of| types.kinds_beside_others(schemas, ty, of)) {
            others.push(format!(r#"{{"not":{{"type":{}}}}}"#, kinds(described)));
        }
        match &others[..] {
            [] => self.out.push_str(&reference),
            others => {
                let others = others.join(",");
                self.out
                    .push_str(&format!(r#"{{"anyOf":[{others},{reference}]}}"#));
            }
        }
        self.named.push(place.clone());
        true
    }

    /// Starts a member with a comma; the first comma of an object is removed at its end.
    fn key(&mut self, key: &str) {
        self.out.push(',');
        string(key, &mut self.out);
        self.out.push(':');
    }

    fn list(&mut self, key: &str, schemas: &[SchemaId]) {
        if schemas.is_empty() {
            return;
        }
        self.key(key);
        self.schemas(schemas);
    }

    fn schemas(&mut self, schemas: &[SchemaId]) {
        self.out.push('[');
        for (index, schema) in schemas.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.schema(*schema);
        }
        self.out.push(']');
    }

    fn count(&mut self, key: &str, count: Option<u64>) {
        if let Some(count) = count {
            self.key(key);
            self.out.push_str(&count.to_string());
        }
    }

    fn of_any(&mut self, schema: &Schema) {
        if let Some(kinds) = &schema.kinds {
            self.key("type");
            self.out.push_str(&self::kinds(&kinds.value));
        }
        if let Some(values) = &schema.values {
            self.key("enum");
            self.out.push('[');
            for (index, node) in values.value.iter().enumerate() {
                if index > 0 {
                    self.out.push(',');
                }
                json(&node.value, &mut self.out);
            }
            self.out.push(']');
        }
        self.list("allOf", &schema.all_of);
        self.list("anyOf", &schema.any_of);
        self.without_losses(|writer| writer.list("oneOf", &schema.one_of));
        if let Some(not) = schema.not {
            self.without_losses(|writer| {
                writer.key("not");
                writer.schema(not);
            });
        }
    }

    /// Writes a keyword that would allow less if a part of it allowed more; removes it again if some part was cut off.
    fn without_losses(&mut self, write: impl FnOnce(&mut Self)) {
        let (written, named) = (self.out.len(), self.named.len());
        let before = std::mem::take(&mut self.lost);
        write(self);
        if self.lost {
            self.out.truncate(written);
            self.named.truncate(named);
        }
        self.lost |= before;
    }

    fn of_objects(&mut self, schema: &Schema) {
        if !schema.properties.is_empty() {
            self.key("properties");
            let members = schema
                .properties
                .iter()
                .map(|property| (property.name.value.clone(), property.schema));
            self.members(&members.collect::<Vec<_>>());
        }
        if !schema.required.is_empty() {
            self.key("required");
            let names: Vec<String> = schema
                .required
                .iter()
                .map(|name| name.value.clone())
                .collect();
            self.names(&names);
        }
        if !schema.pattern_properties.is_empty() {
            self.key("patternProperties");
            let members = schema
                .pattern_properties
                .iter()
                .map(|(pattern, of)| (pattern.value.clone(), *of));
            self.members(&members.collect::<Vec<_>>());
        }
        self.rest("additionalProperties", &schema.additional_properties);
        self.dependencies(schema);
        self.count("minProperties", schema.min_properties);
        self.count("maxProperties", schema.max_properties);
    }

    fn dependencies(&mut self, schema: &Schema) {
        if schema.dependencies.is_empty() {
            return;
        }
        self.key("dependencies");
        self.out.push('{');
        for (index, (name, dependency)) in schema.dependencies.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            string(&name.value, &mut self.out);
            self.out.push(':');
            match dependency {
                Dependency::Members(names) => self.names(names),
                Dependency::Schema(schema) => self.schema(*schema),
            }
        }
        self.out.push('}');
    }

    fn of_lists(&mut self, schema: &Schema) {
        match &schema.items {
            None => {}
            Some(Items::Every(item)) => {
                self.key("items");
                self.schema(*item);
            }
            Some(Items::Each(items)) => {
                self.key("items");
                self.schemas(items);
            }
        }
        self.rest("additionalItems", &schema.additional_items);
        self.count("minItems", schema.min_items);
        self.count("maxItems", schema.max_items);
        if schema.unique_items {
            self.key("uniqueItems");
            self.out.push_str("true");
        }
    }

    fn of_scalars(&mut self, schema: &Schema) {
        self.bound("minimum", "exclusiveMinimum", schema.minimum.as_deref());
        self.bound("maximum", "exclusiveMaximum", schema.maximum.as_deref());
        if let Some(step) = &schema.multiple_of {
            self.key("multipleOf");
            self.out.push_str(&step.value);
        }
        self.count("minLength", schema.min_length);
        self.count("maxLength", schema.max_length);
        if let Some(pattern) = &schema.pattern {
            self.key("pattern");
            string(&pattern.value, &mut self.out);
        }
        if let Some(format) = self.spelling.types.asserted(schema) {
            self.key("format");
            string(format, &mut self.out);
        }
    }

    fn bound(&mut self, key: &str, exclusive: &str, bound: Option<&Bound>) {
        if let Some(bound) = bound {
            self.key(key);
            self.out.push_str(&bound.limit.value);
            if bound.exclusive {
                self.key(exclusive);
                self.out.push_str("true");
            }
        }
    }

    fn rest(&mut self, key: &str, rest: &Rest) {
        match rest {
            Rest::Any => {}
            Rest::Never(_) => {
                self.key(key);
                self.out.push_str("false");
            }
            Rest::Schema(schema) => {
                self.key(key);
                self.schema(*schema);
            }
        }
    }

    fn members(&mut self, members: &[(String, SchemaId)]) {
        self.out.push('{');
        for (index, (name, schema)) in members.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            string(name, &mut self.out);
            self.out.push(':');
            self.schema(*schema);
        }
        self.out.push('}');
    }

    fn names(&mut self, names: &[String]) {
        self.out.push('[');
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            string(name, &mut self.out);
        }
        self.out.push(']');
    }
}

/// Returns the value of `type`.
fn kinds(kinds: &[Kind]) -> String {
    let words: Vec<String> = kinds
        .iter()
        .map(|kind| format!("\"{}\"", kind_word(*kind)))
        .collect();
    match &words[..] {
        [only] => only.clone(),
        _ => format!("[{}]", words.join(",")),
    }
}

/// Appends a value of the input as JSON.
pub(super) fn json(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(literal) => out.push_str(literal),
        Json::String(text) => string(text, out),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                json(&item.value, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                string(&member.name, out);
                out.push(':');
                json(&member.node.value, out);
            }
            out.push('}');
        }
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
