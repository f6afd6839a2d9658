//! Reads the tables of `api.toml` key by key, and reports the unknown keys.

use std::collections::HashMap;
use std::fmt::Display;

use heck::ToSnakeCase;

use super::advice;
use crate::definition::{Broken, PartKind};
use crate::report::suggest::distance;
use crate::report::{Code, Reporter, Severity, did_you_mean};
use crate::schema::Schemas;
use crate::source::{At, Json, Member, Origin, Sited, Sources, Span};

/// The state that the readers of all tables share.
pub struct Context<'s, 'p> {
    pub sources: &'s Sources,
    pub schemas: &'p mut Schemas,
    pub reporter: &'p mut Reporter,
    /// The parts with an error, as in [`Definition::broken`](crate::definition::Definition::broken).
    pub broken: Broken,
    /// Whether a part may be under a misspelled name. If so, missing parts are not reported.
    pub partial: bool,
}

/// Every key that a table of `api.toml` can have. The list helps to distinguish a misspelled key from a key in the
/// wrong table. A test compares it with the schema for editors.
const KEYS: [&str; 80] = [
    "accept",
    "access",
    "algorithm",
    "api",
    "attributes",
    "auth",
    "base_url",
    "bearer",
    "body",
    "bytes",
    "call",
    "claims",
    "code",
    "codes",
    "context",
    "data",
    "defaults",
    "delete",
    "details",
    "doc",
    "effect",
    "endpoints",
    "ends",
    "engine",
    "envelope",
    "errors",
    "exchange",
    "expires_at",
    "expires_in",
    "field",
    "formats",
    "get",
    "header",
    "id",
    "idempotency",
    "identity",
    "identity_refresh",
    "is",
    "key",
    "kind",
    "lifetime",
    "list",
    "max",
    "message",
    "name",
    "not",
    "nothing",
    "one",
    "page",
    "paging",
    "patch",
    "path",
    "plain",
    "post",
    "put",
    "query",
    "rate",
    "reconcile",
    "record",
    "refresh",
    "rename",
    "renew",
    "returns",
    "reuse",
    "rotate",
    "schema",
    "scheme",
    "secrets",
    "send",
    "server",
    "servers",
    "sign_in",
    "sign_out",
    "size",
    "success",
    "take",
    "types",
    "user",
    "version",
    "when",
];

/// One table. It collects the keys that its reader looks up.
pub struct Table<'s> {
    pub at: At<'s>,
    what: String,
    known: Vec<&'static str>,
    /// Misspelled keys, each with the key that it is read as.
    taken: Vec<(&'s str, &'static str)>,
}

/// Returns whether a word is most likely a misspelling of a key: the word is not itself a key, and no other key is
/// closer. A singular counts as a misspelling of its plural in tables that have only the plural.
pub(super) fn is_misspelt(word: &str, key: &str) -> bool {
    if key.strip_suffix('s') == Some(word) {
        return true;
    }
    if KEYS.contains(&word) || did_you_mean(word, [key]).is_none() {
        return false;
    }
    let all = KEYS.iter().map(|other| distance(word, other));
    all.min().is_some_and(|least| distance(word, key) <= least)
}

impl<'s> Table<'s> {
    /// Reads a value as a table. `what` is its name in messages.
    pub fn new(at: At<'s>, what: impl Into<String>, cx: &mut Context<'s, '_>) -> Option<Self> {
        let what = what.into();
        if at.node.members().is_none() {
            cx.bad(
                &at,
                format!("{what} must be a table, not {}", at.node.noun()),
            );
            return None;
        }
        Some(Self {
            at,
            what,
            known: Vec::new(),
            taken: Vec::new(),
        })
    }

    /// Returns the value of a key, even if the key is misspelled: only [`finish`](Self::finish) reports the
    /// misspelling.
    pub fn get(&mut self, key: &'static str) -> Option<At<'s>> {
        self.known.push(key);
        if let Some(at) = self.at.member(key) {
            return Some(at);
        }
        let found: Vec<_> = self.misspelt(key).collect();
        let names = found.iter().map(|(member, _)| (member.name.as_str(), key));
        self.taken.extend(names);
        found.into_iter().next().map(|(_, at)| at)
    }

    /// Returns the value of a key that takes a string. A misspelled key with any other value is assumed to mean another
    /// key.
    pub fn get_string(&mut self, key: &'static str) -> Option<At<'s>> {
        let mut misspelt = self.misspelt(key);
        if self.at.member(key).is_none() && !misspelt.any(|(_, at)| at.string().is_some()) {
            drop(misspelt);
            self.known.push(key);
            return None;
        }
        drop(misspelt);
        self.get(key)
    }

    /// Returns whether the table has a key, possibly misspelled.
    pub fn has(&self, key: &str) -> bool {
        self.at.member(key).is_some() || self.misspelt(key).next().is_some()
    }

    /// Returns whether the content that belongs under this key is split among several misspelled keys.
    pub fn is_split(&self, key: &str) -> bool {
        self.at.member(key).is_none() && self.misspelt(key).nth(1).is_some()
    }

    /// Returns the likely misspellings of a key that have not been read as another key.
    fn misspelt(&self, key: &str) -> impl Iterator<Item = (&'s Member, At<'s>)> {
        let free = move |name: &str| {
            self.taken
                .iter()
                .all(|(one, by)| *one != name || *by == key)
        };
        let members = self.at.members();
        members.filter(move |(member, _)| is_misspelt(&member.name, key) && free(&member.name))
    }

    /// Returns whether the table has a key that has not been looked up, not even as a misspelling.
    /// [`finish`](Self::finish) reports such a key.
    pub fn has_unknown(&self) -> bool {
        let mut members = self.at.members();
        members.any(|(member, _)| {
            let name = member.name.as_str();
            !self.known.contains(&name) && !self.taken.iter().any(|(one, _)| *one == name)
        })
    }

    /// Returns the string value of a key.
    pub fn text(&mut self, key: &'static str, cx: &mut Context<'s, '_>) -> Option<Sited<String>> {
        let at = self.get(key)?;
        cx.text(&at, key)
    }

    /// Returns the value of `doc`, which documents the table.
    pub fn doc(&mut self, cx: &mut Context<'s, '_>) -> Option<String> {
        self.text("doc", cx).map(|text| text.value)
    }

    /// Returns the string value of a required key. The error for a missing key shows `example`.
    pub fn needs(
        &mut self,
        key: &'static str,
        example: &str,
        cx: &mut Context<'s, '_>,
    ) -> Option<Sited<String>> {
        if !self.has(key) {
            self.known.push(key);
            self.missing(key, example, cx);
            return None;
        }
        self.text(key, cx)
    }

    /// Returns whether the table has a key of another tool whose help contains this string.
    pub fn advises(&self, text: &str) -> bool {
        let mut members = self.at.members();
        members.any(|(member, _)| {
            let advice = advice::for_key(&self.what, &member.name);
            advice.is_some_and(|(_, instead)| instead.contains(text))
        })
    }

    /// Reports a missing key.
    pub fn missing(&self, key: &str, example: &str, cx: &mut Context<'s, '_>) {
        if cx.partial || self.advises(key) {
            return;
        }
        let message = format!("{} has no `{key}`", self.what);
        let error = cx.reporter.error(Code::MissingKey, &self.origin(), message);
        error.help(format!("write `{example}`"));
    }

    /// Reports every unknown key.
    pub fn finish(self, cx: &mut Context<'s, '_>) {
        let what = &self.what;
        // The error for each intended key; it covers all misspellings of that key.
        let mut meant: HashMap<&str, usize> = HashMap::new();
        for (member, value) in self.at.members() {
            if self.known.contains(&member.name.as_str()) {
                continue;
            }
            let origin = value.part(member.name_span);
            let mut taken = self.taken.iter();
            let taken = taken.find(|(name, _)| *name == member.name);
            let near = taken.map(|(_, key)| *key);
            let near = near.or_else(|| did_you_mean(&member.name, self.known.iter().copied()));
            if let Some(first) = near.and_then(|key| meant.get(key)) {
                cx.reporter.diagnostics[*first].also(&origin, "and here");
                continue;
            }
            if let Some((about, instead)) = advice::for_key(what, &member.name) {
                let message = format!("{about}, so {what} has no key `{}`", member.name);
                let error = cx.reporter.error(Code::Unsupported, &origin, message);
                error.help(instead);
                continue;
            }
            if let Some(key) = near {
                meant.insert(key, cx.reporter.diagnostics.len());
            }
            let message = format!("{what} has no key `{}`", member.name);
            let error = cx.reporter.error(Code::UnknownKey, &origin, message);
            match near {
                Some(key) => error.help(format!("did you mean `{key}`?")),
                None => error.suggest(&member.name, self.known.iter().copied()),
            };
        }
    }

    /// Returns the location of the table; for the root table, the beginning of the file.
    pub fn origin(&self) -> Origin {
        match self.at.pointer.is_empty() {
            true => self.at.part(Span::default()),
            false => self.at.origin(),
        }
    }
}

impl<'s> Context<'s, '_> {
    /// Reads a named part. Records a part with an error, so that references to it do not cause further errors.
    pub fn noting<T>(
        &mut self,
        kind: PartKind,
        name: String,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.reporter.diagnostics.len();
        self.partial = self.broken.contains(kind, &name);
        let value = read(self);
        self.partial = false;
        let mut since = self.reporter.diagnostics[before..].iter();
        if since.any(|diagnostic| diagnostic.severity == Severity::Error) {
            self.broken.insert(kind, name);
        }
        value
    }

    /// Reports an invalid value.
    pub fn bad(
        &mut self,
        at: &At<'s>,
        message: impl Into<String>,
    ) -> &mut crate::report::Diagnostic {
        self.reporter.error(Code::BadValue, &at.origin(), message)
    }

    /// Reports a string that a key does not accept.
    pub fn word(&mut self, origin: &Origin, key: impl Display, written: &str, words: &[&str]) {
        let key = key.to_string();
        if let Some((about, instead)) = advice::for_word(&key, written) {
            let message = format!("{about}, so `{written}` is not a valid {key}");
            let error = self.reporter.error(Code::Unsupported, origin, message);
            error.help(instead);
            return;
        }
        let message = format!("`{written}` is not a valid {key}");
        let error = self.reporter.error(Code::BadValue, origin, message);
        error.suggest(written, words.iter().copied());
    }

    /// Reads a nonempty string.
    pub fn text(&mut self, at: &At<'s>, key: &str) -> Option<Sited<String>> {
        match at.string() {
            Some("") => {
                self.bad(at, format!("`{key}` is empty"));
                None
            }
            Some(text) => Some(Sited {
                value: text.to_owned(),
                origin: at.origin(),
            }),
            None => {
                self.bad(
                    at,
                    format!("`{key}` takes a string, not {}", at.node.noun()),
                );
                None
            }
        }
    }

    /// Reads a list of strings.
    pub fn texts(&mut self, at: &At<'s>, key: &str) -> Vec<Sited<String>> {
        if !matches!(at.node.value, Json::Array(_)) {
            self.bad(
                at,
                format!("`{key}` takes a list of strings, not {}", at.node.noun()),
            );
        }
        at.items()
            .filter_map(|item| self.text(&item, key))
            .collect()
    }

    /// Reads the members of a table of tables, such as `[servers.*]`, each with its checked name.
    pub fn named(
        &mut self,
        at: Option<At<'s>>,
        what: &str,
        kind: &str,
    ) -> Vec<(Sited<String>, At<'s>)> {
        let Some(at) = at else {
            return Vec::new();
        };
        if at.node.members().is_none() {
            self.bad(
                &at,
                format!("{what} must be a table, not {}", at.node.noun()),
            );
        }
        let mut named = Vec::new();
        let mut seen = HashMap::new();
        for (member, at) in at.members() {
            let name = Sited {
                value: member.name.clone(),
                origin: at.part(member.name_span),
            };
            self.check_name(&name, kind);
            let folded = name.value.to_snake_case();
            if let Some(first) = seen.insert(folded, name.origin.clone()) {
                let message = format!(
                    "`{}` has the same name as another one in generated code",
                    name.value
                );
                let error = self
                    .reporter
                    .error(Code::NameCollision, &name.origin, message);
                error
                    .also(&first, "the first one")
                    .help("rename one of the two");
            }
            named.push((name, at));
        }
        named
    }

    /// Checks a name that becomes a module, function or file.
    pub fn check_name(&mut self, name: &Sited<String>, kind: &str) {
        let mut characters = name.value.chars();
        let first = characters.next().is_some_and(|c| c.is_ascii_alphabetic());
        let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if first && characters.all(rest) && name.value.len() <= 64 {
            return;
        }
        let message = format!("`{}` is not a valid name for {kind}", name.value);
        let error = self.reporter.error(Code::BadName, &name.origin, message);
        error.help(
            "a name is a letter followed by letters, digits, `_` and `-`, 64 characters at most",
        );
    }
}

/// Returns a placeholder for a missing string, so that reading can continue; no output is written.
pub fn missing_text(origin: Origin) -> Sited<String> {
    Sited {
        value: "missing".to_owned(),
        origin,
    }
}

/// Returns a placeholder for a missing URL, so that reading can continue; no output is written.
pub fn missing_url(origin: Origin) -> Sited<String> {
    Sited {
        value: "https://missing.invalid".to_owned(),
        origin,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_keys_are_those_of_the_schema_for_editors() {
        let text = include_str!("../../cli/api.schema.json");
        let tree = crate::source::json::parse(text).0.unwrap();
        let mut found = BTreeSet::new();
        let mut open = vec![&tree];
        while let Some(node) = open.pop() {
            match &node.value {
                Json::Object(members) => {
                    for member in members {
                        if member.name == "properties" {
                            let named = member.node.members().unwrap_or_default();
                            found.extend(named.iter().map(|key| key.name.as_str()));
                        }
                        open.push(&member.node);
                    }
                }
                Json::Array(items) => open.extend(items),
                _ => {}
            }
        }
        assert_eq!(found.into_iter().collect::<Vec<_>>(), KEYS);
    }
}
