//! Recognizes the kind of a file by its content: documents that are not schemas, and files that are not JSON.

use super::node::{Json, Node};

/// The members that identify documents of other standards, each with the name of the standard.
const DOCUMENTS: [(&str, &str); 4] = [
    ("openapi", "an OpenAPI"),
    ("swagger", "a Swagger"),
    ("asyncapi", "an AsyncAPI"),
    ("arazzo", "an Arazzo"),
];

/// Extensions of prose and program files, which are expected next to schemas.
const PROSE: [&str; 24] = [
    "md", "rst", "adoc", "txt", "html", "pdf", "svg", "png", "jpg", "jpeg", "gif", "rs", "js",
    "ts", "py", "rb", "php", "sh", "mk", "bzl", "lock", "log", "orig", "bak",
];

/// Keywords that show that an object is a schema.
const KEYWORDS: [&str; 12] = [
    "$schema",
    "$ref",
    "type",
    "properties",
    "definitions",
    "$defs",
    "items",
    "enum",
    "allOf",
    "anyOf",
    "oneOf",
    "required",
];

/// Describes a document of a standard other than JSON Schema, such as "an OpenAPI 3.0.3 document".
pub(crate) fn document(tree: &Node) -> Option<String> {
    let members = tree.members()?;
    let named = |name: &str| members.iter().find(|member| member.name == name);
    if let Some((name, what)) = DOCUMENTS.iter().find(|(name, _)| named(name).is_some()) {
        return Some(match named(name).map(|member| &member.node.value) {
            Some(Json::String(version) | Json::Number(version)) => titled(what, version),
            _ => format!("{what} document"),
        });
    }
    let postman = named("info").and_then(|info| info.node.members());
    let postman = postman.is_some_and(|info| info.iter().any(|one| one.name == "_postman_id"));
    postman.then(|| "a Postman collection".to_owned())
}

/// Describes a valid JSON file: a document of another standard, a schema, or something else.
pub(crate) fn of_json(tree: &Node) -> String {
    if let Some(document) = document(tree) {
        return document;
    }
    let members = tree.members().unwrap_or_default();
    let schema = members
        .iter()
        .any(|member| KEYWORDS.contains(&member.name.as_str()));
    match schema {
        true => "a JSON Schema".to_owned(),
        false => "a JSON document that is not a schema".to_owned(),
    }
}

/// Describes a file that may not be JSON. Returns `None` for prose, programs and the like.
pub(crate) fn of_text(name: &str, text: &str) -> Option<String> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    if PROSE.contains(&ending.as_str()) {
        return None;
    }
    if let Some(yaml) = yaml(text) {
        return Some(yaml);
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let what = match ending.as_str() {
        "yaml" | "yml" => "a YAML file",
        "toml" => "a TOML file",
        "graphql" | "gql" | "graphqls" => "a GraphQL schema",
        "proto" => "a Protocol Buffers file",
        _ if start.starts_with(['{', '[']) => "a JSON document whose name does not end in `.json`",
        _ if start.starts_with("#%RAML") => "a RAML document",
        "wsdl" => "a WSDL file",
        "xsd" => "an XML Schema",
        _ if start.starts_with("<?xml") => "an XML file",
        "" => return None,
        ending => return Some(format!("a file of type `.{}`", ending.escape_debug())),
    };
    Some(what.to_owned())
}

/// Describes a YAML file. Returns `None` if the text does not look like YAML.
pub(crate) fn yaml(text: &str) -> Option<String> {
    let lines = text.trim_start_matches('\u{feff}').lines();
    let mut lines = lines.filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
    let mut first = lines.next()?;
    let marked = first.starts_with("---") || first.starts_with("%YAML");
    while first.starts_with("---") || first.starts_with('%') {
        first = lines.next()?;
    }
    let top = std::iter::once(first).chain(lines);
    let top = top.filter(|line| !line.starts_with([' ', '\t', '-']));
    let mut entries = top.map(entry);
    let is_first = entry(first).is_some();
    // Prose may have a colon in its first line, but its other lines are not entries.
    let several = is_first && entries.clone().take(8).all(|entry| entry.is_some());
    if !(several || marked || first.starts_with("- ")) {
        return None;
    }
    let known = entries.find_map(|entry| {
        let (key, value) = entry?;
        let (_, what) = DOCUMENTS.iter().find(|(name, _)| *name == key)?;
        Some(titled(what, value))
    });
    Some(match known {
        Some(document) => format!("{document} in YAML"),
        None => "a YAML file".to_owned(),
    })
}

/// Reads `key: value` at the beginning of a line.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_matches(['"', '\'']);
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.' | '/');
    let plain = !key.is_empty() && key.chars().all(word);
    let spaced = value.is_empty() || value.starts_with([' ', '\t', '\r']);
    let value = value.split(" #").next().unwrap_or_default();
    (plain && spaced).then(|| (key, value.trim().trim_matches(['"', '\''])))
}

fn titled(what: &str, version: &str) -> String {
    let short = version.len() <= 12
        && version
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '.');
    match short && !version.is_empty() {
        true => format!("{what} {version} document"),
        false => format!("{what} document"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::json;

    #[test]
    fn yaml_is_told_by_its_content() {
        for (text, expected) in [
            (
                "openapi: 3.0.3\ninfo:\n  title: x\n",
                Some("an OpenAPI 3.0.3 document in YAML"),
            ),
            (
                "# note\n---\nswagger: \"2.0\"\n",
                Some("a Swagger 2.0 document in YAML"),
            ),
            (
                "info: {}\nopenapi: '3.1.0' # new\n",
                Some("an OpenAPI 3.1.0 document in YAML"),
            ),
            ("type: object\nproperties:\n  a: {}\n", Some("a YAML file")),
            (
                "\"$schema\": http://x\r\ntype: object\r\n",
                Some("a YAML file"),
            ),
            ("---\n- a\n", Some("a YAML file")),
            ("{\"openapi\": \"3.0\"}", None),
            ("Note: this is prose.\nIt goes on.\n", None),
            ("[api]\nname = \"x\"\n", None),
            ("http://x\n", None),
            ("", None),
        ] {
            assert_eq!(yaml(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn documents_say_what_they_are() {
        for (text, expected) in [
            (
                r#"{"openapi": "3.0.3", "paths": {}}"#,
                "an OpenAPI 3.0.3 document",
            ),
            (r#"{"swagger": 2.0}"#, "a Swagger 2.0 document"),
            (r#"{"info": {"_postman_id": "x"}}"#, "a Postman collection"),
            (r#"{"type": "object"}"#, "a JSON Schema"),
            (r#"{"id": 1}"#, "a JSON document that is not a schema"),
            ("[]", "a JSON document that is not a schema"),
        ] {
            let tree = json::parse(text).0.unwrap();
            assert_eq!(of_json(&tree), expected, "{text}");
        }
    }

    #[test]
    fn other_files_are_told_by_name_or_beginning() {
        for (name, text, known) in [
            ("a.yaml", "x", true),
            ("schema.jsonschema", " {}", true),
            ("more.toml", "a = 1", true),
            ("service.wsdl", "<definitions/>", true),
            ("codes.csv", "a;b", true),
            ("README.md", "# Title\n\nText: more.\n", false),
            ("LICENSE", "MIT License\n", false),
            ("notes.txt", "Remember the milk.\n", false),
        ] {
            assert_eq!(of_text(name, text).is_some(), known, "{name}");
        }
    }
}
