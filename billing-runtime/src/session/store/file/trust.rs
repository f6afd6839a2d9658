//! Refuses folders and files that other users own, read or write.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::disk::failed;
use crate::session::store::StoreError;

/// Whether there is a folder; one where others may put files is an error. A link to a folder is
/// followed, and the folder behind it is judged.
pub(super) fn folder(path: &Path) -> Result<bool, StoreError> {
    let about = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        about => about.map_err(|e| failed("the folder", path, "read", e))?,
    };
    if let Some(owner) = stranger(&about).map_err(|e| failed("the folder", path, "read", e))? {
        return Err(StoreError::new(format!(
            "the folder `{}` belongs to another user ({owner}), who may put files into it; choose \
             a folder that belongs to the user who runs this program",
            path.display()
        )));
    }
    if mode(&about) & 0o022 != 0 {
        return Err(StoreError::new(format!(
            "other users may write into the folder `{0}`, so its tokens are not safe; \
             run `chmod 700 '{0}'`",
            path.display()
        )));
    }
    Ok(true)
}

/// Whether there is a file; a link, a folder or a pipe of that name is an error.
pub(super) fn plain(path: &Path) -> Result<bool, StoreError> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_file() => Ok(true),
        Ok(_) => Err(StoreError::new(format!(
            "`{}` is a link, a folder or a device where a file should be; find out who put it \
             there and remove it",
            path.display()
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed("the file", path, "read", error)),
    }
}

/// Refuses an open file that another user owns, or that others may read or write.
pub(super) fn file(path: &Path, file: &fs::File) -> Result<(), StoreError> {
    let failed = |e| failed("the file", path, "read", e);
    let about = file.metadata().map_err(failed)?;
    if let Some(owner) = stranger(&about).map_err(failed)? {
        return Err(StoreError::new(format!(
            "the file `{}` belongs to another user ({owner}), who may read and change it; find \
             out who put it there and remove it",
            path.display()
        )));
    }
    if mode(&about) & 0o077 != 0 {
        return Err(StoreError::new(format!(
            "other users may read or write `{0}`; end this session if they should not have, \
             then run `chmod 600 '{0}'`",
            path.display()
        )));
    }
    Ok(())
}

/// The owner, where that is neither the user of this process nor the superuser, who may do
/// everything anyway.
#[cfg(unix)]
fn stranger(about: &Metadata) -> io::Result<Option<String>> {
    use std::os::unix::fs::MetadataExt;

    let owner = about.uid();
    Ok((owner != 0 && owner != user()?).then(|| format!("user id {owner}")))
}

/// The effective user of this process. The standard library does not tell it, but a pipe belongs
/// to whoever makes it.
#[cfg(unix)]
fn user() -> io::Result<u32> {
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::MetadataExt;

    let (reader, _writer) = io::pipe()?;
    Ok(fs::File::from(OwnedFd::from(reader)).metadata()?.uid())
}

#[cfg(unix)]
fn mode(about: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions())
}

/// Elsewhere the folder of the user has the owner and the permissions that a file takes over.
#[cfg(not(unix))]
fn stranger(_: &Metadata) -> io::Result<Option<String>> {
    Ok(None)
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> u32 {
    0
}
