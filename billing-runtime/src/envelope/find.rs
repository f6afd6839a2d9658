//! Finds what a service says about an error.

use super::{ErrorForm, Form};
use crate::Value;
use crate::error::Api;

/// What the body says, if it is in a declared form of error.
pub(crate) fn failure(form: &Form, body: &Value) -> Option<Api> {
    form.errors.iter().find_map(|error| taken(error, body))
}

/// Whether the body says itself that the call failed.
pub(crate) fn refused(form: &Form, body: &Value) -> bool {
    let Some(success) = &form.success else {
        return false;
    };
    at(body, success.name).is_some_and(|value| success.not.iter().any(|l| l.is(value)))
}

fn taken(form: &ErrorForm, body: &Value) -> Option<Api> {
    if let Some(when) = form.when {
        at(body, when)?;
    }
    let part = |path: Option<&str>| path.and_then(|path| at(body, path));
    let details = part(form.details);
    let fields = if form.fields.is_some() {
        part(form.fields)
    } else {
        details
    };
    let api = Api {
        code: part(form.code).and_then(scalar),
        message: part(form.message).and_then(scalar),
        details: details.cloned(),
        fields: fields.map(Api::listed).unwrap_or_default(),
    };
    (form.when.is_some() || !api.is_empty()).then_some(api)
}

/// The value at a dotted path; `null` counts as nothing.
pub(crate) fn at<'v>(body: &'v Value, path: &str) -> Option<&'v Value> {
    let mut value = body;
    for name in path.split('.').filter(|name| !name.is_empty()) {
        let Value::Object(members) = value else {
            return None;
        };
        value = members.get(name)?;
    }
    (!matches!(value, Value::Null)).then_some(value)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
