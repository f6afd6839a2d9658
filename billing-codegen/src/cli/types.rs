//! `billing-codegen types`: prints the types of one schema.

use std::path::{Path, PathBuf};

use crate::generator;
use crate::pipeline::TypesOptions;
use crate::source::Input;

use super::{Failure, format, print, warn};

pub(super) fn run(schema: PathBuf, deny: bool, options: &TypesOptions) -> Result<(), Failure> {
    let (text, warnings) = generator::types(&Input::Schema(schema), options)?;
    if deny {
        warnings.denied()?;
    }
    warn(&warnings);
    print(&format::rustfmt(&text, Path::new(".")))
}

/// Parses `POINTER=NAME`.
pub(super) fn rename(text: &str) -> Result<(String, String), String> {
    let parts = text
        .rsplit_once('=')
        .filter(|(pointer, name)| !pointer.is_empty() && !name.is_empty());
    let usage = "write POINTER=NAME, such as #/definitions/stored=Client";
    let (pointer, name) = parts.ok_or(usage)?;
    Ok((pointer.to_owned(), name.to_owned()))
}
