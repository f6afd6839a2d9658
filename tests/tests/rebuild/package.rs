//! What is published builds by itself.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use billing_harness::offline;

use super::scratch::{cargo, files, root};
use crate::support::folder::scratch;

/// Those that others use.
const PUBLISHED: [&str; 6] = [
    "billing-shared",
    "billing-pattern",
    "billing-macros",
    "billing-codegen",
    "billing-mock",
    "billing-runtime",
];
/// Those that use them, with a build script and without one.
const USERS: [&str; 3] = ["billing-tests", "billing-readme", "billingo-checked-in"];

#[track_caller]
fn success(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// Every crate of the workspace is packaged. Those that others use, and some of their users, are then built
/// from what is in the packages alone, as a documentation service does it: offline, in folders that must
/// not change. (What `cargo package` does to verify takes many times as long, since it builds each crate with
/// dependencies of its own, and it takes the packages of an earlier run in place of changed ones.)
#[test]
fn e1_22_packages_build_unpacked() {
    let target = scratch("packages");
    let mut package = cargo(root());
    package.env("CARGO_TARGET_DIR", &target);
    package.args([
        "package",
        "--workspace",
        "--offline",
        "--allow-dirty",
        "--no-verify",
    ]);
    let Some(packaged) = offline(&mut package) else {
        return;
    };
    success(&packaged);

    let folder = scratch("unpacked");
    let (mut members, mut patches) = (Vec::new(), String::new());
    for name in PUBLISHED.into_iter().chain(USERS) {
        let member = format!("{name}-0.1.0");
        let archive = target.join(format!("package/{member}.crate"));
        // As of now: in packages every file is of one moment, by which cargo would take what an earlier
        // run built of other contents.
        let mut tar = Command::new("tar");
        tar.arg("xzmf").arg(archive).arg("-C").arg(&folder);
        success(&tar.output().unwrap());
        if PUBLISHED.contains(&name) {
            patches += &format!("{name} = {{ path = {member:?} }}\n");
        }
        members.push(member);
    }
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[patch.crates-io]\n{patches}\n\
         [profile.dev]\ndebug = false\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    // Takes out of the lock file what only other crates of the workspace need; asks for no crate, only for the index.
    let mut prune = cargo(&folder);
    let Some(pruned) = offline(prune.args(["update", "--workspace", "--offline"])) else {
        return;
    };
    success(&pruned);

    let before = files(&folder);
    let permissions = read_only(&folder);
    let mut check = cargo(&folder);
    check.env("DOCS_RS", "1");
    check.args([
        "check",
        "--workspace",
        "--no-default-features",
        "--lib",
        "--offline",
        "--locked",
    ]);
    let checked = offline(&mut check);
    for (path, permissions) in permissions {
        fs::set_permissions(path, permissions).unwrap();
    }
    let Some(checked) = checked else {
        return;
    };
    success(&checked);
    // Where permissions do not bind, as for root, this tells.
    assert_eq!(files(&folder), before);
}

/// Takes the right to write away; gives the permissions as they were.
fn read_only(folder: &Path) -> Vec<(PathBuf, Permissions)> {
    let mut paths: Vec<PathBuf> = files(folder).into_keys().collect();
    let folders: BTreeSet<PathBuf> = paths
        .iter()
        .flat_map(|path| path.ancestors().skip(1))
        .map(Path::to_owned)
        .collect();
    paths.extend(folders.into_iter().filter(|path| path.starts_with(folder)));
    let mut before = Vec::new();
    for path in paths {
        let permissions = fs::metadata(&path).unwrap().permissions();
        let mut changed = permissions.clone();
        changed.set_readonly(true);
        fs::set_permissions(&path, changed).unwrap();
        before.push((path, permissions));
    }
    before
}
