//! Tests that need an environment of their own, which a process has only one of.

use std::process::Command;

const INSIDE: &str = "BILLING_TEST_INSIDE";

/// Runs the test of this name in a process with these variables, and no other word of proxies or
/// roots. Returns true in that process, where the test goes on, and false in the one that began.
pub fn inside(test: &str, variables: &[(&str, &str)]) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1");
    let others = [
        "all_proxy",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "ssl_cert_file",
        "ssl_cert_dir",
    ];
    for name in others {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command.envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("1 passed"), "there is no test {test}: {text}");
    false
}
