//! One document through types of every shape.

use std::fmt::Debug;

use billing_runtime::types::{
    Accepted, DateTime, Extra, Integer, Map, Maybe, Null, Number, OrZero,
};
use billing_runtime::wire;
use billing_runtime::{Date, Decimal, Id, Record, Value, Wire};

use super::choice;

#[derive(Clone, Debug, PartialEq, Wire)]
struct Invoice {
    no: String,
    #[wire(accept(string, number))]
    total: Option<Decimal>,
    #[wire(exclusive_minimum = 0, multiple_of = "0.01")]
    price: Option<Decimal>,
    count: Option<u8>,
    big: Option<Integer>,
    #[wire(accept(boolean, integer, string))]
    paid: Option<Accepted<bool>>,
    day: Option<Date>,
    due: Option<OrZero<Date>>,
    at: Option<DateTime>,
    comment: Maybe<String>,
    nothing: Option<Null>,
    #[wire(nullable)]
    note: Option<String>,
    #[wire(min_items = 1, unique_items)]
    tags: Option<Vec<String>>,
    #[wire(pattern = r"^(?!x)[\w\-]+$", max_length = 8)]
    code: Option<String>,
    item: Option<Item>,
    either: Option<Either>,
    point: Option<Point>,
    rates: Option<Map<Decimal>>,
    id: Option<Id<Invoice>>,
    record: Option<Box<Record<Invoice>>>,
    level: Option<Level>,
    any: Option<Value>,
    number: Option<Number>,
    extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Product {
    product_uid: i64,
    qty: Decimal,
    extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(check = r#"{"dependencies": {"unit": ["description"]}}"#)]
struct Free {
    description: Option<String>,
    unit: Option<String>,
    parts: Option<Vec<Item>>,
    extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Wire)]
enum Item {
    #[wire(key = "product_uid")]
    Product(Product),
    Free(Free),
}

/// Forms that begin alike, so that one is tried after the other, at every level.
#[derive(Clone, Wire)]
#[wire(Debug, PartialEq)]
enum Either {
    One(Box<One>),
    Two(Box<Two>),
    List(Vec<Either>),
    Any(Value),
}

#[derive(Clone, Wire)]
#[wire(Debug, PartialEq)]
struct One {
    next: Option<Either>,
    one: i64,
    extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Two {
    next: Option<Either>,
    two: bool,
    extra: Extra,
}

#[derive(Clone, Wire)]
#[wire(Debug, PartialEq)]
struct Point(Decimal, Option<Decimal>, #[wire(extra)] Vec<Value>);

#[derive(Clone, Debug, PartialEq, Wire)]
enum Level {
    #[wire(value = 1)]
    Low,
    #[wire(rename = "high")]
    High,
    #[wire(json = r#"[1,{"a":null}]"#)]
    Odd,
    #[wire(other)]
    Other(Value),
}

#[derive(Clone, Wire)]
#[wire(Debug, PartialEq, strict)]
struct Strict {
    #[wire(minimum = 0)]
    amount: Decimal,
    #[wire(pattern = r"^\d{2,4}(-\d+)*$")]
    no: Option<String>,
    child: Option<Box<Strict>>,
    extra: Extra,
}

/// Reads a document into a type that the first byte chooses; what was read is written, read and checked.
///
/// # Panics
///
/// When something of this panics, or a value changes on its way.
pub fn decode(data: &[u8]) {
    let (kind, text) = choice(data);
    match kind % 8 {
        0 => stable::<Invoice>(text),
        1 => stable::<Item>(text),
        2 => stable::<Either>(text),
        3 => stable::<Point>(text),
        4 => stable::<Level>(text),
        5 => {
            stable::<Strict>(text);
            if let Ok(read) = Strict::from_json(text) {
                read.validate().expect("strict types hold what they say");
            }
        }
        6 => stable::<Map<Either>>(text),
        _ => stable::<Value>(text),
    }
}

fn stable<T: Wire + PartialEq + Debug>(text: &[u8]) {
    let read = match T::from_json(text) {
        Ok(read) => read,
        Err(error) => {
            let _ = error.to_string();
            return;
        }
    };
    if let Err(invalid) = read.validate() {
        assert!(!invalid.violations().is_empty());
        let _ = invalid.to_string();
    }
    let written = read.to_json();
    let again = T::from_json(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(again, read, "{written}");
    assert!(wire::eq(&again, &read), "{written}");
    let _ = format!("{read:?}{read:#?}");
    assert_eq!(again.to_json(), written);
    let (before, after) = (Value::from_json(text), Value::from_json(&written));
    if let (Ok(before), Ok(after)) = (before, after) {
        assert_eq!(after, before, "{written}");
    }
}
