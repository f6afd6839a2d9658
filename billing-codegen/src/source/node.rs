//! The tree that JSON and TOML input both become.

use super::origin::Span;

/// A value of the input with the bytes that it covers.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Json,
    /// The bytes of the value.
    pub span: Span,
}

/// A JSON value; numbers keep their literal, objects their order.
#[derive(Clone, Debug)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// The literal as written.
    Number(String),
    /// The text without escapes.
    String(String),
    /// The elements.
    Array(Vec<Node>),
    /// The members in source order; no name occurs twice.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name without escapes.
    pub name: String,
    /// The bytes of the name.
    pub name_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// Returns the members of an object.
    pub fn members(&self) -> Option<&[Member]> {
        match &self.value {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Returns the text of a string.
    pub fn string(&self) -> Option<&str> {
        match &self.value {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// Says what kind of value it is, with its article.
    pub fn noun(&self) -> &'static str {
        match &self.value {
            Json::Null => "null",
            Json::Bool(true) => "`true`",
            Json::Bool(false) => "`false`",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }
}
