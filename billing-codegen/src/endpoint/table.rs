//! Tables of `api.toml`: keys asked for by name, the others reported.

use std::collections::HashMap;
use std::fmt::Display;

use heck::ToSnakeCase;

use crate::report::{Code, Reporter};
use crate::schema::Schemas;
use crate::source::{At, Json, Origin, Sited, Sources, Span};

/// What the readers of the tables share.
pub struct Context<'s, 'p> {
    pub sources: &'s Sources,
    pub schemas: &'p mut Schemas,
    pub reporter: &'p mut Reporter,
}

/// One table; remembers which keys it may have.
pub struct Table<'s> {
    pub at: At<'s>,
    what: String,
    known: Vec<&'static str>,
}

impl<'s> Table<'s> {
    /// Takes a value as a table; `what` is how messages call it.
    pub fn new(at: At<'s>, what: impl Into<String>, cx: &mut Context<'s, '_>) -> Option<Self> {
        let what = what.into();
        if at.node.members().is_none() {
            cx.bad(&at, format!("{what} is a table, not {}", at.node.noun()));
            return None;
        }
        let known = Vec::new();
        Some(Self { at, what, known })
    }

    /// Returns the value of a key.
    pub fn get(&mut self, key: &'static str) -> Option<At<'s>> {
        self.known.push(key);
        self.at.member(key)
    }

    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.at.member(key).is_some()
    }

    /// Returns the text of a key.
    pub fn text(&mut self, key: &'static str, cx: &mut Context<'s, '_>) -> Option<Sited<String>> {
        let at = self.get(key)?;
        cx.text(&at, key)
    }

    /// Returns the text of a key that says something about the table to people.
    pub fn doc(&mut self, cx: &mut Context<'s, '_>) -> Option<String> {
        self.text("doc", cx).map(|text| text.value)
    }

    /// Returns the text of a key that has to be there; `example` is how it would look.
    pub fn needs(
        &mut self,
        key: &'static str,
        example: &str,
        cx: &mut Context<'s, '_>,
    ) -> Option<Sited<String>> {
        if self.at.member(key).is_none() {
            self.known.push(key);
            self.missing(key, example, cx);
            return None;
        }
        self.text(key, cx)
    }

    /// Complains that a key is not there.
    pub fn missing(&self, key: &str, example: &str, cx: &mut Context<'s, '_>) {
        let message = format!("{} has no `{key}`", self.what);
        let error = cx.reporter.error(Code::MissingKey, &self.origin(), message);
        error.help(format!("write `{example}`"));
    }

    /// Complains about every key that nobody asked for.
    pub fn finish(self, cx: &mut Context<'s, '_>) {
        let what = &self.what;
        for (member, value) in self.at.members() {
            if self.known.contains(&member.name.as_str()) {
                continue;
            }
            let message = format!("{what} has no key `{}`", member.name);
            let origin = value.part(member.name_span);
            let error = cx.reporter.error(Code::UnknownKey, &origin, message);
            error.suggest(&member.name, self.known.iter().copied());
        }
    }

    /// Returns the place of the table; for the whole file that is its beginning.
    pub fn origin(&self) -> Origin {
        match self.at.pointer.is_empty() {
            true => self.at.part(Span::default()),
            false => self.at.origin(),
        }
    }
}

impl<'s> Context<'s, '_> {
    /// Complains about a value.
    pub fn bad(
        &mut self,
        at: &At<'s>,
        message: impl Into<String>,
    ) -> &mut crate::report::Diagnostic {
        self.reporter.error(Code::BadValue, &at.origin(), message)
    }

    /// Complains about a value that is not among the words that a key takes.
    pub fn word(&mut self, origin: &Origin, key: impl Display, written: &str, words: &[&str]) {
        let message = format!("`{written}` is no {key}");
        let error = self.reporter.error(Code::BadValue, origin, message);
        error.suggest(written, words.iter().copied());
    }

    /// Reads a text that is not empty.
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

    /// Reads a list of texts.
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
            self.bad(&at, format!("{what} is a table, not {}", at.node.noun()));
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
                    "`{}` has the name of another one in generated code",
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

    /// Names become modules, functions and files.
    pub fn check_name(&mut self, name: &Sited<String>, kind: &str) {
        let mut characters = name.value.chars();
        let first = characters.next().is_some_and(|c| c.is_ascii_alphabetic());
        let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if first && characters.all(rest) && name.value.len() <= 64 {
            return;
        }
        let message = format!("`{}` is no name for {kind}", name.value);
        let error = self.reporter.error(Code::BadName, &name.origin, message);
        error.help("a name begins with a letter and goes on with letters, digits, `_` and `-`, at most 64 in all");
    }
}

/// Stands in for a text that is missing, so that reading goes on; the output is not written.
pub fn missing_text(origin: Origin) -> Sited<String> {
    Sited {
        value: "missing".to_owned(),
        origin,
    }
}
