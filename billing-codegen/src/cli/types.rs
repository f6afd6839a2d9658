//! `billing-codegen types`

use std::path::{Path, PathBuf};

use crate::generator;
use crate::pipeline::TypesOptions;
use crate::source::Input;

use super::{Failure, format, print, warn};

pub(super) fn run(schema: PathBuf, options: &TypesOptions) -> Result<(), Failure> {
    let (text, warnings) = generator::types(&Input::Schema(schema), options)?;
    warn(&warnings);
    print(&format::rustfmt(&text, Path::new(".")))
}
