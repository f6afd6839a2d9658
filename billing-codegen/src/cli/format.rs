//! Formats code with rustfmt if it is installed.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Formats code with rustfmt and the configuration of a folder. Returns the code unchanged if rustfmt is missing or
/// fails.
pub(super) fn rustfmt(text: &str, folder: &Path) -> String {
    formatted(text, folder).unwrap_or_else(|| text.to_owned())
}

fn formatted(text: &str, folder: &Path) -> Option<String> {
    let mut command = Command::new("rustfmt");
    command.args(["--edition", "2024", "--emit", "stdout"]);
    // rustfmt searches for `rustfmt.toml` from its working directory upwards, so run it in the folder if the folder
    // exists.
    if folder.is_dir() {
        command.current_dir(folder);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // rustfmt reads its whole input before it writes, so the two pipes cannot block each other.
    let written = child.stdin.take()?.write_all(text.as_bytes());
    let output = child.wait_with_output().ok()?;
    if written.is_err() || !output.status.success() {
        return None;
    }
    String::from_utf8(output.stdout).ok()
}
