//! Twice the input takes twice the work. The tests count allocations, since times depend on the machine.

use std::alloc::System;

use billing_codegen::TypesOptions;
use billing_codegen::source::Input;
use billing_harness::alone;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The number of repetitions in a small schema; a large one has twice as many.
const FEW: usize = 1_000;

/// Joins the results of a function for each number.
fn each(count: usize, make: impl Fn(usize) -> String) -> String {
    let made: Vec<String> = (0..count).map(make).collect();
    made.join(",")
}

/// Returns schemas that repeat one construct.
fn schemas(n: usize) -> Vec<(&'static str, String)> {
    let members = |make: &dyn Fn(usize) -> String| {
        format!(r#"{{"type":"object","properties":{{{}}}}}"#, each(n, make))
    };
    let text = r#"{"type":"string"}"#;
    vec![
        (
            "values",
            format!(r#"{{"enum":[{}]}}"#, each(n, |i| format!("\"value-{i}\""))),
        ),
        (
            "objects as values",
            format!(r#"{{"enum":[{}]}}"#, each(n, |i| format!("{{\"a\":{i}}}"))),
        ),
        ("values of one name", {
            let value = |i| format!("\"{}a{}b\"", "-".repeat(i % 40), "-".repeat(i / 40));
            format!(r#"{{"enum":[{}]}}"#, each(n, value))
        }),
        ("members", members(&|i| format!("\"m{i}\":{text}"))),
        ("required members", {
            let names = each(n, |i| format!("\"m{i}\""));
            format!(r#"{{"type":"object","required":[{names}]}}"#)
        }),
        (
            "types of one title",
            members(&|i| {
                format!(
                    r#""m{i}":{{"title":"Same","type":"object","properties":{{"a{i}":{text}}}}}"#
                )
            }),
        ),
        ("definitions", {
            let references = each(n, |i| {
                format!("\"m{i}\":{{\"$ref\":\"#/definitions/D{i}\"}}")
            });
            let definitions = each(n, |i| {
                format!(r#""D{i}":{{"type":"object","properties":{{"a":{text}}}}}"#)
            });
            format!(
                r#"{{"type":"object","properties":{{{references}}},"definitions":{{{definitions}}}}}"#
            )
        }),
        ("choices", {
            let choice = |i| {
                format!(r#"{{"type":"object","required":["a{i}"],"properties":{{"a{i}":{text}}}}}"#)
            };
            format!(r#"{{"anyOf":[{}]}}"#, each(n, choice))
        }),
        ("choices beside members", {
            let choice = |i| format!(r#"{{"required":["a{i}"],"properties":{{"a{i}":{text}}}}}"#);
            let choices = each(n, choice);
            format!(r#"{{"type":"object","properties":{{"own":{text}}},"anyOf":[{choices}]}}"#)
        }),
        ("choices that say more of one member", {
            let choice =
                |i| format!(r#"{{"properties":{{"a":{{"type":"string","maxLength":{i}}}}}}}"#);
            let choices = each(n, choice);
            format!(r#"{{"type":"object","properties":{{"own":{text}}},"oneOf":[{choices}]}}"#)
        }),
        (
            "parts",
            format!(
                r#"{{"allOf":[{}]}}"#,
                each(n, |i| format!(r#"{{"properties":{{"a{i}":{text}}}}}"#))
            ),
        ),
        ("patterns of names", {
            let pattern = |i| format!(r#""^a{i}":{{"type":"string","maxLength":{}}}"#, i + 1);
            format!(
                r#"{{"type":"object","patternProperties":{{{}}}}}"#,
                each(n, pattern)
            )
        }),
    ]
}

/// Returns the number of allocations and of allocated bytes.
fn work(text: String) -> [usize; 2] {
    let input = Input::Memory(vec![("schema.json".into(), text.into())]);
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    let region = Region::new(ALLOCATOR);
    let (text, _) = billing_codegen::types(&input, &options).unwrap();
    assert!(text.contains("Root"));
    let change = region.change();
    [
        change.allocations + change.reallocations,
        change.bytes_allocated,
    ]
}

#[test]
fn twice_the_input_is_twice_the_work() {
    if !alone("scaling::twice_the_input_is_twice_the_work") {
        return;
    }
    for ((what, few), (_, many)) in schemas(FEW).into_iter().zip(schemas(2 * FEW)) {
        let (few, many) = (work(few), work(many));
        for (few, many) in few.into_iter().zip(many) {
            // Growing lists are copied, so the factor can be a little more than 2.
            assert!(
                many < few * 5 / 2,
                "{what}: {few} for {FEW}, {many} for twice as many"
            );
        }
    }
}
