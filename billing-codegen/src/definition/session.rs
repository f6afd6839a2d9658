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
    /// For how many seconds the service still accepts a used refresh token.
    pub reuse: Option<u64>,
    /// The steps in their usual order.
    pub steps: Vec<Step>,
    /// The reactions to error codes, in source order.
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
        /// Exchanges a user name and a password for tokens.
        SignIn = "sign_in",
        /// Exchanges the identity's refresh token for new identity tokens.
        Renew = "renew",
        /// Exchanges an identity token for the tokens of one tenant.
        Exchange = "exchange",
        /// Exchanges a tenant's refresh token for new tokens of the tenant.
        Refresh = "refresh",
        /// Ends the session at the service.
        SignOut = "sign_out",
    }
}

words! {
    /// What a step reads from its response.
    Output {
        /// The token that identifies the person.
        Identity = "identity",
        /// The token that renews the identity token.
        IdentityRefresh = "identity_refresh",
        /// The token that signs calls.
        Access = "access",
        /// The token that renews the access token.
        Refresh = "refresh",
        /// The lifetime of the token in the response, in seconds.
        ExpiresIn = "expires_in",
        /// The expiry time of the token in the response, in seconds since 1970.
        ExpiresAt = "expires_at",
        /// The service's data about the tenant.
        Context = "context",
        /// The service's data about the person.
        User = "user",
    }
}

words! {
    /// What an error code requires.
    Reaction {
        /// A new access token.
        Refresh = "refresh",
        /// A new sign-in of the person.
        SignIn = "sign-in",
        /// Nothing, because the service refuses the call.
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
        /// The token that identifies the person.
        Identity = "identity",
        /// The token that renews the identity token.
        IdentityRefresh = "identity_refresh",
        /// The token that signs calls.
        Access = "access",
        /// The token that renews the access token.
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
