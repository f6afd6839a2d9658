//! Reads and writes files that only their owner can read, and never leaves them half written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::io_error::io_error;
use super::permissions::{self, is_regular_file};
use crate::session::store::StoreError;

/// The largest file that is read. This store does not write larger ones.
const MAX_BYTES: u64 = 16 << 20;

/// How long to wait for a lock; its holder needs it for a few milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// Creates the folder so that only its owner can access it. Refuses one that others may write to.
pub(super) fn create_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|e| io_error("the folder", path, "created", e))?;
    permissions::folder(path)?;
    Ok(())
}

/// Acquires a lock, which is released when it is dropped or the process ends.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let failed = |e| io_error("the file", path, "locked", e);
    is_regular_file(path)?;
    let mut options = owner_only();
    options.truncate(false).create(true);
    let file = options.open(path).map_err(failed)?;
    permissions::file(path, &file)?;
    let begun = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < LOCK_TIMEOUT => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::unreachable(format!(
                    "another process has held the lock `{}` for {LOCK_TIMEOUT:?}; \
                     look for a process that is suspended",
                    path.display()
                )));
            }
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Err(StoreError::new(format!(
                    "the file system of `{}` does not support locks; use a local folder",
                    path.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(5));
    }
}

/// Reads a file that only its owner can read. Returns `None` if it does not exist.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    if !is_regular_file(path)? {
        return Ok(None);
    }
    let failed = |e| io_error("the file", path, "read", e);
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file.map_err(failed)?,
    };
    permissions::file(path, &file)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(Some(bytes))
}

/// Replaces a file atomically: a reader finds either the old text or the new one. On a full disk, overwrites
/// the old text in place: if used-up tokens stayed in the store, using them would end the session for everybody
/// who shares it.
///
/// The caller holds the lock, so an existing temporary file is left over from a crash.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), StoreError> {
    let temporary = with_suffix(path, ".tmp");
    let written = || {
        remove(&temporary)?;
        // `create_new` does not follow a link that somebody has put there.
        let mut file = owner_only().create_new(true).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, path)
    };
    let Err(error) = written() else {
        sync_folder(path);
        return Ok(());
    };
    let _ = remove(&temporary);
    let full = matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    );
    if full && allocated(path) >= text.len() as u64 {
        return overwrite(path, text, true);
    }
    Err(io_error("the file", path, "written", error))
}

/// Overwrites a file in place, which needs no more disk space if the file is already large enough.
/// A concurrent reader may find only part of the text, and must then read again under the lock.
pub(super) fn overwrite(path: &Path, text: &str, sync: bool) -> Result<(), StoreError> {
    let failed = |e| io_error("the file", path, "written", e);
    is_regular_file(path)?;
    let mut options = owner_only();
    options.truncate(false).create(true);
    let mut file = options.open(path).map_err(failed)?;
    permissions::file(path, &file)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.set_len(text.len() as u64).map_err(failed)?;
    if sync {
        file.sync_all().map_err(failed)?;
    }
    Ok(())
}

/// Returns how many bytes on disk are allocated to a file.
fn allocated(path: &Path) -> u64 {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return 0;
    };
    #[cfg(unix)]
    return 512 * std::os::unix::fs::MetadataExt::blocks(&metadata);
    #[cfg(not(unix))]
    return metadata.len();
}

/// Renames a corrupt file to the first free `….corrupt-N`.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let mut names = (1u32..).map(|n| with_suffix(path, &format!(".corrupt-{n}")));
    let free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    let aside = names.find(free).unwrap_or_else(|| path.to_owned());
    fs::rename(path, &aside).map_err(|e| io_error("the file", path, "renamed", e))?;
    Ok(aside)
}

/// Removes every file in the folder whose name `matches` accepts. Continues if one cannot be
/// removed.
pub(super) fn remove_all(folder: &Path, matches: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    let failed = |e| io_error("the folder", folder, "cleared", e);
    let mut outcome = Ok(());
    for file in fs::read_dir(folder).map_err(failed)? {
        let file = file.map_err(failed)?;
        if file.file_name().to_str().is_some_and(&matches)
            && let Err(error) = remove(&file.path())
        {
            outcome = Err(io_error("the file", &file.path(), "removed", error));
        }
    }
    sync_folder(&folder.join("-"));
    outcome
}

/// Removes a file. Succeeds if the file does not exist.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Syncs the folder of a file, if the system can open folders, so that a rename survives a power
/// failure.
fn sync_folder(of: &Path) {
    if let Some(folder) = of.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
