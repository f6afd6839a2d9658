//! Unions.
use billing_runtime::types::{Extra, Map, Null};
use billing_runtime::{Decimal, Value, Wire};

#[derive(Clone, Debug, PartialEq, Wire)]
struct Product {
    product_uid: i64,
    #[wire(exclusive_minimum = 0)]
    qty: Decimal,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Free {
    description: String,
    #[wire(minimum = 0)]
    net_unit_price: Option<Decimal>,
    extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Wire)]
enum Item {
    #[wire(key = "product_uid")]
    Product(Product),
    Free(Free),
}

#[test]
fn a_key_decides() {
    let item = Item::from_json(r#"{"qty":1,"product_uid":7}"#).unwrap();
    assert_eq!(
        item,
        Item::Product(Product {
            product_uid: 7,
            qty: 1.into()
        })
    );
    let item = Item::from_json(r#"{"qty":1,"description":"x"}"#).unwrap();
    assert!(matches!(&item, Item::Free(free) if free.extra.len() == 1));
    let error = Item::from_json(r#"{"product_uid":7}"#)
        .unwrap_err()
        .to_string();
    assert_eq!(error, "member `qty` is missing (line 1, column 1)");
}

/// The key of one variant may be any member of another, open variant.
#[test]
fn a_key_does_not_exclude_the_others() {
    #[derive(Clone, Debug, PartialEq, Wire)]
    enum Open {
        #[wire(key = "product_uid")]
        Product(Product),
        Any(Value),
    }
    let odd = r#"{"product_uid":1.5}"#;
    let read = Open::from_json(odd).unwrap();
    assert!(matches!(read, Open::Any(_)));
    assert_eq!(read.to_json(), odd);
    let read = Open::from_json(r#"{"product_uid":7,"qty":1}"#).unwrap();
    assert!(matches!(read, Open::Product(_)));
}

#[test]
fn rules_follow_the_form() {
    let violations = |text: &str| {
        Item::from_json(text)
            .unwrap()
            .validate()
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        violations(r#"{"qty":0,"product_uid":7}"#),
        "/qty: 0 is too small, expected more than 0"
    );
    assert_eq!(
        violations(r#"{"description":"","net_unit_price":-1}"#),
        "/net_unit_price: -1 is too small, expected at least 0"
    );
}

#[derive(Clone, Debug, PartialEq, Wire)]
enum Kinds {
    Nothing(Null),
    Flag(bool),
    Count(i64),
    Amount(Decimal),
    Text(String),
    List(Vec<Kinds>),
    Members(Map<Kinds>),
}

#[test]
fn kinds_decide() {
    let text = r#"[null,true,1,1.5,1e2,"x",[],{"a":[1]}]"#;
    let Kinds::List(list) = Kinds::from_json(text).unwrap() else {
        panic!("no list")
    };
    assert!(
        matches!(list[2], Kinds::Count(1))
            && matches!(list[3], Kinds::Amount(_))
            && matches!(list[4], Kinds::Amount(_))
    );
    assert_eq!(Kinds::List(list).to_json(), text);
    assert_eq!(
        Kinds::from_json("12345678901234567890").unwrap().to_json(),
        "12345678901234567890"
    );
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Circle {
    radius: i64,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Square {
    kind: String,
    side: i64,
}

#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = "kind")]
enum Shape {
    #[wire(value = "circle")]
    Circle(Circle),
    #[wire(value = "square")]
    Square(Square),
    #[wire(value = 3)]
    Triangle(Extra),
}

#[test]
fn a_tag_decides_wherever_it_stands() {
    for (text, written) in [
        (
            r#"{"radius":1,"kind":"circle"}"#,
            r#"{"kind":"circle","radius":1}"#,
        ),
        (
            r#"{"kind":"square","side":2}"#,
            r#"{"kind":"square","side":2}"#,
        ),
        (r#"{"kind":3.0,"a":1}"#, r#"{"kind":3.0,"a":1}"#),
    ] {
        assert_eq!(Shape::from_json(text).unwrap().to_json(), written);
    }
    let error = |text: &str| Shape::from_json(text).unwrap_err().to_string();
    assert!(error(r#"{"kind":"hexagon"}"#).starts_with(
        r#"no variant of Shape has this `kind`, expected "circle", "square", 3 at /kind"#
    ));
    assert!(error(r#"{"radius":1}"#).starts_with("member `kind` is missing"));
    assert!(error("[]").starts_with("expected an object, found an array"));
    assert!(
        error(r#"{"kind":"circle","radius":"x"}"#)
            .starts_with("expected an integer, found a string at /radius")
    );
}

#[test]
fn the_tag_belongs_to_its_own_object_only() {
    #[derive(Clone, Debug, PartialEq, Wire)]
    #[wire(tag = "kind")]
    enum Outer {
        #[wire(value = "wrap")]
        Wrap(Inner),
        #[wire(value = "list")]
        List(Extra),
    }
    #[derive(Clone, Debug, PartialEq, Wire)]
    struct Inner {
        items: Vec<Closed>,
    }
    #[derive(Clone, Debug, PartialEq, Wire)]
    #[wire(closed)]
    struct Closed {
        a: i64,
    }
    let text = r#"{"kind":"wrap","items":[{"a":1}]}"#;
    assert_eq!(Outer::from_json(text).unwrap().to_json(), text);
    assert!(Outer::from_json(r#"{"kind":"wrap","items":[{"a":1,"kind":"wrap"}]}"#).is_err());
}

#[test]
fn forms_are_tried_and_every_failure_is_told() {
    #[derive(Clone, Debug, PartialEq, Wire)]
    enum Either {
        Circle(Circle),
        Square(Square),
    }
    assert!(matches!(
        Either::from_json(r#"{"kind":"x","side":1}"#).unwrap(),
        Either::Square(_)
    ));
    let error = Either::from_json(r#"{"kind":"x","side":"y"}"#)
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "no variant of Either fits: Square: expected an integer, found a string at /side; Circle: member `radius` is missing (line 1, column 1)"
    );
}

#[test]
fn a_form_can_accept_more() {
    #[derive(Clone, Debug, PartialEq, Wire)]
    enum Amount {
        #[wire(accept(string))]
        Amount(Decimal),
        Members(Map<Value>),
    }
    assert_eq!(Amount::from_json("\"1.50\"").unwrap().to_json(), "\"1.50\"");
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Deep {
    a: Vec<Tried>,
    only_first: i64,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Other {
    a: Vec<Tried>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
enum Tried {
    Text(String),
    First(Box<Deep>),
    Second(Box<Other>),
}

#[test]
fn attempts_inside_attempts_run_out_of_fuel() {
    let nested = |depth: usize| format!("{}\"x\"{}", "{\"a\":[".repeat(depth), "]}".repeat(depth));
    assert_eq!(Tried::from_json(nested(8)).unwrap().to_json(), nested(8));
    // Without fuel, this would not end.
    let error = Tried::from_json(nested(60)).unwrap_err().to_string();
    assert!(error.starts_with("too many variants to try"), "{error}");
}
