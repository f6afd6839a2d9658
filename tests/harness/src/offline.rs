//! Cargo without a network, whatever happens to be in its cache.

use std::path::Path;
use std::process::{Command, Output};

/// Runs Cargo, which must have been told `--offline`.
///
/// `cargo test` downloads what the workspace needs on this platform with the features that it uses. Where a test needs
/// more than that, what the lock file of the workspace names is fetched, and Cargo is asked once more. None where
/// that cannot be had either: the caller skips, and this has said so.
///
/// # Panics
///
/// Where Cargo cannot be started.
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
    println!(
        "skipped: crates that it needs are not in Cargo's cache, and there is no network to fetch them by"
    );
    println!("{cargo:?}\n{said}");
    None
}

/// Whether Cargo failed for what it was not allowed to download.
fn lacks(output: &Output) -> bool {
    !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("--offline")
}

/// Fetches what the workspace needs on this platform; a failure shows in the next attempt.
fn fetch() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut fetch = Command::new(env!("CARGO"));
    fetch.args(["fetch", "--locked"]).current_dir(root);
    if let Some(host) = host() {
        fetch.args(["--target", &host]);
    }
    let _ = fetch.output();
}

/// The platform that Cargo runs on.
fn host() -> Option<String> {
    let output = Command::new(env!("CARGO")).arg("-vV").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "))?;
    Some(host.to_owned())
}
