//! A crate of a user, made for one test; its builds share a target folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use billing_harness::offline;
use serde_json::Value;

use crate::support::folder::{crate_folder, scratch};

pub const LIB: &str = "//! Scratch.\npub const GENERATED: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/shop/mod.rs\"));\n";

pub const ITEM: &str =
    r#"{ "title": "Item", "type": "object", "properties": { "name": { "type": "string" } } }"#;

pub const API: &str = r#"
[api]
name = "shop"
version = "1"
base_url = "https://shop.example"
auth = "none"

[endpoints.items.list]
get = "/items"
effect = "read"
returns = { list = "item.json" }
"#;

/// It counts how often it runs.
const BUILD: &str = r#"fn main() -> Result<(), billing_codegen::Report> {
    let runs = std::path::Path::new(&std::env::var_os("OUT_DIR").unwrap()).join("runs");
    let before = std::fs::read_to_string(&runs).unwrap_or_default();
    std::fs::write(runs, before + "x").unwrap();
    billing_codegen::Generator::new("schemas/shop").write_to_out_dir()
}
"#;

/// The crate.
pub struct Scratch {
    folder: PathBuf,
}

/// What a build did.
#[derive(Debug)]
pub struct Built {
    /// How often the build script has run by now.
    pub runs: usize,
    /// Whether the crate itself was left as it was.
    pub fresh: bool,
    /// What was generated: paths and texts.
    pub tree: BTreeMap<String, String>,
}

impl Built {
    /// Whether anything that was generated contains this.
    pub fn has(&self, text: &str) -> bool {
        self.tree.values().any(|file| file.contains(text))
    }
}

impl Scratch {
    pub fn new(name: &str) -> Self {
        let scratch = Self {
            folder: scratch(&format!("rebuild-{name}")),
        };
        let codegen = root().join("billing-codegen");
        let manifest = format!(
            "[package]\nname = \"scratch-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [build-dependencies]\nbilling-codegen = {{ path = {codegen:?} }}\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n"
        );
        scratch.write("Cargo.toml", &manifest);
        // The same versions as here, so that nothing is built or looked for anew.
        fs::copy(root().join("Cargo.lock"), scratch.folder.join("Cargo.lock")).unwrap();
        scratch.write("build.rs", BUILD);
        scratch.write("src/lib.rs", LIB);
        scratch.write("schemas/shop/api.toml", API);
        scratch.write("schemas/shop/item.json", ITEM);
        // A test that runs again begins again, also in the target folder.
        let _ = cargo(&scratch.folder)
            .args(["clean", "--offline", "-p"])
            .arg(format!("scratch-{name}"))
            .output();
        scratch
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn delete(&self, path: &str) {
        fs::remove_file(self.folder.join(path)).unwrap();
    }

    #[track_caller]
    pub fn build(&self) -> Built {
        self.try_build().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Builds; the error is what Cargo says.
    pub fn try_build(&self) -> Result<Built, String> {
        let (out, fresh) = self.built()?;
        let runs = fs::read_to_string(out.join("runs")).unwrap().len();
        let tree = files(&out.join("shop"));
        let tree = tree.into_keys().map(|path| {
            let name = path.strip_prefix(&out).unwrap().display().to_string();
            (name, fs::read_to_string(&path).unwrap())
        });
        Ok(Built {
            runs,
            fresh,
            tree: tree.collect(),
        })
    }

    /// When each generated file was last written.
    pub fn written(&self) -> BTreeMap<PathBuf, SystemTime> {
        files(&self.built().unwrap().0.join("shop"))
    }

    /// The folder that the build script writes into, and whether the library was fresh.
    fn built(&self) -> Result<(PathBuf, bool), String> {
        let mut build = cargo(&self.folder);
        build.args(["build", "--offline", "--message-format=json"]);
        let output =
            offline(&mut build).expect("the build script of these tests needs the same crates");
        let messages = messages(&output)?;
        let own = |message: &&Value| {
            message["package_id"]
                .as_str()
                .unwrap_or("")
                .contains("scratch-")
                || message["package_id"]
                    .as_str()
                    .unwrap_or("")
                    .contains("rebuild-")
        };
        let find = |reason: &str, kind: Option<&str>| {
            let found = messages.iter().filter(own).find(|message| {
                message["reason"] == reason
                    && kind.is_none_or(|kind| message["target"]["kind"][0] == kind)
            });
            found.unwrap_or_else(|| panic!("no {reason} in {messages:#?}"))
        };
        let out = find("build-script-executed", None)["out_dir"]
            .as_str()
            .unwrap();
        let fresh = find("compiler-artifact", Some("lib"))["fresh"] == true;
        Ok((PathBuf::from(out), fresh))
    }
}

/// The folder of the workspace.
pub fn root() -> &'static Path {
    crate_folder().parent().unwrap()
}

/// Cargo in a folder, with a target folder that all scratch crates share.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(folder)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
        )
        .env_remove("RUSTFLAGS");
    command
}

/// The files below a folder, and when each was last written.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let written = fs::metadata(&path).unwrap().modified().unwrap();
            found.insert(path, written);
        }
    }
    found
}

fn messages(output: &Output) -> Result<Vec<Value>, String> {
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect())
}
