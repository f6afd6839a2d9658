//! Endpoint definitions as written: what `api.toml` says, names not yet looked up.

mod address;
mod advice;
mod claim;
mod credential;
mod duration;
mod envelope;
mod operation;
mod parse;
mod repeat;
mod returns;
mod session;
mod table;
mod unused;

use std::collections::BTreeSet;

use crate::schema::{Rename, SchemaId};
use crate::source::{Origin, Sited};

pub(crate) use address::members as address_members;
pub use parse::{dialect, parse};
pub use session::{Held, Reaction, Session, Source, Step, StepKind, Take};
pub(crate) use unused::report as report_unused;

/// A whole `api.toml`.
#[derive(Clone, Debug)]
pub struct Definition {
    /// `[api] name`
    pub name: Sited<String>,
    /// `[api] version`
    pub version: Option<Sited<String>>,
    /// `[api] doc`
    pub doc: Option<String>,
    /// `[api] base_url`
    pub base_url: Sited<String>,
    /// `[api] auth`: of every endpoint that does not say otherwise.
    pub auth: AuthUse,
    /// `[api] idempotency`: the header of every call that creates or has another effect.
    pub idempotency: Option<Sited<String>>,
    /// `[types] formats`: the `format` words that choose a type.
    pub formats: Vec<Sited<String>>,
    /// `[types] engine`: what makes the types of bodies and answers.
    pub engine: Engine,
    /// `[types.rename]`: other names for what schemas become.
    pub renames: Vec<Rename>,
    /// `[servers.*]` in source order.
    pub servers: Vec<Server>,
    /// `[auth.*]` in source order.
    pub credentials: Vec<Credential>,
    /// `[envelope]`
    pub envelope: Option<Envelope>,
    /// `[paging]`
    pub paging: Option<Paging>,
    /// `[endpoints.*.*]` in source order.
    pub endpoints: Vec<Endpoint>,
    /// What has a mistake of its own, such as `auth.keys` and `endpoints.orders.list`: it was reported,
    /// and what follows from it is not.
    pub broken: BTreeSet<String>,
}

impl Definition {
    pub(crate) fn is_broken(&self, table: &str, name: &str) -> bool {
        self.broken.contains(&format!("{table}.{name}"))
    }
}

/// What makes the types of bodies and answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// This crate.
    #[default]
    Own,
    /// `engine = "typify"`
    Typify,
}

/// Another origin.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name.
    pub name: Sited<String>,
    /// `base_url`, perhaps with `{members}` of its credential.
    pub base_url: Sited<String>,
    /// `auth`, where it differs from the API's.
    pub auth: Option<AuthUse>,
    /// `envelope`, where it differs from the API's.
    pub envelope: ServerEnvelope,
}

/// What answers of a server are wrapped in.
#[derive(Clone, Debug)]
pub enum ServerEnvelope {
    /// The envelope of the API.
    Api,
    /// `envelope = "none"`
    None,
    /// `[servers.*.envelope]`
    Own(Box<Envelope>),
}

/// Which credentials an endpoint takes.
#[derive(Clone, Debug)]
pub enum AuthUse {
    /// `"none"`
    None,
    /// One name or a list of names.
    Named(Vec<Sited<String>>),
}

/// One `[auth.*]`.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Its name.
    pub name: Sited<String>,
    /// `doc`
    pub doc: Option<String>,
    /// What it does.
    pub kind: CredentialKind,
    /// `secrets`: members that are never printed.
    pub secrets: Vec<Sited<String>>,
    /// `defaults`: members that the caller need not give.
    pub defaults: Vec<(Sited<String>, String)>,
    /// The base URL of the server that it is for, where that holds members in braces.
    pub base_url: Option<Sited<String>>,
}

/// What a credential puts on a request.
#[derive(Clone, Debug)]
pub enum CredentialKind {
    /// `kind = "jwt"`: a token that the caller signs.
    Jwt {
        /// `algorithm`: HS256, HS384 or HS512.
        algorithm: Sited<String>,
        /// `scheme`
        scheme: Part,
        /// `key`
        key: Part,
        /// `claims` in source order.
        claims: Vec<(Sited<String>, Claim)>,
    },
    /// `kind = "bearer"`: `Authorization: <scheme> <key>`.
    Bearer {
        /// `scheme`
        scheme: Part,
        /// `key`
        key: Part,
    },
    /// `kind = "header"`: a header of its own.
    Header {
        /// `header`
        header: Sited<String>,
        /// `key`
        key: Part,
    },
    /// `kind = "api-key"`: `Authorization: <scheme> <key>`, with a key that can be rotated.
    ApiKey {
        /// `scheme`
        scheme: Sited<String>,
        /// `rotate` in seconds: how old the documents want a key to become at most.
        rotate: Option<u64>,
    },
    /// `kind = "session"`: tokens that a person's sign-in gives.
    Session(Box<Session>),
}

/// A literal, or `{name}` for a member of the credential.
#[derive(Clone, Debug)]
pub enum Part {
    /// The text as it is.
    Literal(Sited<String>),
    /// A member.
    Member(Sited<String>),
}

/// Where a claim of a signed token comes from.
#[derive(Clone, Debug)]
pub enum Claim {
    /// `"{name}"` or a text.
    Part(Part),
    /// `"now"`, `"now + 30s"`, `"now - 10s"`: seconds relative to the time of signing.
    Now(i64),
    /// `"md5(a, b)"`: lower-case hex over the named claims, one after the other.
    Md5(Vec<Sited<String>>),
}

/// `[envelope]` or `[servers.*.envelope]`
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Where the table stands.
    pub origin: Origin,
    /// The server whose own it is; none for the API's.
    pub server: Option<String>,
    /// `success`
    pub success: Option<Success>,
    /// `kind`: the member that names what `data` is.
    pub kind: Option<Sited<String>>,
    /// `data`
    pub data: Option<Sited<String>>,
    /// `record`: the members of one stored thing.
    pub record: Option<RecordNames>,
    /// `errors`, tried in order.
    pub errors: Vec<ErrorForm>,
}

/// The member that tells success from failure.
#[derive(Clone, Debug)]
pub struct Success {
    /// Its name.
    pub name: Sited<String>,
    /// The values that mean success.
    pub is: Vec<Literal>,
    /// The values that mean failure.
    pub not: Vec<Literal>,
}

/// A literal of `success`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A text.
    String(String),
}

/// The members of one stored thing.
#[derive(Clone, Debug)]
pub struct RecordNames {
    /// `id`
    pub id: Sited<String>,
    /// `attributes`
    pub attributes: Sited<String>,
}

/// One form of an error body; paths are member names joined by dots.
#[derive(Clone, Debug)]
pub struct ErrorForm {
    /// `when`: the member that must be there for this form.
    pub when: Option<Sited<String>>,
    /// `code`
    pub code: Option<Sited<String>>,
    /// `message`
    pub message: Option<Sited<String>>,
    /// `details`
    pub details: Option<Sited<String>>,
}

/// `[paging]`
#[derive(Clone, Debug)]
pub struct Paging {
    /// Where the table stands.
    pub origin: Origin,
    /// `page`: the query parameter with the page number, from 1.
    pub page: Sited<String>,
    /// `size`: the query parameter with the items of a page.
    pub size: Option<Sited<String>>,
    /// `size.max`
    pub max: Option<u64>,
}

/// One `[endpoints.<resource>.<name>]`.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Where the table stands.
    pub origin: Origin,
    /// The resource.
    pub resource: Sited<String>,
    /// The operation.
    pub name: Sited<String>,
    /// `doc`
    pub doc: Option<String>,
    /// The key that names the method.
    pub method: Method,
    /// Its value: the path, with `{placeholders}` and perhaps a fixed query.
    pub path: Sited<String>,
    /// `effect`
    pub effect: Effect,
    /// `server`
    pub server: Option<Sited<String>>,
    /// `auth`
    pub auth: Option<AuthUse>,
    /// `path`; a type that could not be read was reported.
    pub path_parameters: Vec<(Sited<String>, Option<TypeUse>)>,
    /// `query`
    pub query: Option<TypeUse>,
    /// `body`
    pub body: Option<TypeUse>,
    /// `returns`
    pub returns: Returns,
    /// `rate`
    pub rate: Option<Sited<String>>,
    /// `idempotency`, where it differs from the API's.
    pub idempotency: Option<KeyUse>,
    /// `reconcile`: the operation that shows whether this one was done.
    pub reconcile: Option<Sited<String>>,
}

/// Where an endpoint takes an idempotency key.
#[derive(Clone, Debug)]
pub enum KeyUse {
    /// `"none"`
    None,
    /// `{ header = "…" }`
    Header(Sited<String>),
}

/// The methods that an endpoint can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

/// What a call does on the server, and so whether it may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Sets a known state.
    Replace,
    /// Removes.
    Delete,
    /// Makes something new: never repeated by itself.
    Create,
    /// Does something else that counts: never repeated by itself.
    SideEffect,
}

/// A type in `api.toml`.
#[derive(Clone, Debug)]
pub enum TypeUse {
    /// A reference or an inline table.
    Schema(SchemaId),
    /// `{ id = "clients" }`: the id of a record of that resource.
    Id(Sited<String>),
}

/// The shape of an answer.
#[derive(Clone, Debug)]
pub struct Returns {
    /// Where it stands.
    pub origin: Origin,
    /// The shape.
    pub shape: Shape,
    /// `kind`: what the envelope's kind member must say.
    pub kind: Option<Sited<String>>,
}

/// What an answer carries.
#[derive(Clone, Debug)]
pub enum Shape {
    /// `list`: records.
    List(TypeUse),
    /// `one`: a record, or a list of one.
    One(TypeUse),
    /// `plain`: the data as it is.
    Plain(TypeUse),
    /// `field`: a member beside the data.
    Field(Sited<String>, TypeUse),
    /// `nothing`
    Nothing,
    /// `bytes`: the media type.
    Bytes(Sited<String>),
}
