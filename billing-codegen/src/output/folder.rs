//! An output folder as it is: its manifest, the files at the places of a tree, and what lies beside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::report::Report;

use super::disk::{self, Found};
use super::manifest::{self, Manifest};
use super::{SourceTree, refused};

/// What stands in an output folder, as far as it concerns one tree.
pub(super) struct Folder {
    path: PathBuf,
    /// What the manifest says; `None` where there is none of ours.
    pub(super) manifest: Option<Manifest>,
    /// Whether something else has the place of the manifest.
    pub(super) foreign: bool,
    /// What stands at the places of the tree and of the manifest; nothing is left out.
    pub(super) found: BTreeMap<String, Found>,
    /// Rust files beside the files of the tree that are none of them.
    pub(super) beside: BTreeSet<String>,
    /// Folders of the tree that lie behind a link, or belong to another tree.
    pub(super) closed: BTreeMap<String, Closed>,
}

/// Why nothing is changed in a folder below the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// It is a link or no folder at all.
    NoFolder,
    /// It has a manifest of its own.
    OtherTree,
}

impl Folder {
    /// Looks at everything that a tree would touch; changes nothing.
    pub(super) fn read(path: &Path, tree: &SourceTree) -> Result<Self, Report> {
        let at = path.join(manifest::NAME);
        let place = look(&at)?;
        let (manifest, foreign) = match &place {
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
            foreign,
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

    /// The output folder itself, as the empty name, and the open folders below it that have files of the tree.
    pub(super) fn folders(&self) -> BTreeSet<String> {
        let names = self.found.keys();
        let inner = names
            .flat_map(|name| disk::folders_of(name))
            .map(str::to_owned);
        inner.chain([String::new()]).collect()
    }

    /// Says which folder on the way to a file is closed.
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
