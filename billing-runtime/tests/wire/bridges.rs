//! The bridges to serde: correct in every self-describing format, without private names of serde_json in any output.
use billing_runtime::types::{Extra, Maybe};
use billing_runtime::{Decimal, Id, Record, Value, Wire};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Wire)]
struct Invoice {
    number: String,
    #[wire(accept(string, number))]
    total: Decimal,
    paid: Maybe<bool>,
    items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Item {
    qty: Decimal,
    extra: Extra,
}

const TEXT: &str = r#"{"number":"2015-000001","total":"4445.000","items":[{"qty":1.10,"unit":"db","big":1234567890123456789012345678901234567890}]}"#;

fn invoice() -> Invoice {
    Invoice::from_json(TEXT).unwrap()
}

#[track_caller]
fn clean(text: &str) {
    assert!(!text.contains("serde_json::private"), "{text}");
}

#[test]
fn text_both_ways_is_exact() {
    assert_eq!(
        serde_json::from_str::<Invoice>(TEXT).unwrap().to_json(),
        TEXT
    );
    assert_eq!(
        serde_json::from_slice::<Invoice>(TEXT.as_bytes())
            .unwrap()
            .to_json(),
        TEXT
    );
    assert_eq!(
        serde_json::from_reader::<_, Invoice>(TEXT.as_bytes())
            .unwrap()
            .to_json(),
        TEXT
    );
    assert_eq!(serde_json::to_string(&invoice()).unwrap(), TEXT);
    assert_eq!(serde_json::to_vec(&invoice()).unwrap(), TEXT.as_bytes());
    let mut written = Vec::new();
    serde_json::to_writer(&mut written, &vec![invoice()]).unwrap();
    assert_eq!(written, format!("[{TEXT}]").as_bytes());
    let mut boxed: Box<dyn std::io::Write> = Box::new(Vec::new());
    serde_json::to_writer(&mut boxed, &invoice()).unwrap();
    for literal in [
        "1.10",
        "-0",
        "1E2",
        "1e400",
        "1234567890123456789012345678901234567890",
    ] {
        assert_eq!(
            serde_json::to_string(&serde_json::from_str::<Decimal>(literal).unwrap()).unwrap(),
            literal
        );
    }
}

#[test]
fn pretty_text_is_indented_and_exact() {
    let pretty = serde_json::to_string_pretty(&invoice()).unwrap();
    clean(&pretty);
    assert!(pretty.starts_with("{\n  \"number\": \"2015-000001\",\n  \"total\": \"4445.000\",\n  \"items\": [\n    {\n      \"qty\": 1.10"), "{pretty}");
    assert!(pretty.contains("\"big\": 1234567890123456789012345678901234567890"));
    assert_eq!(Invoice::from_json(pretty).unwrap().to_json(), TEXT);
}

#[test]
fn values() {
    let text = r#"{"number":"1","total":1.5,"items":[]}"#;
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let invoice: Invoice = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(invoice, Invoice::deserialize(&value).unwrap());
    assert_eq!(serde_json::to_value(&invoice).unwrap(), value);
    assert_eq!(
        serde_json::from_value::<Value>(value.clone()).unwrap(),
        Value::from_json(text).unwrap()
    );
    assert!(serde_json::to_value(Decimal::from_json("1e400").unwrap()).is_err());
}

#[test]
fn containers_of_serde() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        before: u8,
        invoice: Option<Invoice>,
        list: Vec<Item>,
        id: Id,
    }
    let text = format!(r#"{{"before":1,"invoice":{TEXT},"list":[{{"qty":2}}],"id":"7"}}"#);
    let holder: Holder = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&holder).unwrap(), text);
    assert_eq!(
        serde_json::from_str::<Holder>(r#"{"before":1,"invoice":null,"list":[],"id":7}"#)
            .unwrap()
            .invoice,
        None
    );
}

#[test]
fn flatten() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        id: i64,
        #[serde(flatten)]
        item: Item,
    }
    let text = r#"{"id":1,"qty":1.5,"unit":"db"}"#;
    let holder: Holder = serde_json::from_str(text).unwrap();
    assert_eq!(holder.item.qty, Decimal::from_json("1.5").unwrap());
    let written = serde_json::to_string(&holder).unwrap();
    clean(&written);
    assert_eq!(
        Value::from_json(written).unwrap(),
        Value::from_json(text).unwrap()
    );
}

#[test]
fn enums_of_serde() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Invoice(Invoice),
        Item(Item),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "t")]
    enum Internally {
        Item(Item),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacently {
        Item(Item),
    }
    let exact = |text: &str, written: String| {
        clean(&written);
        assert_eq!(
            Value::from_json(written).unwrap(),
            Value::from_json(text).unwrap()
        );
    };
    let text = r#"{"qty":1.5}"#;
    let untagged: Untagged = serde_json::from_str(text).unwrap();
    assert!(matches!(untagged, Untagged::Item(_)));
    exact(text, serde_json::to_string(&untagged).unwrap());
    for text in [r#"{"t":"Item","qty":1.5}"#, r#"{"qty":1.5,"t":"Item"}"#] {
        exact(
            text,
            serde_json::to_string(&serde_json::from_str::<Internally>(text).unwrap()).unwrap(),
        );
    }
    for text in [
        r#"{"t":"Item","c":{"qty":1.5}}"#,
        r#"{"c":{"qty":1.5},"t":"Item"}"#,
    ] {
        exact(
            text,
            serde_json::to_string(&serde_json::from_str::<Adjacently>(text).unwrap()).unwrap(),
        );
    }
}

#[test]
fn toml_serialises_twice_and_dates_are_text() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Config {
        item: Item,
        list: Vec<Item>,
    }
    let config = Config {
        item: Item::from_json(r#"{"qty":1.5,"unit":"db","tags":["a","b"],"more":{"x":true}}"#)
            .unwrap(),
        list: vec![Item::from_json(r#"{"qty":2}"#).unwrap()],
    };
    let text = toml::to_string(&config).unwrap();
    clean(&text);
    assert_eq!(toml::from_str::<Config>(&text).unwrap(), config);
    let dated: Item = toml::from_str("qty = 1\nday = 2024-02-29").unwrap();
    assert_eq!(dated.extra.get("day"), Some(&Value::from("2024-02-29")));
    let record: Record<Item> = toml::from_str("id = 7\n[attributes]\nqty = 0.5").unwrap();
    assert_eq!(record.id, Id::from(7));
}

#[test]
fn hostile_names_inject_nothing() {
    let hostile = r#"{"qty":1,"x":{"$serde_json::private::Number":"1,\"y\":2"},"z":{"$serde_json::private::RawValue":"[1"}}"#;
    let direct: Item = serde_json::from_str(hostile).unwrap();
    assert_eq!(direct.to_json(), hostile);
    #[derive(Deserialize)]
    struct Holder {
        #[serde(flatten)]
        item: Item,
    }
    let flat: Holder = serde_json::from_str(hostile).unwrap();
    assert_eq!(flat.item.extra.len(), 2);
    assert_eq!(flat.item.to_json(), hostile);
}

#[test]
fn errors_name_the_place() {
    let error =
        serde_json::from_str::<Invoice>(r#"{"number":"1","total":1,"items":[{"qty":"x"}]}"#)
            .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("expected a number, found a string at /items/0/qty"),
        "{error}"
    );
    let error = toml::from_str::<Item>("qty = \"x\"").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("expected a number, found a string at /qty"),
        "{error}"
    );
}
