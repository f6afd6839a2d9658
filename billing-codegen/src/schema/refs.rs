//! Resolves references, and reports why one cannot be resolved.

use std::collections::HashMap;

use billing_shared::percent;

use crate::report::{Code, Reporter, suggest};
use crate::source::cursor::{escape, unescape};
use crate::source::uri::{self, Target};
use crate::source::{At, Json, Origin, Sources};

use super::ids::Ids;

/// An object with at least this many members gets an index of its names.
const INDEXED: usize = 32;

/// The maximum number of further references to the same target that an error shows.
const PLACES: usize = 5;

/// A resolver of references. Its indexes speed up many references into one large file.
pub struct Resolver<'s> {
    sources: &'s Sources,
    indexes: HashMap<*const Json, HashMap<&'s str, usize>>,
}

/// The reason why a reference cannot be resolved.
enum Failure {
    /// The target is outside the folder.
    Outside,
    /// The target is a URL.
    Remote,
    /// The file does not exist.
    NoFile(String),
    /// A mapped file does not exist.
    NotMapped(String),
    /// The file or folder exists but cannot be read; this is already reported.
    Unread,
    /// The location does not exist. Holds help if a similar location exists.
    NoPlace(Option<String>),
}

impl<'s> Resolver<'s> {
    pub fn new(sources: &'s Sources) -> Self {
        Self {
            sources,
            indexes: HashMap::new(),
        }
    }

    /// Finds the target of a reference at `from`, or reports why it cannot be resolved.
    pub fn resolve(
        &mut self,
        ids: &Ids,
        text: &str,
        from: &Origin,
        reporter: &mut Reporter,
    ) -> Option<At<'s>> {
        let advise = !reporter.is_full();
        let failure = match self.find(ids, text, from, advise) {
            Ok(at) => return Some(at),
            Err(failure) => failure,
        };
        let target = self.target(ids, text, from, &failure);
        if reporter.again(&target, from, PLACES) {
            return None;
        }
        let (code, message, help) = match failure {
            Failure::Unread => return None,
            Failure::Outside => (
                Code::OutsideRoot,
                format!("`{text}` is outside the folder"),
                Some("only files in the folder are read: copy the schema into it".to_owned()),
            ),
            Failure::Remote => (
                Code::RemoteRef,
                format!("`{text}` is not in the folder, and nothing is fetched"),
                Some("save the schema into the folder and refer to the file, or map the beginning of the URL to a folder with `--map`".to_owned()),
            ),
            Failure::NoFile(relative) => (
                Code::UnresolvedRef,
                format!("there is no file `{relative}` in the folder"),
                advise.then(|| self.nearest_file(&relative, text)).flatten(),
            ),
            Failure::NotMapped(name) => (
                Code::UnresolvedRef,
                format!("`{text}` is mapped to `{name}`, which does not exist"),
                None,
            ),
            Failure::NoPlace(help) => (
                Code::UnresolvedRef,
                format!("`{text}` does not exist"),
                help,
            ),
        };
        let diagnostic = reporter.error_about(target, code, from, message);
        if let Some(help) = help {
            diagnostic.help(help);
        }
        None
    }

    /// Returns the spelling of a missing location or file that is the same for all references to it.
    fn target(&self, ids: &Ids, text: &str, from: &Origin, failure: &Failure) -> String {
        let reference = uri::split(text);
        let own = self.sources.file(from.file).own_uri();
        let base = ids.base(from.file, &from.pointer).unwrap_or(&own);
        let target = uri::join(base, reference.resource);
        match failure {
            Failure::NoPlace(_) => {
                let fragment = percent::decode(reference.fragment.unwrap_or_default());
                format!("{target}#{fragment}")
            }
            // A target outside the folder keeps the spelling of the reference.
            Failure::Outside => text.to_owned(),
            _ => target,
        }
    }

    fn find(
        &mut self,
        ids: &Ids,
        text: &str,
        from: &Origin,
        advise: bool,
    ) -> Result<At<'s>, Failure> {
        let reference = uri::split(text);
        let own = self.sources.file(from.file).own_uri();
        let base = ids.base(from.file, &from.pointer).unwrap_or(&own);
        let fragment = percent::decode(reference.fragment.unwrap_or_default());
        let uri = uri::join(base, reference.resource);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let named = [&uri, &own].map(|uri| format!("{uri}#{fragment}"));
            let named = named.iter().find_map(|name| ids.find(name));
            if let Some(at) = named.and_then(|(file, pointer)| self.place(*file, pointer)) {
                return Ok(at);
            }
            let pointer = format!("/{fragment}");
            let mut starts = self
                .starts(ids, &uri, &own, reference.resource)?
                .into_iter();
            let help = starts.any(|start| self.walk(start, &pointer, false).is_ok());
            let help = help.then(|| format!("did you mean `{}#{pointer}`?", reference.resource));
            return Err(Failure::NoPlace(help));
        }
        let mut failure = None;
        for start in self.starts(ids, &uri, &own, reference.resource)? {
            match self.walk(start.clone(), &fragment, advise) {
                Ok(at) => return Ok(at),
                Err(help) => {
                    let help = help.map(|advice| advice.replace('§', reference.resource));
                    failure.get_or_insert(Failure::NoPlace(help));
                }
            }
        }
        Err(failure.unwrap_or(Failure::NoPlace(None)))
    }

    /// Lists the locations that a reference may start from, the most exact interpretation first.
    ///
    /// Many schemas have an `id` that is not their location. So a path that matches nothing relative to the `id` is
    /// also resolved relative to the file, and a pointer is also resolved from the root of the file.
    fn starts(
        &self,
        ids: &Ids,
        uri: &str,
        own: &str,
        resource: &str,
    ) -> Result<Vec<At<'s>>, Failure> {
        let mut starts = Vec::new();
        let secure = uri.strip_prefix("https://json-schema.org/draft-04/");
        let meta = secure.map(|rest| format!("http://json-schema.org/draft-04/{rest}"));
        let named = ids.find(meta.as_deref().unwrap_or(uri));
        starts.extend(named.and_then(|(file, pointer)| self.place(*file, pointer)));
        let beside = uri::join(own, resource);
        let mut failure = Failure::Remote;
        for uri in [uri, &beside] {
            match self.document(uri) {
                Ok(root) => starts.push(root),
                Err(why @ (Failure::Outside | Failure::Unread)) => failure = why,
                Err(why) if matches!(failure, Failure::Remote) => failure = why,
                Err(_) => {}
            }
        }
        starts.dedup_by(|a, b| a.file == b.file && a.pointer == b.pointer);
        match starts.is_empty() {
            true => Err(failure),
            false => Ok(starts),
        }
    }

    /// Finds the root of the document that was read from a URI.
    fn document(&self, uri: &str) -> Result<At<'s>, Failure> {
        let (file, missing) = match uri::target(uri) {
            Target::Outside => return Err(Failure::Outside),
            Target::File(relative) => (self.sources.find(&relative), Failure::NoFile(relative)),
            Target::Elsewhere => {
                let missing = match self.sources.mapped(uri) {
                    Some(Ok(name)) => Failure::NotMapped(name),
                    Some(Err(())) => Failure::Outside,
                    None if self.sources.is_missing(uri) => Failure::Unread,
                    None => Failure::Remote,
                };
                (self.sources.find_uri(uri), missing)
            }
        };
        let root = file.ok_or(missing).map(|file| self.sources.root(file))?;
        root.ok_or(Failure::Unread)
    }

    fn place(&self, file: crate::source::FileId, pointer: &str) -> Option<At<'s>> {
        let mut at = self.sources.root(file)?;
        for token in pointer.split('/').skip(1) {
            at = plain_step(&at, &unescape(token))?;
        }
        Some(at)
    }

    /// Follows a JSON pointer. If a part does not exist, the error holds help if possible, with `§` in place of the
    /// file.
    fn walk(
        &mut self,
        start: At<'s>,
        pointer: &str,
        advise: bool,
    ) -> Result<At<'s>, Option<String>> {
        let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
        let mut at = start.clone();
        for (index, token) in tokens.iter().enumerate() {
            match self.step(&at, token) {
                Some(next) => at = next,
                None if advise => return Err(advice(&start, at, &tokens[index..])),
                None => return Err(None),
            }
        }
        Ok(at)
    }

    fn step(&mut self, at: &At<'s>, token: &str) -> Option<At<'s>> {
        let members = at.node.members().unwrap_or_default();
        if members.len() < INDEXED {
            return plain_step(at, token);
        }
        let index = self.indexes.entry(&at.node.value).or_insert_with(|| {
            let names = members.iter().enumerate();
            names.map(|(index, m)| (m.name.as_str(), index)).collect()
        });
        index.get(token).map(|index| at.to(&members[*index]))
    }

    fn nearest_file(&self, relative: &str, text: &str) -> Option<String> {
        let files = self.sources.files().map(|(_, file)| file.relative.as_str());
        let files = files.filter(|name| name.ends_with(".json"));
        let near = suggest::nearest(relative, files)?;
        let fragment = uri::split(text).fragment;
        let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
        Some(format!("did you mean `{near}{fragment}`?"))
    }
}

fn plain_step<'s>(at: &At<'s>, token: &str) -> Option<At<'s>> {
    match &at.node.value {
        Json::Object(_) => at.member(token),
        Json::Array(_) if token == "0" || !token.starts_with(['0', '+']) => {
            at.item(token.parse().ok()?)
        }
        _ => None,
    }
}

/// Suggests a location for a pointer that does not exist. Starts from `at`, the last part that exists, and follows the
/// nearest names for the rest.
fn advice(start: &At<'_>, at: At<'_>, rest: &[String]) -> Option<String> {
    let mut near = at.clone();
    for token in rest {
        let next = plain_step(&near, token).or_else(|| {
            let members = near.node.members().unwrap_or_default();
            let names = members.iter().map(|member| member.name.as_str());
            near.member(suggest::nearest(token, names)?)
        });
        match next {
            Some(next) => near = next,
            None => return elsewhere(start, &at, rest),
        }
    }
    Some(format!("did you mean `§#{}`?", below(start, &near.pointer)))
}

/// Suggests a definition that has the last name, or lists the members that exist.
fn elsewhere(start: &At<'_>, at: &At<'_>, rest: &[String]) -> Option<String> {
    let last = rest.last()?;
    // Later drafts call the keyword `$defs`; a pointer can name any location.
    for place in ["definitions", "$defs"] {
        if start
            .member(place)
            .is_some_and(|at| at.member(last).is_some())
        {
            return Some(format!("did you mean `§#/{place}/{}`?", escape(last)));
        }
    }
    let names: Vec<String> = at
        .node
        .members()?
        .iter()
        .map(|m| format!("`{}`", m.name))
        .collect();
    match names.len() {
        1..=12 => Some(format!(
            "`§#{}` has {}",
            below(start, &at.pointer),
            names.join(", ")
        )),
        _ => None,
    }
}

fn below<'p>(start: &At<'_>, pointer: &'p str) -> &'p str {
    pointer
        .strip_prefix(start.pointer.as_ref())
        .unwrap_or(pointer)
}
