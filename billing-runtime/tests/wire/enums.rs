//! Listed values.
use billing_runtime::types::{Accepted, Integer};
use billing_runtime::{Value, Wire};

#[derive(Clone, Debug, PartialEq, Wire)]
enum Language {
    #[wire(rename = "hu")]
    Hungarian,
    #[wire(rename = "en")]
    English,
    #[wire(other)]
    Other(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Wire)]
enum InvoiceType {
    #[wire(value = 0)]
    Draft,
    #[wire(value = 3)]
    Normal,
}

#[derive(Clone, Debug, PartialEq, Wire)]
enum Mixed {
    #[wire(json = "null")]
    Nothing,
    #[wire(value = true)]
    Yes,
    #[wire(json = "1.5")]
    Half,
    #[wire(value = "x\"\u{e9}")]
    Text,
    #[wire(json = r#"{"a":[1]}"#)]
    Object,
    #[wire(other)]
    Other(Value),
}

#[derive(Clone, Debug, PartialEq, Wire)]
#[allow(
    non_camel_case_types,
    clippy::upper_case_acronyms,
    reason = "the names are the values"
)]
enum Plain {
    AAM,
    r#type,
}

#[test]
fn strings_listed_and_not() {
    for (text, value) in [
        ("\"hu\"", Language::Hungarian),
        ("\"en\"", Language::English),
        ("\"tlh\"", Language::Other("tlh".to_owned())),
    ] {
        assert_eq!(Language::from_json(text).unwrap(), value);
        assert_eq!(value.to_json(), text);
    }
    assert_eq!(
        Language::from_json("\"\\u0068u\"").unwrap(),
        Language::Hungarian
    );
    assert!(Language::from_json("1").is_err());
    assert_eq!(Plain::from_json("\"type\"").unwrap(), Plain::r#type);
    assert_eq!(Plain::AAM.to_json(), "\"AAM\"");
    let error = Plain::from_json("\"EAM\"").unwrap_err().to_string();
    assert_eq!(
        error,
        "not a value of Plain, expected `AAM`, `type` (line 1, column 1)"
    );
}

#[test]
fn numbers_and_other_texts() {
    assert_eq!(InvoiceType::from_json("3").unwrap(), InvoiceType::Normal);
    assert_eq!(InvoiceType::from_json("3.0").unwrap(), InvoiceType::Normal);
    assert!(InvoiceType::from_json("2").is_err() && InvoiceType::from_json("\"3\"").is_err());
    for text in [
        "null",
        "true",
        "1.5",
        "\"x\\\"é\"",
        "{\"a\":[1]}",
        "false",
        "[{}]",
        "1e400",
    ] {
        assert_eq!(Mixed::from_json(text).unwrap().to_json(), text);
    }
    assert_eq!(Mixed::from_json("{\"a\" : [1.0]}").unwrap(), Mixed::Object);
    assert_eq!(Mixed::from_json("15e-1").unwrap(), Mixed::Half);
}

#[test]
fn other_payloads() {
    #[derive(Debug, PartialEq, Wire)]
    enum Code {
        #[wire(value = 1)]
        One,
        #[wire(other)]
        Other(Integer),
    }
    assert_eq!(Code::from_json("1").unwrap(), Code::One);
    assert_eq!(
        Code::from_json("12345678901234567890").unwrap().to_json(),
        "12345678901234567890"
    );
    assert!(Code::from_json("\"1\"").is_err());
}

#[test]
fn accepted_enums_and_lists_of_them() {
    #[derive(Debug, PartialEq, Wire)]
    struct Invoice {
        #[wire(accept(string))]
        r#type: Accepted<InvoiceType>,
        languages: Vec<Language>,
    }
    let text = r#"{"type":"3","languages":["hu","de"]}"#;
    let invoice = Invoice::from_json(text).unwrap();
    assert_eq!(
        (*invoice.r#type, invoice.to_json().as_str()),
        (InvoiceType::Normal, text)
    );
}

#[test]
fn validate_names_the_values() {
    assert!(Language::English.validate().is_ok());
    let invalid = Language::Other("tlh".to_owned()).validate().unwrap_err();
    assert_eq!(
        invalid.to_string(),
        r#"not one of the values of the schema, expected "hu", "en""#
    );
    assert_eq!(invalid.violations()[0].rule(), "enum");
}
