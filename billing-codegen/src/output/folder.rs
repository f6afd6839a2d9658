//! Reads an output folder: its manifest, the files at the paths of a tree, and other Rust files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::report::Report;

use super::disk::{self, Found};
use super::manifest::{self, Manifest};
use super::{SourceTree, refused};

/// The state of an output folder that is relevant to one tree.
pub(super) struct Folder {
    path: PathBuf,
    /// The manifest, if this generator wrote one.
    pub(super) manifest: Option<Manifest>,
    /// Whether something else is at the path of the manifest.
    pub(super) occupied: bool,
    /// What is at each path of the tree and of the manifest.
    pub(super) found: BTreeMap<String, Found>,
    /// Rust files in the same folders that do not belong to the tree.
    pub(super) beside: BTreeSet<String>,
    /// Folders in which nothing may be changed.
    pub(super) closed: BTreeMap<String, Closed>,
}

/// Why nothing may be changed in a folder below the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// It is a link, or not a folder.
    NoFolder,
    /// It has its own manifest.
    OtherTree,
}

impl Folder {
    /// Reads everything that writing a tree would touch; changes nothing.
    pub(super) fn read(path: &Path, tree: &SourceTree) -> Result<Self, Report> {
        let at = path.join(manifest::NAME);
        let place = look(&at)?;
        let (manifest, occupied) = match &place {
            Found::Nothing => (None, false),
            Found::Text(text) => match Manifest::parse(text) {
                Some(manifest) => (Some(manifest), false),
                None => (None, true),
            },
            Found::Link | Found::Other => (None, true),
        };
        let mut folder = Self {
            path: path.to_owned(),
            manifest,
            occupied,
            found: BTreeMap::new(),
            beside: BTreeSet::new(),
            closed: BTreeMap::new(),
        };
        let listed = folder.manifest.iter().flat_map(|manifest| &manifest.files);
        let names: BTreeSet<String> = listed.cloned().chain(tree.files.keys().cloned()).collect();
        let inner: BTreeSet<&str> = names
            .iter()
            .flat_map(|name| disk::folders_of(name))
            .collect();
        for inner in inner {
            folder.close(inner)?;
        }
        for name in &names {
            if folder.closed_by(name).is_none() {
                let found = look(&path.join(name))?;
                folder.found.insert(name.clone(), found);
            }
        }
        for inner in folder.folders() {
            let within = path.join(&inner);
            let files = disk::rust_files(&within);
            for file in files.map_err(|error| refused("read the folder", &within, &error))? {
                let name = match inner.is_empty() {
                    true => file,
                    false => format!("{inner}/{file}"),
                };
                if !tree.files.contains_key(&name) {
                    folder.beside.insert(name);
                }
            }
        }
        Ok(folder)
    }

    /// Returns the folders of the paths in `found`. The output folder itself has an empty name.
    pub(super) fn folders(&self) -> BTreeSet<String> {
        let names = self.found.keys();
        let inner = names
            .flat_map(|name| disk::folders_of(name))
            .map(str::to_owned);
        inner.chain([String::new()]).collect()
    }

    /// Returns the closed folder that a file is in, if any.
    pub(super) fn closed_by<'n>(&self, name: &'n str) -> Option<(&'n str, Closed)> {
        disk::folders_of(name).find_map(|inner| Some((inner, *self.closed.get(inner)?)))
    }

    fn close(&mut self, inner: &str) -> Result<(), Report> {
        let at = self.path.join(inner);
        let kind = std::fs::symlink_metadata(&at);
        let closed = match kind {
            Ok(kind) if !kind.is_dir() => Some(Closed::NoFolder),
            Ok(_) => {
                let own = look(&at.join(manifest::NAME))?;
                (!matches!(own, Found::Nothing)).then_some(Closed::OtherTree)
            }
            Err(error) if disk::is_absent(&error) => None,
            Err(error) => return Err(refused("read", &at, &error)),
        };
        if let Some(closed) = closed {
            self.closed.insert(inner.to_owned(), closed);
        }
        Ok(())
    }
}

fn look(path: &Path) -> Result<Found, Report> {
    disk::look(path).map_err(|error| refused("read", path, &error))
}
