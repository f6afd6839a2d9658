//! Errors of the file system, with the path.

use std::io;
use std::path::Path;

use crate::session::store::StoreError;

/// Reports that an operation on a file or folder failed, such as `the file … could not be read`.
pub(super) fn io_error(what: &str, path: &Path, done: &str, error: io::Error) -> StoreError {
    let message = format!("{what} `{}` could not be {done}", path.display());
    StoreError::new(message).caused_by(error)
}
