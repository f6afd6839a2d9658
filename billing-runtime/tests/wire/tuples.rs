//! Newtypes and arrays by position.
use billing_runtime::{Value, Wire};

#[derive(Clone, Debug, PartialEq, Wire)]
struct Code(#[wire(pattern = "^[A-Z]{3}$", min_length = 3)] String);

#[derive(Clone, Debug, PartialEq, Wire)]
struct Point(i64, Option<i64>, Option<Code>);

#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(min_items = 2)]
struct Row(String, #[wire(extra)] Vec<i64>);

#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tuple)]
struct One(bool);

#[test]
fn newtypes_are_their_field() {
    assert_eq!(Code::from_json("\"HUF\"").unwrap().to_json(), "\"HUF\"");
    let invalid = Code("hu".to_owned()).validate().unwrap_err();
    assert_eq!(invalid.violations().len(), 2);
    assert_eq!(invalid.violations()[1].rule(), "pattern");
}

#[test]
fn an_optional_newtype_may_be_absent() {
    #[derive(Clone, Debug, PartialEq, Wire)]
    struct Comment(Option<String>);
    #[derive(Clone, Debug, PartialEq, Wire)]
    struct Holder {
        comment: Comment,
    }
    assert_eq!(Holder::from_json("{}").unwrap().to_json(), "{}");
}

#[test]
fn tuples_by_position() {
    for text in ["[1]", "[1,2]", "[1,2,\"HUF\"]"] {
        assert_eq!(Point::from_json(text).unwrap().to_json(), text);
    }
    let error = |text: &str| Point::from_json(text).unwrap_err().to_string();
    assert!(error("[]").starts_with("Point has an element at index 0, found 0 elements"));
    assert!(error("[1,2,\"HUF\",4]").starts_with("Point has 3 elements, found more at /3"));
    assert!(error("[1,\"x\"]").starts_with("expected an integer, found a string at /1"));
    assert_eq!(
        Row::from_json("[\"a\",1,2]").unwrap().to_json(),
        "[\"a\",1,2]"
    );
    assert_eq!(One::from_json("[true]").unwrap().to_json(), "[true]");
    assert!(Row::from_json("[\"a\"]").unwrap().validate().is_err());
    assert_eq!(Value::from(1).to_json(), "1");
}
