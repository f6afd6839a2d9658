//! Refuses folders and files that other users own or may access.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::io_error::io_error;
use crate::session::store::StoreError;

/// Returns true if the folder exists. Fails if another user owns it or may write to it. Follows a link and
/// checks its target.
pub(super) fn folder(path: &Path) -> Result<bool, StoreError> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        metadata => metadata.map_err(|e| io_error("the folder", path, "read", e))?,
    };
    if let Some(owner) =
        foreign_owner(&metadata).map_err(|e| io_error("the folder", path, "read", e))?
    {
        return Err(StoreError::new(format!(
            "the folder `{}` belongs to another user ({owner}), who can write files into it; use \
             a folder that belongs to the user who runs this program",
            path.display()
        )));
    }
    if mode(&metadata) & 0o022 != 0 {
        return Err(StoreError::new(format!(
            "other users may write into the folder `{0}`, so its tokens are not safe; \
             run `chmod 700 '{0}'`",
            path.display()
        )));
    }
    Ok(true)
}

/// Returns true if the file exists. Fails if it is a link, a folder or a device.
pub(super) fn is_regular_file(path: &Path) -> Result<bool, StoreError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(true),
        Ok(_) => Err(StoreError::new(format!(
            "`{}` is a link, a folder or a device instead of a file; find out who created it, and \
             remove it",
            path.display()
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io_error("the file", path, "read", error)),
    }
}

/// Refuses an open file that another user owns or that others may read or write.
pub(super) fn file(path: &Path, file: &fs::File) -> Result<(), StoreError> {
    let failed = |e| io_error("the file", path, "read", e);
    let metadata = file.metadata().map_err(failed)?;
    if let Some(owner) = foreign_owner(&metadata).map_err(failed)? {
        return Err(StoreError::new(format!(
            "the file `{}` belongs to another user ({owner}), who can read and change it; find \
             out who created it, and remove it",
            path.display()
        )));
    }
    if mode(&metadata) & 0o077 != 0 {
        return Err(StoreError::new(format!(
            "other users may read or write `{0}`; if they should not have, sign out, then run \
             `chmod 600 '{0}'`",
            path.display()
        )));
    }
    Ok(())
}

/// Returns the owner unless it is the user of this process or the superuser, who can access
/// everything anyway.
#[cfg(unix)]
fn foreign_owner(metadata: &Metadata) -> io::Result<Option<String>> {
    use std::os::unix::fs::MetadataExt;

    let owner = metadata.uid();
    Ok((owner != 0 && owner != user()?).then(|| format!("user id {owner}")))
}

/// Returns the effective user of this process. The standard library has no function for that, but a
/// pipe belongs to the user who creates it.
#[cfg(unix)]
fn user() -> io::Result<u32> {
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::MetadataExt;

    let (reader, _writer) = io::pipe()?;
    Ok(fs::File::from(OwnedFd::from(reader)).metadata()?.uid())
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions())
}

/// Returns `None`: on other systems, a file inherits its owner and permissions from the user's
/// folder.
#[cfg(not(unix))]
fn foreign_owner(_: &Metadata) -> io::Result<Option<String>> {
    Ok(None)
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> u32 {
    0
}
