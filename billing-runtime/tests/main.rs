//! The wire layer from the outside.
#[cfg(feature = "client")]
mod client;

use billing_runtime::{Decimal, Extra, Maybe, Record, Wire};

#[derive(Clone, Debug, PartialEq, Wire)]
struct Item {
    description: String,
    #[wire(accept(string, number), minimum = 0)]
    net_unit_price: Option<Decimal>,
    r#type: Maybe<i64>,
    children: Vec<Item>,
    extra: Extra,
}

#[test]
fn round_trip() {
    let text = r#"{"description":"Paper","net_unit_price":"3500.000","type":null,"children":[{"description":"x","children":[]}],"unit":"db"}"#;
    let item = Item::from_json(text).unwrap();
    assert_eq!(item.to_json(), text);
    assert_eq!(serde_json::to_string(&item).unwrap(), text);
    assert_eq!(serde_json::from_str::<Item>(text).unwrap(), item);
    let e = Record::<Item>::from_json(r#"{"id":1,"attributes":{"description":1}}"#).unwrap_err();
    assert_eq!(
        e.to_string(),
        "expected a string, found an integer at /attributes/description (line 1, column 37)"
    );
}
