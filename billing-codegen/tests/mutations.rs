//! Mutated input: the generator returns a result and never panics.

use std::fs;
use std::path::PathBuf;

use billing_codegen::report::Reporter;
use billing_codegen::source::{self, Input};
use billing_codegen::{Generator, TypesOptions};

use crate::corpus;

/// A small deterministic random number generator, so that a failure can be reproduced.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Cuts, flips, repeats or replaces a part of the input.
fn mutate(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const PIECES: [&[u8]; 16] = [
        b"{}",
        b"[]",
        b"null",
        b"-1",
        b"1e999",
        b"\"#\"",
        b"\"$ref\"",
        b"true",
        b"\"\\ud800\"",
        b"\xff",
        b"{\"$ref\": \"#\"}",
        b"\"..\"",
        b"\"object\"",
        b",",
        b"\"\"",
        b"{\"not\": {}}",
    ];
    let mut bytes = bytes.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len());
        let end = (at + numbers.below(12)).min(bytes.len());
        match numbers.below(5) {
            0 => bytes.truncate(at),
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(8);
                }
            }
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => drop(bytes.drain(at..end)),
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                // Whole values are replaced more often than bytes, since most changes of bytes only break the syntax.
                let start = bytes[..at]
                    .iter()
                    .rposition(|b| *b == b':')
                    .map_or(at, |at| at + 1);
                let stop = bytes[start..]
                    .iter()
                    .position(|b| matches!(b, b',' | b'}' | b']' | b'\n'));
                let stop = stop.map_or(bytes.len(), |stop| start + stop);
                bytes.splice(start..stop, piece.iter().copied());
            }
        }
    }
    bytes
}

fn billingo() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir("../schemas/billingo")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|kind| kind == "json" || kind == "toml")
        })
        .filter(|path| !path.ends_with("mock.toml"))
        .map(|path: PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn no_mutation_of_billingo_panics() {
    let files = billingo();
    let mut numbers = Numbers(1);
    let mut fine = 0;
    for round in 0..400 {
        let mut files = files.clone();
        let index = numbers.below(files.len());
        files[index].1 = mutate(&files[index].1, &mut numbers);
        let input = Input::Memory(files);
        match Generator::from(input).generate() {
            Ok(_) => fine += 1,
            Err(report) => assert!(report.errors() > 0, "round {round}: {report}"),
        }
    }
    assert!(
        (20..380).contains(&fine),
        "{fine} of 400 were fine: the mutations say little"
    );
}

#[test]
fn no_mutation_of_a_real_schema_panics() {
    let Some(schemas) = corpus::schemastore() else {
        return;
    };
    let mut numbers = Numbers(2);
    for (name, bytes) in schemas.iter().filter(|(_, bytes)| bytes.len() < 60_000) {
        for _ in 0..4 {
            let mutated = mutate(bytes, &mut numbers);
            let input = Input::Memory(vec![(format!("{name}.json"), mutated)]);
            let mut reporter = Reporter::default();
            let sources = source::load(&input, &[], &mut reporter);
            let _ = billing_codegen::schema::parse(
                &sources,
                billing_codegen::schema::Dialect::Draft4,
                &mut reporter,
            );
            let _ = reporter.report(&sources).to_string();
        }
    }
}

#[test]
fn no_mutation_of_a_small_schema_stops_the_types() {
    let Some(schemas) = corpus::schemastore() else {
        return;
    };
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    let mut numbers = Numbers(3);
    for (name, bytes) in schemas.iter().filter(|(_, bytes)| bytes.len() < 4_000) {
        for _ in 0..8 {
            let mutated = mutate(bytes, &mut numbers);
            let input = Input::Memory(vec![(format!("{name}.json"), mutated)]);
            let _ = billing_codegen::types(&input, &options);
        }
    }
}
