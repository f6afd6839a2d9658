//! Writes a schema as JSON, for the checks that a type cannot make.

use billing_shared::Keyword;

use super::literal::raw_string;
use super::spelling::Spelling;
use super::ty::Place;
use super::{Check, Scope};
use crate::model::types::kind_word;
use crate::schema::{Dependency, Kind, Operand, Schema, SchemaId};
use crate::source::Json;

/// The maximum nesting depth of schemas in one check; references are followed up to it.
const DEEPEST: usize = 24;
/// The maximum number of keywords in one check. Without it, two references at each level would make a check grow
/// exponentially.
const LARGEST: usize = 50_000;

/// The character before and after the index of a named type; JSON never contains it unescaped.
const MARK: char = '\u{1}';

impl Check {
    /// Returns the types that the check names.
    pub(super) fn types(&self) -> &[Place] {
        &self.types
    }

    /// Returns the check as a string literal, with names as the module of the scope writes them.
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
/// A part that has its own type is written as `{"$ref":"Name"}`; other references are replaced by their targets.
/// Infinite recursion is cut off; the check then allows more, never less.
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
    /// The schemas being written, which reveal a schema that contains itself.
    open: Vec<SchemaId>,
    named: Vec<Place>,
    out: String,
    words: usize,
    /// Whether a part of the current keyword was left out.
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
        schema.assertions(&mut |keyword, operand| self.keyword(&schema, keyword, operand));
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

    /// Starts a member with a comma; the first comma of an object is removed when the object ends.
    fn key(&mut self, key: &str) {
        self.out.push(',');
        string(key, &mut self.out);
        self.out.push(':');
    }

    fn keyword(&mut self, schema: &Schema, keyword: Keyword, operand: Operand<'_>) {
        let is_monotonic = matches!(
            keyword,
            Keyword::AllOf
                | Keyword::AnyOf
                | Keyword::Properties
                | Keyword::PatternProperties
                | Keyword::AdditionalProperties
                | Keyword::Dependencies
                | Keyword::Items
                | Keyword::AdditionalItems
        );
        match keyword {
            Keyword::Format => {
                if let Some(format) = self.spelling.types.asserted(schema) {
                    self.key(keyword.name());
                    string(format, &mut self.out);
                }
            }
            _ if is_monotonic => self.member(keyword, operand),
            // Any other keyword may allow less if a schema inside it allows more.
            _ => self.without_losses(|writer| writer.member(keyword, operand)),
        }
    }

    fn member(&mut self, keyword: Keyword, operand: Operand<'_>) {
        self.key(keyword.name());
        match operand {
            Operand::Kinds(words) => self.out.push_str(&kinds(words)),
            Operand::Values(values) => self.each('[', values, ']', |writer, node| {
                json(&node.value, &mut writer.out);
            }),
            Operand::Schema(id) => self.schema(id),
            Operand::False => self.out.push_str("false"),
            Operand::Schemas(ids) => self.each('[', ids, ']', |writer, id| writer.schema(*id)),
            Operand::Properties(list) => self.each('{', list, '}', |writer, property| {
                writer.name(&property.name.value);
                writer.schema(property.schema);
            }),
            Operand::Patterns(list) => self.each('{', list, '}', |writer, (pattern, id)| {
                writer.name(&pattern.value);
                writer.schema(*id);
            }),
            Operand::Names(names) => self.each('[', names, ']', |writer, name| {
                string(&name.value, &mut writer.out);
            }),
            Operand::Dependencies(list) => self.each('{', list, '}', |writer, (name, of)| {
                writer.name(&name.value);
                match of {
                    Dependency::Members(names) => writer.each('[', names, ']', |writer, name| {
                        string(name, &mut writer.out);
                    }),
                    Dependency::Schema(id) => writer.schema(*id),
                }
            }),
            Operand::Count(count) => self.out.push_str(&count.to_string()),
            Operand::True => self.out.push_str("true"),
            Operand::Bound(bound) => {
                self.out.push_str(&bound.limit.value);
                if let Some(exclusive) = keyword.exclusive().filter(|_| bound.exclusive) {
                    self.key(exclusive.name());
                    self.out.push_str("true");
                }
            }
            Operand::Number(literal) => self.out.push_str(&literal.value),
            Operand::String(text) => string(&text.value, &mut self.out),
        }
    }

    /// Writes a list, or the members of an object.
    fn each<T>(&mut self, open: char, list: &[T], close: char, write: impl Fn(&mut Self, &T)) {
        self.out.push(open);
        for (index, part) in list.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            write(self, part);
        }
        self.out.push(close);
    }

    /// Begins a member of an object that is written with [`Self::each`].
    fn name(&mut self, name: &str) {
        string(name, &mut self.out);
        self.out.push(':');
    }

    /// Writes a keyword that would allow less if a part of it allowed more; removes it again if a part was left out.
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
}

/// Returns kinds as the value of `type`.
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
