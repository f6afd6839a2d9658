//! Checks the value of each keyword.
use billing_shared::{Keyword, Takes};

use super::Check;
use crate::json::Json;
use crate::suggest::did_you_mean;

const KINDS: &[&str] = &[
    "null", "boolean", "integer", "number", "string", "array", "object",
];

impl Check<'_> {
    pub(super) fn keyword(&mut self, keyword: Keyword, value: &Json, pointer: &str) {
        let (valid, expected) = match keyword.takes() {
            Takes::Kinds => return self.kinds(value, pointer),
            Takes::Values => (matches!(value, Json::Array(_)), "a list of values"),
            Takes::Names => (is_strings(value), "a list of member names"),
            Takes::Bool => {
                let is_bool = matches!(value, Json::Bool(_));
                let expected = match keyword {
                    Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum => {
                        "true or false in draft 4; another keyword sets the limit"
                    }
                    _ => "true or false",
                };
                (is_bool, expected)
            }
            Takes::String => (matches!(value, Json::String(_)), "a string"),
            Takes::Number => (matches!(value, Json::Number(_)), "a number"),
            Takes::Count => (is_count(value), "a whole number from 0"),
            Takes::Schemas => match value {
                Json::Array(parts) => return self.list(keyword, parts, pointer),
                _ => return self.wrong(&inside(pointer, keyword), keyword, "a list of schemas"),
            },
            Takes::SchemaOrSchemas => match value {
                Json::Array(parts) => return self.list(keyword, parts, pointer),
                _ => return self.schema(value, &inside(pointer, keyword)),
            },
            Takes::Schema => return self.schema(value, &inside(pointer, keyword)),
            Takes::SchemaOrBool => match value {
                Json::Bool(_) => return,
                _ => return self.schema(value, &inside(pointer, keyword)),
            },
            Takes::SchemasByName | Takes::SchemasOrNamesByName => match value {
                Json::Object(members) => return self.members(keyword, members, pointer),
                _ => {
                    let expected = match keyword.takes() {
                        Takes::SchemasByName => "an object of schemas",
                        _ => "an object of schemas or lists of names",
                    };
                    return self.wrong(&inside(pointer, keyword), keyword, expected);
                }
            },
            Takes::Unread => return,
        };
        if !valid {
            self.wrong(pointer, keyword, expected);
        }
    }

    fn kinds(&self, value: &Json, pointer: &str) {
        match value {
            Json::String(kind) => self.kind(kind, pointer),
            Json::Array(list) if is_strings(value) => {
                for kind in list {
                    if let Json::String(kind) = kind {
                        self.kind(kind, pointer);
                    }
                }
            }
            _ => self.wrong(pointer, Keyword::Type, "a kind or a list of kinds"),
        }
    }

    fn kind(&self, name: &str, pointer: &str) {
        if !KINDS.contains(&name) {
            let near = did_you_mean(name, KINDS);
            self.error(pointer, format!("unknown kind `{name}`{near}"));
        }
    }

    fn list(&mut self, keyword: Keyword, parts: &[Json], pointer: &str) {
        let pointer = inside(pointer, keyword);
        for (index, part) in parts.iter().enumerate() {
            self.schema(part, &format!("{pointer}/{index}"));
        }
    }

    fn members(&mut self, keyword: Keyword, members: &[(String, Json)], pointer: &str) {
        let pointer = inside(pointer, keyword);
        for (name, value) in members {
            let pointer = format!("{pointer}/{name}");
            match value {
                Json::Array(_) if keyword.takes() == Takes::SchemasOrNamesByName => {
                    if !is_strings(value) {
                        self.wrong(&pointer, keyword, "schemas or lists of names");
                    }
                }
                schema => self.schema(schema, &pointer),
            }
        }
    }
}

fn inside(pointer: &str, keyword: Keyword) -> String {
    format!("{pointer}/{}", keyword.name())
}

fn is_strings(value: &Json) -> bool {
    let is_string = |value: &Json| matches!(value, Json::String(_));
    matches!(value, Json::Array(list) if list.iter().all(is_string))
}

fn is_count(value: &Json) -> bool {
    matches!(value, Json::Number(literal) if literal.parse::<u64>().is_ok())
}
