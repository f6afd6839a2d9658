//! Describes each endpoint with one constant.

use std::fmt;
use std::time::Duration;

use crate::credential_type::CredentialType;
use crate::envelope::EnvelopeSpec;
use crate::wire::Rules;

/// The HTTP method of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

impl Method {
    /// Returns the method as HTTP writes it, such as `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    pub(crate) fn http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Patch => http::Method::PATCH,
            Self::Delete => http::Method::DELETE,
        }
    }
}

/// The effect of a call on the service. It decides whether the call may be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Replaces something. Calling it twice has the same effect as calling it once.
    Replace,
    /// Deletes something. Calling it twice has the same effect as calling it once.
    Delete,
    /// Creates something new each time.
    Create,
    /// Has another effect each time, such as sending an e-mail.
    SideEffect,
}

/// The documented rate limit of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The number of calls.
    pub calls: u32,
    /// The period in which that many calls are allowed.
    pub per: Duration,
}

/// The description of an endpoint, which is known before any call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the endpoint's type.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path with `{placeholders}`, followed by the fixed query, if any.
    pub path: &'static str,
    /// What a call does to the service.
    pub effect: Effect,
    /// The name of the server; empty for the default one.
    pub server: &'static str,
    /// The accepted types of credentials, best first; empty if the endpoint needs no credential.
    pub auth: &'static [CredentialType],
    /// The envelope of responses.
    pub envelope: Option<&'static EnvelopeSpec>,
    /// The required value of the envelope's kind member.
    pub kind: Option<&'static str>,
    /// The member of the envelope that a `Field` endpoint returns.
    pub field: Option<&'static str>,
    /// The media type of a `Binary` response.
    pub media: Option<&'static str>,
    /// The header for the idempotency key, if the service supports one.
    pub idempotency: Option<&'static str>,
    /// The operation that tells whether a call took effect, by its name in the generated code.
    pub reconcile: Option<&'static str>,
    /// The documented rate limit.
    pub rate: Option<Rate>,
    /// Whether requests and responses are secret. If so, errors keep nothing of the body.
    pub confidential: bool,
    /// The rules for path, query and header parameters, as the members of one object.
    pub rules: Rules,
}

impl Operation {
    /// Describes an endpoint. All other properties have their defaults.
    pub const fn new(
        name: &'static str,
        method: Method,
        path: &'static str,
        effect: Effect,
    ) -> Self {
        Self {
            name,
            method,
            path,
            effect,
            server: "",
            auth: &[],
            envelope: None,
            kind: None,
            field: None,
            media: None,
            idempotency: None,
            reconcile: None,
            rate: None,
            confidential: false,
            rules: &[],
        }
    }

    /// Selects the server with this name.
    pub const fn server(mut self, name: &'static str) -> Self {
        self.server = name;
        self
    }

    /// Accepts these types of credentials, best first.
    pub const fn auth(mut self, types: &'static [CredentialType]) -> Self {
        self.auth = types;
        self
    }

    /// Sets the envelope of responses.
    pub const fn envelope(mut self, spec: &'static EnvelopeSpec) -> Self {
        self.envelope = Some(spec);
        self
    }

    /// Expects this value in the envelope's kind member.
    pub const fn kind(mut self, value: &'static str) -> Self {
        self.kind = Some(value);
        self
    }

    /// Returns this member of the envelope from a `Field` endpoint.
    pub const fn field(mut self, name: &'static str) -> Self {
        self.field = Some(name);
        self
    }

    /// Expects a response of this media type.
    pub const fn media(mut self, media: &'static str) -> Self {
        self.media = Some(media);
        self
    }

    /// Sends an idempotency key in this header.
    pub const fn idempotency(mut self, header: &'static str) -> Self {
        self.idempotency = Some(header);
        self
    }

    /// Names the operation that tells whether a call took effect, in case its outcome is unknown.
    pub const fn reconcile(mut self, operation: &'static str) -> Self {
        self.reconcile = Some(operation);
        self
    }

    /// Sets the rate limit. The client delays calls that would exceed it.
    pub const fn rate(mut self, calls: u32, seconds: u64) -> Self {
        self.rate = Some(Rate {
            calls,
            per: Duration::from_secs(seconds),
        });
        self
    }

    /// Keeps nothing of the response's body in errors.
    pub const fn confidential(mut self) -> Self {
        self.confidential = true;
        self
    }

    /// Checks the parameters with these rules before sending.
    pub const fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.name, self.method.as_str(), self.path)
    }
}
