//! Reads input from folders, memory and mapped URLs.

use std::path::PathBuf;

use billing_codegen::report::Reporter;
use billing_codegen::source::{self, Input, UrlMap};
use billing_codegen::{Generator, SourceTree, TypesOptions, schema};

use crate::scratch::Scratch;

#[test]
fn billingo_is_read_without_a_complaint() {
    let folder = PathBuf::from("../schemas/billingo");
    let resolved =
        billing_codegen::resolve(&Input::Folder(folder), &[]).expect("there was no complaint");
    assert_eq!(resolved.warnings.warnings(), 0, "{}", resolved.warnings);
    assert_eq!(resolved.api.name, "billingo");
    let operations = resolved.api.resources.iter();
    assert!(operations.flat_map(|resource| &resource.operations).count() > 30);
}

#[test]
fn what_is_not_there_is_said_in_words() {
    let said = Generator::new("no/such/folder")
        .generate()
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("error[missing-input]: there is no folder `no/such/folder`"),
        "{said}"
    );
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    let types = |path: &str| {
        billing_codegen::types(&Input::Schema(path.into()), &options)
            .unwrap_err()
            .to_string()
    };
    assert!(types("no-such.json").contains("error[missing-input]"));
    let folder = types("../schemas/billingo");
    assert!(
        folder
            .contains("error[unreadable-file]: the file cannot be read: it is not a regular file"),
        "{folder}"
    );
}

#[test]
fn a_file_that_describes_no_api_is_an_error() {
    let input = Input::Memory(vec![("client.json".into(), b"{}".to_vec())]);
    let report = Generator::from(input).generate().unwrap_err();
    assert_eq!(report.errors(), 1, "{report}");
    let said = report.to_string();
    assert!(
        said.contains("this file does not describe an API"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_written_is_said_in_words() {
    let out = Scratch::new("out");
    out.write("taken", "a file where a folder should be");
    let tree: SourceTree = [("mod.rs", "// nothing\n")].into_iter().collect();
    let said = tree
        .write_to(out.path().join("taken"))
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("error[output]: cannot create the folder"),
        "{said}"
    );
    assert!(!said.contains(env!("CARGO_MANIFEST_DIR")), "{said}");
    let outside = Generator::new("../schemas/billingo")
        .write_to_out_dir()
        .unwrap_err();
    assert!(
        outside.to_string().contains("`OUT_DIR` is not set"),
        "{outside}"
    );
}

#[test]
fn one_schema_reads_what_it_refers_to_and_nothing_else() {
    let folder = Scratch::new("schema");
    folder
        .write(
            "root.json",
            r#"{ "properties": { "a": { "$ref": "parts/a.json#/definitions/x" } } }"#,
        )
        .write(
            "parts/a.json",
            r#"{ "definitions": { "x": { "$ref": "../b.txt" } } }"#,
        )
        .write("b.txt", r#"{ "type": "string" }"#)
        .write("broken.json", "{");
    let mut reporter = Reporter::default();
    let input = Input::Schema(folder.path().join("root.json"));
    let sources = source::load(&input, &[], &mut reporter);
    let (_, root) = schema::parse(&sources, schema::Dialect::Draft4, &mut reporter);
    let report = reporter.report(&sources);
    assert_eq!(report.errors(), 0, "{report}");
    assert!(root.is_some());
    let read: Vec<_> = sources
        .read()
        .iter()
        .map(|path| path.strip_prefix(folder.path()).unwrap())
        .collect();
    let expected = ["root.json", "parts/a.json", "b.txt"].map(std::path::Path::new);
    assert_eq!(read, expected);
}

/// Returns the result of `types` for one schema, with the URLs of a server mapped to a folder.
fn mapped(schema: &str, folder: &Scratch) -> Result<String, String> {
    let input = Input::Memory(vec![("root.json".into(), schema.as_bytes().to_vec())]);
    let options = TypesOptions {
        root: "Root".into(),
        maps: vec![UrlMap {
            prefix: "http://localhost:1234/".into(),
            folder: folder.path().into(),
        }],
        ..TypesOptions::default()
    };
    let done = billing_codegen::types(&input, &options);
    done.map(|(text, _)| text)
        .map_err(|report| report.to_string())
}

#[test]
fn urls_of_a_map_are_read_from_its_folder() {
    let folder = Scratch::new("mapped");
    folder
        .write("integer.json", r#"{ "type": "integer" }"#)
        .write("change/text.json", r#"{ "type": "string" }"#)
        .write(
            "deep/named.json",
            r##"{
                "definitions": {
                    "back": { "$ref": "#" },
                    "beside": { "$ref": "../integer.json" },
                    "here": { "id": "#here", "type": "boolean" },
                    "broken": { "minLength": -1 }
                },
                "type": "number"
            }"##,
        );
    let schema = r##"{
        "id": "http://localhost:1234/root.json",
        "type": "object",
        "properties": {
            "a": { "$ref": "http://localhost:1234/integer.json" },
            "b": { "id": "change/", "items": { "$ref": "text.json" } },
            "c": { "$ref": "deep/named.json#/definitions/back" },
            "d": { "$ref": "deep/named.json#/definitions/beside" },
            "e": { "$ref": "deep/named.json#here" }
        }
    }"##;
    let text = mapped(schema, &folder).expect("every reference leads somewhere");
    for field in [
        "a: Option<Integer>",
        "c: Option<Decimal>",
        "d: Option<Integer>",
        "e: Option<bool>",
    ] {
        assert!(text.contains(field), "{field}: {text}");
    }
    let used = schema.replace("#here", "#/definitions/broken");
    let said = mapped(&used, &folder).unwrap_err();
    assert!(said.contains("deep/named.json:6:"), "{said}");
}

/// URLs are compared according to RFC 3986: `..` in them does not leave the mapped folder.
#[test]
fn urls_that_mean_the_same_find_the_same() {
    let folder = Scratch::new("mapped");
    folder.write("deep/text.json", r#"{ "type": "string" }"#);
    for url in [
        "http://localhost:1234/deep/text.json",
        "http://localhost:1234/deep/./text.json",
        "http://localhost:1234/other/../deep/text.json",
        "http://localhost:1234/../deep/text.json",
        "HTTP://LocalHost:1234/deep/text.json",
    ] {
        let text = mapped(&format!(r#"{{ "$ref": "{url}" }}"#), &folder);
        assert!(text.is_ok_and(|text| text.contains("pub String")), "{url}");
    }
    let upper = folder.path().join("upper.json");
    std::fs::write(&upper, r#"{ "$ref": "http://a.example/x/../text.json" }"#).unwrap();
    let options = TypesOptions {
        root: "Root".into(),
        maps: vec![UrlMap {
            prefix: "HTTP://A.example/x/../".into(),
            folder: folder.path().join("deep"),
        }],
        ..TypesOptions::default()
    };
    billing_codegen::types(&Input::Schema(upper), &options).unwrap();
}

#[test]
fn what_a_map_does_not_have_is_said() {
    let folder = Scratch::new("mapped");
    for (reference, code, said) in [
        (
            "none.json",
            "unresolved-ref",
            "/none.json`, which does not exist",
        ),
        ("%2e%2e/x.json", "outside-root", "is outside the folder"),
        ("", "remote-ref", "nothing is fetched"),
    ] {
        let schema = format!(r#"{{ "$ref": "http://localhost:1234/{reference}" }}"#);
        let report = mapped(&schema, &folder).unwrap_err();
        assert!(report.contains(&format!("error[{code}]")), "{report}");
        assert!(report.contains(said), "{report}");
    }
    let map = |prefix: &str, folder: &str| {
        let generator = Generator::new("../schemas/billingo").map(prefix, folder);
        generator.generate().unwrap_err().to_string()
    };
    assert!(map("http://a.example/", "no/such").contains("there is no folder `no/such`"));
    assert!(map("schemas/", "src").contains("is not the beginning of a URL"));
    // A missing folder is reported once, regardless of the number of references to it.
    let options = TypesOptions {
        root: "Root".into(),
        maps: vec!["http://a.example/=no/such".parse().unwrap()],
        ..TypesOptions::default()
    };
    let schema = br#"{ "$ref": "http://a.example/x.json" }"#.to_vec();
    let input = Input::Memory(vec![("root.json".into(), schema)]);
    let report = billing_codegen::types(&input, &options).unwrap_err();
    assert_eq!(report.codes().collect::<Vec<_>>(), ["missing-input"]);
}

/// Returns the diagnostics for `[types]` with one key.
fn types_said(key: &str) -> String {
    let api = format!(
        "[api]\nname = \"demo\"\nbase_url = \"https://api.example.com\"\n\n[types]\n{key}\n\n\
         [endpoints.clients.list]\nget = \"/clients\"\neffect = \"read\"\nreturns = \"nothing\"\n"
    );
    let input = Input::Memory(vec![("api.toml".into(), api.into_bytes())]);
    match billing_codegen::resolve(&input, &[]) {
        Ok(read) => read.warnings.to_string(),
        Err(report) => report.to_string(),
    }
}

#[test]
fn an_engine_is_a_word_and_a_feature() {
    let unknown = types_said("engine = \"typfy\"");
    assert!(unknown.contains("api.toml:6:10"), "{unknown}");
    assert!(unknown.contains("did you mean `typify`?"), "{unknown}");
    let known = types_said("engine = \"typify\"");
    match cfg!(feature = "typify") {
        true => assert_eq!(known, ""),
        false => {
            assert!(known.contains("api.toml:6:10"), "{known}");
            assert!(known.contains("needs the feature `typify`"), "{known}");
            assert!(known.contains("[build-dependencies]"), "{known}");
        }
    }
}

/// Files that cannot be read as schemas.
#[cfg(unix)]
mod odd {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use billing_codegen::Report;

    use super::*;

    const API: &str = r#"
        [api]
        name = "odd"
        version = "1"
        base_url = "https://odd.example"
        auth = "none"

        [endpoints.things.get]
        get = "/things"
        effect = "read"
        returns = { plain = "thing.json" }
    "#;

    /// Returns a folder whose only schema refers to `part.json`.
    fn folder() -> Scratch {
        let folder = Scratch::new("odd");
        folder.write("api/api.toml", API).write(
            "api/thing.json",
            r#"{ "properties": { "part": { "$ref": "part.json" } } }"#,
        );
        folder
    }

    fn read(folder: &Scratch) -> Report {
        match billing_codegen::resolve(&Input::Folder(folder.path().join("api")), &[]) {
            Ok(resolved) => resolved.warnings,
            Err(report) => report,
        }
    }

    /// Returns the report, which has exactly one diagnostic.
    fn said(folder: &Scratch) -> String {
        let report = read(folder);
        assert_eq!(report.errors() + report.warnings(), 1, "{report}");
        report.to_string()
    }

    #[test]
    fn pipes_devices_and_loops_of_links_are_refused_at_once() {
        let pipe = |path: &std::path::Path| {
            let made = Command::new("mkfifo").arg(path).status();
            made.is_ok_and(|status| status.success())
        };
        let folder = folder();
        let part = folder.path().join("api/part.json");
        let not_plain = "api/part.json\n";
        if pipe(&part) {
            let said = said(&folder);
            assert!(
                said.contains("it is not a regular file") && said.contains(not_plain),
                "{said}"
            );
            std::fs::remove_file(&part).unwrap();
        }
        symlink("/dev/zero", &part).unwrap();
        assert!(said(&folder).contains("it is not a regular file"));
        std::fs::remove_file(&part).unwrap();
        symlink("part.json", &part).unwrap();
        assert!(said(&folder).contains("error[unreadable-file]"));
        std::fs::remove_file(&part).unwrap();
        symlink("nowhere.json", &part).unwrap();
        assert!(said(&folder).contains("the link leads to a missing file"));
        // The same in a mapped folder.
        let mapped_to = Scratch::new("mapped");
        if pipe(&mapped_to.path().join("pipe.json")) {
            let schema = r#"{ "$ref": "http://localhost:1234/pipe.json" }"#;
            let said = mapped(schema, &mapped_to).unwrap_err();
            assert!(said.contains("it is not a regular file"), "{said}");
            assert!(
                said.ends_with("1 error; nothing was written\n") || said.contains("1 error"),
                "{said}"
            );
        }
    }

    #[test]
    fn links_are_followed_and_folders_that_contain_themselves_are_read_once() {
        let folder = folder();
        folder.write("elsewhere/part.json", r#"{ "type": "string" }"#);
        symlink(
            "../elsewhere/part.json",
            folder.path().join("api/part.json"),
        )
        .unwrap();
        std::fs::create_dir(folder.path().join("api/deep")).unwrap();
        symlink("..", folder.path().join("api/deep/up")).unwrap();
        symlink(".", folder.path().join("api/deep/same")).unwrap();
        let report = read(&folder);
        assert_eq!(report.errors(), 0, "{report}");
    }

    #[test]
    fn a_name_that_is_not_utf_8_is_a_warning() {
        let folder = folder();
        folder.write("api/part.json", r#"{ "type": "string" }"#);
        let name = OsStr::from_bytes(b"caf\xe9.json");
        if std::fs::write(folder.path().join("api").join(name), "{}").is_err() {
            eprintln!("skipped: this file system takes UTF-8 only");
            return;
        }
        std::fs::write(
            folder
                .path()
                .join("api")
                .join(OsStr::from_bytes(b"\xff.txt")),
            "",
        )
        .unwrap();
        let said = said(&folder);
        assert!(
            said.contains("warning[unreadable-file]: the name is not UTF-8"),
            "{said}"
        );
        assert!(said.contains("api/caf\u{fffd}.json"), "{said}");
    }

    /// Runs itself again as another user, since the superuser may read every folder.
    #[test]
    fn a_folder_that_cannot_be_read_is_named() {
        use std::os::unix::fs::PermissionsExt as _;
        use std::os::unix::process::CommandExt as _;

        const FOLDER: &str = "BILLING_TEST_FOLDER";
        if let Some(folder) = std::env::var_os(FOLDER) {
            let report = Generator::new(folder).generate().unwrap_err();
            println!("{report}");
            return;
        }
        let folder = std::env::temp_dir().join(format!("billing-odd-{}", std::process::id()));
        let locked = folder.join("api/locked");
        std::fs::create_dir_all(&locked).unwrap();
        std::fs::write(folder.join("api/api.toml"), API).unwrap();
        std::fs::write(folder.join("api/thing.json"), "{}").unwrap();
        let binary = folder.join("test");
        std::fs::copy(std::env::current_exe().unwrap(), &binary).unwrap();
        let mode = |mode| std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(mode));
        mode(0).unwrap();
        let again = || {
            let mut command = Command::new(&binary);
            let name = "input::odd::a_folder_that_cannot_be_read_is_named";
            command.args(["--exact", name, "--nocapture"]);
            command.env(FOLDER, folder.join("api")).current_dir(&folder);
            command
        };
        // A test that does not run as the superuser cannot change the user, and needs not.
        let output = again().uid(65_534).gid(65_534).output();
        let output = output.or_else(|_| again().output());
        mode(0o700).unwrap();
        let output = output.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
        assert!(
            said.contains("error[unreadable-file]: the folder cannot be read: Permission denied"),
            "{said}"
        );
        assert!(said.contains("api/locked"), "{said}");
        assert!(said.contains("1 error"), "{said}");
    }
}
