//! Reads the input folder and parses its files into trees.
//!
//! Only this module and `output` access the file system.

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

/// The input to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A folder with an `api.toml` and the schemas that it names.
    Folder(PathBuf),
    /// One schema. The files that it refers to are read too, relative to its folder.
    Schema(PathBuf),
    /// Files in memory, by their path relative to a folder. The main file is `api.toml`, or else the first one.
    Memory(Vec<(String, Vec<u8>)>),
}

/// Every file that was read, with its tree.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    by_name: HashMap<String, FileId>,
    by_uri: HashMap<String, FileId>,
    maps: Vec<UrlMap>,
    /// Maps to missing folders; the errors have been reported.
    missing: Vec<UrlMap>,
    read: Vec<PathBuf>,
    beside: Vec<(FileId, String)>,
    label: String,
    main: Option<FileId>,
}

/// One file that was read.
#[derive(Debug)]
pub struct File {
    /// Its name in messages: the folder as the caller wrote it and the path in the folder, with forward slashes.
    pub name: String,
    /// Its path relative to the folder, with forward slashes; empty if it is not a file of the folder.
    pub relative: String,
    /// Its content, up to the first byte that is not UTF-8.
    pub text: String,
    /// Its tree; `None` if it could not be parsed.
    pub tree: Option<Node>,
    /// Its URI, if it is not a file of the folder.
    pub uri: Option<String>,
}

impl File {
    /// Returns the base URI of the file's references, unless an `id` changes it.
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

    /// Returns every file, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(index as u32), file))
    }

    /// Finds a file by its path relative to the folder, with forward slashes.
    pub fn find(&self, relative: &str) -> Option<FileId> {
        self.by_name.get(relative).copied()
    }

    /// Finds a document by its URI, if it is built into this crate or was read from the folder of a [`UrlMap`].
    pub fn find_uri(&self, uri: &str) -> Option<FileId> {
        self.by_uri.get(uri).copied()
    }

    /// Returns the name in messages of the file that a URI is mapped to. Fails if the path leaves the mapped folder.
    pub(crate) fn mapped(&self, uri: &str) -> Option<Result<String, ()>> {
        Some(match mapped::find(&self.maps, uri)? {
            Mapped::Outside => Err(()),
            Mapped::File(index, relative) => Ok(self.mapped_name(index, &relative)),
        })
    }

    /// Returns whether a URI is mapped to a missing folder.
    pub(crate) fn is_missing(&self, uri: &str) -> bool {
        mapped::find(&self.missing, uri).is_some()
    }

    fn mapped_name(&self, index: usize, relative: &str) -> String {
        below(&shown(&self.maps[index].folder), relative)
    }

    /// Returns the root of the main file: `api.toml`, or the one schema.
    pub fn main(&self) -> Option<At<'_>> {
        self.root(self.main?)
    }

    /// Returns the root of a file's tree, if it has one.
    pub fn root(&self, id: FileId) -> Option<At<'_>> {
        let node = self.file(id).tree.as_ref()?;
        Some(At::root(id, node))
    }

    /// Returns every file of the folder and every mapped document: its relative path or URL, and its original content.
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

    /// Returns the files of the folder that are not input but look like it, each with a description.
    pub(crate) fn beside(&self) -> &[(FileId, String)] {
        &self.beside
    }

    /// Returns the name of the input for generated files; it never contains a path of this machine.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Drops the trees to save memory, after everything in them has been read.
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

/// Joins a folder's name in messages and a relative path; the current folder has an empty name.
fn below(folder: &str, relative: &str) -> String {
    match folder.is_empty() {
        true => relative.to_owned(),
        false => format!("{folder}/{relative}"),
    }
}

/// Formats a path for messages: relative, with forward slashes, without the folders above the current one.
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
