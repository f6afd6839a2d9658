//! Compiles all generated modules in one crate for each edition.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use billing_codegen::source::Input;
use billing_codegen::{Generator, TypesOptions};

use super::api::Files;

const EDITIONS: [&str; 2] = ["2021", "2024"];

/// The lints that a careful author denies.
const HEAD: &str = "//! Generated modules.
#![deny(warnings, missing_docs, missing_debug_implementations, rust_2018_idioms, nonstandard_style, unsafe_code)]
#![deny(keyword_idents, let_underscore)]
";

/// A workspace below the temporary folder of the build.
pub struct Crates {
    folder: PathBuf,
    modules: Vec<String>,
}

impl Crates {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("names-{name}"));
        let _ = fs::remove_dir_all(&folder);
        let crates = Self {
            folder,
            modules: Vec::new(),
        };
        let root = fs::canonicalize("..").unwrap();
        let members: Vec<String> = EDITIONS.map(|edition| format!("\"e{edition}\"")).into();
        crates.write(
            "Cargo.toml",
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
                members.join(", ")
            ),
        );
        // The same versions as in this workspace, so that Cargo needs no network.
        fs::copy(root.join("Cargo.lock"), crates.folder.join("Cargo.lock")).unwrap();
        for edition in EDITIONS {
            let manifest = format!(
                "[package]\nname = \"e{edition}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n\
                 [lib]\npath = \"../src/lib.rs\"\n\n[dependencies]\n\
                 billing-runtime = {{ path = {:?}, default-features = false, features = [\"client\"] }}\n",
                root.join("billing-runtime")
            );
            crates.write(&format!("e{edition}/Cargo.toml"), &manifest);
        }
        crates
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Adds the types of a schema.
    pub fn types(&mut self, name: &str, schema: &str) {
        let input = Input::Memory(vec![("root.json".into(), schema.into())]);
        let options = TypesOptions {
            root: "Root".into(),
            ..TypesOptions::default()
        };
        let (text, _) = billing_codegen::types(&input, &options)
            .unwrap_or_else(|report| panic!("{name}: {report}"));
        self.write(&format!("src/{name}.rs"), &text);
        self.modules.push(name.to_owned());
    }

    /// Adds an API.
    pub fn api(&mut self, name: &str, files: &Files) {
        let files = files
            .iter()
            .map(|(name, text)| (name.clone(), text.clone().into_bytes()));
        let tree = Generator::from(Input::Memory(files.collect())).generate();
        let tree = tree.unwrap_or_else(|report| panic!("{name}: {report}"));
        for (path, text) in tree.iter() {
            self.write(&format!("src/{name}/{path}"), text);
        }
        self.modules.push(name.to_owned());
    }

    /// Returns all generated modules.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        super::rust_files(&self.folder.join("src"), &mut |path| {
            files.push((
                path.display().to_string(),
                fs::read_to_string(path).unwrap(),
            ));
        });
        files
    }

    /// Checks all modules with the compiler in each edition.
    pub fn compile(&self) {
        let modules: Vec<String> = self
            .modules
            .iter()
            .map(|name| format!("/// One of them.\npub mod {name};\n"))
            .collect();
        self.write("src/lib.rs", &format!("{HEAD}\n{}", modules.concat()));
        let output = Command::new(env!("CARGO"))
            .current_dir(&self.folder)
            .args(["check", "--offline", "--quiet", "--message-format", "short"])
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
            )
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = said.lines().filter(|line| !line.is_empty()).collect();
        let first = lines[..lines.len().min(40)].join("\n");
        assert!(
            output.status.success(),
            "{} lines, in {}:\n{first}",
            lines.len(),
            self.folder.display()
        );
    }
}
