//! Schemas that are designed to exhaust time, stack or memory.

use billing_codegen::source::Input;
use billing_codegen::{Report, TypesOptions};

fn types(schema: impl Into<String>) -> Result<String, Report> {
    let input = Input::Memory(vec![("root.json".into(), schema.into().into_bytes())]);
    let options = TypesOptions {
        root: "Root".into(),
        strict: true,
        ..TypesOptions::default()
    };
    billing_codegen::types(&input, &options).map(|(text, _)| text)
}

/// Generates types, and asserts that they are valid Rust with at most this number of lines.
fn fits(schema: &str, lines: usize) -> String {
    let text = types(schema).unwrap();
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let found = text.lines().count();
    assert!(found <= lines, "{found} lines of {schema:.200}");
    text
}

/// Returns `count` definitions `d0`, `d1` and so on, each made from the next one.
fn chain(count: usize, each: impl Fn(&str) -> String, last: &str) -> String {
    let definition = |at: usize| match at + 1 == count {
        true => format!("\"d{at}\": {last}"),
        false => {
            let next = format!("{{ \"$ref\": \"#/definitions/d{}\" }}", at + 1);
            format!("\"d{at}\": {}", each(&next))
        }
    };
    let all: Vec<String> = (0..count).map(definition).collect();
    format!(
        "{{ \"properties\": {{ \"a\": {{ \"$ref\": \"#/definitions/d0\" }} }}, \"definitions\": {{ {} }} }}",
        all.join(", ")
    )
}

#[test]
fn schemas_that_refer_to_themselves_in_every_way() {
    for schema in [
        r##"{"additionalProperties":{"anyOf":[{"type":"string"},{"$ref":"#"}]}}"##,
        r##"{"additionalProperties":{"oneOf":[{"$ref":"#"},{"$ref":"#"},{"type":"null"}]}}"##,
        r##"{"items":{"anyOf":[{"$ref":"#"},{"type":"string"}]}}"##,
        r##"{"type":"array","items":{"$ref":"#"}}"##,
        r##"{"type":"object","additionalProperties":{"$ref":"#"}}"##,
        r##"{"type":"array","items":[{"$ref":"#"},{"$ref":"#"}],"minItems":2}"##,
        r##"{"patternProperties":{"a":{"$ref":"#"},"b":{"not":{"properties":{"c":{"$ref":"#"}}}}}}"##,
        r##"{"not":{"properties":{"a":{"$ref":"#"}}}}"##,
        r##"{"allOf":[{"properties":{"a":{"$ref":"#"}}},{"properties":{"a":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}}]}"##,
        r##"{"allOf":[{"properties":{"a":{"allOf":[{"$ref":"#"},{"minProperties":1}]}}},{"properties":{"a":{"$ref":"#"}}}]}"##,
        r##"{"properties":{"a":{"$ref":"#"}},"anyOf":[{"properties":{"a":{"type":"object"}}},{"properties":{"b":{"$ref":"#"}}}]}"##,
        r##"{"properties":{"a":{"$ref":"#"},"b":{}},"oneOf":[{"type":"object","properties":{"a":{"$ref":"#/definitions/x"}}},{"type":"object","required":["c"],"properties":{"c":{"$ref":"#"}}}],"definitions":{"x":{"allOf":[{"$ref":"#"},{"required":["b"]}]}}}"##,
        r##"{"allOf":[{"$ref":"#/definitions/a"},{"$ref":"#/definitions/b"}],"definitions":{"a":{"properties":{"x":{"$ref":"#/definitions/b"},"y":{"$ref":"#"}}},"b":{"properties":{"x":{"$ref":"#/definitions/a"},"y":{"$ref":"#/definitions/a"}}}}}"##,
    ] {
        fits(schema, 400);
    }
}

#[test]
fn what_is_referred_to_twice_at_each_level() {
    for (each, last) in [
        (
            "anyOf",
            "\"type\": \"object\", \"properties\": { \"p\": {} }, ",
        ),
        ("oneOf", "\"properties\": { \"p\": {} }, "),
        ("allOf", "\"properties\": { \"p\": {} }, "),
        ("anyOf", ""),
        ("oneOf", ""),
        ("allOf", ""),
    ] {
        let schema = chain(
            30,
            |next| format!("{{ {last}\"{each}\": [{next}, {next}] }}"),
            "{ \"minProperties\": 1, \"required\": [\"z\"] }",
        );
        types(&*schema).unwrap();
        let under_not = schema.replacen("{ \"properties\"", "{ \"not\": { \"properties\"", 1);
        let under_not = under_not.replacen("}, \"definitions\"", "} }, \"definitions\"", 1);
        types(&*under_not).unwrap();
    }
    types(chain(
        30,
        |next| format!("{{ \"not\": {{ \"anyOf\": [{next}, {next}] }} }}"),
        "{}",
    ))
    .unwrap();
    types(chain(
        30,
        |next| format!("{{ \"properties\": {{ \"a\": {next}, \"b\": {next} }} }}"),
        "{}",
    ))
    .unwrap();
    types(chain(
        30,
        |next| format!("{{ \"dependencies\": {{ \"a\": {next}, \"b\": {next} }} }}"),
        "{}",
    ))
    .unwrap();
}

#[test]
fn products_of_choices() {
    let choice = |at: usize| {
        format!(
            "{{ \"anyOf\": [{{ \"required\": [\"a{at}\"] }}, {{ \"properties\": {{ \"b{at}\": {{}} }} }}, {{ \"minProperties\": {at} }}] }}"
        )
    };
    let all: Vec<String> = (0..40).map(choice).collect();
    fits(&format!("{{ \"allOf\": [{}] }}", all.join(", ")), 4_000);
    let nested = (0..40).fold("{}".to_owned(), |inner, at| {
        format!(
            "{{ \"properties\": {{ \"p{at}\": {{}} }}, \"anyOf\": [{inner}, {inner_kind}] }}",
            inner_kind = "{ \"type\": \"object\" }"
        )
    });
    types(nested).unwrap();
}

#[test]
fn long_chains() {
    let text = types(chain(
        100,
        |next| format!("{{ \"type\": \"array\", \"items\": {next} }}"),
        "{}",
    ))
    .unwrap();
    assert!(
        text.lines().all(|line| line.matches("Vec<").count() <= 32),
        "{text}"
    );
    types(chain(5_000, str::to_owned, "{ \"type\": \"string\" }")).unwrap();
    types(chain(
        2_000,
        |next| format!("{{ \"type\": \"object\", \"properties\": {{ \"n\": {next} }} }}"),
        "{}",
    ))
    .unwrap();
    types(chain(
        2_000,
        |next| format!("{{ \"type\": \"array\", \"items\": {next} }}"),
        "{}",
    ))
    .unwrap();
    types(chain(
        2_000,
        |next| format!("{{ \"type\": \"object\", \"additionalProperties\": {next} }}"),
        "{}",
    ))
    .unwrap();
    types(chain(
        2_000,
        |next| format!("{{ \"allOf\": [{next}, {{ \"minProperties\": 1 }}] }}"),
        "{}",
    ))
    .unwrap();
    types(chain(
        2_000,
        |next| format!("{{ \"anyOf\": [{next}, {{ \"type\": \"string\" }}] }}"),
        "{}",
    ))
    .unwrap();
    types(chain(2_000, |next| format!("{{ \"not\": {next} }}"), "{}")).unwrap();
}

#[test]
fn many_of_everything() {
    let list = |count: usize, each: fn(usize) -> String| {
        (0..count).map(each).collect::<Vec<_>>().join(", ")
    };
    let members = list(5_000, |at| format!("\"p{at}\": {{ \"type\": \"string\" }}"));
    types(format!("{{ \"properties\": {{ {members} }} }}")).unwrap();
    types(format!("{{ \"allOf\": [{{ \"properties\": {{ {members} }} }}, {{ \"properties\": {{ {members} }} }}] }}")).unwrap();
    let values = list(5_000, |at| format!("\"v{at}\""));
    types(format!("{{ \"enum\": [{values}] }}")).unwrap();
    let choices = list(1_000, |at| {
        format!(
            "{{ \"type\": \"object\", \"required\": [\"r{at}\"], \"properties\": {{ \"r{at}\": {{}} }} }}"
        )
    });
    types(format!("{{ \"oneOf\": [{choices}] }}")).unwrap();
    types(format!(
        "{{ \"type\": \"object\", \"allOf\": [{choices}] }}"
    ))
    .unwrap();
}
