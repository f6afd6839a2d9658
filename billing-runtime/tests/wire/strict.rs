//! Strict types check the original document.
use billing_runtime::types::Accepted;
use billing_runtime::{Decimal, Wire};

#[derive(Debug, PartialEq, Wire)]
#[wire(strict)]
struct Strict {
    #[wire(accept(string), minimum = 0)]
    price: Option<Decimal>,
    #[wire(accept(integer))]
    flag: Option<Accepted<bool>>,
    inner: Option<Inner>,
    #[wire(unique_items, max_items = 2)]
    list: Option<Vec<Level>>,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(
    check = r#"{"not": {"required": ["a", "b"]}}"#,
    check = r#"{"dependencies": {"c": ["a"]}}"#
)]
struct Inner {
    #[wire(max_length = 2)]
    a: Option<String>,
    b: Option<String>,
    c: Option<i64>,
}

#[derive(Debug, PartialEq, Wire)]
enum Level {
    Low,
    #[wire(other)]
    Other(String),
}

#[test]
fn what_the_schema_allows_is_read() {
    for text in [
        "{}",
        r#"{"price":0,"flag":true,"inner":{"a":"éé","c":1},"list":["Low"]}"#,
    ] {
        assert_eq!(Strict::from_json(text).unwrap().to_json(), text);
        assert!(serde_json::from_str::<Strict>(text).is_ok());
    }
}

#[test]
fn what_it_does_not_allow_is_refused() {
    for (text, says) in [
        (
            r#"{"price":"1"}"#,
            "/price: expected a number, found a string",
        ),
        (
            r#"{"price":-0.01}"#,
            "/price: -0.01 is too small, expected at least 0",
        ),
        (
            r#"{"flag":1}"#,
            "/flag: expected true or false, found an integer",
        ),
        (
            r#"{"inner":{"a":"abc"}}"#,
            "/inner/a: 3 characters are too many, expected at most 2",
        ),
        (
            r#"{"inner":{"a":"","b":""}}"#,
            "/inner: the schema excludes this value with `not`",
        ),
        (r#"{"inner":{"c":1}}"#, "/inner: member `a` is missing"),
        (
            r#"{"list":["Low","Low"]}"#,
            "/list: the elements 0 and 1 are equal",
        ),
        (
            r#"{"list":["High"]}"#,
            r#"/list/0: not one of the values of the schema, expected "Low""#,
        ),
    ] {
        for error in [
            Strict::from_json(text).unwrap_err().to_string(),
            serde_json::from_str::<Strict>(text)
                .unwrap_err()
                .to_string(),
        ] {
            assert!(error.starts_with(says), "{error}");
        }
    }
}

#[test]
fn all_violations_are_told() {
    let error = Strict::from_json(r#"{"price":-1,"inner":{"a":"abc","b":""}}"#)
        .unwrap_err()
        .to_string();
    assert_eq!(error.matches("; ").count(), 2, "{error}");
}
