//! The definition of an API, independent of the format of its description: the values that every reader builds.
//!
//! Names are not resolved yet; [`model`](crate::model) does that. Every value that can be wrong keeps its
//! [`Origin`](crate::source::Origin), so that an error found later still shows its line.

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
pub use credential::{
    AuthUse, Claim, Credential, CredentialKind, CredentialKindName, Part, Setting,
};
pub use endpoint::{
    Body, Effect, Endpoint, KeyUse, MediaType, Method, Parameter, PathStyle, Payload, Place,
    QueryStyle, Response, Responses, TypeUse,
};
pub use envelope::{Envelope, ErrorShape, Literal, RecordNames, Success};
pub use paging::{PageNumber, Paging};
pub use server::{Server, ServerEnvelope, variables};
pub use session::{Input, Output, Reaction, Session, SessionValue, Step, StepKind};

/// The definition of an API.
#[derive(Debug)]
pub struct Definition {
    /// The name of the API.
    pub name: Sited<String>,
    /// The version of the API, as its provider writes it.
    pub version: Option<Sited<String>>,
    /// The description of the API.
    pub doc: Option<String>,
    /// The base URL of endpoints that name no server.
    pub base_url: Sited<String>,
    /// The credentials of endpoints that name none.
    pub auth: AuthUse,
    /// The header for the idempotency key of every call that creates or has another side effect.
    pub idempotency: Option<Sited<String>>,
    /// Settings for the types that are generated from schemas.
    pub types: TypeSettings,
    /// Other base URLs, in source order.
    pub servers: Vec<Server>,
    /// Credentials in source order.
    pub credentials: Vec<Credential>,
    /// The envelope of responses.
    pub envelope: Option<Envelope>,
    /// How lists are read page by page.
    pub paging: Option<Paging>,
    /// Endpoints in source order.
    pub endpoints: Vec<Endpoint>,
    /// The schemas that endpoints name, and all schemas that these refer to.
    pub schemas: Schemas,
    /// Parts whose definition has an error, which has been reported already.
    pub broken: Broken,
}

/// Settings for the types that are generated from schemas.
#[derive(Clone, Debug, Default)]
pub struct TypeSettings {
    /// The values of `format` that select a type.
    pub formats: Vec<Sited<String>>,
    /// The generator of the types of bodies and responses.
    pub engine: Engine,
    /// Names for generated types, fields and variants that replace the derived ones.
    pub renames: Vec<Rename>,
}

/// The generator of the types of bodies and responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// This crate.
    #[default]
    Own,
    /// The generator `typify`.
    Typify,
}
