//! Lists the files of the input folder.

use std::collections::HashSet;
use std::fs;
use std::io;

use super::load::Loader;
use super::{API_FILE, below};
use crate::report::Code;

/// The file that only the mock server reads.
const MOCK_FILE: &str = "mock.toml";

impl Loader<'_> {
    /// Lists `api.toml` and every JSON file of the folder, with forward slashes, then the other files. Follows links,
    /// because some build systems create folders of links.
    pub(super) fn list(&mut self) -> io::Result<(Vec<String>, Vec<String>)> {
        let (mut names, mut others) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        let mut open = vec![(self.folder.clone(), String::new())];
        while let Some((folder, prefix)) = open.pop() {
            let listed = fs::canonicalize(&folder).and_then(|real| {
                // A link may lead back to a parent folder.
                let new = seen.insert(real);
                new.then(|| fs::read_dir(&folder)?.collect()).transpose()
            });
            let entries: Vec<fs::DirEntry> = match listed {
                Ok(Some(entries)) => entries,
                Ok(None) => continue,
                Err(error) if prefix.is_empty() => return Err(error),
                Err(error) => {
                    let origin = self.nowhere(below(&self.prefix, prefix.trim_end_matches('/')));
                    let message = format!("the folder cannot be read: {error}");
                    self.reporter.error(Code::UnreadableFile, &origin, message);
                    continue;
                }
            };
            self.sources.read.push(folder);
            for entry in entries {
                let Ok(name) = entry.file_name().into_string() else {
                    self.unnamed(&prefix, &entry);
                    continue;
                };
                if name.starts_with('.') {
                    continue;
                }
                let relative = format!("{prefix}{name}");
                let kind = fs::metadata(entry.path());
                if kind.is_ok_and(|kind| kind.is_dir()) {
                    open.push((entry.path(), format!("{relative}/")));
                } else if name.ends_with(".json") || relative == API_FILE {
                    names.push(relative);
                } else if relative != MOCK_FILE {
                    others.push(relative);
                }
            }
        }
        Ok((names, others))
    }

    /// Reports a schema or folder whose name is not UTF-8; the message shows the valid part of the name.
    fn unnamed(&mut self, prefix: &str, entry: &fs::DirEntry) {
        let name = entry.file_name();
        if !name.as_encoded_bytes().ends_with(b".json") && !entry.path().is_dir() {
            return;
        }
        let relative = format!("{prefix}{}", name.display());
        let origin = self.nowhere(below(&self.prefix, &relative));
        let message = "the name is not UTF-8, so nothing can refer to this file or folder";
        self.reporter
            .warning(Code::UnreadableFile, &origin, message)
            .help("rename it");
    }
}
