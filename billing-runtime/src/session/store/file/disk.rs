//! Files that only their owner reads, and that are never half written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::trust::{self, plain};
use crate::session::store::StoreError;

/// No tokens are this large; whatever is was not written here.
const LARGEST: u64 = 16 << 20;

/// How long somebody may do what takes a few milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the folder, for its owner alone, and refuses one where others may put files.
pub(super) fn folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|e| failed("the folder", path, "made", e))?;
    trust::folder(path)?;
    Ok(())
}

/// Takes a lock that ends with the process, whatever ends the process. Dropping it ends it too.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let failed = |e| failed("the file", path, "locked", e);
    plain(path)?;
    let mut options = owned();
    options.truncate(false).create(true);
    let file = options.open(path).map_err(failed)?;
    trust::file(path, &file)?;
    let begun = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::unreachable(format!(
                    "another process has held the lock `{}` for {PATIENCE:?}; \
                     look for one that was stopped and not ended",
                    path.display()
                )));
            }
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Err(StoreError::new(format!(
                    "the file system of `{}` has no locks; keep tokens in a local folder",
                    path.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(5));
    }
}

/// Reads a file that nobody else can read; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    if !plain(path)? {
        return Ok(None);
    }
    let failed = |e| failed("the file", path, "read", e);
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file.map_err(failed)?,
    };
    trust::file(path, &file)?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}

/// Puts a file in the place of another one: whoever reads finds the old text or the new one. On a
/// full disk the text goes into the space that the old one has, since tokens that are used up and
/// still kept would end the session of everybody who shares them.
///
/// Its caller holds the lock, so a temporary file that is there already is what a crash left.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), StoreError> {
    let temporary = with_suffix(path, ".tmp");
    let written = || {
        remove(&temporary)?;
        // A new file: a link that somebody has put there is not followed.
        let mut file = owned().create_new(true).open(&temporary)?;
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
    if full && room(path) >= text.len() as u64 {
        return overwrite(path, text, true);
    }
    Err(failed("the file", path, "written", error))
}

/// Writes into a file itself, which takes no space of the disk where the file is as large already.
/// Who reads meanwhile may find half of the text, and has to look again under the lock.
pub(super) fn overwrite(path: &Path, text: &str, lasting: bool) -> Result<(), StoreError> {
    let failed = |e| failed("the file", path, "written", e);
    plain(path)?;
    let mut options = owned();
    options.truncate(false).create(true);
    let mut file = options.open(path).map_err(failed)?;
    trust::file(path, &file)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.set_len(text.len() as u64).map_err(failed)?;
    if lasting {
        file.sync_all().map_err(failed)?;
    }
    Ok(())
}

/// How many bytes a file holds without asking for more of the disk.
fn room(path: &Path) -> u64 {
    let Ok(about) = fs::symlink_metadata(path) else {
        return 0;
    };
    #[cfg(unix)]
    return 512 * std::os::unix::fs::MetadataExt::blocks(&about);
    #[cfg(not(unix))]
    return about.len();
}

/// Renames a file that cannot be read to the first `….corrupt-N` that is free.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let mut names = (1u32..).map(|n| with_suffix(path, &format!(".corrupt-{n}")));
    let free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    let aside = names.find(free).unwrap_or_else(|| path.to_owned());
    fs::rename(path, &aside).map_err(|e| failed("the file", path, "renamed", e))?;
    Ok(aside)
}

/// Removes every file of the folder whose name `matches`. One that stays does not save the others.
pub(super) fn remove_all(folder: &Path, matches: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    let failed = |e| failed("the folder", folder, "cleared", e);
    let mut outcome = Ok(());
    for file in fs::read_dir(folder).map_err(failed)? {
        let file = file.map_err(failed)?;
        if file.file_name().to_str().is_some_and(&matches)
            && let Err(error) = remove(&file.path())
        {
            outcome = Err(self::failed("the file", &file.path(), "removed", error));
        }
    }
    sync_folder(&folder.join("-"));
    outcome
}

/// Removes a file; one that is not there is as good as removed.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn owned() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a rename last through a power cut, where a folder can be opened for that.
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

pub(super) fn failed(what: &str, path: &Path, done: &str, error: io::Error) -> StoreError {
    let message = format!("{what} `{}` could not be {done}", path.display());
    StoreError::new(message).caused_by(error)
}
