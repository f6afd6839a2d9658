//! The program that serves Billingo for other processes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

#[test]
fn it_serves_until_its_input_ends() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_billingo-mock"))
        .arg("--strict")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = program.stdin.take().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut line = move || lines.next().unwrap().unwrap();
    let head: Vec<String> = (0..5).map(|_| line()).collect();
    let names: Vec<_> = head
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(names, ["api", "site", "public", "private", "ready"]);
    assert!(
        head[0].starts_with("api http://127.0.0.1:") && head[0].ends_with("/api"),
        "{head:?}"
    );
    for (said, answered) in [
        ("seen", "0"),
        ("ahead -3", "ok"),
        ("ahead x", "unknown: ahead x"),
    ] {
        writeln!(input, "{said}").unwrap();
        assert_eq!(line(), answered);
    }
    drop(input);
    assert!(program.wait().unwrap().success());
}

#[test]
fn a_wrong_word_is_told() {
    for arguments in [
        &["--loud"][..],
        &["--listen"],
        &["--settings", "/none.toml"],
    ] {
        let program = Command::new(env!("CARGO_BIN_EXE_billingo-mock"));
        let output = { program }.args(arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
    }
}
