//! Runs Cargo without a network, whatever its cache contains.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a Cargo command, which must contain `--offline`.
///
/// `cargo test` downloads only the crates that the workspace needs on this platform with its features. If a test needs
/// more, this function fetches the crates in the lock file of the workspace and runs Cargo again. Prints a message and
/// returns `None` if they cannot be fetched either; the caller then skips the test.
///
/// # Panics
///
/// If Cargo cannot be started.
pub fn offline(cargo: &mut Command) -> Option<Output> {
    let mut ask = || cargo.output().expect("Cargo can be started");
    let first = ask();
    if !lacks(&first) {
        return Some(first);
    }
    fetch();
    let second = ask();
    if !lacks(&second) {
        return Some(second);
    }
    let said = String::from_utf8_lossy(&second.stderr);
    println!("skipped: crates that it needs are not in Cargo's cache and cannot be fetched");
    println!("{cargo:?}\n{said}");
    None
}

/// Returns whether Cargo failed because it was not allowed to download a crate.
fn lacks(output: &Output) -> bool {
    !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("--offline")
}

/// Fetches the crates that the workspace needs on this platform; the next attempt reports a failure.
fn fetch() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut fetch = Command::new(env!("CARGO"));
    fetch.args(["fetch", "--locked"]).current_dir(root);
    if let Some(host) = host() {
        fetch.args(["--target", &host]);
    }
    let _ = fetch.output();
}

/// Returns the platform that Cargo runs on.
fn host() -> Option<String> {
    let output = Command::new(env!("CARGO")).arg("-vV").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "))?;
    Some(host.to_owned())
}
