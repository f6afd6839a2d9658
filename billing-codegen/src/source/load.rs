//! Reads files and folders from the disk.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::report::{Code, Reporter};

use super::json::Flaw;
use super::mapped::{self, Mapped};
use super::{
    API_FILE, File, Input, Sources, UrlMap, below, follow, json, kind, shown, text, toml, uri,
};
use crate::origin::{FileId, Origin, Span};

/// The maximum number of other files that are inspected; a folder with more is not the folder of an API.
const MAX_OTHERS: usize = 500;

/// The maximum size of a file, in bytes.
const MAX_BYTES: u64 = 32 << 20;

/// The draft-4 meta-schema, which is the only built-in document.
const META_SCHEMA: &str = include_str!("draft4.json");
/// Its name in messages.
pub(super) const META_SCHEMA_NAME: &str = "http://json-schema.org/draft-04/schema";

/// Reads the whole input and the documents of mapped URLs that it refers to. Reports and omits unreadable files.
pub fn load(input: &Input, maps: &[UrlMap], reporter: &mut Reporter) -> Sources {
    let (folder, memory) = match input {
        Input::Folder(folder) => (folder.clone(), None),
        Input::Schema(file) => (file.parent().map(Path::to_owned).unwrap_or_default(), None),
        Input::Memory(files) => (PathBuf::new(), Some(files.iter().cloned().collect())),
    };
    let mut loader = Loader {
        sources: Sources::default(),
        prefix: shown(&folder),
        folder,
        memory,
        others: Vec::new(),
        reporter,
    };
    loader.maps(maps);
    match input {
        Input::Folder(folder) => loader.whole(folder),
        Input::Schema(file) => {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let id = loader.read(&name);
            loader.sources.main = Some(id);
            if name.ends_with(".toml") {
                let origin = Origin::bytes(id, Span::default());
                let message = "a schema must be JSON, and this is a TOML file";
                let error = loader.reporter.error(Code::Unsupported, &origin, message);
                error.help("name a JSON file; for a folder with an `api.toml` use `generate`");
            }
        }
        Input::Memory(files) => {
            let names = files.iter().map(|(name, _)| name.as_str());
            let ids: Vec<FileId> = names.map(|name| loader.read(name)).collect();
            let api = loader.sources.find(API_FILE);
            loader.sources.main = api.or(ids.first().copied());
        }
    }
    loader.named();
    loader.follow();
    loader.note_others();
    let label = loader.sources.main.map_or_else(String::new, |main| {
        let name = &loader.sources.file(main).name;
        name.trim_start_matches("../").to_owned()
    });
    loader.sources.label = label;
    loader.sources.add(File {
        name: META_SCHEMA_NAME.to_owned(),
        relative: String::new(),
        text: META_SCHEMA.to_owned(),
        tree: json::parse(META_SCHEMA).0,
        uri: Some(META_SCHEMA_NAME.to_owned()),
    });
    loader.sources
}

pub(super) struct Loader<'r> {
    pub(super) sources: Sources,
    pub(super) folder: PathBuf,
    pub(super) prefix: String,
    /// The files in memory, which are read instead of files of the folder.
    memory: Option<HashMap<String, Vec<u8>>>,
    /// Files of the folder whose name is neither `api.toml` nor that of a JSON file.
    others: Vec<String>,
    pub(super) reporter: &'r mut Reporter,
}

impl Loader<'_> {
    fn whole(&mut self, folder: &Path) {
        let (mut names, mut others) = match self.list() {
            Ok(listed) => listed,
            Err(error) => {
                let name = shown(folder);
                let message = match error.kind() {
                    io::ErrorKind::NotFound => format!("there is no folder `{name}`"),
                    io::ErrorKind::NotADirectory => format!("`{name}` is not a folder"),
                    _ => format!("the folder `{name}` cannot be read: {error}"),
                };
                let origin = self.nowhere(name);
                let advice = "name the folder that holds `api.toml`, relative to the package";
                self.reporter
                    .error(Code::MissingInput, &origin, message)
                    .help(advice);
                return;
            }
        };
        names.sort();
        others.sort();
        self.sources.read.sort();
        self.sources.main = match names.iter().any(|name| name == API_FILE) {
            true => Some(self.read(API_FILE)),
            false => {
                self.no_api(folder, &names, &others);
                None
            }
        };
        for name in names.iter().filter(|name| *name != API_FILE) {
            self.read(name);
        }
        self.others = others;
    }

    fn no_api(&mut self, folder: &Path, names: &[String], others: &[String]) {
        let message = format!("there is no `{API_FILE}` in the folder");
        let mut advice = "`api.toml` names the API, its base URL and its endpoints".to_owned();
        let document = names.iter().chain(others).find_map(|name| {
            let bytes = bytes(&self.folder.join(name)).ok()?;
            let text = String::from_utf8_lossy(&bytes);
            let tree = json::parse(&text).0;
            let what = tree.as_ref().and_then(kind::document);
            let what = what.or_else(|| kind::yaml(&text).filter(|what| what.contains(" document")));
            Some(format!(
                "; `{name}` is {}, which is not supported yet",
                what?
            ))
        });
        advice.extend(document);
        let origin = self.nowhere(shown(folder));
        self.reporter
            .error(Code::MissingInput, &origin, message)
            .help(advice);
    }

    /// Records which other files of the folder look like input. Runs after the referenced files are known.
    fn note_others(&mut self) {
        for name in std::mem::take(&mut self.others)
            .into_iter()
            .take(MAX_OTHERS)
        {
            if self.sources.find(&name).is_some() {
                continue;
            }
            let what = head(&self.folder.join(&name));
            if let Some(what) = what.and_then(|text| kind::of_text(&name, &text)) {
                let origin = self.nowhere(below(&self.prefix, &name));
                self.sources.beside.push((origin.file, what));
            }
        }
    }

    /// Keeps the valid maps and reports the others.
    fn maps(&mut self, maps: &[UrlMap]) {
        for map in maps {
            let (code, message) = match (map.is_usable(), map.folder.is_dir()) {
                (true, true) => {
                    self.sources.maps.push(map.clone());
                    continue;
                }
                (true, false) => {
                    self.sources.missing.push(map.clone());
                    let name = shown(&map.folder);
                    (Code::MissingInput, format!("there is no folder `{name}`"))
                }
                (false, _) => (
                    Code::BadValue,
                    format!("`{}` is not the beginning of a URL", map.prefix),
                ),
            };
            let origin = self.nowhere(map.prefix.clone());
            let advice = "a map names the beginning of URLs and the folder with their documents";
            self.reporter.error(code, &origin, message).help(advice);
        }
    }

    /// Reads the files that `api.toml` refers to and whose names do not end in `.json`.
    fn named(&mut self) {
        if self.others.is_empty() {
            return;
        }
        let main = self.sources.main.map(|id| self.sources.file(id));
        let texts = main.map_or_else(Vec::new, follow::texts);
        for text in texts {
            let resource = uri::join(&uri::of_file(API_FILE), uri::split(&text).resource);
            if let uri::Target::File(relative) = uri::target(&resource)
                && self.others.contains(&relative)
                && self.sources.find(&relative).is_none()
            {
                self.read(&relative);
            }
        }
    }

    /// Reads the files that other files refer to, directly or indirectly.
    fn follow(&mut self) {
        let mut next = 0;
        while next < self.sources.files.len() {
            for uri in follow::references(&self.sources.files[next]) {
                match uri::target(&uri) {
                    uri::Target::File(relative) => {
                        let known = self.sources.find(&relative).is_some();
                        let there =
                            || self.memory.is_none() && is_there(&self.folder.join(&relative));
                        if !known && there() {
                            self.read(&relative);
                        }
                    }
                    uri::Target::Elsewhere if self.sources.find_uri(&uri).is_none() => {
                        self.read_mapped(uri);
                    }
                    _ => {}
                }
            }
            next += 1;
        }
    }

    /// Reads the document of a URL if the URL is mapped.
    fn read_mapped(&mut self, uri: String) {
        let Some(Mapped::File(index, relative)) = mapped::find(&self.sources.maps, &uri) else {
            return;
        };
        let path = self.sources.maps[index].folder.join(&relative);
        if is_there(&path) {
            let file = File {
                name: self.sources.mapped_name(index, &relative),
                relative: String::new(),
                text: String::new(),
                tree: None,
                uri: Some(uri),
            };
            let content = bytes(&path);
            self.take(file, path, content);
        }
    }

    /// Reads one file of the folder and adds it, even if it cannot be parsed.
    fn read(&mut self, relative: &str) -> FileId {
        let path = self.folder.join(relative);
        let file = File {
            name: below(&self.prefix, relative),
            relative: relative.to_owned(),
            text: String::new(),
            tree: None,
            uri: None,
        };
        let content = match &mut self.memory {
            Some(memory) => Ok(memory.remove(relative).unwrap_or_default()),
            None => bytes(&path),
        };
        self.take(file, path, content)
    }

    /// Adds a file with its content.
    fn take(&mut self, mut file: File, path: PathBuf, content: Result<Vec<u8>, Flaw>) -> FileId {
        let mut flaws = Vec::new();
        match content {
            Ok(bytes) => {
                let decoded = text::decode(bytes);
                file.text = decoded.text;
                (file.tree, flaws) = match decoded.flaw {
                    Some((span, message, help)) => {
                        let mut flaw = Flaw::new(Code::NotUtf8, span, message);
                        flaw.help = Some(help.to_owned());
                        (None, vec![flaw])
                    }
                    None if file.relative.ends_with(".toml") => toml::parse(&file.text),
                    None => json(&file.text),
                };
            }
            Err(flaw) => flaws.push(flaw),
        }
        self.sources.read.push(path);
        let id = self.sources.add(file);
        for flaw in flaws {
            let origin = Origin::bytes(id, flaw.span);
            let diagnostic = self.reporter.error(flaw.code, &origin, flaw.message);
            if let Some((span, label)) = flaw.also {
                diagnostic.also(&Origin::bytes(id, span), label);
            }
            if let Some(help) = flaw.help {
                diagnostic.help(help);
            }
        }
        id
    }

    /// Creates a location for an error about a path that has no content to show.
    pub(super) fn nowhere(&mut self, name: String) -> Origin {
        let id = self.sources.add(File {
            name,
            relative: String::new(),
            text: String::new(),
            tree: None,
            uri: None,
        });
        Origin::bytes(id, Span::default())
    }
}

/// Parses JSON. Reports YAML as one error, whatever the name of the file.
fn json(text: &str) -> (Option<super::Node>, Vec<Flaw>) {
    let (tree, flaws) = json::parse(text);
    let yaml = match flaws.is_empty() {
        true => None,
        false => kind::yaml(text),
    };
    let Some(what) = yaml else {
        return (tree, flaws);
    };
    let message = format!("this is {what}, and YAML is not supported yet");
    let mut flaw = Flaw::new(Code::Unsupported, Span::default(), message);
    flaw.help = Some(
        "write it as JSON, for example with `yq -o json file.yaml > file.json`, and refer to that file"
            .to_owned(),
    );
    (None, vec![flaw])
}

/// Reads the first 64 KiB of a file, which are enough to recognize it. Returns `None` if the file is binary.
fn head(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let plain = fs::metadata(path).ok()?.is_file();
    let file = plain.then(|| fs::File::open(path).ok()).flatten()?;
    file.take(64 << 10).read_to_end(&mut bytes).ok()?;
    let text = !bytes.contains(&0);
    text.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns whether a path exists and is not a folder; it may be a special file.
fn is_there(path: &Path) -> bool {
    path.exists() && !path.is_dir()
}

fn bytes(path: &Path) -> Result<Vec<u8>, Flaw> {
    let read = || -> io::Result<Vec<u8>> {
        // Reading anything but a regular file, such as a pipe, could block the build forever.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        let mut bytes = Vec::new();
        fs::File::open(path)?
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) if bytes.len() as u64 > MAX_BYTES => {
            let message = format!("the file is larger than {} MiB", MAX_BYTES >> 20);
            Err(Flaw::new(Code::TooLarge, Span::default(), message))
        }
        Ok(bytes) => Ok(bytes),
        Err(error) => {
            let (code, message) = match error.kind() {
                io::ErrorKind::NotFound if path.is_symlink() => (
                    Code::MissingInput,
                    "the link leads to a missing file".to_owned(),
                ),
                io::ErrorKind::NotFound => (Code::MissingInput, "there is no such file".to_owned()),
                _ => (
                    Code::UnreadableFile,
                    format!("the file cannot be read: {error}"),
                ),
            };
            Err(Flaw::new(code, Span::default(), message))
        }
    }
}
