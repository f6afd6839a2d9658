//! Defines `At`, a node with its location, and the steps from there to other nodes.

use std::sync::Arc;

use super::node::{Json, Member, Node};
use crate::origin::{FileId, Origin, Span};

/// A node of one file, at its JSON pointer.
#[derive(Clone, Debug)]
pub struct At<'s> {
    /// The file.
    pub file: FileId,
    /// The RFC 6901 pointer.
    pub pointer: Arc<str>,
    /// The node.
    pub node: &'s Node,
}

impl<'s> At<'s> {
    /// Creates a cursor at the root of a file.
    pub fn root(file: FileId, node: &'s Node) -> Self {
        Self {
            file,
            pointer: Arc::from(""),
            node,
        }
    }

    /// Returns the location of the node.
    pub fn origin(&self) -> Origin {
        self.part(self.node.span)
    }

    /// Returns the location of a span of the node, such as the name of a member.
    pub fn part(&self, span: Span) -> Origin {
        Origin {
            file: self.file,
            pointer: self.pointer.clone(),
            span,
        }
    }

    /// Returns a member of an object.
    pub fn member(&self, name: &str) -> Option<Self> {
        let member = self.node.members()?.iter().find(|m| m.name == name)?;
        Some(self.to(member))
    }

    /// Creates a cursor at a member.
    pub fn to(&self, member: &'s Member) -> Self {
        self.step(&escape(&member.name), &member.node)
    }

    /// Returns every member in source order; none if the node is not an object.
    pub fn members(&self) -> impl Iterator<Item = (&'s Member, Self)> + use<'s> {
        let here = self.clone();
        let members = self.node.members().unwrap_or_default();
        members.iter().map(move |member| (member, here.to(member)))
    }

    /// Returns every item in order; none if the node is not an array.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'s> {
        let here = self.clone();
        let items = match &self.node.value {
            Json::Array(items) => items.as_slice(),
            _ => &[],
        };
        items
            .iter()
            .enumerate()
            .map(move |(index, node)| here.step(&index.to_string(), node))
    }

    /// Returns one item of an array.
    pub fn item(&self, index: usize) -> Option<Self> {
        match &self.node.value {
            Json::Array(items) => Some(self.step(&index.to_string(), items.get(index)?)),
            _ => None,
        }
    }

    /// Returns the value if it is a string.
    pub fn string(&self) -> Option<&'s str> {
        self.node.string()
    }

    fn step(&self, token: &str, node: &'s Node) -> Self {
        Self {
            file: self.file,
            pointer: Arc::from(format!("{}/{token}", self.pointer)),
            node,
        }
    }
}

/// Escapes a member's name as a token of a JSON pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Unescapes a token of a JSON pointer.
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
