//! Finds the documents that a tree refers to, so that they are read before references are resolved.

use std::rc::Rc;

use super::File;
use super::node::{Json, Node};
use super::uri;

/// Lists the URIs, without fragment, that the references of a file may resolve to.
///
/// A `$ref` that is data and not a keyword is harmless here: at most, one more file is read.
pub fn references(file: &File) -> Vec<String> {
    let Some(root) = &file.tree else {
        return Vec::new();
    };
    let own = file.own_uri();
    let mut found = Vec::new();
    let mut open: Vec<(&Node, Rc<str>)> = vec![(root, Rc::from(own.as_str()))];
    while let Some((node, base)) = open.pop() {
        let members = match &node.value {
            Json::Object(members) => members,
            Json::Array(items) => {
                open.extend(items.iter().map(|item| (item, base.clone())));
                continue;
            }
            _ => continue,
        };
        let text = |name: &str| {
            let member = members.iter().find(|member| member.name == name)?;
            member.node.string()
        };
        let id = text("id").or_else(|| text("$id"));
        let base = match (id, text("$ref")) {
            (Some(id), None) => Rc::from(uri::join(&base, uri::split(id).resource)),
            _ => base,
        };
        if let Some(reference) = text("$ref") {
            let resource = uri::split(reference).resource;
            for base in [base.as_ref(), own.as_str()] {
                found.push(uri::join(base, resource));
            }
        }
        open.extend(members.iter().map(|member| (&member.node, base.clone())));
    }
    found.sort();
    found.dedup();
    found
}

/// Lists the strings of a file, any of which may be a reference.
pub fn texts(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<&Node> = file.tree.iter().collect();
    while let Some(node) = open.pop() {
        match &node.value {
            Json::String(text) => found.push(text.clone()),
            Json::Array(items) => open.extend(items),
            Json::Object(members) => open.extend(members.iter().map(|member| &member.node)),
            _ => {}
        }
    }
    found
}
