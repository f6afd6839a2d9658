//! Writes a tree to a folder, in an order that is safe even if the process is killed at any moment.
//!
//! First, the manifest is written with the old and new files. Then the new files are written one by one, and the old
//! files are deleted. Last, the manifest is written with the new files alone. So the manifest lists every file that a
//! killed run leaves behind, and the next run finishes the work.

use std::fs;
use std::path::Path;

use crate::report::{Code, Report};
use crate::source::shown;

use super::disk::{self, Found};
use super::folder::{Closed, Folder};
use super::manifest::{self, Manifest};
use super::{HEADER, SourceTree, refused};

/// The result of writing a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files that are new or changed.
    pub written: Vec<String>,
    /// The files that were deleted because they are no longer generated.
    pub deleted: Vec<String>,
    /// Other Rust files in the same folders, which were left alone.
    pub left: Vec<String>,
}

pub(super) fn write(tree: &SourceTree, out: &Path, force: bool) -> Result<Written, Report> {
    if let Some(path) = tree.files.keys().find(|path| !disk::is_plain(path)) {
        let message = format!("`{path}` is not a path below the output folder");
        return Err(Report::plain(Code::Output, message));
    }
    // Other files can be in the way only in an existing folder, so a refused plan leaves no new folder behind.
    fs::create_dir_all(out).map_err(|error| refused("create the folder", out, &error))?;
    let lock = disk::lock(out);
    let plan = Plan::new(tree, out, force)?;
    // Without a lock, another run may be writing a temporary file.
    if lock.is_some() {
        for inner in plan.folder.folders() {
            let within = out.join(inner);
            disk::tidy(&within).map_err(|error| refused("clean up", &within, &error))?;
        }
    }
    plan.carry_out(tree, out)
}

/// The changes to make, all of which are allowed.
struct Plan {
    folder: Folder,
    manifest: Manifest,
    /// Files whose content differs.
    change: Vec<String>,
    /// Files of this client that are no longer generated.
    remove: Vec<String>,
}

impl Plan {
    fn new(tree: &SourceTree, out: &Path, force: bool) -> Result<Self, Report> {
        let folder = Folder::read(out, tree)?;
        let owner = tree.owner.as_ref();
        let manifest = Manifest::new(owner, out, tree.files.keys().map(String::as_str));
        let differs = |(path, text): &(&String, &String)| match folder.found.get(*path) {
            Some(Found::Text(found)) => found != *text,
            _ => true,
        };
        let change = tree.files.iter().filter(differs);
        let change: Vec<String> = change.map(|(path, _)| path.clone()).collect();
        let plan = Self {
            remove: stale(tree, &folder),
            folder,
            manifest,
            change,
        };
        plan.allowed(tree, out, force)?;
        Ok(plan)
    }

    /// Reports everything that must not be overwritten.
    fn allowed(&self, tree: &SourceTree, out: &Path, force: bool) -> Result<(), Report> {
        if !force && let Some(report) = self.other_owner(out) {
            return Err(report);
        }
        let mut problems = Vec::new();
        if self.folder.occupied && !force {
            problems.push(not_ours(out, manifest::NAME));
        }
        for path in &self.change {
            problems.extend(self.problem(path, tree, out, force));
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Report::all(problems)),
        }
    }

    /// Reports a folder that belongs to the client of another API, if that client would lose files.
    fn other_owner(&self, out: &Path) -> Option<Report> {
        let known = self.folder.manifest.as_ref()?;
        if known.is_of(&self.manifest) {
            return None;
        }
        let lost = self
            .change
            .iter()
            .filter(|path| known.files.contains(*path));
        let lost = lost.chain(&self.remove).next()?;
        let mut from = String::new();
        if let Some(Found::Text(text)) = self.folder.found.get(lost)
            && let Some(source) = manifest::source_of(text)
        {
            from = format!(", made from another `{source}`");
        }
        let folder = shown(out);
        let message = format!("`{folder}` holds the client of another API{from}");
        let help = "choose another folder for this one; `--force` (in a program `SourceTree::replace`) gives the folder to this API and deletes what the other one has there";
        Some(Report::plain(Code::Output, message).with_help(help))
    }

    fn problem(&self, path: &str, tree: &SourceTree, out: &Path, force: bool) -> Option<Report> {
        if let Some((inner, why)) = self.folder.closed_by(path) {
            let inner = place(out, inner);
            let message = match why {
                Closed::OtherTree => format!("`{inner}` belongs to the client of another API"),
                Closed::NoFolder => format!("`{inner}` is not a folder, or is a link to one"),
            };
            return Some(Report::plain(Code::Output, message));
        }
        match self.folder.found.get(path)? {
            Found::Nothing => None,
            Found::Other => {
                let message = format!(
                    "`{}` is not a file, so it is not replaced",
                    place(out, path)
                );
                Some(Report::plain(Code::Output, message))
            }
            Found::Link if force => None,
            Found::Link => Some(not_ours(out, path)),
            Found::Text(_) if force => None,
            Found::Text(found) => {
                let ours = self.is_ours(path, found, tree);
                (!ours).then(|| not_ours(out, path))
            }
        }
    }

    /// Returns whether a file was generated for this client.
    ///
    /// A listed file may have been generated by any version and from any input folder. An unlisted file, as in trees of
    /// versions without manifests, must name the same input in its header.
    fn is_ours(&self, path: &str, found: &str, tree: &SourceTree) -> bool {
        let manifest = self.folder.manifest.as_ref();
        let listed = manifest.is_some_and(|manifest| manifest.files.contains(path));
        match manifest::source_of(found) {
            Some(_) if listed => true,
            Some(source) => manifest::sources_of(&tree.files).contains(source),
            // Files without headers are recognized by the manifest alone.
            None => listed && !tree.files[path].starts_with(HEADER),
        }
    }

    fn carry_out(self, tree: &SourceTree, out: &Path) -> Result<Written, Report> {
        let listing = out.join(manifest::NAME);
        let known = self.folder.manifest.as_ref();
        let kept = known.iter().flat_map(|known| &known.files);
        let mut both = self.manifest.clone();
        both.files.extend(kept.cloned());
        if known.is_none_or(|known| *known != both) {
            put(&listing, &both.text())?;
        }
        for path in &self.change {
            put(&out.join(path), &tree.files[path])?;
        }
        for path in &self.remove {
            let target = out.join(path);
            let removed = fs::remove_file(&target);
            removed.map_err(|error| refused("delete", &target, &error).partly())?;
        }
        if both != self.manifest {
            put(&listing, &self.manifest.text())?;
        }
        let beside = self.folder.beside.into_iter();
        Ok(Written {
            left: beside.filter(|path| !self.remove.contains(path)).collect(),
            written: self.change,
            deleted: self.remove,
        })
    }
}

/// Returns the files that the manifest lists and that still have a header, but are no longer generated.
fn stale(tree: &SourceTree, folder: &Folder) -> Vec<String> {
    let listed = folder.manifest.iter().flat_map(|manifest| &manifest.files);
    let headers = tree.files.values().any(|text| text.starts_with(HEADER));
    let ours = |path: &&String| match folder.found.get(*path) {
        Some(Found::Text(text)) => !headers || manifest::source_of(text).is_some(),
        _ => false,
    };
    let gone = listed.filter(|path| !tree.files.contains_key(*path));
    gone.filter(ours).cloned().collect()
}

fn put(target: &Path, text: &str) -> Result<(), Report> {
    disk::replace(target, text).map_err(|error| refused("write", target, &error).partly())
}

/// Returns the path of a file as messages show it.
fn place(out: &Path, path: &str) -> String {
    match shown(out) {
        folder if folder.is_empty() => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

fn not_ours(out: &Path, path: &str) -> Report {
    let name = place(out, path);
    let message = format!("`{name}` exists and was not generated for this client");
    let help = "move it away or choose another folder; `--force` (in a program `SourceTree::replace`) overwrites it";
    Report::plain(Code::Output, message).with_help(help)
}
