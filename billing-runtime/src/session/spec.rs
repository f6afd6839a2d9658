//! How a session begins, goes on and ends, as data: what the generator writes down.

use std::time::Duration;

use crate::operation::Operation;
use crate::{Credential, Server};

/// One way to sign in: what a [`Login`](super::Login) and its sessions go by.
///
/// The generator writes it from `[auth.*]` with `kind = "session"`. By hand it is the same:
///
/// ```
/// use billing_runtime::operation::{Effect, Method, Operation};
/// use billing_runtime::session::{SessionSpec, NoIdentity, Protocol, Input, Step, Output};
/// use billing_runtime::{Server, session};
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
    /// What goes with every call to where people sign in; [`NoIdentity`] where that is nothing.
    type Identity: Credential + Clone;

    /// The steps.
    const SPEC: &'static SessionSpec;
}

/// Stands where signing in needs nothing but the person's own words.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoIdentity;

impl Credential for NoIdentity {
    fn sign(&self, _: &mut crate::credential::Attempt<'_>) -> crate::Result<()> {
        Ok(())
    }

    fn secrets(&self, _: &mut dyn FnMut(&str)) {}
}

/// The steps of a session, how long its tokens live, and what the service's codes ask for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SessionSpec {
    /// The API and the credential, such as `billbora.session`; stores keep sessions under it.
    pub name: &'static str,
    /// The word before the token in `Authorization`.
    pub scheme: &'static str,
    /// Where the API lives, unless the login says otherwise.
    pub servers: &'static [Server],
    /// User name and password become tokens.
    pub sign_in: Option<Step>,
    /// The identity's refresh token becomes new identity tokens.
    pub renew: Option<Step>,
    /// An identity token becomes tokens of one tenant.
    pub exchange: Option<Step>,
    /// A tenant's refresh token becomes new tokens of the tenant.
    pub refresh: Option<Step>,
    /// The session ends at the service.
    pub sign_out: Option<Step>,
    /// How long an access token lives where neither the answer nor the token says.
    pub lifetime: Duration,
    /// How long a refresh token that was used is still taken, for an answer that was lost.
    pub reuse: Duration,
    /// What the service's error codes ask for.
    pub codes: &'static [(&'static str, Reaction)],
}

impl SessionSpec {
    /// A form without steps: scheme `Bearer`, tokens of one hour, 10 seconds of re-use.
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

    /// Sets the word before the token.
    pub const fn scheme(mut self, word: &'static str) -> Self {
        self.scheme = word;
        self
    }

    /// Says where the API lives.
    pub const fn servers(mut self, servers: &'static [Server]) -> Self {
        self.servers = servers;
        self
    }

    /// Says how user name and password become tokens.
    pub const fn sign_in(mut self, step: Step) -> Self {
        self.sign_in = Some(step);
        self
    }

    /// Says how identity tokens are renewed.
    pub const fn renew(mut self, step: Step) -> Self {
        self.renew = Some(step);
        self
    }

    /// Says how an identity token becomes tokens of a tenant.
    pub const fn exchange(mut self, step: Step) -> Self {
        self.exchange = Some(step);
        self
    }

    /// Says how a tenant's tokens are renewed.
    pub const fn refresh(mut self, step: Step) -> Self {
        self.refresh = Some(step);
        self
    }

    /// Says how the session ends at the service.
    pub const fn sign_out(mut self, step: Step) -> Self {
        self.sign_out = Some(step);
        self
    }

    /// Says how long an access token lives where nobody else does, in seconds.
    pub const fn lifetime(mut self, seconds: u64) -> Self {
        self.lifetime = Duration::from_secs(seconds);
        self
    }

    /// Says how long a used refresh token is still taken, in seconds.
    pub const fn reuse(mut self, seconds: u64) -> Self {
        self.reuse = Duration::from_secs(seconds);
        self
    }

    /// Says what error codes ask for.
    pub const fn codes(mut self, codes: &'static [(&'static str, Reaction)]) -> Self {
        self.codes = codes;
        self
    }

    /// What a code asks for, if the API's documents name it.
    pub(crate) fn reaction(&self, code: &str) -> Option<Reaction> {
        let found = self.codes.iter().find(|(known, _)| *known == code);
        found.map(|(_, reaction)| *reaction)
    }
}

/// One call of a session, and what it carries to and fro. Its endpoint has no placeholders.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Step {
    /// The endpoint.
    pub operation: &'static Operation,
    /// The members of the body.
    pub send: &'static [(&'static str, Input)],
    /// What is taken from the answer; each place is a path of members joined by dots.
    pub take: &'static [(Output, &'static str)],
    /// The parameters of the query.
    pub query: &'static [(&'static str, Input)],
    /// The token in `Authorization`, where the call needs one.
    pub bearer: Option<Input>,
}

impl Step {
    /// A call that carries nothing.
    pub const fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            send: &[],
            take: &[],
            query: &[],
            bearer: None,
        }
    }

    /// Says what the body carries.
    pub const fn send(mut self, members: &'static [(&'static str, Input)]) -> Self {
        self.send = members;
        self
    }

    /// Says what is taken from the answer.
    pub const fn take(mut self, members: &'static [(Output, &'static str)]) -> Self {
        self.take = members;
        self
    }

    /// Says what the query carries.
    pub const fn query(mut self, parameters: &'static [(&'static str, Input)]) -> Self {
        self.query = parameters;
        self
    }

    /// Says which token the call is signed with.
    pub const fn bearer(mut self, token: Input) -> Self {
        self.bearer = Some(token);
        self
    }
}

/// What a member of a step's body or a parameter of its query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// A literal string.
    Literal(&'static str),
    /// The name that the person signs in with.
    User,
    /// The person's password.
    Password,
    /// The tenant; the member is left out where the session has none.
    Tenant,
    /// How far a sign-out goes; left out where nobody says.
    Scope,
    /// The token that says who the person is.
    Identity,
    /// The token that renews it.
    IdentityRefresh,
    /// The token that calls are signed with.
    Access,
    /// The token that renews it.
    Refresh,
}

/// What a member of a step's answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Output {
    /// The token that says who the person is.
    Identity,
    /// The token that renews it.
    IdentityRefresh,
    /// The token that calls are signed with.
    Access,
    /// The token that renews it; where an answer has none, the one before stays.
    Refresh,
    /// Seconds that the token of this answer lives.
    ExpiresIn,
    /// When the token of this answer ends, in seconds since 1970.
    ExpiresAt,
    /// What the service says about the tenant; kept as it is.
    Context,
    /// What the service says about the person; kept as it is, and never shown.
    User,
}

/// What an error code asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reaction {
    /// A new access token, then the call once more.
    Refresh,
    /// The person has to sign in again.
    SignIn,
    /// Nothing: the service says no, and would say it again.
    Refuse,
    /// To wait before the next attempt.
    Wait,
}
