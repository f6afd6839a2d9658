//! The resolved API: names are looked up, placeholders are matched with parameters, schemas are turned into types.
//!
//! The model contains nothing about Rust, so the generator, the mock server and other programs can build on it.

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

/// An API.
#[derive(Debug)]
pub struct Api {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Its description.
    pub doc: Option<String>,
    /// Its servers. The first has the API's own base URL and no name.
    pub servers: Vec<Server>,
    /// The credentials that calls can be signed with.
    pub credentials: Vec<Credential>,
    /// The credentials that are sessions.
    pub sessions: Vec<Session>,
    /// How lists are paginated.
    pub paging: Option<Paging>,
    /// Resources in source order.
    pub resources: Vec<Resource>,
    /// The schemas that the operations name.
    pub schemas: Schemas,
    /// The types that are made from the schemas.
    pub types: Types,
    /// The engine that makes the types of bodies and responses.
    pub engine: Engine,
}

impl Api {
    /// Returns the envelope of an operation's responses.
    pub fn envelope(&self, operation: &Operation) -> Option<&Envelope> {
        self.servers[operation.server].envelope.as_ref()
    }

    /// Returns the operation that a step of a session calls.
    pub fn called(&self, step: &Step) -> &Operation {
        &self.resources[step.resource].operations[step.operation]
    }

    /// Returns the session of a credential, if the credential is a session.
    pub fn session(&self, credential: usize) -> Option<&Session> {
        self.sessions
            .iter()
            .find(|session| session.credential == credential)
    }
}

/// A server of the API.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name; `None` for the server at the API's own base URL.
    pub name: Option<String>,
    /// Its base URL, without a slash at the end. A credential with the members in `{braces}` fills them in.
    pub base_url: String,
    /// The envelope of its responses: its own, or else the API's.
    pub envelope: Option<Envelope>,
}

/// Operations that belong together.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// Its operations in source order.
    pub operations: Vec<Operation>,
    /// The schema of the records that ids of this resource identify: that of its first `list`, or else of its first `one`.
    pub record: Option<SchemaId>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The location of its definition.
    pub origin: Origin,
    /// The resource's name.
    pub resource: String,
    /// Its own name.
    pub name: String,
    /// Its description.
    pub doc: Option<String>,
    /// The method.
    pub method: Method,
    /// The path.
    pub path: Template,
    /// Its effect on the server.
    pub effect: Effect,
    /// Index into [`Api::servers`].
    pub server: usize,
    /// Indices into [`Api::credentials`]; empty if calls are not signed.
    pub credentials: Vec<usize>,
    /// The placeholders, in path order.
    pub path_parameters: Vec<Parameter>,
    /// The schema of the whole query, an object with one member for each parameter.
    pub query: Option<SchemaId>,
    /// The type of the request body.
    pub body: Option<Use>,
    /// What a response carries.
    pub returns: Payload,
    /// The value that the envelope's kind member must have.
    pub kind: Option<String>,
    /// `rate`: the number of calls, and the length of the window in seconds.
    pub rate: Option<String>,
    /// `idempotency`: the header for the idempotency key.
    pub idempotency: Option<String>,
    /// `reconcile`: the operation of the same resource that shows whether this one took effect.
    pub reconcile: Option<String>,
    /// Whether the list is paginated.
    pub paged: bool,
}

/// One placeholder.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name between the braces.
    pub name: String,
    /// The type of its value.
    pub ty: Use,
}

/// A type that an operation names.
#[derive(Clone, Copy, Debug)]
pub enum Use {
    /// A schema.
    Schema(SchemaId),
    /// The id of a record of a resource, an index into [`Api::resources`].
    Id(usize),
}

/// The payload of a response.
#[derive(Clone, Debug)]
pub enum Payload {
    /// A list of records.
    List(Use),
    /// One record, or a list of one.
    One(Use),
    /// The data itself, which is not a record.
    Plain(Use),
    /// A member of the envelope outside of the data.
    Field(String, Use),
    /// Nothing but success.
    Nothing,
    /// Bytes of a media type.
    Bytes(String),
}

impl Payload {
    /// Returns the type of the data.
    pub fn ty(&self) -> Option<Use> {
        match self {
            Self::List(ty) | Self::One(ty) | Self::Plain(ty) | Self::Field(_, ty) => Some(*ty),
            Self::Nothing | Self::Bytes(_) => None,
        }
    }
}

/// Looks up the names in a definition and makes types of its schemas. Reports every mistake.
///
/// `check_name` returns what is wrong with a name that `api.toml` requests for a type or a field of generated code.
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

/// Reports what would be generated and would compile, but would not do what the author of `api.toml` intends.
fn review(api: &Api, sources: &Sources, reporter: &mut Reporter) {
    parameters::check(api, reporter);
    // A mistake elsewhere may be the only reason why a list is not paged, so these checks need an API without errors.
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
