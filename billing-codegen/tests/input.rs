//! The folders of this repository are read without a complaint.

use std::path::PathBuf;

use billing_codegen::report::Reporter;
use billing_codegen::source::{self, Input, UrlMap};
use billing_codegen::{Generator, SourceTree, TypesOptions, endpoint, schema};

use crate::scratch::Scratch;

#[test]
fn billingo_is_read_without_a_complaint() {
    let folder = PathBuf::from("../schemas/billingo");
    let mut reporter = Reporter::default();
    let sources = source::load(&Input::Folder(folder), &mut reporter);
    let mut schemas = schema::parse(&sources, &mut reporter);
    let definition = endpoint::parse(&sources, &mut schemas, &mut reporter);
    let report = reporter.report(&sources);
    assert_eq!(report.errors() + report.warnings(), 0, "{report}");
    let definition = definition.expect("there was no complaint");
    assert_eq!(definition.name.value, "billingo");
    assert!(definition.endpoints.len() > 30);
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
        folder.contains("error[unreadable-file]: the file cannot be read: it is no file"),
        "{folder}"
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
    let sources = source::load(&input, &mut reporter);
    let schemas = schema::parse(&sources, &mut reporter);
    let report = reporter.report(&sources);
    assert_eq!(report.errors(), 0, "{report}");
    assert!(schemas.root().is_some());
    let read: Vec<_> = sources
        .read()
        .iter()
        .map(|path| path.strip_prefix(folder.path()).unwrap())
        .collect();
    let expected = ["root.json", "parts/a.json", "b.txt"].map(std::path::Path::new);
    assert_eq!(read, expected);
}

/// What `types` says about one schema, with the URLs of a server mapped to a folder.
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

#[test]
fn what_a_map_does_not_have_is_said() {
    let folder = Scratch::new("mapped");
    for (reference, code, said) in [
        (
            "none.json",
            "unresolved-ref",
            "/none.json`, which does not exist",
        ),
        ("%2e%2e/x.json", "outside-root", "leads out of the folder"),
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
}

/// What is said about `[types]` with one key.
fn types_said(key: &str) -> String {
    let api = format!(
        "[api]\nname = \"demo\"\nbase_url = \"https://api.example.com\"\n\n[types]\n{key}\n\n\
         [endpoints.clients.list]\nget = \"/clients\"\neffect = \"read\"\nreturns = \"nothing\"\n"
    );
    let input = Input::Memory(vec![("api.toml".into(), api.into_bytes())]);
    match billing_codegen::read(&input) {
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
