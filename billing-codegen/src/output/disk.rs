//! Files on the disk: written by renaming, deleted only where they are ours.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::report::{Code, Report};
use crate::source::shown;

use super::{HEADER, SourceTree};

/// What writing has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files that are new or changed.
    pub written: Vec<String>,
    /// The files that were deleted.
    pub deleted: Vec<String>,
}

pub(super) fn write(tree: &SourceTree, folder: &Path) -> Result<Written, Report> {
    let mut done = Written::default();
    fs::create_dir_all(folder).map_err(|error| refused("create the folder", folder, &error))?;
    let there = rust_files(folder)?;
    for (path, text) in tree.iter() {
        if there.get(path).is_some_and(|found| found == text) {
            continue;
        }
        let target = folder.join(path);
        replace(&target, text).map_err(|error| refused("write", &target, &error))?;
        done.written.push(path.to_owned());
    }
    for (path, text) in &there {
        let stale = tree.get(path).is_none() && tree.iter().any(|(_, new)| same_source(text, new));
        if stale {
            let target = folder.join(path);
            fs::remove_file(&target).map_err(|error| refused("delete", &target, &error))?;
            done.deleted.push(path.clone());
        }
    }
    Ok(done)
}

/// Whether two generated files come from the same input, whatever the version.
fn same_source(one: &str, two: &str) -> bool {
    let source = |text: &str| {
        let line = text.strip_prefix(HEADER)?.lines().next()?;
        let (_, from) = line.split_once(" from ")?;
        Some(from.to_owned())
    };
    source(one).is_some_and(|one| Some(one) == source(two))
}

/// Writes beside the file and renames, so that nobody ever sees half of it.
fn replace(target: &Path, text: &str) -> io::Result<()> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.{}.{count}", std::process::id()));
    let result = fs::write(&beside, text).and_then(|()| fs::rename(&beside, target));
    if result.is_err() {
        // The first error is the one to tell; the rest of a failed write is only litter.
        let _ = fs::remove_file(&beside);
    }
    result
}

/// Reads every Rust file below a folder, by its path with forward slashes; none where there is no folder.
pub(super) fn rust_files(folder: &Path) -> Result<BTreeMap<String, String>, Report> {
    let mut found = BTreeMap::new();
    let mut open: Vec<(PathBuf, String)> = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(refused("read the folder", &folder, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| refused("read the folder", &folder, &error))?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry
                .file_type()
                .map_err(|error| refused("read", &path, &error))?;
            if kind.is_dir() && !name.starts_with('.') {
                open.push((path, format!("{prefix}{name}/")));
            } else if kind.is_file() && name.ends_with(".rs") && !name.starts_with('.') {
                let bytes = fs::read(&path).map_err(|error| refused("read", &path, &error))?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                found.insert(format!("{prefix}{name}"), text);
            }
        }
    }
    Ok(found)
}

fn refused(verb: &str, path: &Path, error: &io::Error) -> Report {
    let message = format!("cannot {verb} `{}`: {error}", shown(path));
    Report::plain(Code::Output, message)
}
