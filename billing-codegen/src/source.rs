//! Reads the input folder: files become documents, documents become trees.
//!
//! Only this module and `output` touch the file system.

pub(crate) mod cursor;
mod follow;
pub(crate) mod json;
pub(crate) mod kind;
mod list;
mod load;
mod mapped;
pub(crate) mod node;
pub(crate) mod text;
mod toml;
pub(crate) mod uri;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub use crate::origin::{FileId, Origin, Sited, Span};
use crate::report::Files;
pub use cursor::At;
pub use load::load;
use mapped::Mapped;
pub use mapped::UrlMap;
pub use node::{Json, Member, Node};

/// The file of a folder that declares the API.
pub const API_FILE: &str = "api.toml";

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A folder with an `api.toml` and the schemas that it names.
    Folder(PathBuf),
    /// One schema; the files that it refers to are read too, from its own folder.
    Schema(PathBuf),
    /// Files that are at hand, by their place under a folder; about `api.toml`, else about the first.
    Memory(Vec<(String, Vec<u8>)>),
}

/// Every file that was read, with its tree.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    by_name: HashMap<String, FileId>,
    by_uri: HashMap<String, FileId>,
    maps: Vec<UrlMap>,
    /// Maps to folders that are not there, which is reported.
    missing: Vec<UrlMap>,
    read: Vec<PathBuf>,
    beside: Vec<(FileId, String)>,
    label: String,
    main: Option<FileId>,
}

/// One file that was read.
#[derive(Debug)]
pub struct File {
    /// How messages call it: as the caller named the folder, with forward slashes.
    pub name: String,
    /// Its place under the folder, with forward slashes; empty for what is not a file of the folder.
    pub relative: String,
    /// What it says, as far as it is UTF-8.
    pub text: String,
    /// Its tree; left out where it could not be read.
    pub tree: Option<Node>,
    /// Where it is known on the network, for what is not a file of the folder.
    pub uri: Option<String>,
}

impl File {
    /// What references of the file are relative to while no `id` says otherwise.
    pub(crate) fn own_uri(&self) -> String {
        match &self.uri {
            Some(uri) => uri.clone(),
            None => uri::of_file(&self.relative),
        }
    }
}

impl Files for Sources {
    fn name(&self, file: FileId) -> &str {
        &self.file(file).name
    }

    fn text(&self, file: FileId) -> &str {
        &self.file(file).text
    }
}

impl Sources {
    /// Returns a file.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// Returns every file, in the order of their names.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(index as u32), file))
    }

    /// Finds a file by its place under the folder, with forward slashes.
    pub fn find(&self, relative: &str) -> Option<FileId> {
        self.by_name.get(relative).copied()
    }

    /// Finds a document that came with this crate or from the folder of a [`UrlMap`], by its URI.
    pub fn find_uri(&self, uri: &str) -> Option<FileId> {
        self.by_uri.get(uri).copied()
    }

    /// Tells which file a URI is mapped to, as messages call it; an error where that would leave the
    /// mapped folder.
    pub(crate) fn mapped(&self, uri: &str) -> Option<Result<String, ()>> {
        Some(match mapped::find(&self.maps, uri)? {
            Mapped::Outside => Err(()),
            Mapped::File(index, relative) => Ok(self.mapped_name(index, &relative)),
        })
    }

    /// Whether a URI is mapped to a folder that is not there.
    pub(crate) fn is_missing(&self, uri: &str) -> bool {
        mapped::find(&self.missing, uri).is_some()
    }

    fn mapped_name(&self, index: usize, relative: &str) -> String {
        below(&shown(&self.maps[index].folder), relative)
    }

    /// Returns the file that the input is about: `api.toml`, or the one schema.
    pub fn main(&self) -> Option<At<'_>> {
        self.root(self.main?)
    }

    /// Returns the root of a file's tree, where it has one.
    pub fn root(&self, id: FileId) -> Option<At<'_>> {
        let node = self.file(id).tree.as_ref()?;
        Some(At::root(id, node))
    }

    /// Returns the original text of every file of the folder and of every mapped URL, by its place under the folder or by
    /// its URL.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter();
        files.filter_map(|file| match &file.uri {
            Some(uri) if uri == load::META_SCHEMA_NAME => None,
            Some(uri) => Some((uri.as_str(), file.text.as_str())),
            None if file.relative.is_empty() => None,
            None => Some((file.relative.as_str(), file.text.as_str())),
        })
    }

    /// Returns every file and folder that was read, for `cargo::rerun-if-changed`.
    pub fn read(&self) -> &[PathBuf] {
        &self.read
    }

    /// Returns files of the folder that are no input and look as if they were meant to be, each with what it is.
    pub(crate) fn beside(&self) -> &[(FileId, String)] {
        &self.beside
    }

    /// Returns the name of the input that output may show: never a path of this machine.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Lets the trees go, once everything that they say has been read.
    pub(crate) fn forget_trees(&mut self) {
        for file in &mut self.files {
            file.tree = None;
        }
    }

    fn add(&mut self, file: File) -> FileId {
        let id = FileId(self.files.len() as u32);
        if !file.relative.is_empty() {
            self.by_name.insert(file.relative.clone(), id);
        }
        if let Some(uri) = &file.uri {
            self.by_uri.insert(uri.clone(), id);
        }
        self.files.push(file);
        id
    }
}

/// A place below a folder that is shown; the current folder is not.
fn below(folder: &str, relative: &str) -> String {
    match folder.is_empty() {
        true => relative.to_owned(),
        false => format!("{folder}/{relative}"),
    }
}

/// How a path is shown: relative, with forward slashes, without the folders above the current one.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = match path.strip_prefix(&here) {
        Ok(inside) => inside,
        Err(_) if path.is_absolute() => Path::new(path.file_name().unwrap_or_default()),
        Err(_) => path,
    };
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            part => parts.push(part.as_os_str().to_string_lossy()),
        }
    }
    parts.join("/")
}
