//! The API as meant: names looked up, placeholders matched, schemas turned into types.
//!
//! Knows no Rust. The generator, the mock server and every later reader of an API build on it.

mod idempotency;
mod lookup;
mod operation;
mod parameters;
mod session;
mod template;
pub mod types;
mod unpaged;

pub use crate::definition::{
    Credential, Effect, Engine, Envelope, ErrorShape, Input, Method, Output, PageNumber, Paging,
    Reaction, RecordNames, SessionValue, StepKind, Success,
};
pub use session::{Session, Step};
pub use template::{Segment, Template};

use crate::definition::Definition;
use crate::report::Reporter;
use crate::schema::{self, SchemaId, Schemas};
use crate::source::{Origin, Sited, Sources};
use types::Types;

/// A whole API.
#[derive(Debug)]
pub struct Api {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// What it is for.
    pub doc: Option<String>,
    /// Where it lives; the first is the API's own base URL and has no name.
    pub servers: Vec<Server>,
    /// What can be sent to prove who calls.
    pub credentials: Vec<Credential>,
    /// The credentials that are sessions.
    pub sessions: Vec<Session>,
    /// How lists are read page by page.
    pub paging: Option<Paging>,
    /// Resources in source order.
    pub resources: Vec<Resource>,
    /// The schemas that the operations name.
    pub schemas: Schemas,
    /// The types that the schemas mean.
    pub types: Types,
    /// What makes the types of bodies and answers.
    pub engine: Engine,
}

impl Api {
    /// Returns what answers of an operation are wrapped in.
    pub fn envelope(&self, operation: &Operation) -> Option<&Envelope> {
        self.servers[operation.server].envelope.as_ref()
    }

    /// Returns the operation that a step of a session calls.
    pub fn called(&self, step: &Step) -> &Operation {
        &self.resources[step.resource].operations[step.operation]
    }

    /// Returns the session that a credential is, if it is one.
    pub fn session(&self, credential: usize) -> Option<&Session> {
        self.sessions
            .iter()
            .find(|session| session.credential == credential)
    }
}

/// One origin.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name; none for the API's own.
    pub name: Option<String>,
    /// Its base URL, without a slash at the end; `{members}` are those of its credential.
    pub base_url: String,
    /// What its answers are wrapped in: its own envelope, or the API's.
    pub envelope: Option<Envelope>,
}

/// Operations that belong together.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// Its operations in source order.
    pub operations: Vec<Operation>,
    /// What an id of this resource identifies: the type of the first `one` or `list` that it returns.
    pub record: Option<SchemaId>,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it is defined.
    pub origin: Origin,
    /// The resource's name.
    pub resource: String,
    /// Its own name.
    pub name: String,
    /// What it does.
    pub doc: Option<String>,
    /// The method.
    pub method: Method,
    /// The path.
    pub path: Template,
    /// What it does on the server.
    pub effect: Effect,
    /// Index into [`Api::servers`].
    pub server: usize,
    /// Indices into [`Api::credentials`]; empty where none is sent.
    pub credentials: Vec<usize>,
    /// The placeholders, in path order.
    pub path_parameters: Vec<Parameter>,
    /// The schema that the query as a whole must meet.
    pub query: Option<SchemaId>,
    /// What is sent.
    pub body: Option<Use>,
    /// What comes back.
    pub returns: Payload,
    /// What the envelope's kind member must say.
    pub kind: Option<String>,
    /// `rate`: calls and the length of the window in seconds.
    pub rate: Option<String>,
    /// `idempotency`: the header that takes a key.
    pub idempotency: Option<String>,
    /// `reconcile`: the operation of the same resource that shows whether this one was done.
    pub reconcile: Option<String>,
    /// Whether the list is read page by page.
    pub paged: bool,
}

/// One placeholder.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name between the braces.
    pub name: String,
    /// What it must be.
    pub is: Use,
}

/// A type that an operation names.
#[derive(Clone, Copy, Debug)]
pub enum Use {
    /// A schema.
    Schema(SchemaId),
    /// The id of a record of a resource, an index into [`Api::resources`].
    Id(usize),
}

/// What a response carries.
#[derive(Clone, Debug)]
pub enum Payload {
    /// Records.
    List(Use),
    /// One record, or a list of one.
    One(Use),
    /// The data as it is.
    Plain(Use),
    /// A member beside the data.
    Field(String, Use),
    /// Nothing but success.
    Nothing,
    /// Bytes of a media type.
    Bytes(String),
}

impl Payload {
    /// Returns the type of the data.
    pub fn carries(&self) -> Option<Use> {
        match self {
            Self::List(of) | Self::One(of) | Self::Plain(of) | Self::Field(_, of) => Some(*of),
            Self::Nothing | Self::Bytes(_) => None,
        }
    }
}

/// Looks up the names of a definition and makes types of its schemas; every mistake goes to the reporter.
///
/// `check_name` says what is wrong with a name that somebody asks for in generated code.
pub(crate) fn resolve(
    mut definition: Definition,
    sources: &Sources,
    check_name: fn(&str) -> Result<(), String>,
    reporter: &mut Reporter,
) -> Api {
    let mut schemas = std::mem::take(&mut definition.schemas);
    let definition = &definition;
    schema::rename(
        &mut schemas,
        sources,
        &definition.types.renames,
        check_name,
        reporter,
    );
    let names = lookup::Names::of(definition, reporter);
    let mut resources = operation::resolve(definition, &names, &schemas, reporter);
    parameters::objects(&mut resources, &mut schemas);
    let sessions = session::resolve(definition, &names, &resources, &schemas, reporter);
    let words = definition
        .types
        .formats
        .iter()
        .map(|format| format.value.clone());
    let formats = types::Formats {
        words: words.collect(),
        strict: false,
    };
    let roots: Vec<_> = operation::roots(&resources)
        .into_iter()
        .map(|root| (root, None))
        .collect();
    let types = types::lower(&mut schemas, &roots, &formats, reporter);
    let api = Api {
        name: definition.name.value.clone(),
        version: text(&definition.version),
        doc: definition.doc.clone(),
        servers: names.servers,
        credentials: definition.credentials.clone(),
        sessions,
        paging: definition.paging.clone(),
        resources,
        schemas,
        types,
        engine: definition.types.engine,
    };
    review(&api, sources, reporter);
    api
}

/// Reports what would generate and compile, but not do what its author means.
fn review(api: &Api, sources: &Sources, reporter: &mut Reporter) {
    parameters::check(api, reporter);
    // With a mistake elsewhere, a list may be unpaged for that reason alone.
    if !reporter.has_errors() {
        unpaged::check(api, sources, reporter);
        if let Some(paging) = &api.paging {
            unpaged::check_parameters(api, paging, reporter);
        }
    }
}

fn text(sited: &Option<Sited<String>>) -> Option<String> {
    sited.as_ref().map(|sited| sited.value.clone())
}
