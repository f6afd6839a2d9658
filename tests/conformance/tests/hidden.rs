//! Tests that real schemas with invisible characters or delimiters in every string still generate code that compiles.

use billing_codegen::source::Input;
use conformance::corpus::Case;
use conformance::engine::Engine;
use conformance::generate::{self, Module};
use conformance::scratch::{self, Work};
use serde_json::{Map, Value};

use super::read;

const PIECES: [&str; 16] = [
    "\u{202e}",
    "\u{2066}\"",
    "\"#",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\r",
    "\u{0}",
    "\u{7f}",
    "\u{9b}",
    "\\",
    "'\u{e0041}",
    "*/",
    "\u{202a}\n",
    "`",
    "\u{61c}",
];

/// Returns the same result for the same string, so that references stay valid.
fn hidden(text: &str) -> String {
    let sum: usize = text.bytes().map(usize::from).sum();
    let piece = PIECES[(sum + text.len()) % PIECES.len()];
    let middle = (0..=text.len() / 2)
        .rev()
        .find(|at| text.is_char_boundary(*at));
    let (before, after) = text.split_at(middle.unwrap_or(0));
    format!("{before}{piece}{after}")
}

fn texts(value: &mut Value) {
    match value {
        Value::String(text) => *text = hidden(text),
        Value::Array(list) => list.iter_mut().for_each(texts),
        Value::Object(members) => members.values_mut().for_each(texts),
        _ => {}
    }
}

fn schema(value: &mut Value) {
    let Value::Object(keywords) = value else {
        if let Value::Array(list) = value {
            list.iter_mut().for_each(schema);
        }
        return;
    };
    for (keyword, value) in keywords {
        match (keyword.as_str(), &mut *value) {
            ("description" | "title" | "pattern" | "enum" | "default" | "required", value) => {
                texts(value)
            }
            ("$ref", Value::String(target)) => *target = reference(target),
            (
                "properties" | "patternProperties" | "definitions" | "dependencies",
                Value::Object(members),
            ) => {
                *members = named(std::mem::take(members));
            }
            ("id" | "$schema" | "type" | "format", _) => {}
            (_, value) => schema(value),
        }
    }
}

fn named(members: Map<String, Value>) -> Map<String, Value> {
    let members = members.into_iter().map(|(name, mut value)| {
        match &value {
            Value::Array(_) => texts(&mut value),
            _ => schema(&mut value),
        }
        (hidden(&name), value)
    });
    members.collect()
}

/// Adapts a reference to a renamed target.
fn reference(target: &str) -> String {
    let Some(pointer) = target.strip_prefix("#/") else {
        return target.to_owned();
    };
    let mut names = false;
    let tokens: Vec<String> = pointer
        .split('/')
        .map(|token| {
            let is_name = std::mem::replace(
                &mut names,
                [
                    "properties",
                    "patternProperties",
                    "definitions",
                    "dependencies",
                ]
                .contains(&token),
            );
            match is_name {
                false => token.to_owned(),
                true => {
                    names = false;
                    encoded(&hidden(&decoded(token)))
                }
            }
        })
        .collect();
    format!("#/{}", tokens.join("/"))
}

fn decoded(token: &str) -> String {
    token
        .replace("%25", "%")
        .replace("~1", "/")
        .replace("~0", "~")
}

fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let name = name.replace('~', "~0").replace('/', "~1");
    let bytes = name.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    bytes.collect()
}

/// Returns the modules of all schemas that are still valid afterwards.
fn modules(cases: Vec<Case>) -> Vec<Module> {
    let count = cases.len();
    let modules: Vec<Module> = cases
        .into_iter()
        .filter_map(|case| {
            let mut value: Value = serde_json::from_str(&case.schema).ok()?;
            schema(&mut value);
            let schema = value.to_string();
            let input = Input::Memory(vec![("schema.json".into(), schema.clone().into_bytes())]);
            generate::generate(&Case {
                input,
                schema,
                ..case
            })
            .ok()
        })
        .collect();
    assert!(
        modules.len() * 10 >= count * 8,
        "{} of {count}",
        modules.len()
    );
    modules
}

fn compile(modules: &[Module]) {
    let modules: Vec<&Module> = modules.iter().collect();
    let outcome = scratch::run(&Engine::Ours, &modules, &[], Work::Check).unwrap();
    let refused: Vec<&String> = outcome.refused.iter().flatten().collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn hidden_characters_in_every_text_of_small_real_schemas() {
    let Some(cases) = read("schemastore") else {
        return;
    };
    let modules = modules(cases);
    let small = modules.into_iter().filter(|module| module.lines < 250);
    let small: Vec<Module> = small.collect();
    assert!(small.len() > 10, "{}", small.len());
    compile(&small);
}

/// The whole corpus takes minutes.
#[test]
#[ignore = "compiles the whole corpus; `cargo test -p conformance -- --ignored hidden` does"]
fn hidden_characters_in_every_text_of_every_real_schema() {
    let Some(cases) = read("schemastore") else {
        return;
    };
    compile(&modules(cases));
}
