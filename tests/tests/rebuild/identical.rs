//! The same input gives the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use billing_codegen::Generator;

use super::scratch::files;
use crate::support::folder::{copy_files, crate_folder, scratch};

type Tree = BTreeMap<String, String>;

fn generated(folder: &Path) -> Tree {
    let tree = Generator::new(folder).generate().unwrap();
    tree.iter()
        .map(|(path, text)| (path.to_string(), text.to_owned()))
        .collect()
}

/// Fails with the name of the file, not with all files.
#[track_caller]
fn same(found: &Tree, expected: &Tree) {
    assert!(found.keys().eq(expected.keys()));
    for (path, text) in found {
        assert_eq!(text, &expected[path], "{path}");
    }
}

/// Without the first lines, which name the folder as it is seen from here.
fn headless(tree: &Tree) -> Tree {
    let rest = |text: &String| text.split_once('\n').unwrap().1.to_owned();
    tree.iter()
        .map(|(path, text)| (path.clone(), rest(text)))
        .collect()
}

/// Fault 23: twice, at the same time, from another place, and by the build script of this crate.
#[test]
fn e1_23_every_run_gives_the_same_bytes() {
    let folder = crate_folder().join("schemas/billingo");
    let first = generated(&folder);
    assert!(first.len() > 5);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let folder = folder.clone();
            thread::spawn(move || generated(&folder))
        })
        .collect();
    for thread in threads {
        same(&thread.join().unwrap(), &first);
    }
    // Files that were made in another order lie in another order in their folder.
    let copy = scratch("identical").join("schemas/billingo");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    names.sort_by(|a, b| b.cmp(a));
    fs::create_dir_all(&copy).unwrap();
    for path in names {
        fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
    same(&headless(&generated(&copy)), &headless(&first));
    copy_files(&folder, &copy);
    same(&headless(&generated(&copy)), &headless(&first));

    let out = Path::new(env!("OUT_DIR")).join("billingo");
    // The manifest beside them lists them.
    let is_code = |path: &PathBuf| path.extension().is_some_and(|end| end == "rs");
    let written: Tree = files(&out)
        .into_keys()
        .filter(is_code)
        .map(|path| {
            let name = path.strip_prefix(&out).unwrap().display().to_string();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    same(&written, &first);
}
