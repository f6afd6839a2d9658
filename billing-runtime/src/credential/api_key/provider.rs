//! Provides a key: from a value, a variable or a file.

use std::env::VarError;
use std::fs;
use std::path::PathBuf;

use crate::credential::check::checked;
use crate::credential::field::Field;
use crate::secret::Secret;
use crate::{Error, Result};

/// Where a key comes from.
pub(super) enum KeyProvider {
    /// A value from the caller.
    Value,
    /// An environment variable.
    Env(String),
    /// A file.
    File(PathBuf),
}

impl KeyProvider {
    /// Reads and checks the key. Errors name the variable or file and never show the key.
    pub(super) fn read(&self) -> Result<Secret> {
        match self {
            Self::Value => Err(Error::credential("the API key was given as a value")),
            Self::Env(variable) => from_env(variable),
            Self::File(path) => from_file(path),
        }
    }
}

fn from_env(variable: &str) -> Result<Secret> {
    let key = match std::env::var(variable) {
        Ok(text) => Secret::from(text),
        Err(VarError::NotPresent) => {
            return Err(Error::credential(format!(
                "the environment variable `{variable}` is not set; set it to the API key"
            )));
        }
        Err(VarError::NotUnicode(_)) => {
            return Err(Error::credential(format!(
                "the environment variable `{variable}` is not valid UTF-8"
            )));
        }
    };
    check_key(&key, variable)?;
    Ok(key)
}

fn from_file(path: &PathBuf) -> Result<Secret> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| {
        Error::credential(format!("the key file `{shown}` cannot be read: {error}"))
    })?;
    let key = String::from_utf8(bytes)
        .map(Secret::from)
        .map_err(|_| Error::credential(format!("the key file `{shown}` is not valid UTF-8")))?;
    if key.expose().ends_with(['\n', '\r']) {
        return Err(Error::credential(format!(
            "the key file `{shown}` ends with a line break, which editors and `echo` add; \
             write it without one: `printf %s \"$KEY\" > '{shown}'`"
        )));
    }
    check_key(&key, &shown.to_string())?;
    Ok(key)
}

/// Refuses an unusable key. `label` is the name that the user knows.
pub(super) fn check_key(key: &Secret, label: &str) -> Result<()> {
    let field = Field {
        name: "",
        text: key.expose(),
        secret: true,
    };
    checked(&field, label)
}
