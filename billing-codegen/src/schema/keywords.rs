//! One schema: `$ref`, and every keyword handed to the part that reads it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use billing_shared::other_draft;

use crate::report::{Code, suggest};
use crate::source::{At, Json, Member, Node};

use super::parse::Parser;
use super::values::sited;
use super::{Dependency, Items, Rest, Schema};

/// The keywords of draft 4 that say something about validity.
const ASSERTIONS: [&str; 28] = [
    "type",
    "enum",
    "properties",
    "required",
    "patternProperties",
    "additionalProperties",
    "dependencies",
    "minProperties",
    "maxProperties",
    "items",
    "additionalItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "format",
    "default",
];

/// How words of draft 6 are accepted.
pub(super) const ACCEPT: &str =
    "`--draft6`, or `[types] accept = [\"draft-6\"]` in `api.toml`, accepts it";

impl<'s> Parser<'s, '_> {
    /// Reads one schema that stands at an object.
    pub(super) fn schema(&mut self, at: &At<'s>) -> Schema {
        let mut schema = Schema::empty(at.origin());
        if at.pointer.is_empty() {
            self.draft(at);
        }
        if let Some(reference) = at.member("$ref") {
            self.reference(at, &reference, &mut schema);
            return schema;
        }
        for (member, value) in at.members() {
            let read = self.general(member, &value, &mut schema)
                || self.object(&member.name, &value, &mut schema)
                || self.array(&member.name, &value, &mut schema)
                || self.scalar(at, &member.name, &value, &mut schema)
                || self.extension(&member.name, &value, &mut schema);
            if !read {
                self.unknown(at, member);
            }
        }
        self.check_variant_names(&schema);
        schema
    }

    fn reference(&mut self, at: &At<'s>, reference: &At<'s>, schema: &mut Schema) {
        let mut hidden = Vec::new();
        for (member, value) in at.members() {
            match member.name.as_str() {
                "title" => schema.title = self.annotation(&value, "title").map(Box::new),
                "description" => {
                    let text = self.annotation(&value, "description");
                    schema.description = text.map(|text| text.value);
                }
                name if name != "default" && ASSERTIONS.contains(&name) => hidden.push(member),
                name => {
                    self.extension(name, &value, schema);
                }
            }
        }
        if let Some(first) = hidden.first() {
            let names: Vec<String> = hidden.iter().map(|m| format!("`{}`", m.name)).collect();
            let message = format!("{} beside `$ref` is ignored in draft 4", names.join(", "));
            let origin = at.part(first.name_span);
            let warning = self.reporter.warning(Code::RefSiblings, &origin, message);
            warning.help("write `\"allOf\": [{\"$ref\": …}]` and put the rest beside `allOf`");
        }
        let Some(text) = reference.string() else {
            self.takes(reference, "$ref", "a string");
            return;
        };
        let origin = reference.origin();
        let target = self.target(text, &origin);
        schema.reference = target.map(|id| sited(reference, id));
    }

    fn general(&mut self, member: &'s Member, at: &At<'s>, schema: &mut Schema) -> bool {
        match member.name.as_str() {
            "type" => {
                let kinds = self.kinds(at, "type");
                schema.kinds = (!kinds.is_empty()).then(|| sited(at, kinds));
            }
            "enum" => self.values(at, schema),
            "const" => self.constant(at, schema),
            "title" => schema.title = self.annotation(at, "title").map(Box::new),
            "description" => {
                let text = self.annotation(at, "description");
                schema.description = text.map(|text| text.value);
            }
            "default" => schema.default = Some(Box::new(at.node.clone())),
            "format" => schema.format = self.text(at, "format").map(Box::new),
            "allOf" => schema.all_of = self.schemas(at, "allOf"),
            "anyOf" => schema.any_of = self.schemas(at, "anyOf"),
            "oneOf" => schema.one_of = self.one_of(at),
            "not" => schema.not = Some(self.intern(at)),
            "id" | "$schema" => drop(self.text(at, &member.name)),
            "$id" => self.own_name(at),
            "definitions" if at.node.members().is_none() => {
                self.takes(at, "definitions", "an object of schemas");
            }
            "definitions" => {}
            _ => return false,
        }
        true
    }

    /// What draft 6 calls `const` has only one meaning, so it is taken as meant.
    fn constant(&mut self, at: &At<'s>, schema: &mut Schema) {
        if !self.takes_draft_6(at) {
            let message = "`const` is draft 6; it is read as an `enum` of one value";
            let warning = self.reporter.warning(Code::DraftMix, &at.origin(), message);
            warning.help(format!(
                "draft 4 writes `\"enum\": [\u{2026}]` with that value alone; {ACCEPT}"
            ));
        }
        if schema.values.is_none() {
            schema.values = Some(Box::new(sited(at, vec![at.node.clone()])));
        }
    }

    /// What draft 6 calls `$id` is read as `id`, for the same reason.
    fn own_name(&mut self, at: &At<'s>) {
        if self.text(at, "$id").is_some() && !self.takes_draft_6(at) {
            let message = "`$id` is draft 6; it is read as `id`";
            let warning = self.reporter.warning(Code::DraftMix, &at.origin(), message);
            warning.help(format!("draft 4 writes `id`; {ACCEPT}"));
        }
    }

    fn values(&mut self, at: &At<'s>, schema: &mut Schema) {
        let Json::Array(values) = &at.node.value else {
            return self.takes(at, "enum", "a list of values");
        };
        if values.is_empty() {
            return self.empty(at, "enum", "one value");
        }
        let mut seen = HashMap::new();
        let mut kept: Vec<Node> = Vec::with_capacity(values.len());
        for value in values {
            match seen.entry(value.value.key()) {
                Entry::Vacant(entry) => {
                    entry.insert(value.span);
                    kept.push(value.clone());
                }
                Entry::Occupied(first) => {
                    let message = "this value is in `enum` twice";
                    let origin = at.part(value.span);
                    let warning = self.reporter.warning(Code::DuplicateItem, &origin, message);
                    warning.also(&at.part(*first.get()), "the first one");
                }
            }
        }
        schema.values = Some(Box::new(sited(at, kept)));
    }

    fn array(&mut self, name: &str, at: &At<'s>, schema: &mut Schema) -> bool {
        match name {
            "items" => {
                schema.items = Some(match &at.node.value {
                    Json::Array(_) => Items::Each(self.schemas(at, "items")),
                    _ => Items::Every(self.intern(at)),
                });
            }
            "additionalItems" => schema.additional_items = self.rest(at),
            "minItems" => schema.min_items = self.count(at, "minItems"),
            "maxItems" => schema.max_items = self.count(at, "maxItems"),
            "uniqueItems" => schema.unique_items = self.flag(at, "uniqueItems"),
            _ => return false,
        }
        true
    }

    /// Reads `additionalProperties` or `additionalItems`.
    pub(super) fn rest(&mut self, at: &At<'s>) -> Rest {
        match &at.node.value {
            Json::Bool(true) => Rest::Any,
            Json::Bool(false) => Rest::Never(at.origin()),
            _ => Rest::Schema(self.intern(at)),
        }
    }

    /// Reads one member of `dependencies`.
    pub(super) fn dependency(&mut self, at: &At<'s>) -> Dependency {
        match &at.node.value {
            Json::Array(items) => {
                if items.is_empty() {
                    self.empty(at, "dependencies", "one name");
                }
                let names = self.texts(at, "dependencies");
                Dependency::Members(names.into_iter().map(|name| name.value).collect())
            }
            Json::String(name) => {
                let message = "a single name in `dependencies` is draft 3";
                let warning = self.reporter.warning(Code::DraftMix, &at.origin(), message);
                warning.help(format!("draft 4 writes `[\"{name}\"]`"));
                Dependency::Members(vec![name.clone()])
            }
            _ => Dependency::Schema(self.intern(at)),
        }
    }

    fn draft(&mut self, at: &At<'s>) {
        let Some(declared) = at.member("$schema") else {
            return;
        };
        let accepts = self.takes_draft_6(at);
        let other = |text: &str| {
            let ours = text.contains("draft-04") || (accepts && text.contains("draft-06"));
            text.contains("json-schema.org/") && !ours
        };
        if declared.string().is_some_and(other) {
            let message = "the file says that it is of another draft; it is read as draft 4";
            let warning = self
                .reporter
                .warning(Code::DraftMix, &declared.origin(), message);
            warning.help("draft 4 is `http://json-schema.org/draft-04/schema#`");
        }
    }

    /// Draft 4 ignores what it does not know; what is nearly a keyword is worth a word.
    fn unknown(&mut self, at: &At<'s>, member: &Member) {
        let name = member.name.as_str();
        let origin = at.part(member.name_span);
        if let Some(instead) = other_draft(name) {
            let message = format!("`{name}` is not a keyword of draft 4 and changes nothing");
            let warning = self.reporter.warning(Code::DraftMix, &origin, message);
            warning.help(instead);
            return;
        }
        // In a long word two letters can be wrong before it becomes another one.
        let most = if name.len() < 10 { 1 } else { 2 };
        let typo = |known: &&&str| {
            name.eq_ignore_ascii_case(known)
                || ((1..=most).contains(&suggest::distance(name, known))
                    && (name.len() > 4 && **known != "$ref" || would_take(known, &member.node)))
        };
        let texts: &[&str] = match member.node.value {
            Json::String(_) => &["title", "description"],
            _ => &[],
        };
        let known = ASSERTIONS
            .iter()
            .chain(&["definitions", "$ref"])
            .chain(texts);
        if let Some(known) = known.clone().find(typo) {
            let message = format!("`{name}` is not a keyword of draft 4 and changes nothing");
            let warning = self.reporter.warning(Code::KeywordTypo, &origin, message);
            warning.help(format!("did you mean `{known}`?"));
        }
    }
}

/// Whether a value is such as a keyword takes, and hardly anything else. A short word that is nearly a keyword may be an
/// annotation of somebody's own, and then it has another value.
fn would_take(keyword: &str, node: &Node) -> bool {
    let is_kind = |node: &Node| {
        let kinds = [
            "null", "boolean", "integer", "number", "string", "array", "object",
        ];
        matches!(&node.value, Json::String(word) if kinds.contains(&word.as_str()))
    };
    let is_schema = |node: &Node| node.members().is_some();
    match (keyword, &node.value) {
        ("type", Json::Array(items)) => items.iter().all(is_kind),
        ("type", _) => is_kind(node),
        ("enum", Json::Array(_)) => true,
        ("not" | "items", _) => is_schema(node),
        ("allOf" | "anyOf" | "oneOf", Json::Array(items)) => items.iter().all(is_schema),
        ("$ref", Json::String(text)) => text.contains('#') || text.ends_with(".json"),
        _ => false,
    }
}
