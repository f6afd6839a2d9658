//! Reads real schemas and the whole draft-4 test suite; skipped if the data is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use billing_codegen::report::Report;
use billing_codegen::report::Reporter;
use billing_codegen::schema;
use billing_codegen::source::{self, Input, Json, Node};
pub use billing_harness::corpus::{folder, schemastore};

fn parse(name: &str, bytes: Vec<u8>) -> (usize, Report) {
    let input = Input::Memory(vec![(name.to_owned(), bytes)]);
    let mut reporter = Reporter::default();
    let sources = source::load(&input, &[], &mut reporter);
    let (schemas, _) = schema::parse(&sources, schema::Dialect::Draft4, &mut reporter);
    (schemas.ids().count(), reporter.report(&sources))
}

#[test]
fn every_real_schema_is_read() {
    let Some(schemas) = schemastore() else { return };
    let mut slowest = Duration::ZERO;
    let mut refused = Vec::new();
    for (name, bytes) in schemas {
        let started = Instant::now();
        let (count, report) = parse(&format!("{name}.json"), bytes);
        slowest = slowest.max(started.elapsed());
        assert!(count > 0, "{name}");
        if report.errors() > 0 {
            refused.push(format!("{name}:\n{report}"));
        }
    }
    assert!(
        refused.is_empty(),
        "{} refused:\n{}",
        refused.len(),
        refused.join("\n")
    );
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
}

#[test]
fn every_group_of_the_suite_is_read() {
    let Some(suite) = folder("suite") else { return };
    let mut groups = 0;
    let mut refused = Vec::new();
    for folder in [
        suite.clone(),
        suite.join("optional"),
        suite.join("optional/format"),
    ] {
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        // The references of `refRemote.json` lead to URLs.
        for path in files
            .iter()
            .filter(|path| path.is_file() && !path.ends_with("refRemote.json"))
        {
            let text = fs::read_to_string(path).unwrap();
            for (name, schema) in schemas(path, &text) {
                groups += 1;
                let (_, report) = parse("group.json", schema);
                if report.errors() > 0 {
                    refused.push(format!("{}: {name}\n{report}", path.display()));
                }
            }
        }
    }
    assert!(groups > 150, "{groups}");
    assert!(
        refused.is_empty(),
        "{} refused:\n{}",
        refused.len(),
        refused.join("\n")
    );
}

/// Extracts the schemas of a suite file.
fn schemas(path: &Path, text: &str) -> Vec<(String, Vec<u8>)> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let input = Input::Memory(vec![(name, text.into())]);
    let mut reporter = Reporter::default();
    let sources = source::load(&input, &[], &mut reporter);
    let root = sources
        .main()
        .unwrap_or_else(|| panic!("{}", reporter.report(&sources)));
    let member = |node: &Node, name: &str| {
        let member = node.members()?.iter().find(|member| member.name == name)?;
        Some(member.node.clone())
    };
    let groups = root.items().map(|group| {
        let title =
            member(group.node, "description").and_then(|node| node.string().map(str::to_owned));
        let schema = member(group.node, "schema").unwrap();
        assert!(matches!(schema.value, Json::Object(_)));
        let (start, end) = (schema.span.start as usize, schema.span.end as usize);
        (
            title.unwrap_or_default(),
            text.as_bytes()[start..end].to_vec(),
        )
    });
    groups.collect()
}
