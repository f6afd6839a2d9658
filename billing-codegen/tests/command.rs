//! The command as a user runs it.

use std::process::{Command, Output};

use crate::scratch::Scratch;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_billing-codegen"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn generate_then_check() {
    let out = Scratch::new("out");
    let folder = out.path().join("billingo");
    let folder = folder.to_str().unwrap();
    let done = run(&["generate", "../schemas/billingo", "--out", folder]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("wrote mod.rs"));
    let again = run(&["generate", "../schemas/billingo", "--out", folder]);
    assert!(
        !text(&again.stdout).contains("wrote"),
        "{}",
        text(&again.stdout)
    );
    let checked = run(&["check", "../schemas/billingo", "--out", folder]);
    assert!(checked.status.success(), "{}", text(&checked.stdout));
}

#[test]
fn e1_24_check_fails_with_a_diff() {
    let out = Scratch::new("out");
    let folder = out.path().to_str().unwrap();
    assert!(
        run(&["generate", "../schemas/billingo", "--out", folder])
            .status
            .success()
    );
    let file = out.path().join("clients.rs");
    let edited = std::fs::read_to_string(&file)
        .unwrap()
        .replacen("pub name", "pub nom", 1);
    out.write("clients.rs", edited).write("extra.rs", "");
    let checked = run(&["check", "../schemas/billingo", "--out", folder]);
    assert_eq!(checked.status.code(), Some(1));
    let said = text(&checked.stdout);
    assert!(said.contains("-    pub nom: "), "{said}");
    assert!(said.contains("+    pub name: "), "{said}");
    assert!(said.contains("extra: extra.rs"), "{said}");
    assert!(text(&checked.stderr).contains("2 files differ"));
}

#[test]
fn types_go_to_the_standard_output() {
    let schema = Scratch::new("schema");
    schema.write(
        "client.json",
        r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#,
    );
    let path = schema.path().join("client.json");
    let done = run(&["types", path.to_str().unwrap(), "--root", "Client"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("pub struct Client"));
    let wrong = run(&["types", path.to_str().unwrap(), "--root", "no name"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(wrong.stdout.is_empty());
}

#[test]
fn mistakes_go_to_the_standard_error_without_colour() {
    let out = Scratch::new("out");
    let folder = out.path().join("never");
    let done = run(&[
        "generate",
        "tests/diagnostics/several-at-once",
        "--out",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    let expected =
        std::fs::read_to_string("tests/diagnostics/several-at-once/expected.txt").unwrap();
    assert_eq!(said, expected);
    assert!(!folder.exists(), "nothing is written");
    assert_eq!(run(&["generate"]).status.code(), Some(2));
}

#[cfg(not(feature = "mock"))]
#[test]
fn mock_says_how_to_get_it() {
    let done = run(&["mock", "../schemas/billingo"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("--features cli,mock"));
}
