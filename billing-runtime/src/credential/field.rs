//! The fields of a credential.

use crate::secret::Secret;
use crate::{Error, Result};

/// A field of a credential.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// The name of the field.
    pub name: &'static str,
    /// The value.
    pub text: &'a str,
    /// Whether the value must never be shown.
    pub secret: bool,
}

impl<'a> Field<'a> {
    /// Makes a field that may be shown.
    pub fn open(name: &'static str, value: &'a impl FieldType) -> Self {
        Self {
            name,
            text: value.text(),
            secret: false,
        }
    }

    /// Makes a field that must never be shown.
    pub fn secret(name: &'static str, value: &'a impl FieldType) -> Self {
        Self {
            name,
            text: value.text(),
            secret: true,
        }
    }
}

impl std::fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {:?}",
            self.name,
            if self.secret { "***" } else { self.text }
        )
    }
}

/// The type of a field: `String` or [`Secret`].
pub trait FieldType: From<String> {
    /// Returns the value.
    fn text(&self) -> &str;
}

impl FieldType for String {
    fn text(&self) -> &str {
        self
    }
}

impl FieldType for Secret {
    fn text(&self) -> &str {
        self.expose()
    }
}

/// Calls `each` with the value of every secret field. The derive calls it.
pub fn hide(fields: &[Field<'_>], each: &mut dyn FnMut(&str)) {
    fields
        .iter()
        .filter(|field| field.secret)
        .for_each(|field| each(field.text));
}

/// Returns the value of a field.
pub(super) fn find<'a>(fields: &[Field<'a>], name: &str) -> Result<&'a str> {
    let field = fields.iter().find(|f| f.name == name);
    field
        .map(|f| f.text)
        .ok_or_else(|| Error::credential(format!("there is no field `{name}`")))
}

/// A literal string, or the value of a field.
#[derive(Clone, Copy, Debug)]
pub enum LiteralOrField {
    /// A literal string.
    Literal(&'static str),
    /// The value of the field with this name.
    Field(&'static str),
}

impl LiteralOrField {
    pub(super) fn text<'a>(&self, fields: &[Field<'a>]) -> Result<&'a str> {
        match *self {
            Self::Literal(text) => Ok(text),
            Self::Field(name) => find(fields, name),
        }
    }
}
