//! Builds scratch crates with Cargo: when build scripts run again, and whether unusual input compiles.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use billing_codegen::TypesOptions;
use billing_codegen::source::Input;
use billing_harness::offline;

use crate::scratch::Scratch;

/// The shared target folder of scratch crates, so that their dependencies are compiled once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates")
}

fn member(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join(name).to_str().unwrap().replace('\\', "/")
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{dependencies}\n[workspace]\n"
    )
}

fn scratch(name: &str, dependencies: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("package/Cargo.toml", manifest(name, dependencies));
    // The same versions as in the workspace, so that Cargo needs no network.
    let lock = fs::read("../Cargo.lock").unwrap();
    scratch.write("package/Cargo.lock", lock);
    scratch
}

/// Returns the output of Cargo; `None` if crates are missing and cannot be fetched.
fn build(scratch: &Scratch) -> Option<Output> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--offline", "--target-dir"])
        .arg(target())
        .current_dir(scratch.path().join("package"))
        .env("DOCS_RS", "1")
        .env_remove("RUSTFLAGS");
    offline(&mut cargo)
}

#[track_caller]
fn success(output: Option<Output>) {
    if let Some(output) = output {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
}

/// Builds a crate that only needs the crates of the generator, which are always available.
#[track_caller]
fn built(scratch: &Scratch) {
    success(Some(
        build(scratch).expect("these tests need the same crates"),
    ));
}

const API: &str = r#"[api]
name = "demo"
base_url = "https://api.example.com"

[endpoints.clients.list]
get = "/clients"
effect = "read"
returns = { list = "client.json" }
"#;

const CLIENT: &str = r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#;

/// Returns every file below a folder with its content.
fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => files.push((path.clone(), fs::read(path).unwrap())),
            }
        }
    }
    files.sort();
    files
}

#[test]
fn e1_22_build_scripts_run_when_they_must_and_only_then() {
    let codegen = format!(
        "[build-dependencies]\nbilling-codegen = {{ path = {:?} }}\n",
        member("billing-codegen")
    );
    let scratch = scratch("rebuild", &codegen);
    let runs = scratch.path().join("runs");
    scratch
        .write("package/src/lib.rs", "pub const LINES: usize = include_str!(concat!(env!(\"OUT_DIR\"), \"/demo/clients.rs\")).len();\n")
        .write("package/schemas/api.toml", API)
        .write("package/schemas/client.json", CLIENT)
        .write(
            "package/build.rs",
            format!(
                "use std::io::Write;\nfn main() -> Result<(), billing_codegen::Report> {{\n    \
                 let mut runs = std::fs::File::options().create(true).append(true).open({runs:?}).unwrap();\n    \
                 writeln!(runs, \"run\").unwrap();\n    \
                 billing_codegen::Generator::new(\"schemas\").write_to_out_dir()\n}}\n"
            ),
        );
    let count = || fs::read_to_string(&runs).unwrap().lines().count();
    built(&scratch);
    assert_eq!(count(), 1);
    let before = snapshot(&scratch.path().join("package"));
    built(&scratch);
    assert_eq!(count(), 1, "nothing was touched");
    scratch.write(
        "package/schemas/client.json",
        CLIENT.replace("name", "title"),
    );
    built(&scratch);
    assert_eq!(count(), 2, "a schema was changed");
    scratch.write("package/schemas/more/new.json", CLIENT);
    let said = build(&scratch).unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(count(), 3, "a schema was added");
    // Cargo shows warnings with their location.
    let warning = "schemas/more/new.json:1:1: this is a JSON Schema; nothing refers to it";
    assert!(said.contains(warning), "{said}");
    fs::remove_dir_all(scratch.path().join("package/schemas/more")).unwrap();
    built(&scratch);
    assert_eq!(count(), 4, "a schema was deleted");
    scratch.write("package/README.md", "nothing to do with it\n");
    built(&scratch);
    assert_eq!(count(), 4, "nothing that was read was touched");
    // Cargo shows errors with their location and help.
    scratch.write("package/schemas/client.json", "{ \"type\": \"objekt\" }");
    let failed = build(&scratch).unwrap();
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert!(!failed.status.success());
    assert!(said.contains("--> schemas/client.json:1:11"), "{said}");
    assert!(said.contains("did you mean `object`?"), "{said}");
    scratch.write("package/schemas/client.json", CLIENT);
    built(&scratch);
    fs::remove_file(scratch.path().join("package/README.md")).unwrap();
    assert_eq!(
        snapshot(&scratch.path().join("package")),
        before,
        "the package itself is never written to"
    );
}

#[test]
fn e1_22_a_read_only_package_builds() {
    let codegen = format!(
        "[build-dependencies]\nbilling-codegen = {{ path = {:?} }}\n",
        member("billing-codegen")
    );
    let scratch = scratch("readonly", &codegen);
    scratch
        .write("package/src/lib.rs", "pub const TEXT: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/demo/mod.rs\"));\n")
        .write("package/schemas/api.toml", API)
        .write("package/schemas/client.json", CLIENT)
        .write("package/build.rs", "fn main() -> Result<(), billing_codegen::Report> {\n    billing_codegen::Generator::new(\"schemas\").write_to_out_dir()\n}\n");
    // Cargo prunes the lock file in the first build; after that, nothing writes.
    built(&scratch);
    let package = scratch.path().join("package");
    let mut paths = vec![
        package.clone(),
        package.join("src"),
        package.join("schemas"),
    ];
    paths.extend(snapshot(&package).into_iter().map(|(path, _)| path));
    let read_only = |value: bool| {
        for path in &paths {
            let mut permissions = fs::metadata(path).unwrap().permissions();
            #[allow(clippy::permissions_set_readonly_false)]
            permissions.set_readonly(value);
            fs::set_permissions(path, permissions).unwrap();
        }
    };
    read_only(true);
    let cleaned = Command::new(env!("CARGO"))
        .args([
            "clean",
            "--offline",
            "--quiet",
            "-p",
            "readonly",
            "--target-dir",
        ])
        .arg(target())
        .current_dir(&package)
        .status()
        .unwrap();
    let output = build(&scratch);
    read_only(false);
    assert!(cleaned.success());
    success(output);
}

/// Schemas that are hard to write as Rust.
const ODD: [(&str, &str); 3] = [
    (
        "names",
        r##"{ "type": "object", "required": ["type", ""], "properties": {
            "type": { "type": "string" }, "self": { "type": "string" },
            "crate": { "type": "string" }, "": { "type": "string" }, "123": { "type": "string" },
            "😀": { "type": "string" }, "vat-id": { "type": "string" }, "vat_id": { "type": "string" },
            "extra": { "type": "string" }, "_": { "type": "string" }, "async": { "type": "string" },
            "value": { "enum": ["", "a", "A", "a-b", "a_b", "other", "Self"] }
        } }"##,
    ),
    (
        "types",
        r##"{ "type": "object", "properties": {
            "a": { "$ref": "#/definitions/vat-id" }, "b": { "$ref": "#/definitions/vat_id" },
            "c": { "$ref": "#/definitions/Option" }, "d": { "$ref": "#/definitions/Result" },
            "e": { "$ref": "#/definitions/String" }, "f": { "$ref": "#/definitions/Vec" },
            "g": { "title": "Box", "type": "object", "properties": { "x": { "$ref": "#/definitions/Vec" } } },
            "h": { "type": "string" }, "i": { "type": "array", "items": { "$ref": "#/definitions/String" } },
            "j": { "title": "Some", "type": "integer", "minimum": 0, "maximum": 9 },
            "k": { "title": "Wire", "type": "object", "properties": { "x": { "type": "number" } } }
        }, "definitions": {
            "vat-id": { "type": "object", "properties": { "a": { "type": "string" } } },
            "vat_id": { "type": "object", "properties": { "b": { "type": "string" } } },
            "Option": { "type": "object", "properties": { "a": { "type": "string" } } },
            "Result": { "type": "object", "properties": { "a": { "type": "string" } } },
            "String": { "type": "object", "properties": { "a": { "type": "string" } } },
            "Vec": { "type": "object", "properties": { "a": { "type": "string" } } }
        } }"##,
    ),
    (
        "recursion",
        r##"{ "type": "object", "required": ["left"], "description": "*/ \"# ``` \u202e", "properties": {
            "left": { "oneOf": [ { "type": "null" }, { "$ref": "#" } ] },
            "right": { "$ref": "#" },
            "children": { "type": "array", "items": { "$ref": "#" } },
            "byName": { "type": "object", "additionalProperties": { "$ref": "#" } },
            "leaf": { "anyOf": [ { "type": "string" }, { "$ref": "#/definitions/pair" } ] }
        }, "definitions": {
            "pair": { "type": "array", "items": [ { "$ref": "#" }, { "$ref": "#/definitions/pair" } ] }
        } }"##,
    ),
];

/// Faults 10, 14 and 15: the generated code compiles without a warning.
#[test]
fn odd_schemas_compile() {
    let runtime = format!(
        "[dependencies]\nbilling-runtime = {{ path = {:?}, default-features = false }}\n",
        member("billing-runtime")
    );
    let scratch = scratch("odd", &runtime);
    let mut lib = "//! Odd types.\n#![deny(warnings)]\n".to_owned();
    for (name, schema) in ODD {
        let input = Input::Memory(vec![(format!("{name}.json"), schema.into())]);
        let options = TypesOptions {
            root: "Root".into(),
            ..TypesOptions::default()
        };
        let (text, _) = billing_codegen::types(&input, &options).unwrap();
        scratch.write(&format!("package/src/{name}.rs"), text);
        lib.push_str(&format!("pub mod {name};\n"));
    }
    scratch.write("package/src/lib.rs", lib);
    success(build(&scratch));
}

/// A user's build script compiles no dependency of the mock server or the command.
#[test]
fn the_library_alone_depends_on_little() {
    let mut tree = Command::new(env!("CARGO"));
    tree.args([
        "tree",
        "--offline",
        "-e",
        "normal,build",
        "-p",
        "billing-codegen",
        "--prefix",
        "none",
    ])
    .current_dir("..");
    let output = offline(&mut tree).expect("the generator was built");
    let tree = String::from_utf8(output.stdout).unwrap();
    let mut names: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        names.contains(&"syn"),
        "{tree}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for heavy in [
        "tokio",
        "hyper",
        "reqwest",
        "rustls",
        "openssl",
        "native-tls",
        "clap",
        "schemars",
        "serde_json",
        "jsonschema",
    ] {
        assert!(!names.contains(&heavy), "{heavy}: {tree}");
    }
    let mut syns: Vec<&str> = tree
        .lines()
        .filter(|line| line.starts_with("syn "))
        .collect();
    syns.iter_mut()
        .for_each(|line| *line = line.trim_end_matches(" (*)"));
    syns.sort();
    syns.dedup();
    assert_eq!(syns.len(), 1, "{tree}");
    names.sort();
    names.dedup();
    assert!(names.len() <= 16, "{names:?}");
}
