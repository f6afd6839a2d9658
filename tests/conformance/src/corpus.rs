//! Reads the corpus as cases: one schema each, with documents and their verdicts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use billing_codegen::source::{Input, UrlMap};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::heroku;

/// A document and its verdict.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name in messages.
    pub name: String,
    /// The original JSON, since numbers must keep their spelling.
    pub text: String,
    /// Whether it is valid.
    pub valid: bool,
}

/// A schema with documents.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name in messages.
    pub name: String,
    /// Its path or URL for the generator.
    pub input: Input,
    /// Its source.
    pub schema: String,
    /// The asserted formats.
    pub formats: Vec<String>,
    /// The folders of the documents of URLs.
    pub maps: Vec<UrlMap>,
    /// The documents to decode.
    pub documents: Vec<Document>,
}

/// The names of the parts of the corpus in the table.
pub const PARTS: [&str; 4] = ["schemastore", "suite", "optional", "heroku"];

/// The formats with files in the suite.
const FORMATS: [&str; 6] = ["date-time", "email", "hostname", "ipv4", "ipv6", "uri"];

/// Returns the folder of the corpus next to the repository, if it exists.
pub fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !path.is_dir() {
        eprintln!("skipped: ../shared/corpus does not exist");
        return None;
    }
    Some(path)
}

/// Reads one part of the corpus.
///
/// # Errors
///
/// A missing or malformed file.
pub fn read(corpus: &Path, part: &str) -> Result<Vec<Case>, String> {
    let draft4 = corpus.join("draft4");
    match part {
        "schemastore" => schemastore(&draft4.join("schemastore")),
        "suite" => suite(&draft4, "", &[]),
        "optional" => {
            let mut cases = suite(&draft4, "optional", &[])?;
            cases.extend(suite(&draft4, "optional/format", &FORMATS)?);
            Ok(cases)
        }
        "heroku" => heroku::case(&corpus.join("hyper/heroku.json")).map(|case| vec![case]),
        _ => Err(format!(
            "unknown part `{part}`; the parts are {}",
            PARTS.join(", ")
        )),
    }
}

fn schemastore(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for folder in sorted(folder)? {
        let path = folder.join("schema.json");
        let mut documents = Vec::new();
        for (kind, valid) in [("valid", true), ("invalid", false)] {
            let kind = folder.join(kind);
            if !kind.is_dir() {
                continue;
            }
            for path in sorted(&kind)? {
                documents.push(Document {
                    name: format!("{}/{}", name(&kind), name(&path)),
                    text: text(&path)?,
                    valid,
                });
            }
        }
        cases.push(Case {
            name: name(&folder),
            schema: text(&path)?,
            input: Input::Schema(path),
            formats: Vec::new(),
            maps: Vec::new(),
            documents,
        });
    }
    Ok(cases)
}

fn suite(draft4: &Path, below: &str, formats: &[&str]) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for path in sorted(&draft4.join("suite").join(below))? {
        if !path.is_file() {
            continue;
        }
        let groups: Vec<BTreeMap<String, Box<RawValue>>> = json(&text(&path)?)?;
        for (index, group) in groups.iter().enumerate() {
            let member = |name: &str| group.get(name).ok_or(format!("a group without `{name}`"));
            let schema = member("schema")?.get().to_owned();
            let tests: Vec<BTreeMap<String, Box<RawValue>>> = json(member("tests")?.get())?;
            let documents = tests.iter().map(|test| {
                Ok(Document {
                    name: json(test["description"].get())?,
                    text: test["data"].get().to_owned(),
                    valid: json(test["valid"].get())?,
                })
            });
            let file = path.file_stem().unwrap_or_default().to_string_lossy();
            cases.push(Case {
                name: format!("{below}{file} {index}: {}", member("description")?),
                input: Input::Memory(vec![("schema.json".into(), schema.clone().into_bytes())]),
                schema,
                formats: formats.iter().map(|&name| name.to_owned()).collect(),
                maps: vec![UrlMap {
                    prefix: "http://localhost:1234/".into(),
                    folder: draft4.join("suite-remotes"),
                }],
                documents: documents.collect::<Result<_, String>>()?,
            });
        }
    }
    Ok(cases)
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Reads a schema as JSON.
///
/// # Errors
///
/// Invalid JSON.
pub fn value(text: &str) -> Result<Value, String> {
    json(text.trim_start_matches('\u{feff}'))
}

pub(crate) fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let problem = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(problem)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(problem)?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
