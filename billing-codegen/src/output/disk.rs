//! Accesses files on the disk: does not follow links, writes by renaming, and locks folders against other runs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The prefix of the names of temporary files. A run that is killed leaves such files behind.
const UNFINISHED: &str = ".billing-codegen-";

/// What is at a path.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A plain file with its content.
    Text(String),
    /// A symbolic link, wherever it leads.
    Link,
    /// A folder, or something else that is not a plain file.
    Other,
}

/// Returns what is at a path, without following a link at its end.
pub(super) fn look(path: &Path) -> io::Result<Found> {
    let kind = match fs::symlink_metadata(path) {
        Ok(kind) => kind,
        Err(error) if is_absent(&error) => return Ok(Found::Nothing),
        Err(error) => return Err(error),
    };
    Ok(match kind.file_type() {
        kind if kind.is_symlink() => Found::Link,
        kind if kind.is_file() => Found::Text(text(path)?),
        _ => Found::Other,
    })
}

/// Returns whether an error means that nothing exists at a path, as for a path below a file.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Reads a file. Replaces bytes that are not UTF-8: such a file differs from every generated file anyway.
fn text(path: &Path) -> io::Result<String> {
    Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned())
}

/// Returns whether a path with forward slashes is below its folder on every system: no root, no `..`, no drive.
pub(super) fn is_plain(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    let normal = parts.all(|part| matches!(part, Component::Normal(_)));
    normal && !path.is_empty() && !path.ends_with('/') && !path.contains(['\\', ':', '\n', '\r'])
}

/// Returns the folders between an output folder and a plain path below it.
pub(super) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Returns the names of the Rust files directly in a folder; none if the folder does not exist.
pub(super) fn rust_files(folder: &Path) -> io::Result<Vec<String>> {
    let named = |name: &str| name.ends_with(".rs") && !name.starts_with('.');
    files(folder, named)
}

/// Removes the temporary files that killed runs left behind in a folder.
pub(super) fn tidy(folder: &Path) -> io::Result<()> {
    for name in files(folder, |name| name.starts_with(UNFINISHED))? {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string()
            && wanted(&name)
            && entry.file_type()?.is_file()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Locks a folder against other runs until the returned file is dropped. Returns `None` if the system cannot lock
/// folders.
///
/// The system also releases the lock when the process ends for any reason.
pub(super) fn lock(folder: &Path) -> Option<File> {
    let file = File::open(folder).ok()?;
    file.lock().ok()?;
    Some(file)
}

/// Writes a temporary file and renames it, so that no reader ever sees a half-written file.
pub(super) fn replace(target: &Path, text: &str) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let (beside, mut file) = unfinished(folder)?;
    let written = file.write_all(text.as_bytes());
    drop(file);
    let result = written.and_then(|()| fs::rename(&beside, target));
    if result.is_err() {
        // The first error is reported; a leftover temporary file does no harm.
        let _ = fs::remove_file(&beside);
    }
    result
}

/// Creates a temporary file with a name that no other process uses.
fn unfinished(folder: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{UNFINISHED}{}-{count}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other.map(|file| (path, file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_stay_below_their_folder() {
        for good in ["mod.rs", "a/b.rs", "..a.rs"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in [
            "",
            "/",
            "/etc/x.rs",
            "../x.rs",
            "a/../x.rs",
            "a/",
            "C:/x.rs",
            "a\\b.rs",
            "./x\n.rs",
        ] {
            assert!(!is_plain(bad), "{bad}");
        }
        assert_eq!(folders_of("a/b/c.rs").collect::<Vec<_>>(), ["a", "a/b"]);
    }
}
