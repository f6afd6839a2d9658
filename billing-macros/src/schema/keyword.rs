//! Checks the value of each keyword.
use billing_shared::Keyword;

use super::Check;
use crate::json::Json;
use crate::suggest::did_you_mean;

const KINDS: &[&str] = &[
    "null", "boolean", "integer", "number", "string", "array", "object",
];

impl Check<'_> {
    pub(super) fn keyword(&mut self, keyword: Keyword, value: &Json, pointer: &str) {
        let (valid, expected) = match keyword {
            Keyword::Type => return self.kinds(value, pointer),
            Keyword::Enum => (matches!(value, Json::Array(_)), "a list of values"),
            Keyword::Required => (is_strings(value), "a list of member names"),
            Keyword::UniqueItems => (matches!(value, Json::Bool(_)), "true or false"),
            Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum => (
                matches!(value, Json::Bool(_)),
                "true or false in draft 4; another keyword sets the limit",
            ),
            Keyword::Pattern | Keyword::Format => (matches!(value, Json::String(_)), "a string"),
            Keyword::Minimum | Keyword::Maximum | Keyword::MultipleOf => {
                (matches!(value, Json::Number(_)), "a number")
            }
            Keyword::MinLength
            | Keyword::MaxLength
            | Keyword::MinItems
            | Keyword::MaxItems
            | Keyword::MinProperties
            | Keyword::MaxProperties => (is_count(value), "a whole number from 0"),
            Keyword::AllOf | Keyword::AnyOf | Keyword::OneOf => match value {
                Json::Array(parts) => return self.list(keyword, parts, pointer),
                _ => return self.wrong(&inside(pointer, keyword), keyword, "a list of schemas"),
            },
            Keyword::Items => match value {
                Json::Array(parts) => return self.list(keyword, parts, pointer),
                _ => return self.schema(value, &inside(pointer, keyword)),
            },
            Keyword::Not => return self.schema(value, &inside(pointer, keyword)),
            Keyword::AdditionalItems | Keyword::AdditionalProperties => match value {
                Json::Bool(_) => return,
                _ => return self.schema(value, &inside(pointer, keyword)),
            },
            Keyword::Properties | Keyword::PatternProperties | Keyword::Definitions => {
                match value {
                    Json::Object(members) => return self.members(keyword, members, pointer),
                    _ => {
                        let pointer = inside(pointer, keyword);
                        return self.wrong(&pointer, keyword, "an object of schemas");
                    }
                }
            }
            Keyword::Dependencies => match value {
                Json::Object(members) => return self.members(keyword, members, pointer),
                _ => {
                    let pointer = inside(pointer, keyword);
                    return self.wrong(&pointer, keyword, "an object of schemas or lists of names");
                }
            },
            // A schema with `$ref` has no other keyword that counts, so it is read before.
            Keyword::Ref => return,
            Keyword::Title | Keyword::Description | Keyword::Default => return,
            Keyword::Id | Keyword::Schema => return,
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
                Json::Array(_) if keyword == Keyword::Dependencies => {
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
