//! Checks bodies against the draft-4 files with a third-party validator.

use std::collections::BTreeMap;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Value, json};

use super::Error;
use super::documents::Documents;
use super::plan::{Place, Plan};
use super::widen::{self, widen};

/// One error in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The path of the value, such as `items[0].qty`; empty for the whole body.
    pub(crate) path: String,
    pub(crate) message: String,
}

/// The validators of all schemas that operations name.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    requests: BTreeMap<Place, Validator>,
    answers: BTreeMap<Place, Validator>,
}

impl Checks {
    /// Builds the validators; `more` are additional schemas of parts of responses.
    pub(crate) fn new(plan: &Plan, documents: &Documents, more: &[Place]) -> Result<Self, Error> {
        let operations = &plan.operations;
        let sent = operations.iter().flat_map(|operation| {
            let parameters = operation.parameters.iter().map(|(_, place)| place);
            [&operation.query, &operation.body]
                .into_iter()
                .chain(parameters)
                .flatten()
        });
        let answered = operations
            .iter()
            .filter_map(|operation| operation.returns.place())
            .chain(more);
        let as_written = documents.all.iter().map(|(n, v)| (n, v.clone()));
        let widened = documents.all.iter().map(|(n, v)| (n, widen(v)));
        Ok(Self {
            requests: validators(as_written, sent)?,
            answers: validators(widened, answered)?,
        })
    }

    pub(crate) fn request(&self, place: &Place, value: &Value) -> Vec<Violation> {
        violations(self.requests.get(place), value)
    }

    /// Returns whether a response is valid; much cheaper than listing its violations.
    pub(crate) fn accepts(&self, place: &Place, value: &Value) -> bool {
        let validator = self.answers.get(place);
        validator.is_none_or(|validator| validator.is_valid(value))
    }

    pub(crate) fn answer(&self, place: &Place, value: &Value) -> Vec<Violation> {
        violations(self.answers.get(place), value)
    }
}

fn validators<'a>(
    documents: impl Iterator<Item = (&'a String, Value)>,
    places: impl Iterator<Item = &'a Place>,
) -> Result<BTreeMap<Place, Validator>, Error> {
    let bad = |error: &dyn std::fmt::Display| Error::new(format!("the schemas: {error}"));
    let mut registry = Registry::new().draft(Draft::Draft4);
    for (name, document) in documents {
        registry = registry.add(uri(name), document).map_err(|e| bad(&e))?;
    }
    let registry = registry.prepare().map_err(|error| bad(&error))?;
    let options = jsonschema::options()
        .with_draft(Draft::Draft4)
        .with_registry(&registry)
        .should_validate_formats(true)
        .with_format(widen::LOOSE, |text: &str| widen::is_loose(text))
        .with_format(widen::LOOSE_OR_ZERO, |text: &str| {
            widen::is_zero(text) || widen::is_loose(text)
        })
        .with_format(widen::DATE_OR_ZERO, |text: &str| {
            widen::is_zero(text) || widen::is_date(text)
        });
    let mut validators = BTreeMap::new();
    for place in places {
        if !validators.contains_key(place) {
            let reference =
                json!({ "$ref": format!("{}#{}", uri(&place.document), place.pointer) });
            let validator = options
                .build(&reference)
                .map_err(|error| Error::new(format!("{place}: {error}")))?;
            validators.insert(place.clone(), validator);
        }
    }
    Ok(validators)
}

fn uri(document: &str) -> String {
    match document.contains("://") {
        true => document.to_owned(),
        false => format!("mock:///{document}"),
    }
}

fn violations(validator: Option<&Validator>, value: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    for error in validator.into_iter().flat_map(|v| v.iter_errors(value)) {
        collect(&error, "", &mut found);
    }
    found
}

/// Collects the violations of an error; for `anyOf` and `oneOf` those of every branch, as the service reports them.
fn collect(error: &ValidationError<'_>, prefix: &str, found: &mut Vec<Violation>) {
    let mut path = format!("{prefix}{}", dotted(&error.instance_path().to_string()));
    let message = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            for error in context.iter().flatten() {
                collect(error, "", found);
            }
            return;
        }
        ValidationErrorKind::Required { property } => {
            path = format!("{path}.{}", property.as_str().unwrap_or_default());
            "is missing, but it is required".to_owned()
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(kind) => kind.to_string(),
                TypeKind::Multiple(kinds) => kinds
                    .iter()
                    .map(|kind| kind.to_string())
                    .collect::<Vec<_>>()
                    .join(" or "),
            };
            let article = if wanted.starts_with(['a', 'i', 'o']) {
                "an"
            } else {
                "a"
            };
            let seen = kind_of(error.instance());
            format!("{seen} value found, but {article} {wanted} is required")
        }
        _ => error.to_string(),
    };
    let path = path.trim_start_matches('.').to_owned();
    let violation = Violation { path, message };
    if !found.contains(&violation) {
        found.push(violation);
    }
}

/// Converts a JSON pointer such as `/items/0/qty` to `items[0].qty`.
fn dotted(pointer: &str) -> String {
    let mut out = String::new();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty() {
            out.push_str(&format!("[{step}]"));
        } else {
            out.push('.');
            out.push_str(&step);
        }
    }
    out
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "Null",
        Value::Bool(_) => "Boolean",
        Value::Number(number) if number.is_f64() => "Number",
        Value::Number(_) => "Integer",
        Value::String(_) => "String",
        Value::Array(_) => "Array",
        Value::Object(_) => "Object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_the_service_prints_them() {
        assert_eq!(
            dotted("/items/0/net_unit_price"),
            ".items[0].net_unit_price"
        );
        assert_eq!(dotted(""), "");
    }
}
