//! What an API is, whoever described it: the values that every reader builds.
//!
//! Names are as written and not looked up yet; [`model`](crate::model) does that. Every value that can be wrong keeps
//! its [`Origin`](crate::source::Origin), so that an error found later still shows its line. Nothing here knows in which
//! format the description was written.

mod credential;
mod endpoint;
mod envelope;
mod paging;
mod server;
mod session;

use std::collections::BTreeSet;

use crate::schema::{Rename, Schemas};
use crate::source::Sited;

pub use credential::{AuthUse, Claim, Credential, CredentialKind, Part};
pub use endpoint::{Effect, Endpoint, KeyUse, Method, Returns, Shape, TypeUse};
pub use envelope::{Envelope, ErrorForm, Literal, RecordNames, Success};
pub use paging::Paging;
pub use server::{Server, ServerEnvelope, variables};
pub use session::{Held, Reaction, Session, Source, Step, StepKind, Take};

/// A whole API.
#[derive(Debug)]
pub struct Definition {
    /// Its name.
    pub name: Sited<String>,
    /// Its version, in its own words.
    pub version: Option<Sited<String>>,
    /// What it is for.
    pub doc: Option<String>,
    /// The base URL of endpoints that name no server.
    pub base_url: Sited<String>,
    /// The credentials of every endpoint that names none.
    pub auth: AuthUse,
    /// The header for the idempotency key of every call that creates or has another side effect.
    pub idempotency: Option<Sited<String>>,
    /// The `format` words that choose a type.
    pub formats: Vec<Sited<String>>,
    /// What makes the types of bodies and responses.
    pub engine: Engine,
    /// Other names for what schemas become.
    pub renames: Vec<Rename>,
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
    /// What was reported as wrong already, such as `auth.keys` and `endpoints.orders.list`: what follows from these
    /// errors is not reported.
    pub broken: BTreeSet<String>,
}

impl Definition {
    pub(crate) fn is_broken(&self, table: &str, name: &str) -> bool {
        self.broken.contains(&format!("{table}.{name}"))
    }
}

/// What makes the types of bodies and responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// This crate.
    #[default]
    Own,
    /// The generator `typify`.
    Typify,
}
