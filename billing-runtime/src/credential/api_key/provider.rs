//! Where a key comes from, and may come from again.

use std::env::VarError;
use std::fs;
use std::path::PathBuf;

use crate::credential::Field;
use crate::credential::check::checked;
use crate::{Error, Result, Secret};

pub(super) enum KeyProvider {
    /// The caller gave it.
    Value,
    /// The variable of this name.
    Env(String),
    File(PathBuf),
}

impl KeyProvider {
    /// Reads a key that can be used; errors name the place and never show the text.
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
                "the environment variable `{variable}` is not UTF-8 text"
            )));
        }
    };
    usable(&key, variable)?;
    Ok(key)
}

fn from_file(path: &PathBuf) -> Result<Secret> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| {
        Error::credential(format!("the key file `{shown}` cannot be read: {error}"))
    })?;
    let key = String::from_utf8(bytes)
        .map(Secret::from)
        .map_err(|_| Error::credential(format!("the key file `{shown}` is not UTF-8 text")))?;
    if key.expose().ends_with(['\n', '\r']) {
        return Err(Error::credential(format!(
            "the key file `{shown}` ends with a line break, as editors and `echo` write it; \
             write it without one: `printf %s \"$KEY\" > '{shown}'`"
        )));
    }
    usable(&key, &shown.to_string())?;
    Ok(key)
}

/// Refuses what cannot be meant as a key; `label` is what the user calls it.
pub(super) fn usable(key: &Secret, label: &str) -> Result<()> {
    let field = Field {
        name: "",
        text: key.expose(),
        secret: true,
    };
    checked(&field, label)
}
