//! Credentials: how a service identifies the caller.

use super::Session;
use super::words::words;
use crate::source::Sited;

/// Which credentials an endpoint accepts.
#[derive(Clone, Debug)]
pub enum AuthUse {
    /// No credential is sent.
    None,
    /// Any one of these credentials.
    Named(Vec<Sited<String>>),
}

/// A way to prove who the caller is.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Its name.
    pub name: Sited<String>,
    /// What it is for.
    pub doc: Option<String>,
    /// What it adds to a request.
    pub kind: CredentialKind,
    /// Fields that are never printed.
    pub secrets: Vec<Sited<String>>,
    /// Fields that the caller may leave out, with their default values.
    pub defaults: Vec<(Sited<String>, String)>,
    /// The base URL whose variables are fields of this credential.
    pub base_url: Option<Sited<String>>,
}

words! {
    /// The name of a [`CredentialKind`].
    CredentialKindName {
        /// [`CredentialKind::Jwt`]
        Jwt = "jwt",
        /// [`CredentialKind::Bearer`]
        Bearer = "bearer",
        /// [`CredentialKind::Header`]
        Header = "header",
        /// [`CredentialKind::ApiKey`]
        ApiKey = "api-key",
        /// [`CredentialKind::Session`]
        Session = "session",
    }
}

/// What a credential adds to a request.
#[derive(Clone, Debug)]
pub enum CredentialKind {
    /// A JSON Web Token (RFC 7519) that the caller signs for each request.
    Jwt {
        /// The algorithm: HS256, HS384 or HS512.
        algorithm: Sited<String>,
        /// The authentication scheme of the `Authorization` header.
        scheme: Part,
        /// The key that signs.
        key: Part,
        /// The claims in source order.
        claims: Vec<(Sited<String>, Claim)>,
    },
    /// `Authorization: <scheme> <key>` (RFC 6750).
    Bearer {
        /// The authentication scheme.
        scheme: Part,
        /// The key.
        key: Part,
    },
    /// A key in a header other than `Authorization`.
    Header {
        /// The name of the header.
        header: Sited<String>,
        /// The key.
        key: Part,
    },
    /// `Authorization: <scheme> <key>`, with a key that can be rotated while the program runs.
    ApiKey {
        /// The authentication scheme.
        scheme: Sited<String>,
        /// The maximum age of a key that the service recommends, in seconds.
        rotate: Option<u64>,
    },
    /// Tokens from a person's sign-in, which are renewed.
    Session(Box<Session>),
}

impl CredentialKind {
    /// Returns the name of the kind. The compiler requires a name for each kind, and a reader for each name.
    pub fn name(&self) -> CredentialKindName {
        match self {
            Self::Jwt { .. } => CredentialKindName::Jwt,
            Self::Bearer { .. } => CredentialKindName::Bearer,
            Self::Header { .. } => CredentialKindName::Header,
            Self::ApiKey { .. } => CredentialKindName::ApiKey,
            Self::Session(_) => CredentialKindName::Session,
        }
    }

    /// Returns the settings of this kind by name, or `None` for a kind that the runtime implements completely.
    pub fn settings(&self) -> Option<Vec<(&'static str, Setting<'_>)>> {
        match self {
            Self::Jwt {
                algorithm,
                scheme,
                key,
                claims,
            } => Some(vec![
                ("algorithm", Setting::Fixed(algorithm)),
                ("scheme", Setting::Part(scheme)),
                ("key", Setting::Part(key)),
                ("claims", Setting::Claims(claims)),
            ]),
            Self::Bearer { scheme, key } => Some(vec![
                ("scheme", Setting::Part(scheme)),
                ("key", Setting::Part(key)),
            ]),
            Self::Header { header, key } => Some(vec![
                ("name", Setting::Fixed(header)),
                ("value", Setting::Part(key)),
            ]),
            Self::ApiKey { .. } | Self::Session(_) => None,
        }
    }

    /// Returns the values that can be fields, in the order of the fields: claims, key, scheme. Returns `None` for a
    /// kind without [`settings`](Self::settings).
    pub fn parts(&self) -> Option<Vec<&Part>> {
        let mut parts = Vec::new();
        for (_, setting) in self.settings()?.into_iter().rev() {
            match setting {
                Setting::Fixed(_) => {}
                Setting::Part(part) => parts.push(part),
                Setting::Claims(claims) => {
                    parts.extend(claims.iter().filter_map(|(_, claim)| match claim {
                        Claim::Part(part) => Some(part),
                        Claim::Now(_) | Claim::Md5(_) => None,
                    }))
                }
            }
        }
        Some(parts)
    }

    /// Returns a sentence for documentation that says what the credential does.
    pub fn about(&self) -> &'static str {
        match self {
            Self::Jwt { .. } => "Signs a token for each attempt.",
            Self::Bearer { .. } => "A key that is sent with each request.",
            Self::Header { .. } => "A key that is sent in a header.",
            Self::ApiKey { .. } => "A key that can be rotated.",
            Self::Session(_) => "The tokens of a signed-in user.",
        }
    }
}

/// One setting of a kind of credential.
#[derive(Clone, Copy, Debug)]
pub enum Setting<'a> {
    /// A fixed string.
    Fixed(&'a Sited<String>),
    /// A fixed string or a field.
    Part(&'a Part),
    /// The claims of a token.
    Claims(&'a [(Sited<String>, Claim)]),
}

/// A value that is fixed or that the caller provides.
#[derive(Clone, Debug)]
pub enum Part {
    /// A fixed string.
    Literal(Sited<String>),
    /// The credential's field of this name.
    Member(Sited<String>),
}

/// The value of a claim.
#[derive(Clone, Debug)]
pub enum Claim {
    /// A fixed string or a field.
    Part(Part),
    /// The time of signing plus this many seconds.
    Now(i64),
    /// The MD5 hash of the concatenated values of the named claims, in lowercase hex.
    Md5(Vec<Sited<String>>),
}
