//! Reads `oneOf` and reports alternatives that are equal.

use crate::report::Code;
use crate::source::node::Member;
use crate::source::{At, Node};

use super::SchemaId;
use super::parse::Parser;

/// Keywords that do not affect which instances are valid.
const ANNOTATIONS: [&str; 4] = ["title", "description", "default", "$schema"];
/// The maximum number of alternatives that are compared, and their maximum size in bytes. Every pair is compared, so
/// only lists that a person may have written are considered.
const MOST: (usize, u32) = (100, 10_000);

impl<'s> Parser<'s, '_> {
    /// Reads `oneOf` and reports alternatives that occur twice, since they never match exactly once.
    pub(super) fn one_of(&mut self, at: &At<'s>) -> Vec<SchemaId> {
        let choices: Vec<At<'s>> = at.items().take(MOST.0).collect();
        for (index, second) in choices.iter().enumerate() {
            let before = &choices[..index];
            let Some(first) = before.iter().find(|first| same(first.node, second.node)) else {
                continue;
            };
            let message = "this alternative of `oneOf` is equal to another one: a value that matches one matches both and is invalid";
            self.reporter
                .warning(Code::SameChoice, &second.origin(), message)
                .also(&first.origin(), "the first one")
                .help("remove one of them, write `anyOf`, or add a keyword that distinguishes them, such as a member with a constant value");
        }
        self.schemas(at, "oneOf")
    }
}

fn same(one: &Node, other: &Node) -> bool {
    let size = |node: &Node| node.span.end - node.span.start;
    if size(one).max(size(other)) > MOST.1 {
        return false;
    }
    let says = |member: &&Member| !ANNOTATIONS.contains(&member.name.as_str());
    let (Some(one), Some(other)) = (one.members(), other.members()) else {
        return false;
    };
    let (one, other) = (one.iter().filter(says), other.iter().filter(says));
    one.clone().count() == other.clone().count()
        && one.clone().all(|member| {
            let mut named = other.clone().filter(|other| other.name == member.name);
            named.any(|other| other.node.value.equals(&member.node.value))
        })
}
