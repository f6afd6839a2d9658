//! Credentials, which sign each attempt and are never shown.

mod address;
mod api_key;
mod backend;
mod check;
mod env;
mod field;
mod jwt;
mod prepared;
mod spec;

use std::fmt;
use std::time::SystemTime;

use http::Method;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::secret::Secret;
use crate::server::origin;
use crate::{Error, Result};

pub use crate::credential_type::CredentialType;
#[doc(hidden)]
pub use address::base_url;
pub use api_key::{ApiKey, ApiKeyKind, ApiKeySpec};
pub use backend::Algorithm;
#[doc(hidden)]
pub use check::check;
#[doc(hidden)]
pub use env::Env;
#[doc(hidden)]
pub use field::hide;
pub use field::{Field, FieldType, LiteralOrField};
pub use jwt::{Claim, ClaimValue};
pub use prepared::{Prepared, Preparing, SigningMaterial};
pub use spec::CredentialSpec;

/// Signs the attempts of a client.
///
/// [`derive(Credential)`](macro@crate::Credential) implements it for keys, bearer tokens and signed
/// tokens. An implementation by hand:
///
/// ```
/// use billing_runtime::credential::{Attempt, Credential};
/// use billing_runtime::Result;
/// use billing_runtime::types::Secret;
///
/// struct Stamp(Secret);
///
/// impl Credential for Stamp {
///     fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()> {
///         let stamp = format!("{};{}", attempt.now(), self.0.expose());
///         attempt.header("X-Stamp", &stamp)
///     }
///     fn secrets(&self, hide: &mut dyn FnMut(&str)) {
///         hide(self.0.expose());
///     }
/// }
/// ```
pub trait Credential: Send + Sync + 'static {
    /// Signs one attempt. The client calls this for each attempt.
    ///
    /// # Errors
    ///
    /// If the credential is unusable, for example because its key is empty. Nothing is sent then.
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()>;

    /// Calls `hide` with each secret, so no error ever shows it.
    fn secrets(&self, hide: &mut dyn FnMut(&str));

    /// Prepares the material that one call is signed with, immediately if that needs no I/O.
    ///
    /// An attempt is signed with this material even if the credential changes in the meantime. After
    /// a wait, the next attempt gets newly prepared material.
    fn prepare(&self, now: SystemTime) -> Prepared<'_> {
        let _ = now;
        Prepared::Now(SigningMaterial::default())
    }

    /// Reports that a call signed with `material` succeeded.
    fn accepted(&self, material: &SigningMaterial) {
        let _ = material;
    }

    /// Reports that a call signed with `material` failed with `error`.
    fn refused(&self, material: &SigningMaterial, error: &Error) {
        let _ = (material, error);
    }

    /// Returns what to do if the service refuses the credential without giving a reason.
    fn advice(&self) -> &'static str {
        "check the keys and the clock"
    }

    /// Returns new material if a failed call that was signed with `material` may be sent once more.
    /// The method may [mark](Error::set_needs_sign_in) the error if the person has to sign in.
    fn renew<'a>(
        &'a self,
        material: &'a SigningMaterial,
        error: &mut Error,
    ) -> Option<Preparing<'a>> {
        let _ = (material, error);
        None
    }

    /// Returns the base URL of this credential's server if only the caller knows it, such as the URL
    /// of a project.
    fn base_url(&self) -> Option<String> {
        None
    }
}

/// An attempt that is being signed: method, URL, time and headers.
pub struct Attempt<'a> {
    pub(crate) method: &'a Method,
    pub(crate) url: &'a str,
    pub(crate) now: i64,
    /// Whether the credential has read the time.
    pub(crate) timed: &'a mut bool,
    pub(crate) material: &'a SigningMaterial,
    pub(crate) headers: &'a mut HeaderMap,
    pub(crate) hidden: &'a mut Vec<Secret>,
}

impl<'a> Attempt<'a> {
    /// Returns the method.
    pub fn method(&self) -> &Method {
        self.method
    }

    /// Returns the whole URL.
    pub fn url(&self) -> &str {
        self.url
    }

    /// Returns the time in seconds since 1970, from the client's clock. If a server has refused a
    /// signature because of its time, the clock is corrected for that server. Reading the time marks
    /// the signature as time-dependent.
    pub fn now(&mut self) -> i64 {
        *self.timed = true;
        self.now
    }

    /// Returns the material that [`Credential::prepare`] returned for this call.
    pub fn signing_material(&self) -> &'a SigningMaterial {
        self.material
    }

    /// Sets a header whose value is secret.
    ///
    /// # Errors
    ///
    /// If the name or the value is not allowed in a header.
    pub fn header(&mut self, name: &str, value: &str) -> Result<()> {
        let name = HeaderName::try_from(name)
            .map_err(|_| Error::credential(format!("`{name}` is not a valid header name")))?;
        self.set(name, value, value)
    }

    /// Sets `Authorization: <scheme> <token>`.
    ///
    /// # Errors
    ///
    /// If the scheme or the token is not allowed in a header.
    pub fn authorization(&mut self, scheme: &str, token: &str) -> Result<()> {
        if scheme.is_empty()
            || !scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            return Err(Error::credential(
                "the scheme of `Authorization` must be a single word, such as `Bearer`",
            ));
        }
        self.set(AUTHORIZATION, &format!("{scheme} {token}"), token)
    }

    /// Signs the attempt as a spec describes. The derive calls it.
    ///
    /// # Errors
    ///
    /// If a field is empty or padded, or the token cannot be signed.
    pub fn apply(&mut self, spec: &CredentialSpec, fields: &[Field<'_>]) -> Result<()> {
        check(fields)?;
        spec.apply(self, fields)
    }

    fn set(&mut self, name: HeaderName, value: &str, secret: &str) -> Result<()> {
        let visible = value.bytes().all(|b| (0x20..0x7f).contains(&b));
        let value = visible.then(|| HeaderValue::from_str(value).ok()).flatten();
        let Some(mut value) = value else {
            return Err(Error::credential(format!(
                "the value of the header `{name}` contains a character that is not printable ASCII; \
                 look for quotes or letters that were copied along with the key"
            )));
        };
        value.set_sensitive(true);
        self.hidden.push(Secret::from(secret));
        self.headers.insert(name, value);
        Ok(())
    }
}

impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path may contain a secret, and the headers do contain one.
        f.debug_struct("Attempt")
            .field("method", self.method)
            .field("server", &origin(self.url))
            .field("headers", &self.headers.len())
            .finish_non_exhaustive()
    }
}

impl CredentialType {
    /// Returns the type `C`.
    pub const fn of<C: Credential>() -> Self {
        Self::of_type::<C>()
    }
}
