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
