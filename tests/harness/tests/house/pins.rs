//! Checks that crates that share a private format require exactly one version of each other.

use super::crates;
use super::files::text;

/// The crates that contain shared formats and tables.
const PINNED: [&str; 3] = ["billing-macros", "billing-pattern", "billing-shared"];

/// Returns the lines of a manifest that depend on a crate.
fn lines(manifest: &str, name: &str) -> Vec<String> {
    let asks = |line: &&str| line.split(['.', ' ', '=']).next() == Some(name);
    let manifest = text(manifest);
    manifest.lines().filter(asks).map(str::to_owned).collect()
}

#[test]
fn crates_that_share_a_format_are_pinned() {
    for name in PINNED {
        let [line] = &lines("Cargo.toml", name)[..] else {
            panic!("the workspace must declare the version of {name} exactly once");
        };
        assert!(line.contains("version = \"="), "{line}");
        for user in crates() {
            for line in lines(&format!("{user}/Cargo.toml"), name) {
                assert_eq!(line, format!("{name}.workspace = true"), "{user}");
            }
        }
    }
}
