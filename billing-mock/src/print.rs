//! Prints values as a real service sends them and wraps them in its envelope.

use serde_json::{Map, Value};

use super::plan::Operation;
use super::reply::Refusal;
use billing_codegen::definition::{Envelope, Literal};

/// How a value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// A number as a string.
    Text,
    /// A number as a string with this many decimals.
    Decimals(usize),
    /// A string as a number if it is one.
    Number,
    /// `[]` instead of an object.
    EmptyList,
}

impl Spelling {
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "number" => Some(Self::Number),
            "empty-list" => Some(Self::EmptyList),
            _ => text.strip_prefix("text:")?.parse().ok().map(Self::Decimals),
        }
    }

    pub(crate) fn apply(self, value: &mut Value) {
        let printed = match (self, &*value) {
            (Self::Text, Value::Number(number)) => Value::from(number.to_string()),
            (Self::Decimals(places), Value::Number(number)) => {
                Value::from(decimals(&number.to_string(), places))
            }
            (Self::Number, Value::String(text)) => match serde_json::from_str(text) {
                Ok(Value::Number(number)) => Value::Number(number),
                _ => return,
            },
            (Self::EmptyList, Value::Object(_)) => Value::Array(Vec::new()),
            _ => return,
        };
        *value = printed;
    }
}

/// Pads or truncates a printed number; a mock does not have to round.
fn decimals(number: &str, places: usize) -> String {
    if number.contains(['e', 'E']) {
        return number.to_owned();
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let kept: String = fraction
        .chars()
        .chain(std::iter::repeat('0'))
        .take(places)
        .collect();
    if places == 0 {
        return whole.to_owned();
    }
    format!("{whole}.{kept}")
}

/// Prints the values at a dotted path, for every item of the lists on the way.
pub(crate) fn at(value: &mut Value, path: &str, spelling: Spelling) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| at(item, path, spelling)),
        Value::Object(members) => {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            match members.get_mut(first) {
                Some(inner) if rest.is_empty() => spelling.apply(inner),
                Some(inner) => at(inner, rest, spelling),
                None => {}
            }
        }
        _ => {}
    }
}

/// Wraps data in the envelope of a success; returns the data alone if the envelope has no name for it.
pub(crate) fn success(operation: &Operation, data: Option<(Option<&str>, Value)>) -> Value {
    let (Some(envelope), None | Some((Some(_), _))) = (&operation.envelope, &data) else {
        return data.map_or_else(|| Value::Object(Map::new()), |(_, data)| data);
    };
    let mut body = Map::new();
    if let Some(success) = &envelope.success {
        let word = success.is.first().map_or(Value::Bool(true), literal);
        body.insert(success.name.value.clone(), word);
    }
    if let (Some(member), Some(kind)) = (&envelope.kind, &operation.kind) {
        body.insert(member.value.clone(), Value::from(kind.as_str()));
    }
    if let Some((Some(name), data)) = data {
        body.insert(name.to_owned(), data);
    }
    Value::Object(body)
}

/// Fills in the first error format of the envelope.
pub(crate) fn refusal(envelope: Option<&Envelope>, refusal: &Refusal) -> Value {
    let mut body = Value::Object(Map::new());
    let Some((envelope, form)) = envelope.and_then(|e| Some((e, e.errors.first()?))) else {
        put(&mut body, "error", Value::from(words(refusal)));
        return body;
    };
    if let Some(success) = &envelope.success {
        let word = success.not.first().map_or(Value::Bool(false), literal);
        put(&mut body, &success.name.value, word);
    }
    if let Some(path) = &form.code {
        let code = refusal.code.as_deref();
        let code = code.unwrap_or_else(|| code_of(refusal.status));
        put(&mut body, &path.value, Value::from(code));
    }
    let details: Map<String, Value> = refusal
        .details
        .iter()
        .map(|(path, message)| (path.clone(), Value::from(message.as_str())))
        .collect();
    let without_message =
        form.details.is_some() && !details.is_empty() && refusal.message.is_empty();
    if let Some(path) = form.message.as_ref().filter(|_| !without_message) {
        put(&mut body, &path.value, Value::from(words(refusal)));
    }
    let details = match &refusal.data {
        Some(data) => Some((**data).clone()),
        None if details.is_empty() => None,
        None => Some(Value::Object(details)),
    };
    if let (Some(path), Some(details)) = (&form.details, details) {
        put(&mut body, &path.value, details);
    }
    // The member that distinguishes this format from others must exist, even if nothing was put into it.
    if let Some(when) = form
        .when
        .as_ref()
        .filter(|when| at_path(&body, &when.value).is_none())
    {
        put(&mut body, &when.value, Value::from(words(refusal)));
    }
    body
}

/// Returns the message of a refusal; if it has only details, joins them, for formats without a member for details.
fn words(refusal: &Refusal) -> String {
    if !refusal.message.is_empty() {
        return refusal.message.clone();
    }
    let details = refusal.details.iter();
    let lines: Vec<String> = details
        .map(|(path, message)| format!("{path}: {message}"))
        .collect();
    lines.join("; ")
}

/// Returns a code for a refusal that has none.
fn code_of(status: u16) -> &'static str {
    match status {
        400 | 422 => "invalid_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        409 => "conflict",
        413 => "too_large",
        429 => "rate_limited",
        500.. => "server_error",
        _ => "refused",
    }
}

/// Finds a member by its dotted path.
fn at_path<'v>(body: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(body, |at, step| at.get(step))
}

fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::Bool(boolean) => Value::from(*boolean),
        Literal::Integer(integer) => Value::from(*integer),
        Literal::String(text) => Value::from(text.as_str()),
    }
}

/// Sets a member by its dotted path.
fn put(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for step in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[step];
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn spellings() {
        let mut value = json!({ "total": 4445, "items": [{ "qty": 1.5 }, {}] });
        at(&mut value, "total", Spelling::Decimals(3));
        at(&mut value, "items.qty", Spelling::Decimals(3));
        at(&mut value, "absent.member", Spelling::Text);
        assert_eq!(
            value,
            json!({ "total": "4445.000", "items": [{ "qty": "1.500" }, {}] })
        );
    }

    #[test]
    fn dotted_members() {
        let mut body = json!({});
        put(&mut body, "error.code", json!("x"));
        put(&mut body, "error.message", json!("y"));
        assert_eq!(body, json!({ "error": { "code": "x", "message": "y" } }));
    }

    #[test]
    fn details_are_said_where_the_form_has_no_place_for_them() {
        let wrong = Refusal::new(400, "").detail("amount", "is no number");
        let wrong = wrong.detail("note", "is too long");
        assert_eq!(
            refusal(None, &wrong),
            json!({ "error": "amount: is no number; note: is too long" })
        );
    }
}
