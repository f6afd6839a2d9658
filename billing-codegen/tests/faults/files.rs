//! Broken, large or unusual files, and the files that valid input generates.

use super::*;

#[test]
fn e1_01_truncated_json() {
    let whole = fs::read("../schemas/billingo/client.json").unwrap();
    let folder = folder(&whole[..whole.len() / 2]);
    let out = Scratch::new("out");
    let said = Generator::new(folder.path())
        .generate()
        .and_then(|tree| tree.write_to(out.path().join("demo")).map(drop))
        .unwrap_err()
        .to_string();
    assert!(said.contains("error[json-syntax]: the file ends"), "{said}");
    assert!(said.contains("client.json:"), "{said}");
    assert!(!out.path().join("demo").exists(), "nothing is written");
    // The same at every byte: an error with a location, and no partial type.
    let small = "{\n \"type\": \"object\",\n \"properties\": { \"\u{e1}\": { \"enum\": [-1.5e2, \"\\u00e1\", null] } }\n}";
    for end in 1..small.len() {
        let part = &small.as_bytes()[..end];
        let said = refused(part);
        let line = 1 + part.iter().filter(|byte| **byte == b'\n').count();
        assert!(
            said.contains(&format!("client.json:{line}:")),
            "{end}: {said}"
        );
    }
    generate(&super::folder(small)).unwrap();
}

#[test]
fn e1_02_marks_line_ends_and_utf16() {
    let plain =
        "{\n  \"type\": \"object\",\n  \"properties\": { \"name\": { \"type\": \"string\" } }\n}\n";
    let expected = generate(&folder(plain)).unwrap();
    let marked = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let windows = folder(marked);
    windows.write("api.toml", format!("\u{feff}{}", API.replace('\n', "\r\n")));
    let found = generate(&windows).unwrap();
    let text = |tree: &SourceTree| -> Vec<String> {
        let files = tree.iter();
        // The first line names the folder, which is another one.
        files
            .map(|(_, text)| text.split_once('\n').unwrap().1.to_owned())
            .collect()
    };
    assert_eq!(text(&found), text(&expected));
    for utf16 in [
        plain
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
        "\u{feff}{}"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect(),
    ] {
        let said = refused(utf16);
        assert!(
            said.contains("error[not-utf8]: the file is UTF-16"),
            "{said}"
        );
    }
    // An error after a byte order mark and CRLF has the right column.
    let said = refused("\u{feff}{\r\n  \"typ\u{e9}\": 1, \"type\": \"strin\"\r\n}");
    assert!(said.contains("client.json:2:22"), "{said}");
}

#[test]
fn e1_03_duplicate_key() {
    let said = refused("{\n \"type\": \"object\",\n \"type\": \"object\"\n}");
    assert!(
        said.contains("error[duplicate-key]: duplicate key `type`"),
        "{said}"
    );
    assert!(said.contains("client.json:3:2"), "{said}");
    assert!(said.contains("client.json:2:2"), "{said}");
    assert!(said.contains("------ the first one"), "{said}");
    // An escaped name is the same name, and each repetition shows the first one.
    let said = refused("{ \"a\": {\n \"x\": 1,\n \"\\u0078\": 2,\n \"x\": 3 } }");
    assert_eq!(said.matches("error[duplicate-key]").count(), 2, "{said}");
    assert_eq!(said.matches("client.json:2:2").count(), 2, "{said}");
}

#[test]
fn e1_11_deep_and_large() {
    let started = std::time::Instant::now();
    for open in ["{\"not\":", "[", "{\"items\":[", "{\"a\":{\"$ref\":"] {
        for depth in [10_000, 1_000_000] {
            let said = refused(open.repeat(depth));
            assert!(
                said.contains("error[too-deep]: arrays and objects are nested more than 128"),
                "{said}"
            );
        }
    }
    // The deepest nesting that is accepted.
    let deep = |open: &str, close: &str| format!("{}{{}}{}", open.repeat(60), close.repeat(60));
    for schema in [
        deep("{\"not\":", "}"),
        deep("{\"items\":[", "]}"),
        deep("{\"items\":", "}"),
    ] {
        types(&schema).unwrap();
    }
    // 50 MB: of nothing, of a schema that would be one, and of values without end.
    let description = "x".repeat(50 << 20);
    let many = "{},".repeat(1_100_000);
    for (schema, limit) in [
        (" ".repeat(50 << 20), "larger than 32 MiB"),
        (
            format!("{{ \"description\": \"{description}\" }}"),
            "larger than 32 MiB",
        ),
        (
            format!("{{ \"allOf\": [{many}{{}}] }}"),
            "more than 1000000 values",
        ),
    ] {
        let said = refused(schema);
        assert!(
            said.contains("error[too-large]") && said.contains(limit),
            "{said}"
        );
        assert!(said.len() < 2_000, "what is shown is short");
    }
    // Two seconds each in an optimized build on an idle machine; the limit here is generous.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn e1_23_output_is_a_function_of_the_input() {
    let first = Generator::new("../schemas/billingo").generate().unwrap();
    let out = Scratch::new("out");
    let runs: Vec<_> = (0..4)
        .map(|_| {
            let out = out.path().to_owned();
            std::thread::spawn(move || {
                let tree = Generator::new("../schemas/billingo").generate().unwrap();
                tree.write_to(out).unwrap();
                tree
            })
        })
        .collect();
    for run in runs {
        assert_eq!(run.join().unwrap(), first);
    }
    assert_eq!(first.compare(out.path()).unwrap(), []);
    let again = first.write_to(out.path()).unwrap();
    assert!(
        again.written.is_empty() && again.deleted.is_empty(),
        "{again:?}"
    );
    let litter = fs::read_dir(out.path()).unwrap().count();
    // The files and their manifest.
    let whole = first.iter().count() + 1;
    assert_eq!(litter, whole, "no half-written file is left");
}

#[test]
fn e1_24_stale_edited_and_extra_files() {
    let input = folder(r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#);
    let tree = generate(&input).unwrap();
    let out = Scratch::new("out");
    tree.write_to(out.path()).unwrap();
    let edited = tree
        .get("clients.rs")
        .unwrap()
        .replace("pub name", "pub nom");
    out.write("clients.rs", &edited)
        .write("extra.rs", "fn main() {}\n");
    fs::remove_file(out.path().join("mod.rs")).unwrap();
    let found = tree.compare(out.path()).unwrap();
    let paths: Vec<&str> = found
        .iter()
        .map(|difference| difference.path.as_str())
        .collect();
    assert_eq!(paths, ["clients.rs", "extra.rs", "mod.rs"]);
    let Change::Differs(diff) = &found[0].change else {
        panic!("{found:?}");
    };
    assert!(
        diff.contains("-    pub nom: ") && diff.contains("+    pub name: "),
        "{diff}"
    );
    assert_eq!(found[1].change, Change::Extra);
    assert_eq!(found[2].change, Change::Missing);
    // A file that is no longer generated is deleted; other files stay.
    let header = tree.get("clients.rs").unwrap();
    let manifest = fs::read_to_string(out.path().join("billing-codegen.manifest")).unwrap();
    out.write("old.rs", header)
        .write("unlisted.rs", header)
        .write("billing-codegen.manifest", manifest + "old.rs\n");
    let done = tree.write_to(out.path()).unwrap();
    assert_eq!(done.written, ["clients.rs", "mod.rs"]);
    assert_eq!(done.deleted, ["old.rs"]);
    assert_eq!(done.left, ["extra.rs", "unlisted.rs"]);
}
