//! Defines the types that describe an API, whatever format it was read from.
//!
//! Names are as written and not looked up yet; [`model`](crate::model) does that. Every value that can be wrong keeps
//! its [`Origin`](crate::source::Origin), so that a later error still shows its line. Nothing here depends on the
//! format of the file.

mod broken;
mod credential;
mod endpoint;
mod envelope;
mod paging;
mod server;
mod session;
mod words;

use crate::schema::{Rename, Schemas};
use crate::source::Sited;

pub use broken::{Broken, PartKind};
pub use credential::{AuthUse, Claim, Credential, CredentialKind, CredentialKindName, Part};
pub use endpoint::{
    Body, Effect, Endpoint, KeyUse, MediaType, Method, Parameter, PathStyle, Payload, Place,
    QueryStyle, Response, Responses, TypeUse,
};
pub use envelope::{Envelope, ErrorShape, Literal, RecordNames, Success};
pub use paging::{PageNumber, Paging};
pub use server::{Server, ServerEnvelope, variables};
pub use session::{Input, Output, Reaction, Session, SessionValue, Step, StepKind};

/// A complete API.
#[derive(Debug)]
pub struct Definition {
    /// Its name.
    pub name: Sited<String>,
    /// Its version, as written.
    pub version: Option<Sited<String>>,
    /// What it is for.
    pub doc: Option<String>,
    /// The base URL of endpoints that name no server.
    pub base_url: Sited<String>,
    /// The credentials of every endpoint that names none.
    pub auth: AuthUse,
    /// The header for the idempotency key of every call that creates or has another side effect.
    pub idempotency: Option<Sited<String>>,
    /// How schemas become types.
    pub types: TypeSettings,
    /// Other base URLs, in source order.
    pub servers: Vec<Server>,
    /// Credentials in source order.
    pub credentials: Vec<Credential>,
    /// What responses are wrapped in.
    pub envelope: Option<Envelope>,
    /// How lists are read page by page.
    pub paging: Option<Paging>,
    /// Endpoints in source order.
    pub endpoints: Vec<Endpoint>,
    /// The schemas that endpoints name, and what these refer to.
    pub schemas: Schemas,
    /// The parts with an error.
    pub broken: Broken,
}

/// How schemas become types.
#[derive(Clone, Debug, Default)]
pub struct TypeSettings {
    /// The values of `format` that select a type.
    pub formats: Vec<Sited<String>>,
    /// Which generator produces the types of bodies and responses.
    pub engine: Engine,
    /// New names for what schemas become.
    pub renames: Vec<Rename>,
}

/// Which generator produces the types of bodies and responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// This crate.
    #[default]
    Own,
    /// The generator `typify`.
    Typify,
}
