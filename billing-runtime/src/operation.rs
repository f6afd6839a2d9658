//! Describes endpoints: one constant for each.

use std::fmt;
use std::time::Duration;

use crate::credential_type::CredentialType;
use crate::envelope::EnvelopeSpec;
use crate::wire::Rules;

/// The methods that endpoints use.
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
    /// Returns the method's word.
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
    /// Sets what it names to what it carries; twice is as good as once.
    Replace,
    /// Removes what it names; twice is as good as once.
    Delete,
    /// Makes something new each time.
    Create,
    /// Does something in the world each time, such as sending an e-mail.
    SideEffect,
}

/// How often an endpoint may be called, as its documents say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The number of calls.
    pub calls: u32,
    /// The time that they share.
    pub per: Duration,
}

/// What is known about an endpoint before any call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the endpoint's type.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path with `{placeholders}`, and a fixed query where there is one.
    pub path: &'static str,
    /// What a call does to the service.
    pub effect: Effect,
    /// The name of the server; empty for the default one.
    pub server: &'static str,
    /// The types of credentials that are accepted, best first; none for an open endpoint.
    pub auth: &'static [CredentialType],
    /// The envelope of responses.
    pub envelope: Option<&'static EnvelopeSpec>,
    /// The word that the envelope's kind member must hold.
    pub kind: Option<&'static str>,
    /// The member of the envelope that a `Field` endpoint returns.
    pub field: Option<&'static str>,
    /// The media type of a `Binary` response.
    pub media: Option<&'static str>,
    /// The header that takes an idempotency key, where the service knows one.
    pub idempotency: Option<&'static str>,
    /// What shows whether a call was done, in the words of the generated code.
    pub reconcile: Option<&'static str>,
    /// How often it may be called.
    pub rate: Option<Rate>,
    /// Whether requests and responses are secret: errors then keep nothing of the body.
    pub confidential: bool,
    /// The rules of path, query and header parameters, as one object of their names.
    pub rules: Rules,
}

impl Operation {
    /// Describes an endpoint; what is not said stays at its default.
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

    /// Sends to the server with this name.
    pub const fn server(mut self, name: &'static str) -> Self {
        self.server = name;
        self
    }

    /// Accepts these kinds of credential, best first.
    pub const fn auth(mut self, kinds: &'static [CredentialType]) -> Self {
        self.auth = kinds;
        self
    }

    /// Sets the envelope of responses.
    pub const fn envelope(mut self, form: &'static EnvelopeSpec) -> Self {
        self.envelope = Some(form);
        self
    }

    /// Expects this word in the envelope's kind member.
    pub const fn kind(mut self, word: &'static str) -> Self {
        self.kind = Some(word);
        self
    }

    /// Takes this member of the envelope as the answer.
    pub const fn field(mut self, name: &'static str) -> Self {
        self.field = Some(name);
        self
    }

    /// Expects this media type.
    pub const fn media(mut self, media: &'static str) -> Self {
        self.media = Some(media);
        self
    }

    /// Sends an idempotency key in this header.
    pub const fn idempotency(mut self, header: &'static str) -> Self {
        self.idempotency = Some(header);
        self
    }

    /// Names what shows whether a call was done, for one whose outcome is unknown.
    pub const fn reconcile(mut self, with: &'static str) -> Self {
        self.reconcile = Some(with);
        self
    }

    /// Says how often it may be called; the client makes calls wait for their turn.
    pub const fn rate(mut self, calls: u32, seconds: u64) -> Self {
        self.rate = Some(Rate {
            calls,
            per: Duration::from_secs(seconds),
        });
        self
    }

    /// Keeps nothing of the answer's body in errors.
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
