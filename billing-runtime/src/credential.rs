//! What proves who calls: signed anew for each attempt, never shown.

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

use crate::server::origin;
use crate::{Error, Result, Secret};

pub use crate::credential_kind::CredentialKind;
pub use address::base_url;
pub use api_key::{ApiKey, ApiKeyKind, ApiKeySpec};
pub use backend::Algorithm;
pub use check::check;
pub use env::Env;
pub use field::{Field, FieldType, LiteralOrField, hide};
pub use jwt::{Claim, ClaimValue};
pub use prepared::{Prepared, Preparing, SigningMaterial};
pub use spec::CredentialSpec;

/// Signs the attempts of a client.
///
/// [`derive(Credential)`](macro@crate::Credential) writes it for keys, bearer tokens and signed
/// tokens. By hand:
///
/// ```
/// use billing_runtime::credential::{Attempt, Credential};
/// use billing_runtime::{Result, Secret};
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
    /// Adds to one attempt what proves the caller; called again for each attempt.
    ///
    /// # Errors
    ///
    /// When the credential cannot be used, such as an empty key; then nothing is sent.
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()>;

    /// Calls `hide` with each secret text, so that no error ever repeats it.
    fn secrets(&self, hide: &mut dyn FnMut(&str));

    /// Makes ready what one call is signed with; at once where that needs no I/O.
    ///
    /// An attempt is signed with what this gives, whatever happens to the credential in the meantime;
    /// one that follows a wait asks again.
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

    /// Says what to do where the service refuses the credential and does not say why.
    fn advice(&self) -> &'static str {
        "check the keys and the clock"
    }

    /// Returns a future of new material if a call that was signed with `material` and failed may
    /// be sent once more with it; may [say](Error::set_needs_sign_in) that signing in is due.
    fn renew<'a>(
        &'a self,
        material: &'a SigningMaterial,
        error: &mut Error,
    ) -> Option<Preparing<'a>> {
        let _ = (material, error);
        None
    }

    /// Returns the base URL of the server that this credential is for, where only the caller knows
    /// it, such as the URL of a project.
    fn base_url(&self) -> Option<String> {
        None
    }
}

/// One attempt that is being signed: what is known about it, and its headers.
pub struct Attempt<'a> {
    pub(crate) method: &'a Method,
    pub(crate) url: &'a str,
    pub(crate) now: i64,
    /// Set when somebody asks for the time.
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

    /// Returns the time in seconds since 1970: of the client's clock, corrected for a server that
    /// refused a signature for it. Whoever asks says that the signature depends on the time.
    pub fn now(&mut self) -> i64 {
        *self.timed = true;
        self.now
    }

    /// Returns what [`Credential::prepare`] gave for this call.
    pub fn signing_material(&self) -> &'a SigningMaterial {
        self.material
    }

    /// Sets a header whose value is secret.
    ///
    /// # Errors
    ///
    /// When the name or the value cannot stand in a header.
    pub fn header(&mut self, name: &str, value: &str) -> Result<()> {
        let name = HeaderName::try_from(name)
            .map_err(|_| Error::credential(format!("`{name}` cannot be the name of a header")))?;
        self.set(name, value, value)
    }

    /// Sets `Authorization: <scheme> <token>`.
    ///
    /// # Errors
    ///
    /// When the scheme or the token cannot stand in a header.
    pub fn authorization(&mut self, scheme: &str, token: &str) -> Result<()> {
        if scheme.is_empty()
            || !scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            return Err(Error::credential(
                "the scheme of `Authorization` must be one word, such as `Bearer`",
            ));
        }
        self.set(AUTHORIZATION, &format!("{scheme} {token}"), token)
    }

    /// Signs as a static description says; what the derive calls.
    ///
    /// # Errors
    ///
    /// When a field is empty or padded, or the token cannot be signed.
    pub fn apply(&mut self, spec: &CredentialSpec, fields: &[Field<'_>]) -> Result<()> {
        check(fields)?;
        spec.apply(self, fields)
    }

    fn set(&mut self, name: HeaderName, value: &str, secret: &str) -> Result<()> {
        let visible = value.bytes().all(|b| (0x20..0x7f).contains(&b));
        let value = visible.then(|| HeaderValue::from_str(value).ok()).flatten();
        let Some(mut value) = value else {
            return Err(Error::credential(format!(
                "what goes into the header `{name}` holds a character other than printable ASCII; \
                 look for quotes or letters that came along when the key was copied"
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
        // A path may hold a secret, and what stands in headers is one.
        f.debug_struct("Attempt")
            .field("method", self.method)
            .field("server", &origin(self.url))
            .field("headers", &self.headers.len())
            .finish_non_exhaustive()
    }
}

impl CredentialKind {
    /// Returns the kind of `C`.
    pub const fn of<C: Credential>() -> Self {
        Self::of_type::<C>()
    }
}
