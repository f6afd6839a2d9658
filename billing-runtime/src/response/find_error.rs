//! Finds the error that a body reports as declared.

use crate::Value;
use crate::envelope::{EnvelopeSpec, ErrorSpec};
use crate::error::ApiError;

/// Returns the error that the body reports as declared.
pub(crate) fn find(spec: &EnvelopeSpec, body: &Value) -> Option<ApiError> {
    spec.errors.iter().find_map(|error| matched(error, body))
}

/// Returns whether the success member of the body says that the call failed.
pub(crate) fn refused(spec: &EnvelopeSpec, body: &Value) -> bool {
    let Some(success) = &spec.success else {
        return false;
    };
    at(body, success.name).is_some_and(|value| success.not.iter().any(|l| l.is(value)))
}

fn matched(spec: &ErrorSpec, body: &Value) -> Option<ApiError> {
    if let Some(when) = spec.when {
        at(body, when)?;
    }
    let part = |path: Option<&str>| path.and_then(|path| at(body, path));
    let details = part(spec.details);
    let fields = if spec.fields.is_some() {
        part(spec.fields)
    } else {
        details
    };
    let api = ApiError {
        code: part(spec.code).and_then(scalar),
        message: part(spec.message).and_then(scalar),
        details: details.cloned(),
        fields: fields.map(ApiError::field_errors).unwrap_or_default(),
    };
    (spec.when.is_some() || !api.is_empty()).then_some(api)
}

/// Returns the value at a dotted path; `null` counts as missing.
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
