//! Sessions: the calls that sign a person in, renew the tokens and sign the person out.

use super::words::words;
use crate::source::{Origin, Sited};

/// How a session begins, is renewed and ends.
#[derive(Clone, Debug)]
pub struct Session {
    /// Where it is defined.
    pub origin: Origin,
    /// The authentication scheme before the access token.
    pub scheme: Sited<String>,
    /// The credential of the steps themselves, such as the key of the project that people sign in to.
    pub identity: Option<Sited<String>>,
    /// The lifetime of an access token in seconds, if neither the response nor the token states it.
    pub lifetime: Option<u64>,
    /// Seconds for which the service still accepts a refresh token that was used.
    pub reuse: Option<u64>,
    /// The steps in their usual order.
    pub steps: Vec<Step>,
    /// What error codes require, in source order.
    pub codes: Vec<(Sited<String>, Reaction)>,
}

/// One call of a session.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it is defined.
    pub origin: Origin,
    /// What the call is for.
    pub kind: StepKind,
    /// The endpoint, as `resource.operation`.
    pub call: Sited<String>,
    /// The members of the body.
    pub send: Vec<(Sited<String>, Sited<Input>)>,
    /// The parameters of the query.
    pub query: Vec<(Sited<String>, Sited<Input>)>,
    /// What is read from the response, each with a path of member names joined by dots.
    pub take: Vec<(Output, Sited<String>)>,
    /// The token that signs the call.
    pub bearer: Option<Sited<Input>>,
}

words! {
    /// What a step is for.
    StepKind {
        /// User name and password become tokens.
        SignIn = "sign_in",
        /// The identity's refresh token becomes new identity tokens.
        Renew = "renew",
        /// An identity token becomes tokens of one tenant.
        Exchange = "exchange",
        /// A tenant's refresh token becomes new tokens of the tenant.
        Refresh = "refresh",
        /// The session ends at the service.
        SignOut = "sign_out",
    }
}

words! {
    /// What a step reads from its response.
    Output {
        /// The token that says who the person is.
        Identity = "identity",
        /// The token that renews it.
        IdentityRefresh = "identity_refresh",
        /// The token that signs calls.
        Access = "access",
        /// The token that renews it.
        Refresh = "refresh",
        /// The lifetime of this response's token, in seconds.
        ExpiresIn = "expires_in",
        /// When the token of this response expires, in seconds since 1970.
        ExpiresAt = "expires_at",
        /// What the service says about the tenant.
        Context = "context",
        /// What the service says about the person.
        User = "user",
    }
}

words! {
    /// What an error code requires.
    Reaction {
        /// A new access token.
        Refresh = "refresh",
        /// The person has to sign in again.
        SignIn = "sign-in",
        /// Nothing: the service refuses.
        Refuse = "refuse",
        /// A delay before the next attempt.
        Wait = "wait",
    }
}

words! {
    /// A value of a session that a step can send.
    SessionValue {
        /// The name that the person signs in with.
        User = "user",
        /// The person's password.
        Password = "password",
        /// The tenant; omitted if the session has none.
        Tenant = "tenant",
        /// Which sessions a sign-out ends; omitted if the caller does not set it.
        Scope = "scope",
        /// The token that says who the person is.
        Identity = "identity",
        /// The token that renews it.
        IdentityRefresh = "identity_refresh",
        /// The token that signs calls.
        Access = "access",
        /// The token that renews it.
        Refresh = "refresh",
    }
}

/// What a step sends as a member of its body or as a parameter of its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A fixed string.
    Literal(String),
    /// A value of the session.
    Value(SessionValue),
}
