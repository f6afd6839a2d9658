//! What the README quotes is what the repository has.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The blocks of the README that are marked with one of its languages.
fn blocks(language: &str) -> Vec<String> {
    let (mut found, mut block) = (Vec::new(), None);
    for line in read("README.md").lines() {
        match (line.strip_prefix("```"), &mut block) {
            (Some(_), Some(_)) => found.extend(block.take()),
            (Some(mark), None) => block = Some((mark.to_owned(), String::new())),
            (None, Some((_, text))) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    let of_language = found.into_iter().filter(|(mark, _)| mark == language);
    let texts: Vec<_> = of_language.map(|(_, text)| text).collect();
    assert!(!texts.is_empty(), "no block is marked `{language}`");
    texts
}

/// All files of a folder and below, one after the other.
fn below(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        text += &if path.is_dir() {
            below(&path)
        } else {
            fs::read_to_string(&path).unwrap()
        };
    }
    text
}

#[test]
fn every_block_is_of_a_kind_that_is_tested() {
    const KINDS: [&str; 6] = ["rust", "rust,no_run", "rs", "toml", "sh", "text"];
    let readme = read("README.md");
    let marks = readme.lines().filter_map(|line| line.strip_prefix("```"));
    for mark in marks.step_by(2) {
        assert!(KINDS.contains(&mark), "a block is marked `{mark}`");
    }
}

#[test]
fn toml_blocks_are_pieces_of_api_toml() {
    let api = read("schemas/billingo/api.toml")
        + &read("schemas/billbora/api.toml")
        + &read("billing-codegen/tests/golden/renamed/input/api.toml");
    for block in blocks("toml") {
        if block.starts_with("[dependencies]") {
            continue;
        }
        assert!(api.contains(&block), "in no api.toml of schemas:\n{block}");
    }
}

#[test]
fn the_manifest_names_crates_and_versions_of_this_workspace() {
    let manifest = blocks("toml")
        .into_iter()
        .find(|block| block.starts_with("[dependencies]"));
    let manifest: toml::Table = manifest.expect("a manifest").parse().unwrap();
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    let ours = &workspace["workspace"]["dependencies"];
    for (table, name) in [
        ("dependencies", "billing-runtime"),
        ("build-dependencies", "billing-codegen"),
    ] {
        let quoted = manifest[table][name].as_str().unwrap();
        let version = ours[name]["version"].as_str().unwrap();
        assert!(
            version.starts_with(&format!("{quoted}.")),
            "{name}: {quoted}, not {version}"
        );
    }
}

#[test]
fn every_feature_of_the_runtime_is_explained() {
    let manifest: toml::Table = read("billing-runtime/Cargo.toml").parse().unwrap();
    let readme = read("README.md");
    let (_, table) = readme.split_once("## Features").expect("a table");
    let (table, _) = table.split_once("\n## ").unwrap();
    // `jwt` alone cannot sign: it is what the two backends share.
    let inner = ["default", "jwt"];
    for feature in manifest["features"].as_table().unwrap().keys() {
        let explained = table.contains(&format!("`{feature}`"));
        assert!(explained || inner.contains(&feature.as_str()), "{feature}");
    }
}

/// Whether a block is what a derive attaches; every other one is generated code.
fn is_expansion(block: &str) -> bool {
    block.starts_with("const _") || block.starts_with("#[automatically_derived]")
}

#[test]
fn generated_code_is_quoted_as_it_is() {
    let generated = below(&root().join("examples/billingo-checked-in/src/billingo"));
    for block in blocks("rs").iter().filter(|block| !is_expansion(block)) {
        assert!(generated.contains(block), "not generated:\n{block}");
    }
}

#[test]
fn expansions_are_quoted_as_they_are() {
    let goldens = below(&root().join("billing-macros/tests/golden"));
    for block in blocks("rs").iter().filter(|block| is_expansion(block)) {
        assert!(goldens.contains(block), "not an expansion:\n{block}");
    }
}

/// The mistake is made in a copy of the folder that the README speaks of.
#[test]
fn the_diagnostic_is_what_is_printed() {
    let text = blocks("text")
        .into_iter()
        .find(|block| block.starts_with("error["));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("billingo");
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(root().join("schemas/billingo")).unwrap() {
        let path = entry.unwrap().path();
        let whole = fs::read_to_string(&path).unwrap();
        let wrong = whole.replace("#/definitions/new_address\"", "#/definitions/new_adress\"");
        fs::write(folder.join(path.file_name().unwrap()), wrong).unwrap();
    }
    let report = billing_codegen::Generator::new(&folder)
        .generate()
        .unwrap_err();
    // A folder elsewhere is shown by its name alone.
    let printed = report
        .to_string()
        .replace("--> billingo/", "--> schemas/billingo/");
    assert!(printed.contains(&text.expect("a diagnostic")), "{printed}");
}
