//! Encodes the values of one call into path, query, headers and body.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Request, path, percent};
use crate::operation::Operation;
use crate::secret::Secret;
use crate::wire::Map;
use crate::wire::{self, Node, Rules, Wire, Writer};
use crate::{Error, Result, Value};

/// Collects the values of one call; `finish` returns the first error.
pub struct Encoder {
    operation: &'static Operation,
    validate: bool,
    path: Vec<(&'static str, String)>,
    query: String,
    headers: HeaderMap,
    body: Option<(Vec<u8>, Rules)>,
    parameters: Map<Value>,
    error: Option<Error>,
    /// The secrets among the values, which no error may repeat.
    hidden: Vec<Secret>,
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Any value may be secret; which ones are is known only after all are encoded.
        f.debug_struct("Encoder")
            .field("operation", &format_args!("{}", self.operation))
            .finish_non_exhaustive()
    }
}

impl Encoder {
    pub(crate) fn new(operation: &'static Operation, validate: bool) -> Self {
        Self {
            operation,
            validate,
            path: Vec::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: None,
            parameters: Map::default(),
            error: None,
            hidden: Vec::new(),
        }
    }

    /// Returns a value as JSON, in the types that the service expects.
    fn json(&mut self, value: &dyn Node) -> Vec<u8> {
        let mut writer = Writer::plain();
        writer.hidden = Some(Vec::new());
        value.write(&mut writer);
        let hidden = writer.hidden.take().unwrap_or_default();
        self.hidden.extend(hidden.into_iter().map(Secret::from));
        writer.into_bytes()
    }

    /// Sets the value of a placeholder in the path.
    pub fn path(&mut self, name: &'static str, value: &dyn Node) {
        if let Some(text) = self.parameter(name, value, Self::single) {
            self.path.push((name, text));
        }
    }

    /// Adds a query parameter. An absent value is left out; a list repeats the parameter.
    pub fn query(&mut self, name: &'static str, value: &dyn Node) {
        for text in self.parameter(name, value, strings).unwrap_or_default() {
            if !self.query.is_empty() {
                self.query.push('&');
            }
            self.query.push_str(&percent::encode(name));
            self.query.push('=');
            self.query.push_str(&percent::encode(&text));
        }
    }

    /// Sets a header; an absent value is left out.
    pub fn header(&mut self, name: &'static str, value: &dyn Node) {
        let Some(text) = self.parameter(name, value, Self::single) else {
            return;
        };
        let visible = text.bytes().all(|b| (0x20..0x7f).contains(&b));
        let value = visible.then(|| HeaderValue::from_str(&text).ok()).flatten();
        match (HeaderName::try_from(name), value) {
            (Ok(name), Some(value)) => {
                self.headers.insert(name, value);
            }
            _ => self.fail(format!(
                "the value of the header `{name}` contains a character that is not printable ASCII"
            )),
        }
    }

    /// Sets the body; an absent one is left out.
    pub fn body<T: Wire>(&mut self, body: &T) {
        if !(body as &dyn Node).is_absent() {
            self.body = Some((self.json(body), T::rules()));
        }
    }

    pub(crate) fn finish(self) -> Result<Request> {
        let operation = self.operation;
        self.finished().map_err(|e| e.with_operation(operation))
    }

    fn finished(mut self) -> Result<Request> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        if self.validate && !self.operation.rules.is_empty() {
            valid(
                &Value::Object(std::mem::take(&mut self.parameters)),
                self.operation.rules,
            )?;
        }
        let mut target = path::expand(self.operation.path, &self.path).map_err(Error::request)?;
        if !self.query.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&self.query);
        }
        if let Some((text, rules)) = &self.body
            && self.validate
            && !rules.is_empty()
        {
            // The rules check the bytes that are sent, not the value that they were encoded from.
            let sent = Value::from_json_with(text, &wire::Options::new().depth(1000))
                .map_err(|e| Error::request(format!("cannot encode the body: {e}")))?;
            valid(&sent, rules)?;
        }
        let body = self.body.map(|(text, _)| Bytes::from(text));
        Ok(Request {
            operation: self.operation,
            target,
            headers: self.headers,
            body,
            hidden: self.hidden,
            limit: None,
            advice: None,
        })
    }

    /// Returns a parameter as a string, and keeps its value for the rules.
    fn parameter<T>(
        &mut self,
        name: &'static str,
        value: &dyn Node,
        read: fn(&Value) -> Option<T>,
    ) -> Option<T> {
        if value.is_absent() {
            return None;
        }
        let value = match Value::from_json(self.json(value)) {
            Ok(value) => value,
            Err(error) => {
                self.fail(format!("cannot encode `{name}`: {error}"));
                return None;
            }
        };
        let text = read(&value);
        if text.is_none() {
            self.fail(format!(
                "`{name}` must be a string, a number or a boolean to be sent in a URL or a header"
            ));
        }
        if self.validate && !self.operation.rules.is_empty() {
            self.parameters.insert(name, value);
        }
        text
    }

    fn single(value: &Value) -> Option<String> {
        scalar(value)
    }

    fn fail(&mut self, message: String) {
        self.error.get_or_insert_with(|| Error::request(message));
    }
}

fn valid(value: &Value, rules: Rules) -> Result<()> {
    wire::check(value, rules).map_err(|e| Error::new(crate::error::Kind::Invalid(e)))
}

fn strings(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        one => scalar(one).map(|text| vec![text]),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
