//! The rules that the derive makes from constraints and schemas.
use billing_runtime::types::{Map, Maybe};
use billing_runtime::{Decimal, Value, Wire};

#[derive(Wire)]
#[wire(min_properties = 1)]
struct Everything {
    #[wire(minimum = -5, exclusive_maximum = "1e2", multiple_of = 0.5)]
    number: Option<Decimal>,
    #[wire(
        min_length = 1,
        max_length = 3,
        pattern = "^[a-zé🐲]+$",
        format = "hostname"
    )]
    text: Option<String>,
    #[wire(min_items = 1, max_items = 3, unique_items)]
    list: Option<Vec<i64>>,
    #[wire(min_properties = 1, max_properties = 1)]
    map: Option<Map<Maybe<i64>>>,
    #[wire(check = r#"{"enum": [1, "two", null, [3.0]]}"#)]
    mixed: Option<Value>,
    #[wire(nullable, minimum = 1)]
    nullable: Option<i64>,
}

fn violations(text: &str) -> Vec<(String, &'static str)> {
    let invalid = Everything::from_json(text).unwrap().validate().err();
    let violations = invalid.iter().flat_map(|invalid| invalid.violations());
    violations
        .map(|violation| (violation.pointer().to_owned(), violation.rule()))
        .collect()
}

#[test]
fn what_holds() {
    for text in [
        r#"{"nullable":null,"number":-5,"text":"abc","list":[1,2,3],"map":{"a":null},"mixed":[3]}"#,
        r#"{"nullable":1,"number":99.5,"mixed":null}"#,
    ] {
        assert_eq!(violations(text), []);
    }
}

#[test]
fn what_does_not() {
    for (text, expected) in [
        (r#"{"nullable":0}"#, vec![("/nullable", "minimum")]),
        (
            r#"{"nullable":1,"number":-5.25}"#,
            vec![("/number", "minimum"), ("/number", "multipleOf")],
        ),
        (
            r#"{"nullable":1,"number":100.0}"#,
            vec![("/number", "exclusiveMaximum")],
        ),
        (
            r#"{"nullable":1,"text":""}"#,
            vec![
                ("/text", "minLength"),
                ("/text", "pattern"),
                ("/text", "format"),
            ],
        ),
        (
            r#"{"nullable":1,"text":"🐲🐲🐲🐲"}"#,
            vec![("/text", "maxLength"), ("/text", "format")],
        ),
        (r#"{"nullable":1,"list":[]}"#, vec![("/list", "minItems")]),
        (
            r#"{"nullable":1,"list":[1,2,3,1]}"#,
            vec![("/list", "maxItems"), ("/list", "uniqueItems")],
        ),
        (
            r#"{"nullable":1,"map":{}}"#,
            vec![("/map", "minProperties")],
        ),
        (
            r#"{"nullable":1,"map":{"a":1,"b":2}}"#,
            vec![("/map", "maxProperties")],
        ),
        (r#"{"nullable":1,"mixed":2}"#, vec![("/mixed", "enum")]),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(pointer, rule)| (pointer.to_owned(), rule))
            .collect();
        assert_eq!(violations(text), expected, "{text}");
    }
}

#[test]
fn alternatives_tell_the_nearest_form() {
    #[derive(Wire)]
    struct Size(
        #[wire(
            check = r#"{"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[SML]$"}]}"#
        )]
        Value,
    );
    let says = |text: &str| {
        Size::from_json(text)
            .unwrap()
            .validate()
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        says("0"),
        "fits none of 2 alternatives; nearest alternative: 0 is too small, expected at least 1"
    );
    assert_eq!(
        says("\"X\""),
        "fits none of 2 alternatives; nearest alternative: does not match the pattern `^[SML]$`"
    );
}

#[test]
fn a_schema_that_refers_to_itself_ends() {
    #[derive(Wire)]
    #[wire(check = r##"{"allOf": [{"$ref": "#"}]}"##)]
    struct Circle(Value);
    let invalid = Circle::from_json("1").unwrap().validate().unwrap_err();
    assert_eq!(invalid.violations()[0].rule(), "depth");

    #[derive(Wire)]
    #[wire(
        check = r##"{"anyOf": [{"not": {"$ref": "#"}}, {"not": {"$ref": "#"}}, {"items": {"$ref": "#"}}]}"##
    )]
    struct Many(Value);
    let start = std::time::Instant::now();
    let _ = Many::from_json("[[[[1]]]]").unwrap().validate();
    assert!(start.elapsed().as_secs() < 30);
}
