//! Runs the command as a user does.

use std::process::{Command, Output};

use crate::scratch::Scratch;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_billing-codegen"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn generate_then_check() {
    let out = Scratch::new("out");
    let folder = out.path().join("billingo");
    let folder = folder.to_str().unwrap();
    let done = run(&["generate", "../schemas/billingo", "--out", folder]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("wrote mod.rs"));
    let again = run(&["generate", "../schemas/billingo", "--out", folder]);
    assert!(
        !text(&again.stdout).contains("wrote"),
        "{}",
        text(&again.stdout)
    );
    let checked = run(&["check", "../schemas/billingo", "--out", folder]);
    assert!(checked.status.success(), "{}", text(&checked.stdout));
}

#[test]
fn e1_24_check_fails_with_a_diff() {
    let out = Scratch::new("out");
    let folder = out.path().to_str().unwrap();
    assert!(
        run(&["generate", "../schemas/billingo", "--out", folder])
            .status
            .success()
    );
    let file = out.path().join("clients.rs");
    let edited = std::fs::read_to_string(&file)
        .unwrap()
        .replacen("pub name", "pub nom", 1);
    out.write("clients.rs", edited).write("extra.rs", "");
    let checked = run(&["check", "../schemas/billingo", "--out", folder]);
    assert_eq!(checked.status.code(), Some(1));
    let said = text(&checked.stdout);
    assert!(said.contains("-    pub nom: "), "{said}");
    assert!(said.contains("+    pub name: "), "{said}");
    assert!(said.contains("extra: extra.rs"), "{said}");
    assert!(text(&checked.stderr).contains("2 files differ"));
}

#[test]
fn generate_touches_only_what_is_its_own() {
    let work = Scratch::new("own");
    let api = |name: &str, resource: &str| {
        format!(
            "[api]\nname = \"{name}\"\nbase_url = \"https://a.example\"\n[endpoints.{resource}.get]\nget = \"/x\"\neffect = \"read\"\nreturns = \"nothing\"\n"
        )
    };
    work.write("one/api.toml", api("one", "a"))
        .write("two/api.toml", api("two", "b"))
        .write("by-hand/mod.rs", "// mine\n");
    // Both inputs are called `api.toml` in the generated code.
    let generate = |folder: &str, out: &str, more: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_billing-codegen"))
            .args([&["generate", ".", "--out", out], more].concat())
            .current_dir(work.path().join(folder))
            .output()
            .unwrap()
    };
    assert!(generate("one", "../out/inner", &[]).status.success());
    assert!(generate("two", "../out", &[]).status.success());
    for file in ["out/inner/a.rs", "out/inner/mod.rs", "out/b.rs"] {
        assert!(work.path().join(file).exists(), "{file}");
    }
    let refused = generate("two", "../out/inner", &[]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.contains("holds the client of another API"), "{said}");
    let refused = generate("one", "../by-hand", &[]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(
        said.contains("by-hand/mod.rs` exists and was not generated"),
        "{said}"
    );
    assert!(!work.path().join("by-hand/a.rs").exists());
    let forced = generate("one", "../by-hand", &["--force"]);
    assert!(forced.status.success(), "{}", text(&forced.stderr));
    work.write("by-hand/more.rs", "");
    let again = text(&generate("one", "../by-hand", &[]).stdout);
    assert!(
        again.contains("left more.rs, which is not generated"),
        "{again}"
    );
}

#[test]
fn warnings_can_be_denied() {
    let work = Scratch::new("deny");
    work.write("api/api.toml", "[api]\nname = \"one\"\nbase_url = \"https://a.example\"\n[endpoints.a.get]\nget = \"/x\"\neffect = \"read\"\nreturns = { plain = \"x.json\" }\n")
        .write("api/x.json", r#"{ "type": "string", "maxLenght": 3 }"#);
    let path = |name: &str| work.path().join(name).display().to_string();
    let (api, out, schema) = (path("api"), path("out"), path("api/x.json"));
    let generate = ["generate", &api, "--out", &out];
    let check = ["check", &api, "--out", &out];
    let types = ["types", &schema, "--root", "Root"];
    let denied = [generate.as_slice(), &["--deny", "warnings"]].concat();
    let done = run(&denied);
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    assert!(
        said.contains("error[keyword-typo]: ") && said.contains("x.json:1:"),
        "{said}"
    );
    assert!(
        said.contains("1 error, since warnings are denied; nothing was written"),
        "{said}"
    );
    assert!(!work.path().join("out").exists());
    for arguments in [generate.as_slice(), &check, &types] {
        let done = run(arguments);
        assert!(done.status.success(), "{arguments:?}");
        assert!(text(&done.stderr).contains("warning[keyword-typo]"));
        let denied = [arguments, &["--deny=warnings"]].concat();
        let done = run(&denied);
        assert_eq!(done.status.code(), Some(1), "{arguments:?}");
        assert!(text(&done.stderr).contains("error[keyword-typo]"));
    }
    let wrong = run(&[generate.as_slice(), &["--deny", "errors"]].concat());
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn types_take_other_names() {
    let folder = Scratch::new("rename");
    folder.write(
        "schema.json",
        r#"{ "type": "object", "properties": { "type": { "enum": ["a"] } } }"#,
    );
    let path = folder.path().join("schema.json");
    let types = |rename: &[&str]| {
        let all = [
            &["types", "--root", "Client", path.to_str().unwrap()],
            rename,
        ]
        .concat();
        run(&all)
    };
    let done = types(&[
        "--rename",
        "#/properties/type=kind",
        "--rename",
        "#/properties/type/enum/0=First",
    ]);
    let said = text(&done.stdout);
    assert!(
        said.contains("pub kind: Option<ClientType>") && said.contains("    First,"),
        "{said}"
    );
    let wrong = types(&["--rename", "#/properties/tipe=kind"]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = text(&wrong.stderr);
    assert!(said.contains("did you mean `#/properties/type`?"), "{said}");
}

#[test]
fn types_go_to_the_standard_output() {
    let schema = Scratch::new("schema");
    schema.write(
        "client.json",
        r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#,
    );
    let path = schema.path().join("client.json");
    let done = run(&["types", path.to_str().unwrap(), "--root", "Client"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("pub struct Client"));
    let wrong = run(&["types", path.to_str().unwrap(), "--root", "no name"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(wrong.stdout.is_empty());
}

#[test]
fn types_of_a_file_that_is_no_schema_are_an_error_and_not_silence() {
    let wrong = run(&["types", "../schemas/billingo/api.toml", "--root", "Api"]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = text(&wrong.stderr);
    assert!(said.contains("this is a TOML file"), "{said}");
}

#[test]
fn mistakes_go_to_the_standard_error_without_colour() {
    let out = Scratch::new("out");
    let folder = out.path().join("never");
    let done = run(&[
        "generate",
        "tests/diagnostics/several-at-once",
        "--out",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    let expected =
        std::fs::read_to_string("tests/diagnostics/several-at-once/expected.txt").unwrap();
    assert_eq!(said, expected);
    assert!(!folder.exists(), "nothing is written");
    assert_eq!(run(&["generate"]).status.code(), Some(2));
}

#[test]
fn formats_are_asserted_where_the_command_says_so() {
    let schema = Scratch::new("schema");
    schema.write(
        "client.json",
        r#"{ "type": "object", "properties": {
            "email": { "type": "string", "format": "email" },
            "born": { "type": "string", "format": "date" },
            "seen": { "type": "string", "format": "date-time" },
            "any": { "format": "ipv4" },
            "id": { "type": "string", "format": "uuid" }
        } }"#,
    );
    let path = schema.path().join("client.json");
    let path = path.to_str().unwrap();
    let types = |arguments: &[&str]| {
        let all = [&["types", "--root", "Client"], arguments, &[path]].concat();
        run(&all)
    };
    let plain = text(&types(&["--strict"]).stdout);
    assert!(!plain.contains("format"), "{plain}");
    assert!(plain.contains("born: Option<String>"), "{plain}");
    let all = text(&types(&["--strict", "--formats"]).stdout);
    for part in [
        "#[wire(format = \"email\")]",
        "born: Option<Date>",
        "#[wire(format = \"date-time\")]",
        "seen: Option<DateTime>",
        r#"check = r#"{"format":"ipv4"}"#,
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    assert!(!all.contains("uuid"), "{all}");
    // The notation of databases is also a date-time, unless a type is strict.
    let loose = text(&types(&["--formats"]).stdout);
    assert!(!loose.contains("format = \"date-time\""), "{loose}");
    let one = text(&types(&["--formats=email"]).stdout);
    assert!(one.contains("born: Option<String>"), "{one}");
    let wrong = text(&types(&["--formats=emial"]).stderr);
    assert!(wrong.contains("did you mean `email`?"), "{wrong}");
}

#[test]
fn urls_are_mapped_to_folders() {
    let schema = Scratch::new("schema");
    schema
        .write("root.json", r#"{ "$ref": "http://a.example/v1/x.json" }"#)
        .write("server/x.json", r#"{ "type": "integer" }"#);
    let folder = schema.path().join("server");
    let map = format!("http://a.example/v1/={}", folder.display());
    let path = schema.path().join("root.json");
    let path = path.to_str().unwrap();
    let done = run(&["types", path, "--root", "Root", "--map", &map]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let without = run(&["types", path, "--root", "Root"]);
    assert!(text(&without.stderr).contains("--map"));
    let wrong = run(&[
        "types",
        path,
        "--root",
        "Root",
        "--map",
        "http://a.example/",
    ]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("write PREFIX=FOLDER"));
}

#[test]
fn explain_prints_a_paragraph_or_the_list() {
    let one = run(&["explain", "ref-siblings"]);
    assert!(one.status.success());
    assert!(text(&one.stdout).starts_with("ref-siblings\n\nIn draft 4 everything beside `$ref`"));
    let all = text(&run(&["explain"]).stdout);
    assert!(all.contains("\nref-siblings "), "{all}");
    let wrong = run(&["explain", "ref-sibling"]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = "error: there is no diagnostic `ref-sibling`; did you mean `ref-siblings`?\n";
    assert_eq!(text(&wrong.stderr), said);
}

#[test]
fn show_prints_one_operation_as_generated() {
    let shown = text(&run(&["show", "../schemas/billingo", "clients.create"]).stdout);
    let module = std::fs::read_to_string("../examples/billingo-checked-in/src/billingo/clients.rs");
    let module = module.unwrap();
    // Its parts are the same as those of the generated module.
    for part in shown.split("\n\n").filter(|part| part.starts_with("///")) {
        let whole = part.contains("Operations on") || module.contains(part);
        assert!(whole, "{part}");
    }
    for part in [
        "// clients.rs\n",
        "pub struct CreateClient ",
        "pub async fn create(",
        "pub struct NewAddress ",
        "pub enum TaxType ",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    for part in ["pub struct ListClients", "fn list(", "use billing_runtime"] {
        assert!(!shown.contains(part), "{part}: {shown}");
    }
    let list = text(&run(&["show", "../schemas/billingo"]).stdout);
    assert!(list.contains("clients.create "), "{list}");
    for (name, said) in [
        (
            "clients.craete",
            "`clients` has no operation `craete`; did you mean `create`?",
        ),
        (
            "client.create",
            "there is no operation `client.create`; did you mean `clients.create`?",
        ),
        ("zebras.list", "there is no resource `zebras`"),
        ("clients", "`clients` is a resource"),
    ] {
        let wrong = run(&["show", "../schemas/billingo", name]);
        assert_eq!(wrong.status.code(), Some(1));
        assert!(
            text(&wrong.stderr).contains(said),
            "{}",
            text(&wrong.stderr)
        );
    }
}

#[test]
fn schema_prints_what_editors_read() {
    let done = run(&["schema"]);
    assert!(done.status.success());
    let text = text(&done.stdout);
    assert!(text.contains("\"title\": \"api.toml\""), "{text}");
}
