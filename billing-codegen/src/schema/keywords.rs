//! Reads one schema: `$ref`, then each keyword with the function for it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use billing_shared::{Keyword, Subject, other_draft};

use crate::report::{Code, suggest};
use crate::source::{At, Json, Member, Node};

use super::parse::Parser;
use super::values::sited;
use super::{Dependency, Items, Rest, Schema};

/// The part of a help line that says how to accept the keywords of draft 6.
pub(super) const ACCEPT: &str =
    "`--draft6`, or `[types] accept = [\"draft-6\"]` in `api.toml`, accepts it";

impl<'s> Parser<'s, '_> {
    /// Reads an object as a schema.
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
            if let Some(keyword) = Keyword::from_name(&member.name) {
                self.keyword(keyword, at, &value, &mut schema);
            } else if !self.of_draft_6(&member.name, &value, &mut schema)
                && !self.extension(&member.name, &value, &mut schema)
            {
                self.unknown(at, member);
            }
        }
        self.check_variant_names(&schema);
        schema
    }

    fn reference(&mut self, at: &At<'s>, reference: &At<'s>, schema: &mut Schema) {
        let mut hidden = Vec::new();
        for (member, value) in at.members() {
            match Keyword::from_name(&member.name) {
                Some(keyword @ (Keyword::Title | Keyword::Description)) => {
                    self.keyword(keyword, at, &value, schema);
                }
                Some(keyword) if keyword.subject() != Subject::Nothing => hidden.push(member),
                Some(_) => {}
                None => drop(self.extension(&member.name, &value, schema)),
            }
        }
        if let Some(first) = hidden.first() {
            let names: Vec<String> = hidden.iter().map(|m| format!("`{}`", m.name)).collect();
            let message = format!("{} beside `$ref` is ignored in draft 4", names.join(", "));
            let origin = at.part(first.name_span);
            let warning = self.reporter.warning(Code::RefSiblings, &origin, message);
            warning.help(
                "write `\"allOf\": [{\"$ref\": …}]` and put the other keywords next to `allOf`",
            );
        }
        let Some(text) = reference.string() else {
            self.takes(reference, "$ref", "a string");
            return;
        };
        let origin = reference.origin();
        let target = self.target(text, &origin);
        schema.reference = target.map(|id| sited(reference, id));
    }

    /// Reads the value of a keyword.
    fn keyword(&mut self, keyword: Keyword, around: &At<'s>, at: &At<'s>, schema: &mut Schema) {
        let name = keyword.name();
        match keyword {
            Keyword::Type => {
                let kinds = self.kinds(at, name);
                schema.kinds = (!kinds.is_empty()).then(|| sited(at, kinds));
            }
            Keyword::Enum => self.values(at, schema),
            Keyword::AllOf => schema.all_of = self.schemas(at, name),
            Keyword::AnyOf => schema.any_of = self.schemas(at, name),
            Keyword::OneOf => schema.one_of = self.one_of(at),
            Keyword::Not => schema.not = Some(self.intern(at)),
            Keyword::Properties => self.properties(at, schema),
            Keyword::Required => self.required(at, schema),
            Keyword::PatternProperties => schema.pattern_properties = self.pattern_properties(at),
            Keyword::AdditionalProperties => schema.additional_properties = self.rest(at),
            Keyword::Dependencies => self.dependencies(at, schema),
            Keyword::MinProperties => schema.min_properties = self.count(at, name),
            Keyword::MaxProperties => schema.max_properties = self.count(at, name),
            Keyword::Items => {
                schema.items = Some(match &at.node.value {
                    Json::Array(_) => Items::Each(self.schemas(at, name)),
                    _ => Items::Every(self.intern(at)),
                });
            }
            Keyword::AdditionalItems => schema.additional_items = self.rest(at),
            Keyword::MinItems => schema.min_items = self.count(at, name),
            Keyword::MaxItems => schema.max_items = self.count(at, name),
            Keyword::UniqueItems => schema.unique_items = self.flag(at, name),
            Keyword::Minimum
            | Keyword::Maximum
            | Keyword::ExclusiveMinimum
            | Keyword::ExclusiveMaximum => self.limit(keyword, around, at, schema),
            Keyword::MultipleOf => schema.multiple_of = self.step(at).map(Box::new),
            Keyword::MinLength => schema.min_length = self.count(at, name),
            Keyword::MaxLength => schema.max_length = self.count(at, name),
            Keyword::Pattern => schema.pattern = self.pattern(at).map(Box::new),
            Keyword::Format => schema.format = self.text(at, name).map(Box::new),
            Keyword::Title => schema.title = self.annotation(at, name).map(Box::new),
            Keyword::Description => {
                let text = self.annotation(at, name);
                schema.description = text.map(|text| text.value);
            }
            Keyword::Default => schema.default = Some(Box::new(at.node.clone())),
            Keyword::Definitions if at.node.members().is_none() => {
                self.takes(at, name, "an object of schemas");
            }
            Keyword::Id | Keyword::Schema => drop(self.text(at, name)),
            // References are read before everything else. Definitions are read when something refers to them.
            Keyword::Definitions | Keyword::Ref => {}
        }
    }

    /// Reads a keyword that is new in draft 6 but has a clear meaning; returns `false` for other keywords.
    fn of_draft_6(&mut self, name: &str, at: &At<'s>, schema: &mut Schema) -> bool {
        match name {
            "const" => self.constant(at, schema),
            "$id" => self.own_name(at),
            _ => return false,
        }
        true
    }

    /// Reads `const` of draft 6, which can only have one meaning.
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

    /// Reads `$id` of draft 6 as `id`, since it can only have one meaning.
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
            let message = "the file declares another draft; it is read as draft 4";
            let warning = self
                .reporter
                .warning(Code::DraftMix, &declared.origin(), message);
            warning.help("draft 4 is `http://json-schema.org/draft-04/schema#`");
        }
    }

    /// Warns about a key that resembles a keyword or belongs to another draft; draft 4 ignores unknown keys.
    fn unknown(&mut self, at: &At<'s>, member: &Member) {
        let name = member.name.as_str();
        let origin = at.part(member.name_span);
        if let Some(instead) = other_draft(name) {
            let message = format!("`{name}` is not a keyword of draft 4 and changes nothing");
            let warning = self.reporter.warning(Code::DraftMix, &origin, message);
            warning.help(instead);
            return;
        }
        // Two letters of a long keyword can be wrong before it becomes another word.
        let most = if name.len() < 10 { 1 } else { 2 };
        let is_string = matches!(member.node.value, Json::String(_));
        let is_typo = |keyword: &Keyword| {
            let candidate = match keyword {
                Keyword::Title | Keyword::Description => is_string,
                Keyword::Id | Keyword::Schema => false,
                _ => true,
            };
            let known = keyword.name();
            let is_near = (1..=most).contains(&suggest::distance(name, known))
                && (name.len() > 4 && *keyword != Keyword::Ref
                    || would_take(*keyword, &member.node));
            candidate && (name.eq_ignore_ascii_case(known) || is_near)
        };
        if let Some(known) = Keyword::ALL.iter().find(|keyword| is_typo(keyword)) {
            let message = format!("`{name}` is not a keyword of draft 4 and changes nothing");
            let warning = self.reporter.warning(Code::KeywordTypo, &origin, message);
            warning.help(format!("did you mean `{}`?", known.name()));
        }
    }
}

/// Returns whether a value fits a keyword and hardly anything else. A short key that resembles a keyword may be a
/// custom annotation, whose value does not fit the keyword.
fn would_take(keyword: Keyword, node: &Node) -> bool {
    let is_kind = |node: &Node| {
        let kinds = [
            "null", "boolean", "integer", "number", "string", "array", "object",
        ];
        matches!(&node.value, Json::String(word) if kinds.contains(&word.as_str()))
    };
    let is_schema = |node: &Node| node.members().is_some();
    match (keyword, &node.value) {
        (Keyword::Type, Json::Array(items)) => items.iter().all(is_kind),
        (Keyword::Type, _) => is_kind(node),
        (Keyword::Enum, Json::Array(_)) => true,
        (Keyword::Not | Keyword::Items, _) => is_schema(node),
        (Keyword::AllOf | Keyword::AnyOf | Keyword::OneOf, Json::Array(items)) => {
            items.iter().all(is_schema)
        }
        (Keyword::Ref, Json::String(text)) => text.contains('#') || text.ends_with(".json"),
        _ => false,
    }
}
