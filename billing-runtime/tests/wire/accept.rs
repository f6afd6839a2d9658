//! JSON beyond the schema: read if the member accepts it, and written back as it was read.
use billing_runtime::types::{Accepted, Maybe};
use billing_runtime::{Decimal, Value, Wire};

#[derive(Clone, Debug, PartialEq, Wire)]
struct Product {
    #[wire(accept(string))]
    price: Option<Decimal>,
    #[wire(accept(integer, string))]
    is_service: Option<Accepted<bool>>,
    #[wire(accept(string, boolean))]
    vat_id: Option<Accepted<i64>>,
    #[wire(accept(number, boolean))]
    code: Option<Accepted<String>>,
    #[wire(accept(object, empty_array, empty_string))]
    defaults: Option<Accepted<Defaults>>,
    #[wire(accept(string, empty_string))]
    kind: Option<Accepted<Maybe<i64>>>,
    #[wire(accept(string))]
    prices: Option<Vec<Decimal>>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Defaults {
    payment_method: Option<String>,
}

fn exact(text: &str) -> Product {
    let product = Product::from_json(text).unwrap();
    assert_eq!(product.to_json(), text);
    product
}

#[test]
fn amounts_as_text() {
    assert_eq!(exact(r#"{"price":"4445.000"}"#), exact(r#"{"price":4445}"#));
    assert_eq!(
        exact(r#"{"prices":["1",2,"3.0"]}"#).prices.unwrap()[2],
        Decimal::from(3)
    );
    for broken in [
        r#"{"price":"12 Ft"}"#,
        r#"{"price":""}"#,
        r#"{"price":" 1"}"#,
        r#"{"price":true}"#,
    ] {
        assert!(Product::from_json(broken).is_err(), "{broken}");
    }
}

#[test]
fn booleans_as_numbers_and_text() {
    for (form, value) in [
        ("true", true),
        ("1", true),
        ("0", false),
        ("\"1\"", true),
        ("\"false\"", false),
    ] {
        let product = exact(&format!("{{\"is_service\":{form}}}"));
        assert_eq!(product.is_service, Some(value.into()));
    }
    for broken in ["2", "\"yes\"", "1.0", "null", "[]"] {
        assert!(
            Product::from_json(format!("{{\"is_service\":{broken}}}")).is_err(),
            "{broken}"
        );
    }
}

#[test]
fn integers_and_strings() {
    assert_eq!(
        exact(r#"{"vat_id":"012"}"#.replace("012", "12").as_str()).vat_id,
        Some(12.into())
    );
    assert!(Product::from_json(r#"{"vat_id":"012"}"#).is_err());
    assert!(Product::from_json(r#"{"vat_id":"1.5"}"#).is_err());
    assert_eq!(exact(r#"{"vat_id":true}"#).vat_id, Some(1.into()));
    assert_eq!(exact(r#"{"code":2.50}"#).code.unwrap().as_str(), "2.50");
    assert_eq!(exact(r#"{"code":true}"#).code.unwrap().as_str(), "true");
}

#[test]
fn empty_forms() {
    for text in [
        r#"{"defaults":[]}"#,
        r#"{"defaults":""}"#,
        r#"{"defaults":{}}"#,
    ] {
        assert_eq!(exact(text).defaults.unwrap().payment_method, None);
    }
    assert!(Product::from_json(r#"{"defaults":[1]}"#).is_err());
    assert!(Product::from_json(r#"{"defaults":"x"}"#).is_err());
    assert_eq!(
        exact(r#"{"kind":""}"#).kind.unwrap().into_inner(),
        Maybe::Null
    );
    assert_eq!(
        exact(r#"{"kind":"2"}"#).kind.unwrap().into_inner(),
        Maybe::Present(2)
    );
}

#[test]
fn without_accept_the_own_form_is_written() {
    #[derive(Wire)]
    struct Request {
        price: Decimal,
        force: Accepted<bool>,
    }
    let product = exact(r#"{"price":"1.50","is_service":"1"}"#);
    let request = Request {
        price: product.price.clone().unwrap(),
        force: product.is_service.clone().unwrap(),
    };
    assert_eq!(request.to_json(), r#"{"price":1.50,"force":true}"#);
    assert!(Request::from_json(r#"{"price":"1","force":true}"#).is_err());
    assert!(Request::from_json(r#"{"price":1,"force":1}"#).is_err());
}

#[test]
fn flags_reach_the_elements_and_end_with_the_member() {
    #[derive(Debug, PartialEq, Wire)]
    struct Outer {
        #[wire(accept(string))]
        items: Vec<Inner>,
        after: Option<Decimal>,
    }
    #[derive(Debug, PartialEq, Wire)]
    struct Inner {
        strict: Option<Decimal>,
    }
    assert!(Outer::from_json(r#"{"items":[{"strict":"1"}]}"#).is_err());
    assert!(Outer::from_json(r#"{"items":[],"after":"1"}"#).is_err());
    assert_eq!(
        Outer::from_json(r#"{"items":[{"strict":1},{}],"after":1}"#)
            .unwrap()
            .items
            .len(),
        2
    );
}

#[test]
fn a_form_counts_as_its_value_when_checked() {
    #[derive(Wire)]
    struct Item {
        #[wire(accept(string), minimum = "0.01")]
        qty: Decimal,
    }
    assert!(
        Item::from_json(r#"{"qty":"1.000"}"#)
            .unwrap()
            .validate()
            .is_ok()
    );
    let invalid = Item::from_json(r#"{"qty":"0.000"}"#)
        .unwrap()
        .validate()
        .unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "/qty: 0.000 is too small, expected at least 0.01"
    );
}

#[test]
fn a_newtype_can_accept() {
    #[derive(Debug, PartialEq, Wire)]
    struct Amount(#[wire(accept(string))] Decimal);
    let amounts = Vec::<Amount>::from_json(r#"["1.0",2]"#).unwrap();
    assert_eq!(amounts.to_json(), r#"["1.0",2]"#);
    assert_eq!(Value::from(true).to_string(), "true");
}
