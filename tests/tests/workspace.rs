//! Checks the dependencies and features that Cargo resolves for the crates of the workspace.

mod licences;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use billing_harness::offline;
use serde_json::Value;

/// Crates that a user's build script must not have to compile.
const HEAVY_CRATES: [&str; 6] = ["tokio", "hyper", "reqwest", "rustls", "clap", "schemars"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the output of Cargo; `None` if a crate is not downloaded yet, so that the test is skipped.
fn cargo(arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).args(["--offline", "--locked"]);
    let output = offline(command.current_dir(root()))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Returns the lines of `cargo tree`; each has a package, its version and its features.
fn tree(arguments: &[&str]) -> Option<BTreeSet<String>> {
    let format = ["--prefix", "none", "--no-dedupe", "--format", "{p} [{f}]"];
    let lines = cargo(&[&["tree"], arguments, &format].concat())?;
    Some(lines.lines().map(str::to_owned).collect())
}

fn has(tree: &BTreeSet<String>, name: &str) -> bool {
    let prefix = format!("{name} ");
    tree.iter().any(|line| line.starts_with(&prefix))
}

/// Returns the packages of the workspace from `cargo metadata`.
fn packages() -> Vec<Value> {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata = metadata.expect("`--no-deps` needs no downloaded crate");
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn of_kind<'p>(package: &'p Value, kind: &Value) -> impl Iterator<Item = &'p Value> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let kind = kind.clone();
    dependencies.filter(move |dependency| dependency["kind"] == kind)
}

#[test]
fn build_scripts_use_the_generator_without_its_cli() {
    let mut seen = 0;
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let builds = of_kind(&package, &"build".into()).any(|d| d["name"] == "billing-codegen");
        if !builds {
            continue;
        }
        seen += 1;
        let Some(lines) = tree(&["-p", name, "-e", "build", "--depth", "1"]) else {
            return;
        };
        let found: Vec<_> = lines
            .iter()
            .filter(|l| l.starts_with("billing-codegen "))
            .collect();
        let [generator] = found[..] else {
            panic!("{name}: {lines:?}")
        };
        // One build script also enables the feature `typify`, the other engine.
        let plain = generator.replace("[default,typify]", "[default]");
        assert!(plain.ends_with(" [default]"), "{name}: {generator}");
    }
    assert!(
        seen > 0,
        "no package has a build script that uses the generator"
    );
}

#[test]
fn the_generator_has_few_dependencies() {
    let Some(tree) = tree(&["-p", "billing-codegen", "-e", "normal,build"]) else {
        return;
    };
    for name in HEAVY_CRATES {
        assert!(!has(&tree, name), "billing-codegen pulls in {name}");
    }
    let syn: Vec<_> = tree
        .iter()
        .filter(|line| line.starts_with("syn "))
        .collect();
    assert_eq!(syn.len(), 1, "{syn:?}");
}

#[test]
fn types_need_neither_network_nor_cryptography() {
    let Some(tree) = tree(&[
        "-p",
        "billing-runtime",
        "--no-default-features",
        "-e",
        "normal,build",
    ]) else {
        return;
    };
    for name in [
        "tokio",
        "http",
        "reqwest",
        "jsonwebtoken",
        "secrecy",
        "rustls",
    ] {
        assert!(
            !has(&tree, name),
            "billing-runtime without features pulls in {name}"
        );
    }
}

#[test]
fn the_demo_has_tls_only_with_the_feature_live() {
    let tls = ["rustls", "native-tls", "openssl-sys", "aws-lc-sys", "ring"];
    let Some(without) = tree(&["-p", "billingo-demo", "-e", "normal,build"]) else {
        return;
    };
    for name in tls {
        assert!(!has(&without, name), "billingo-demo pulls in {name}");
    }
    let Some(with) = tree(&[
        "-p",
        "billingo-demo",
        "--features",
        "live",
        "-e",
        "normal,build",
    ]) else {
        return;
    };
    assert!(has(&with, "rustls"));
}

/// Features such as `arbitrary_precision` change how every other crate of a program reads JSON.
#[test]
fn no_library_enables_features_that_change_serde_json() {
    for package in packages() {
        if package["publish"] == Value::Array(Vec::new()) {
            continue;
        }
        let name = &package["name"];
        for dependency in of_kind(&package, &Value::Null) {
            if dependency["name"] != "serde_json" {
                continue;
            }
            assert_eq!(dependency["uses_default_features"], false, "{name}");
            for feature in dependency["features"].as_array().unwrap() {
                assert!(
                    feature == "std" || feature == "raw_value",
                    "{name}: {feature}"
                );
            }
        }
        for (feature, implied) in package["features"].as_object().unwrap() {
            for implied in implied.as_array().unwrap() {
                let implied = implied.as_str().unwrap();
                let changes_serde_json =
                    implied.starts_with("serde_json/") || implied.starts_with("serde_json?/");
                assert!(!changes_serde_json, "{name}: {feature} enables {implied}");
            }
        }
    }
}
