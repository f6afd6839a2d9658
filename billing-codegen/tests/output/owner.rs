//! A manifest lists the files of a client; no other file is overwritten or deleted.

use super::*;

#[test]
fn an_output_above_another_leaves_it_alone() {
    let work = Scratch::new("nested");
    let (one, two) = ("one", "two");
    let inner = work.path().join("src/api/one");
    api(&work, one, "one", &["a", "b"])
        .write_to(&inner)
        .unwrap();
    let before = files(&inner);
    let outer = api(&work, two, "two", &["c"]);
    let done = outer.write_to(work.path().join("src/api")).unwrap();
    assert_eq!(done.deleted, [""; 0]);
    assert_eq!(done.left, [""; 0]);
    assert_eq!(files(&inner), before);
    assert_eq!(outer.compare(work.path().join("src/api")).unwrap(), []);
    // Nor does the inner one reach out.
    let inner_tree = api(&work, one, "one", &["a"]);
    assert_eq!(inner_tree.write_to(&inner).unwrap().deleted, ["b.rs"]);
    assert_eq!(outer.compare(work.path().join("src/api")).unwrap(), []);
}

#[test]
fn a_folder_has_one_owner() {
    let work = Scratch::new("owner");
    // The same name of the API, and the same resources: only the folders differ.
    let one = api(&work, "one", "shop", &["a", "b"]);
    let two = api(&work, "two", "shop", &["a", "c"]);
    let out = work.path().join("out");
    one.write_to(&out).unwrap();
    let before = files(&out);
    let said = two.write_to(&out).unwrap_err().to_string();
    assert!(said.contains("holds the client of another API"), "{said}");
    assert!(
        said.contains("--force") && said.contains("nothing was written"),
        "{said}"
    );
    assert_eq!(files(&out), before);
    // `replace` takes over the whole folder.
    let done = two.replace(&out).unwrap();
    assert_eq!(done.deleted, ["b.rs"]);
    assert_eq!(two.compare(&out).unwrap(), []);
    assert!(one.write_to(&out).is_err());
}

#[test]
fn what_was_not_generated_is_not_overwritten() {
    let work = Scratch::new("by-hand");
    let tree = api(&work, "one", "shop", &["a", "b"]);
    for name in ["mod.rs", "b.rs", MANIFEST] {
        let out = work.path().join(format!("out-{name}"));
        work.write(&format!("out-{name}/{name}"), "// mine\n");
        let said = tree.write_to(&out).unwrap_err().to_string();
        assert!(
            said.contains(&format!("{name}` exists and was not generated")),
            "{said}"
        );
        assert!(said.contains("nothing was written"), "{said}");
        assert_eq!(names(&out), [name]);
        tree.replace(&out).unwrap();
        assert_eq!(tree.compare(&out).unwrap(), []);
    }
    // Also if the manifest lists it, since the file was replaced with another one.
    let out = work.path().join("taken-over");
    tree.write_to(&out).unwrap();
    work.write("taken-over/b.rs", "// mine\n");
    let said = tree.write_to(&out).unwrap_err().to_string();
    assert!(said.contains("taken-over/b.rs`"), "{said}");
    let less = api(&work, "one", "shop", &["a"]);
    let done = less.write_to(&out).unwrap();
    assert_eq!(
        (done.deleted.len(), done.left),
        (0, vec!["b.rs".to_owned()])
    );
    assert_eq!(fs::read_to_string(out.join("b.rs")).unwrap(), "// mine\n");
}

#[test]
fn generated_files_may_be_edited_and_come_back() {
    let work = Scratch::new("edited");
    let tree = api(&work, "one", "shop", &["a"]);
    let out = work.path().join("out");
    tree.write_to(&out).unwrap();
    let edited = tree.get("a.rs").unwrap().replace('\n', "\r\n") + "// edited\r\n";
    work.write("out/a.rs", edited);
    fs::remove_file(out.join("mod.rs")).unwrap();
    let done = tree.write_to(&out).unwrap();
    assert_eq!(done.written, ["a.rs", "mod.rs"]);
    assert_eq!(tree.compare(&out).unwrap(), []);
}

#[test]
fn trees_of_earlier_versions_are_taken_up() {
    let work = Scratch::new("earlier");
    let tree = api(&work, "one", "shop", &["a", "b"]);
    let out = work.path().join("out");
    tree.write_to(&out).unwrap();
    fs::remove_file(out.join(MANIFEST)).unwrap();
    let old = tree
        .get("a.rs")
        .unwrap()
        .replace("codegen 0.1.0", "codegen 0.0.9");
    work.write("out/a.rs", old);
    let found = tree.compare(&out).unwrap();
    let paths: Vec<&str> = found.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["a.rs", MANIFEST]);
    let less = api(&work, "one", "shop", &["a"]);
    let done = less.write_to(&out).unwrap();
    assert_eq!(done.written, ["a.rs", "mod.rs"]);
    // The owner of `b.rs` is unknown, so it is reported and stays.
    assert_eq!(
        (done.deleted.len(), done.left),
        (0, vec!["b.rs".to_owned()])
    );
    // A file of another input is not adopted.
    let other = work.path().join("other");
    let foreign = tree
        .get("mod.rs")
        .unwrap()
        .replace("api.toml", "other/api.toml");
    work.write("other/mod.rs", foreign);
    assert!(
        tree.write_to(&other)
            .unwrap_err()
            .to_string()
            .contains("mod.rs")
    );
}

#[test]
fn check_names_what_generate_would_change() {
    let work = Scratch::new("check");
    let out = work.path().join("out");
    api(&work, "one", "shop", &["a", "b"])
        .write_to(&out)
        .unwrap();
    let less = api(&work, "one", "shop", &["a"]);
    let found = less.compare(&out).unwrap();
    let paths: Vec<&str> = found.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["b.rs", MANIFEST, "mod.rs"]);
    less.write_to(&out).unwrap();
    assert_eq!(less.compare(&out).unwrap(), []);
    // A manifest with merge conflict markers is rewritten.
    let merged = fs::read_to_string(out.join(MANIFEST)).unwrap() + "<<<<<<< ours\nz.rs\n";
    work.write(&format!("out/{MANIFEST}"), merged);
    assert_eq!(less.compare(&out).unwrap().len(), 1);
    less.write_to(&out).unwrap();
    assert_eq!(less.compare(&out).unwrap(), []);
    // Output and API may be moved together, and a moved API alone changes nothing.
    let moved = Scratch::new("moved");
    moved.write("elsewhere/api.toml", toml("shop", &["a"]));
    for (name, bytes) in files(&out) {
        moved.write(&format!("out/{name}"), bytes);
    }
    let tree = Generator::new(moved.path().join("elsewhere"))
        .generate()
        .unwrap();
    let difference = tree.compare(moved.path().join("out")).unwrap();
    assert!(
        difference.iter().all(|found| found.path != MANIFEST),
        "{difference:?}"
    );
}

#[test]
fn a_manifest_cannot_lead_outside() {
    let work = Scratch::new("outside");
    let header = "// @generated by billing-codegen 0.1.0 from one/api.toml. Do not edit.\n";
    work.write("victim.rs", header)
        .write("deep/victim.rs", header);
    let tree = api(&work, "one", "shop", &["a"]);
    let out = work.path().join("out");
    tree.write_to(&out).unwrap();
    let absolute = work.path().join("victim.rs");
    let mut manifest = fs::read_to_string(out.join(MANIFEST)).unwrap();
    manifest += &format!(
        "../victim.rs\n{}\nlinked/victim.rs\na/../../victim.rs\nlink.rs\nfolder.rs\n",
        absolute.display()
    );
    work.write(&format!("out/{MANIFEST}"), manifest)
        .write("out/folder.rs/x", "");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../deep", out.join("linked")).unwrap();
        std::os::unix::fs::symlink("../victim.rs", out.join("link.rs")).unwrap();
    }
    for write in [SourceTree::write_to, SourceTree::replace] {
        assert_eq!(write(&tree, out.clone()).unwrap().deleted, [""; 0]);
    }
    for kept in ["victim.rs", "deep/victim.rs", "out/folder.rs/x"] {
        assert!(work.path().join(kept).exists(), "{kept}");
    }
    // Nor can a tree that somebody put together.
    for path in ["../x.rs", "/x.rs", "a/../../x.rs", ""] {
        let tree: SourceTree = [(path, "")].into_iter().collect();
        let said = tree.replace(&out).unwrap_err().to_string();
        assert!(
            said.contains("not a path below the output folder"),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_written_through() {
    let work = Scratch::new("links");
    let tree = api(&work, "one", "shop", &["a"]);
    let out = work.path().join("out");
    work.write("mine.rs", "// mine\n")
        .write("out/x", "")
        .write("mine/x", "");
    std::os::unix::fs::symlink("../mine.rs", out.join("a.rs")).unwrap();
    let said = tree.write_to(&out).unwrap_err().to_string();
    assert!(said.contains("a.rs`"), "{said}");
    tree.replace(&out).unwrap();
    assert!(!out.join("a.rs").is_symlink());
    std::os::unix::fs::symlink("../mine", out.join("sub")).unwrap();
    let tree: SourceTree = [("sub/x.rs", "")].into_iter().collect();
    let said = tree.replace(&out).unwrap_err().to_string();
    assert!(
        said.contains("is not a folder, or is a link to one"),
        "{said}"
    );
    assert_eq!(
        fs::read_to_string(work.path().join("mine.rs")).unwrap(),
        "// mine\n"
    );
    assert_eq!(names(&work.path().join("mine")), ["x"]);
}

#[test]
fn trees_without_headers_are_known_by_their_manifest() {
    let out = Scratch::new("plain");
    let tree = |text: &'static str| -> SourceTree {
        [("mod.rs", text), ("sub/a.rs", text)].into_iter().collect()
    };
    tree("// one\n").write_to(out.path()).unwrap();
    tree("// two\n").write_to(out.path()).unwrap();
    let less: SourceTree = [("mod.rs", "// two\n")].into_iter().collect();
    assert_eq!(less.write_to(out.path()).unwrap().deleted, ["sub/a.rs"]);
    // A subfolder with its own manifest belongs to another client.
    tree("// three\n").write_to(out.path().join("sub")).unwrap();
    let said = tree("// two\n")
        .write_to(out.path())
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("belongs to the client of another API"),
        "{said}"
    );
}
