//! Reads the extension keys. They allow values that a server sends although its schema excludes them, and name the
//! values of an `enum`.

use std::collections::HashSet;

use crate::report::{Code, suggest};
use crate::source::{At, Json};

use super::Schema;
use super::parse::Parser;

const KEYS: [&str; 4] = [
    "x-accept",
    "x-zero-date",
    "x-empty-array-as",
    "x-enum-varnames",
];

impl<'s> Parser<'s, '_> {
    /// Reads an extension key; returns `false` if the key is unknown.
    pub(super) fn extension(&mut self, name: &str, at: &At<'s>, schema: &mut Schema) -> bool {
        match name {
            "x-accept" => schema.accept = self.kinds(at, name),
            "x-zero-date" => match at.node.value {
                Json::Bool(value) => schema.zero_date = value,
                _ => self.refuse(at, "`x-zero-date` takes true or false"),
            },
            "x-empty-array-as" => match at.string() {
                Some("object") => schema.empty_array_as_object = true,
                _ => self.refuse(at, "`x-empty-array-as` takes \"object\""),
            },
            "x-enum-varnames" => schema.variant_names = self.texts(at, name),
            _ => {
                if name
                    .get(..2)
                    .is_some_and(|start| start.eq_ignore_ascii_case("x-"))
                    && let Some(meant) = self.meant(name)
                {
                    let message = format!("`{name}` is not an extension key and changes nothing");
                    let warning = self
                        .reporter
                        .warning(Code::KeywordTypo, &at.origin(), message);
                    warning.help(format!("did you mean `{meant}`?"));
                    return true;
                }
                return false;
            }
        }
        true
    }

    fn meant(&self, name: &str) -> Option<&'static str> {
        let name = name.to_ascii_lowercase();
        KEYS.into_iter()
            .find(|key| suggest::distance(&name, key) <= 2)
    }

    fn refuse(&mut self, at: &At<'s>, takes: &str) {
        let message = format!("{takes}, not {}", at.node.noun());
        self.reporter
            .error(Code::BadExtension, &at.origin(), message);
    }

    /// Checks that `x-enum-varnames` has a name for each value, since names and values are matched by position.
    pub(super) fn check_variant_names(&mut self, schema: &Schema) {
        let Some(first) = schema.variant_names.first() else {
            return;
        };
        let values = schema
            .values
            .as_ref()
            .map_or(0, |values| values.value.len());
        let names = schema.variant_names.len();
        if values != names {
            let message = format!("`x-enum-varnames` has {names} names for {values} values");
            let error = self
                .reporter
                .error(Code::BadExtension, &first.origin, message);
            error.help("give one name for each value of `enum`, in the same order");
        }
        let mut seen = HashSet::new();
        for name in &schema.variant_names {
            if name.value.trim().is_empty() || !seen.insert(name.value.as_str()) {
                let message = "`x-enum-varnames` takes different names that are not empty";
                self.reporter
                    .error(Code::BadExtension, &name.origin, message);
            }
        }
    }
}
