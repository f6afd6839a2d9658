//! Turns syntax trees into schemas, one for each location that is reached.

use crate::report::{Code, Reporter};
use crate::source::{At, FileId, Json, Origin, Sources, Span, kind};

use super::ids::Ids;
use super::refs::Resolver;
use super::{Dialect, Schema, SchemaId, Schemas, loops};

/// Reads the main file of the input as one schema, and the definitions of every document. Returns all schemas and the
/// id of the main file's root.
pub fn parse(
    sources: &Sources,
    dialect: Dialect,
    reporter: &mut Reporter,
) -> (Schemas, Option<SchemaId>) {
    let mut schemas = Schemas::new(sources);
    for (file, _) in sources.files() {
        schemas.set_dialect(file, dialect);
    }
    let main = sources.main().filter(|at| is_json(sources, at));
    let is_there = main.is_some();
    let places: Vec<At<'_>> = main.into_iter().chain(definitions(sources)).collect();
    let ids = schemas.read(sources, &places, reporter);
    (schemas, ids.first().copied().filter(|_| is_there))
}

/// Returns the locations of named schemas: the members of `definitions` of every document in the folder.
pub fn definitions(sources: &Sources) -> Vec<At<'_>> {
    let documents = sources.files().filter(|(_, file)| file.uri.is_none());
    let roots = documents.filter_map(|(id, _)| sources.root(id));
    let roots = roots.filter(|at| is_json(sources, at));
    let definitions = roots.filter_map(|at| at.member("definitions"));
    definitions
        .flat_map(|at| at.members().map(|(_, at)| at).collect::<Vec<_>>())
        .collect()
}

/// Returns the name of a file without folder and extension.
fn stem(relative: &str) -> Option<String> {
    let name = relative.rsplit('/').next()?;
    let stem = name.split('.').next()?;
    (!name.ends_with(".toml")).then(|| stem.to_owned())
}

fn is_json(sources: &Sources, at: &At<'_>) -> bool {
    !sources.file(at.file).relative.ends_with(".toml")
}

impl Schemas {
    /// Registers the documents of the input and their ids, without reading a schema.
    pub fn new(sources: &Sources) -> Self {
        let files = || sources.files().map(|(_, file)| file);
        Self {
            ids: Ids::collect(sources),
            stems: files().map(|file| stem(&file.relative)).collect(),
            dialects: vec![Dialect::default(); files().count()],
            ..Self::default()
        }
    }

    /// Sets the drafts that the schemas of a document may be written in. Affects only schemas that are read later.
    pub fn set_dialect(&mut self, file: FileId, dialect: Dialect) {
        self.dialects[file.0 as usize] = dialect;
    }

    /// Reads the schemas at these locations and returns their ids in the same order.
    pub fn read<'s>(
        &mut self,
        sources: &'s Sources,
        places: &[At<'s>],
        reporter: &mut Reporter,
    ) -> Vec<SchemaId> {
        let first = self.all.len();
        let mut parser = Parser::new(sources, self, reporter);
        let mut ids = Vec::new();
        for at in places {
            parser.no_document(at, &at.part(Span::default()));
            ids.push(parser.intern(at));
        }
        parser.run(first);
        ids
    }

    /// Reads the schema that a reference in `api.toml` names, such as `"client.json#/definitions/new"`.
    ///
    /// The reference is relative to the folder. If it cannot be resolved, reports it and returns `None`.
    pub fn reference(
        &mut self,
        sources: &Sources,
        text: &str,
        from: &Origin,
        reporter: &mut Reporter,
    ) -> Option<SchemaId> {
        let first = self.all.len();
        let mut parser = Parser::new(sources, self, reporter);
        let id = parser.target(text, from)?;
        parser.run(first);
        Some(id)
    }

    /// Reads a schema that `api.toml` itself contains.
    pub fn inline(&mut self, sources: &Sources, at: &At<'_>, reporter: &mut Reporter) -> SchemaId {
        let first = self.all.len();
        let mut parser = Parser::new(sources, self, reporter);
        let id = parser.intern(at);
        parser.run(first);
        id
    }
}

/// A parser that reads every location that it reaches.
pub(super) struct Parser<'s, 'p> {
    pub(super) resolver: Resolver<'s>,
    pub(super) schemas: &'p mut Schemas,
    pub(super) reporter: &'p mut Reporter,
    queue: Vec<(SchemaId, At<'s>)>,
}

impl<'s, 'p> Parser<'s, 'p> {
    pub(super) fn new(
        sources: &'s Sources,
        schemas: &'p mut Schemas,
        reporter: &'p mut Reporter,
    ) -> Self {
        Self {
            resolver: Resolver::new(sources),
            schemas,
            reporter,
            queue: Vec::new(),
        }
    }

    /// Returns whether the document of a location may use the keywords of draft 6.
    pub(super) fn takes_draft_6(&self, at: &At<'_>) -> bool {
        self.schemas.dialects[at.file.0 as usize] == Dialect::Draft6
    }

    /// Returns the schema of a location; a new one is read later.
    pub(super) fn intern(&mut self, at: &At<'s>) -> SchemaId {
        let place = (at.file, at.pointer.clone());
        if let Some(id) = self.schemas.places.get(&place) {
            return *id;
        }
        let id = SchemaId(self.schemas.all.len() as u32);
        self.schemas.all.push(Schema::empty(at.origin()));
        self.schemas.places.insert(place, id);
        match &at.node.value {
            Json::Object(_) => self.queue.push((id, at.clone())),
            Json::Bool(value) => self.boolean(id, *value, at),
            _ => {
                let message = format!("a schema is an object, not {}", at.node.noun());
                self.reporter.error(Code::NotASchema, &at.origin(), message);
            }
        }
        id
    }

    /// Reads `true` or `false` as a schema, as later drafts do.
    fn boolean(&mut self, id: SchemaId, value: bool, at: &At<'s>) {
        if !self.takes_draft_6(at) {
            let message = format!("`{value}` as a schema is draft 6; it is read as in draft 6");
            let warning = self.reporter.warning(Code::DraftMix, &at.origin(), message);
            warning.help(match value {
                true => "draft 4 writes `{}` to allow everything",
                false => "draft 4 writes `{\"not\": {}}` to allow nothing",
            });
        }
        if !value {
            let anything = SchemaId(self.schemas.all.len() as u32);
            self.schemas.all.push(Schema::empty(at.origin()));
            self.schemas.all[id.0 as usize].not = Some(anything);
        }
    }

    /// Returns the location that a reference names, or reports why it cannot be resolved.
    pub(super) fn place(&mut self, text: &str, from: &Origin) -> Option<At<'s>> {
        let ids = &self.schemas.ids;
        let at = self.resolver.resolve(ids, text, from, self.reporter)?;
        self.no_document(&at, from);
        Some(at)
    }

    /// Reports a document of another standard that is used as a schema.
    fn no_document(&mut self, at: &At<'s>, from: &Origin) {
        if !at.pointer.is_empty() {
            return;
        }
        if let Some(what) = kind::document(at.node) {
            let message = format!("this is {what}, not a schema");
            let error = self.reporter.error(Code::Unsupported, from, message);
            error.help("such documents are not read yet; refer to a schema inside, as in `\"openapi.json#/components/schemas/Order\"`, or copy it into a file of its own");
        }
    }

    /// Returns the schema that a reference names, or reports why it cannot be resolved.
    pub(super) fn target(&mut self, text: &str, from: &Origin) -> Option<SchemaId> {
        let at = self.place(text, from)?;
        if at.node.members().is_none() {
            let message = format!("`{text}` is {}, not a schema", at.node.noun());
            let error = self.reporter.error(Code::NotASchema, from, message);
            error.also(&at.origin(), "the target of the reference");
            return None;
        }
        Some(self.intern(&at))
    }

    fn run(mut self, first: usize) {
        // Reading a location appends new ones to the queue, so the order is that of the source.
        let mut next = 0;
        while next < self.queue.len() {
            let (id, at) = self.queue[next].clone();
            next += 1;
            let schema = self.schema(&at);
            self.schemas.all[id.0 as usize] = schema;
        }
        loops::cut(self.schemas, first, self.reporter);
    }
}
