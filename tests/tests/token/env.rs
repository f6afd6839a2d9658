//! Keys from the environment, each case in a process of its own: a test must not change its own environment.

use std::process::Command;

use billing_tests::billingo::Keys;

const CHILD: &str = "BILLING_TESTS_CHILD";
const MARK: &str = "keys: ";

/// What a process with this environment makes of it.
fn read(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "token::env::child", "--nocapture"])
        .env(CHILD, "1");
    for name in ["PUBLIC_KEY", "PRIVATE_KEY", "ISSUER", "SCHEME"] {
        command.env_remove(format!("BILLINGO_{name}"));
    }
    run(command.envs(variables.iter().copied()))
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let line = printed.lines().find_map(|line| line.split_once(MARK));
    line.unwrap_or_else(|| panic!("{printed}")).1.to_owned()
}

/// Not a test of its own: what the other process runs.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        match Keys::from_env("BILLINGO") {
            Ok(keys) => println!("{MARK}{} {} {}", keys.public_key, keys.issuer, keys.scheme),
            Err(error) => println!("{MARK}{error}"),
        }
    }
}

#[test]
fn keys_are_read_from_the_environment() {
    let both = [
        ("BILLINGO_PUBLIC_KEY", "public"),
        ("BILLINGO_PRIVATE_KEY", "canary"),
    ];
    assert_eq!(read(&both), "public cli Beamer");
    let all = [
        both[0],
        both[1],
        ("BILLINGO_ISSUER", "shop"),
        ("BILLINGO_SCHEME", "Bearer"),
    ];
    assert_eq!(read(&all), "public shop Bearer");
    assert_eq!(
        read(&both[..1]),
        "the environment variable `BILLINGO_PRIVATE_KEY` is not set; set it to the private key"
    );
    let padded = [both[0], ("BILLINGO_PRIVATE_KEY", "canary\n")];
    let error = read(&padded);
    assert!(
        error.starts_with("`BILLINGO_PRIVATE_KEY` ends with a line break"),
        "{error}"
    );
    assert!(!error.contains("canary"));
    assert_eq!(
        read(&[both[0], ("BILLINGO_PRIVATE_KEY", "")]),
        "`BILLINGO_PRIVATE_KEY` is empty"
    );
}

#[cfg(unix)]
#[test]
fn a_key_that_is_not_text_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let broken = std::ffi::OsStr::from_bytes(b"canary\xff");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "token::env::child", "--nocapture"])
        .env(CHILD, "1");
    command
        .env("BILLINGO_PUBLIC_KEY", "public")
        .env("BILLINGO_PRIVATE_KEY", broken);
    assert_eq!(
        run(&mut command),
        "the environment variable `BILLINGO_PRIVATE_KEY` is not valid UTF-8"
    );
}
