//! Reads the values of keywords. Each type of value has its own error.

use std::collections::HashSet;

use crate::report::Code;
use crate::source::{At, Json, Sited};

use super::parse::Parser;
use super::{Kind, SchemaId};

/// The primitive types by name.
pub const KINDS: [(&str, Kind); 7] = [
    ("null", Kind::Null),
    ("boolean", Kind::Boolean),
    ("integer", Kind::Integer),
    ("number", Kind::Number),
    ("string", Kind::String),
    ("array", Kind::Array),
    ("object", Kind::Object),
];

/// The names of the same types in other languages and drafts.
const OTHER_WORDS: [(&str, &str); 13] = [
    ("int", "integer"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("long", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("decimal", "number"),
    ("str", "string"),
    ("text", "string"),
    ("bool", "boolean"),
    ("list", "array"),
    ("map", "object"),
    ("dict", "object"),
];

impl<'s> Parser<'s, '_> {
    /// Reports that the value of a keyword has the wrong type; `form` describes the right one.
    pub(super) fn takes(&mut self, at: &At<'s>, keyword: &str, form: &str) {
        let message = format!("`{keyword}` takes {form}, not {}", at.node.noun());
        self.reporter.error(Code::BadKeyword, &at.origin(), message);
    }

    /// Reads a string.
    pub(super) fn text(&mut self, at: &At<'s>, keyword: &str) -> Option<Sited<String>> {
        let text = at.string();
        if text.is_none() {
            self.takes(at, keyword, "a string");
        }
        Some(sited(at, text?.to_owned()))
    }

    /// Reads the string of an annotation; another type of value only causes a warning.
    pub(super) fn annotation(&mut self, at: &At<'s>, keyword: &str) -> Option<Sited<String>> {
        let Some(text) = at.string() else {
            let message = format!("`{keyword}` takes a string, not {}", at.node.noun());
            self.reporter
                .warning(Code::BadKeyword, &at.origin(), message);
            return None;
        };
        Some(sited(at, text.to_owned()))
    }

    /// Reads a boolean.
    pub(super) fn flag(&mut self, at: &At<'s>, keyword: &str) -> bool {
        match at.node.value {
            Json::Bool(value) => value,
            _ => {
                self.takes(at, keyword, "true or false");
                false
            }
        }
    }

    /// Reads a non-negative integer; an integer that does not fit in 64 bits becomes `u64::MAX`.
    pub(super) fn count(&mut self, at: &At<'s>, keyword: &str) -> Option<u64> {
        let Json::Number(literal) = &at.node.value else {
            self.takes(at, keyword, "a whole number from 0");
            return None;
        };
        let count = count(literal);
        if count.is_none() {
            let message = format!("`{keyword}` takes a whole number from 0, not {literal}");
            self.reporter.error(Code::BadKeyword, &at.origin(), message);
        }
        count
    }

    /// Reads a number and keeps its literal.
    pub(super) fn number(&mut self, at: &At<'s>, keyword: &str) -> Option<Sited<String>> {
        match &at.node.value {
            Json::Number(literal) => Some(sited(at, literal.clone())),
            _ => {
                self.takes(at, keyword, "a number");
                None
            }
        }
    }

    /// Reads a list of schemas.
    pub(super) fn schemas(&mut self, at: &At<'s>, keyword: &str) -> Vec<SchemaId> {
        if !matches!(at.node.value, Json::Array(_)) {
            self.takes(at, keyword, "a list of schemas");
        } else if at.items().next().is_none() {
            self.empty(at, keyword, "one schema");
        }
        at.items().map(|at| self.intern(&at)).collect()
    }

    /// Reads an object whose members are schemas.
    pub(super) fn schema_map(
        &mut self,
        at: &At<'s>,
        keyword: &str,
    ) -> Vec<(Sited<String>, SchemaId)> {
        if at.node.members().is_none() {
            self.takes(at, keyword, "an object of schemas");
        }
        let members = at.members().map(|(member, at)| {
            let origin = at.part(member.name_span);
            let value = member.name.clone();
            (Sited { value, origin }, self.intern(&at))
        });
        members.collect()
    }

    /// Reads a list of different strings.
    pub(super) fn texts(&mut self, at: &At<'s>, keyword: &str) -> Vec<Sited<String>> {
        if !matches!(at.node.value, Json::Array(_)) {
            self.takes(at, keyword, "a list of strings");
        }
        let mut seen = HashSet::new();
        let mut texts = Vec::new();
        for item in at.items() {
            let Some(text) = self.text(&item, keyword) else {
                continue;
            };
            match seen.insert(text.value.clone()) {
                true => texts.push(text),
                false => {
                    let message = format!("`{}` is in `{keyword}` twice", text.value);
                    self.reporter
                        .warning(Code::DuplicateItem, &text.origin, message);
                }
            }
        }
        texts
    }

    /// Reads one primitive type or a list of them.
    pub(super) fn kinds(&mut self, at: &At<'s>, keyword: &str) -> Vec<Kind> {
        let words: Vec<At<'s>> = match &at.node.value {
            Json::Array(_) => at.items().collect(),
            _ => vec![at.clone()],
        };
        if words.is_empty() {
            self.empty(at, keyword, "one type");
        }
        let mut kinds = Vec::new();
        for word in words {
            let Some(kind) = self.kind(&word, keyword) else {
                continue;
            };
            match kinds.contains(&kind) {
                false => kinds.push(kind),
                true => {
                    let message = format!(
                        "`{}` is in `{keyword}` twice",
                        word.string().unwrap_or_default()
                    );
                    self.reporter
                        .warning(Code::DuplicateItem, &word.origin(), message);
                }
            }
        }
        kinds
    }

    fn kind(&mut self, at: &At<'s>, keyword: &str) -> Option<Kind> {
        let Some(word) = at.string() else {
            self.takes(at, keyword, "a type or a list of types");
            return None;
        };
        if let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == word) {
            return Some(*kind);
        }
        let message = format!("`{word}` is not a type of draft 4");
        let error = self
            .reporter
            .error(Code::UnknownType, &at.origin(), message);
        let lower = word.to_lowercase();
        if lower == "any" {
            error.help("leave `type` out to allow any value");
        } else if let Some((_, meant)) = OTHER_WORDS.iter().find(|(other, _)| *other == lower) {
            error.help(format!("draft 4 calls it `{meant}`"));
        } else {
            error.suggest(word, KINDS.map(|(word, _)| word));
        }
        None
    }

    /// Reports an empty list. Reports only a warning for keywords whose empty list requires nothing.
    pub(super) fn empty(&mut self, at: &At<'s>, keyword: &str, least: &str) {
        let message = format!("`{keyword}` is empty; draft 4 requires at least {least}");
        let origin = at.origin();
        let error = match keyword {
            "required" | "dependencies" | "allOf" => {
                self.reporter.warning(Code::EmptyList, &origin, message)
            }
            _ => self.reporter.error(Code::EmptyList, &origin, message),
        };
        error.help(format!("leave `{keyword}` out, or fill the list"));
    }
}

/// Combines a value with its location.
pub fn sited<T>(at: &At<'_>, value: T) -> Sited<T> {
    Sited {
        value,
        origin: at.origin(),
    }
}

/// Reads a non-negative integer in any spelling, such as `5`, `5.0` and `1e2`.
fn count(literal: &str) -> Option<u64> {
    if let Ok(count) = literal.parse() {
        return Some(count);
    }
    let (mantissa, exponent) = match literal.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent),
        None => (literal, "0"),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some(0);
    }
    let exponent: i64 = match exponent.parse() {
        Ok(exponent) => exponent,
        Err(_) if exponent.starts_with('-') => return None,
        Err(_) => i64::MAX,
    };
    let zeros = exponent.saturating_sub(fraction.len() as i64);
    if !sign.is_empty() {
        return None;
    }
    if zeros < 0 {
        let kept = digits.len().checked_sub(zeros.unsigned_abs() as usize)?;
        let plain = kept > 0 && digits[kept..].bytes().all(|digit| digit == b'0');
        return plain.then(|| digits[..kept].parse().unwrap_or(u64::MAX));
    }
    if zeros > 20 {
        return Some(u64::MAX);
    }
    let all = format!("{digits}{}", "0".repeat(zeros as usize));
    Some(all.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_any_spelling() {
        for (literal, expected) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("5.0", Some(5)),
            ("1e2", Some(100)),
            ("1.50e1", Some(15)),
            ("120e-1", Some(12)),
            ("99999999999999999999", Some(u64::MAX)),
            ("1e999999999999999999999", Some(u64::MAX)),
            ("1e-999999999999999999999", None),
            ("-1", None),
            ("1.5", None),
            ("1e-1", None),
        ] {
            assert_eq!(count(literal), expected, "{literal}");
        }
    }
}
