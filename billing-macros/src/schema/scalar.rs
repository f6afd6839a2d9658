//! Keywords whose value holds no schema.
use super::Check;
use crate::json::Json;
use crate::suggest::did_you_mean;

const KINDS: &[&str] = &[
    "null", "boolean", "integer", "number", "string", "array", "object",
];

impl Check<'_> {
    pub(super) fn plain(&self, keyword: &str, value: &Json, pointer: &str) {
        let expected = match (keyword, value) {
            ("type", Json::String(kind)) => return self.kind(kind, pointer),
            ("type", Json::Array(list)) => match strings(list) {
                Some(kinds) => return kinds.iter().for_each(|kind| self.kind(kind, pointer)),
                None => "a kind or a list of kinds",
            },
            ("type", _) => "a kind or a list of kinds",
            ("enum", Json::Array(_)) => return,
            ("enum", _) => "a list of values",
            ("required", Json::Array(list)) if strings(list).is_some() => return,
            ("required", _) => "a list of member names",
            ("uniqueItems", Json::Bool(_)) => return,
            ("uniqueItems", _) => "true or false",
            ("pattern" | "format", Json::String(_)) => return,
            ("pattern" | "format", _) => "a string",
            ("minimum" | "maximum" | "multipleOf", Json::Number(_)) => return,
            ("minimum" | "maximum" | "multipleOf", _) => "a number",
            (
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
                | "maxProperties",
                _,
            ) => match value {
                Json::Number(literal) if literal.parse::<u64>().is_ok() => return,
                _ => "a whole number from 0",
            },
            _ => return,
        };
        self.wrong(pointer, keyword, expected);
    }

    fn kind(&self, name: &str, pointer: &str) {
        if !KINDS.contains(&name) {
            let near = did_you_mean(name, KINDS);
            self.error(pointer, format!("unknown kind `{name}`{near}"));
        }
    }
}

pub(super) fn strings<'a>(list: &'a [Json]) -> Option<Vec<&'a str>> {
    let text = |value: &'a Json| match value {
        Json::String(text) => Some(text.as_str()),
        _ => None,
    };
    list.iter().map(text).collect()
}
