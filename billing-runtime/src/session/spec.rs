//! The spec of a session: its steps as data, which the generator writes.

use std::time::Duration;

use crate::Credential;
use crate::operation::Operation;
use crate::server::Server;

/// The protocol of a service for signing in, used by a [`Login`](super::Login) and its sessions.
///
/// The generator writes it from `[auth.*]` with `kind = "session"`. Written by hand it looks the same:
///
/// ```
/// use billing_runtime::endpoint::operation::{Effect, Method, Operation};
/// use billing_runtime::session::{SessionSpec, NoIdentity, Protocol, Input, Step, Output};
/// use billing_runtime::session;
/// use billing_runtime::client::Server;
///
/// const SIGN_IN: Operation = Operation::new("SignIn", Method::Post, "/token", Effect::Create);
/// const REFRESH: Operation = Operation::new("Refresh", Method::Post, "/token/refresh", Effect::Create);
///
/// pub struct SessionProtocol;
///
/// impl Protocol for SessionProtocol {
///     type Identity = NoIdentity;
///     const SPEC: &'static SessionSpec = &SessionSpec::new("shop.session")
///         .servers(&[Server::new("https://shop.example/api")])
///         .sign_in(
///             Step::new(&SIGN_IN)
///                 .send(&[("username", Input::User), ("password", Input::Password)])
///                 .take(&[(Output::Access, "access"), (Output::Refresh, "refresh")]),
///         )
///         .refresh(
///             Step::new(&REFRESH)
///                 .send(&[("refresh", Input::Refresh)])
///                 .take(&[(Output::Access, "access"), (Output::Refresh, "refresh")]),
///         );
/// }
///
/// pub type Login = session::Login<SessionProtocol>;
/// pub type Session = session::Session<SessionProtocol>;
/// ```
pub trait Protocol: Send + Sync + 'static {
    /// The credential of every call to the sign-in server; [`NoIdentity`] if it needs none.
    type Identity: Credential + Clone;

    /// The steps and settings of the protocol.
    const SPEC: &'static SessionSpec;
}

/// No credential: the sign-in server needs only user name and password.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoIdentity;

impl Credential for NoIdentity {
    fn sign(&self, _: &mut crate::credential::Attempt<'_>) -> crate::Result<()> {
        Ok(())
    }

    fn secrets(&self, _: &mut dyn FnMut(&str)) {}
}

/// The steps of a session, the lifetime of its tokens, and the reactions to error codes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SessionSpec {
    /// The names of the API and of the credential, such as `billbora.session`. A token store uses it as a part of the
    /// account.
    pub name: &'static str,
    /// The scheme in `Authorization`.
    pub scheme: &'static str,
    /// The servers of the API, unless the login sets others.
    pub servers: &'static [Server],
    /// Exchanges user name and password for tokens.
    pub sign_in: Option<Step>,
    /// Exchanges the identity's refresh token for new identity tokens.
    pub renew: Option<Step>,
    /// Exchanges an identity token for tokens of one tenant.
    pub exchange: Option<Step>,
    /// Exchanges a tenant's refresh token for new tokens of the tenant.
    pub refresh: Option<Step>,
    /// Ends the session at the service.
    pub sign_out: Option<Step>,
    /// How long an access token lives if neither the response nor the token says so.
    pub lifetime: Duration,
    /// How long the service accepts a used refresh token, in case the response was lost.
    pub reuse: Duration,
    /// The reactions to error codes of the service.
    pub codes: &'static [(&'static str, Reaction)],
}

impl SessionSpec {
    /// Creates a spec without steps, with the scheme `Bearer`, a lifetime of one hour and a reuse time of 10 seconds.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            scheme: "Bearer",
            servers: &[],
            sign_in: None,
            renew: None,
            exchange: None,
            refresh: None,
            sign_out: None,
            lifetime: Duration::from_secs(3600),
            reuse: Duration::from_secs(10),
            codes: &[],
        }
    }

    /// Sets the scheme in `Authorization`.
    pub const fn scheme(mut self, scheme: &'static str) -> Self {
        self.scheme = scheme;
        self
    }

    /// Sets the servers of the API.
    pub const fn servers(mut self, servers: &'static [Server]) -> Self {
        self.servers = servers;
        self
    }

    /// Sets the step that signs in with a password.
    pub const fn sign_in(mut self, step: Step) -> Self {
        self.sign_in = Some(step);
        self
    }

    /// Sets the step that renews identity tokens.
    pub const fn renew(mut self, step: Step) -> Self {
        self.renew = Some(step);
        self
    }

    /// Sets the step that exchanges an identity token for tokens of a tenant.
    pub const fn exchange(mut self, step: Step) -> Self {
        self.exchange = Some(step);
        self
    }

    /// Sets the step that refreshes a tenant's tokens.
    pub const fn refresh(mut self, step: Step) -> Self {
        self.refresh = Some(step);
        self
    }

    /// Sets the step that ends the session at the service.
    pub const fn sign_out(mut self, step: Step) -> Self {
        self.sign_out = Some(step);
        self
    }

    /// Sets the lifetime of access tokens, in seconds, for when neither the response nor the token says it.
    pub const fn lifetime(mut self, seconds: u64) -> Self {
        self.lifetime = Duration::from_secs(seconds);
        self
    }

    /// Sets how long the service accepts a used refresh token, in seconds.
    pub const fn reuse(mut self, seconds: u64) -> Self {
        self.reuse = Duration::from_secs(seconds);
        self
    }

    /// Sets the reactions to error codes.
    pub const fn codes(mut self, codes: &'static [(&'static str, Reaction)]) -> Self {
        self.codes = codes;
        self
    }

    /// Returns the reaction to a code, if the spec lists it.
    pub(crate) fn reaction(&self, code: &str) -> Option<Reaction> {
        let found = self.codes.iter().find(|(known, _)| *known == code);
        found.map(|(_, reaction)| *reaction)
    }
}

/// One call of a session: what it sends and which values it takes from the response. Its path has no placeholders.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Step {
    /// The endpoint.
    pub operation: &'static Operation,
    /// The members of the body.
    pub send: &'static [(&'static str, Input)],
    /// The values to take from the response; each path consists of member names joined by dots.
    pub take: &'static [(Output, &'static str)],
    /// The parameters of the query.
    pub query: &'static [(&'static str, Input)],
    /// The token in `Authorization`, if the call needs one.
    pub bearer: Option<Input>,
}

impl Step {
    /// Creates a step that sends no values and takes none from the response.
    pub const fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            send: &[],
            take: &[],
            query: &[],
            bearer: None,
        }
    }

    /// Sets the members of the body.
    pub const fn send(mut self, members: &'static [(&'static str, Input)]) -> Self {
        self.send = members;
        self
    }

    /// Sets the values to take from the response.
    pub const fn take(mut self, members: &'static [(Output, &'static str)]) -> Self {
        self.take = members;
        self
    }

    /// Sets the parameters of the query.
    pub const fn query(mut self, parameters: &'static [(&'static str, Input)]) -> Self {
        self.query = parameters;
        self
    }

    /// Sets the token in `Authorization`.
    pub const fn bearer(mut self, token: Input) -> Self {
        self.bearer = Some(token);
        self
    }
}

/// A value that a step sends, in the body, the query or `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// A literal string.
    Literal(&'static str),
    /// The person's user name.
    User,
    /// The person's password.
    Password,
    /// The tenant. Left out if the session has none.
    Tenant,
    /// Which sessions a sign-out ends. Left out if the caller does not say.
    Scope,
    /// The identity token, which says who the person is.
    Identity,
    /// The refresh token of the identity.
    IdentityRefresh,
    /// The access token, which signs calls.
    Access,
    /// The refresh token of the tenant.
    Refresh,
}

/// A value that a step takes from the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Output {
    /// The identity token, which says who the person is.
    Identity,
    /// The refresh token of the identity.
    IdentityRefresh,
    /// The access token, which signs calls.
    Access,
    /// The refresh token of the tenant. If a response has none, the previous one stays.
    Refresh,
    /// The lifetime of the token in this response, in seconds.
    ExpiresIn,
    /// When the token in this response expires, in seconds since 1970.
    ExpiresAt,
    /// Information about the tenant; kept unchanged.
    Context,
    /// Information about the person; kept unchanged, and never shown.
    User,
}

/// The reaction to an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reaction {
    /// Get a new access token, then send the call once more.
    Refresh,
    /// Ask the person to sign in again.
    SignIn,
    /// Return the error: the service would refuse again.
    Refuse,
    /// Wait before the next attempt.
    Wait,
}
