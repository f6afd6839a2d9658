//! Secrets: strings that are never shown.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A key, password or token. `Debug` hides it, and it is wiped from memory when dropped.
///
/// Its JSON is a string, so members of requests and responses can be secrets too.
///
/// ```
/// # use billing_runtime::types::Secret;
/// let key = Secret::from("do-not-print");
/// assert_eq!(format!("{key:?}"), "Secret(***)");
/// assert_eq!(key.expose(), "do-not-print");
/// ```
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// Returns the string.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(SecretString::from(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(SecretString::from(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
