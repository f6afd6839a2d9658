//! Keywords whose value holds schemas.
use super::Check;
use super::scalar::strings;
use crate::json::Json;

impl Check<'_> {
    pub(super) fn nested(&mut self, keyword: &str, value: &Json, pointer: &str) {
        match (keyword, value) {
            ("allOf" | "anyOf" | "oneOf" | "items", Json::Array(parts)) => {
                for (index, part) in parts.iter().enumerate() {
                    self.schema(part, &format!("{pointer}/{index}"));
                }
            }
            ("allOf" | "anyOf" | "oneOf", _) => self.wrong(pointer, keyword, "a list of schemas"),
            ("additionalItems" | "additionalProperties", Json::Bool(_)) => {}
            ("not" | "items" | "additionalItems" | "additionalProperties", _) => {
                self.schema(value, pointer);
            }
            (_, Json::Object(members)) => {
                for (name, schema) in members {
                    let pointer = format!("{pointer}/{name}");
                    match schema {
                        Json::Array(list) if keyword == "dependencies" => {
                            if strings(list).is_none() {
                                self.wrong(&pointer, keyword, "schemas or lists of names");
                            }
                        }
                        schema => self.schema(schema, &pointer),
                    }
                }
            }
            ("dependencies", _) => {
                self.wrong(pointer, keyword, "an object of schemas or lists of names");
            }
            _ => self.wrong(pointer, keyword, "an object of schemas"),
        }
    }
}
