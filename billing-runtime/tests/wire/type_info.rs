//! The rules that an inspection of a type finds.
use billing_runtime::types::{Map, Maybe};
use billing_runtime::wire::{Done, Node, Peek, Reader, Writer};
use billing_runtime::{Decimal, Wire};

/// Types with the same name and shape text, but with fields of other types.
mod numbers {
    use billing_runtime::Wire;

    #[derive(Debug, PartialEq, Wire)]
    pub struct Item {
        pub a: Vec<i64>,
    }

    #[derive(Debug, PartialEq, Wire)]
    pub enum Either {
        One(i64),
        Many(Vec<i64>),
    }
}

mod texts {
    use billing_runtime::Wire;

    #[derive(Debug, PartialEq, Wire)]
    pub struct Item {
        pub a: Vec<String>,
    }

    #[derive(Debug, PartialEq, Wire)]
    pub enum Either {
        One(String),
        Many(Vec<String>),
    }
}

fn violations<T: Wire>(text: &str) -> String {
    let value = billing_runtime::Value::from_json(text).unwrap();
    let checked = billing_runtime::wire::check(&value, T::rules());
    checked.map_or_else(|invalid| invalid.to_string(), |()| String::new())
}

#[test]
fn types_of_one_text_have_rules_of_their_own() {
    let (numbers, texts) = (r#"{"a":[1]}"#, r#"{"a":["x"]}"#);
    assert!(numbers::Item::from_json(numbers).is_ok() && texts::Item::from_json(texts).is_ok());
    assert_eq!(violations::<numbers::Item>(numbers), "");
    assert_eq!(violations::<texts::Item>(texts), "");
    assert_eq!(
        violations::<numbers::Item>(texts),
        "/a/0: expected an integer, found a string"
    );
    assert_eq!(
        violations::<texts::Item>(numbers),
        "/a/0: expected a string, found an integer"
    );
}

#[test]
fn unions_of_one_text_tell_their_forms_apart() {
    assert_eq!(
        numbers::Either::from_json("7").unwrap(),
        numbers::Either::One(7)
    );
    assert_eq!(
        texts::Either::from_json("\"7\"").unwrap(),
        texts::Either::One("7".to_owned())
    );
    assert!(texts::Either::from_json("7").is_err());
    assert_eq!(violations::<numbers::Either>("7"), "");
    assert_eq!(
        violations::<texts::Either>("7"),
        "expected a string or an array, found an integer"
    );
}

#[derive(Debug, PartialEq, Wire)]
#[wire(strict)]
struct Tree {
    #[wire(minimum = 1)]
    amount: Decimal,
    left: Option<Box<Tree>>,
    right: Maybe<Vec<Tree>>,
    named: Option<Map<Tree>>,
}

#[test]
fn a_type_inside_itself_is_checked_at_every_level() {
    for (text, at) in [
        (r#"{"amount":0}"#, "/amount"),
        (r#"{"amount":1,"left":{"amount":0}}"#, "/left/amount"),
        (r#"{"amount":1,"right":[{"amount":0}]}"#, "/right/0/amount"),
        (
            r#"{"amount":1,"named":{"x":{"amount":0}}}"#,
            "/named/x/amount",
        ),
    ] {
        let error = Tree::from_json(text).unwrap_err().to_string();
        assert!(error.contains(at), "{error}");
        // A strict type stays strict in an `Option` or a `Box`.
        assert!(Box::<Tree>::from_json(text).is_err());
        assert!(Option::<Tree>::from_json(text).is_err());
    }
    assert!(Tree::from_json(r#"{"amount":1,"right":null}"#).is_ok());
}

/// A type that is written by hand.
struct Marked(String);

impl Node for Marked {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        self.0 = format!("<{}>", reader.string(peek)?);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self.0.trim_matches(['<', '>']));
    }
}

impl Wire for Marked {
    const KINDS: billing_runtime::wire::Kinds = billing_runtime::wire::Kinds::STRING;

    fn blank() -> Self {
        Self(String::new())
    }
}

#[derive(Wire)]
#[wire(Debug, strict)]
struct Holder {
    marked: Marked,
}

/// A type that is written by hand and accepts more than the derived type inside.
struct Loose(Product);

#[derive(Debug, PartialEq, Wire)]
struct Product {
    #[wire(minimum = 1)]
    uid: i64,
}

impl Node for Loose {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if !peek.is_string() {
            return self.0.read(reader, peek);
        }
        self.0.uid = reader.string(peek)?.len().try_into().unwrap();
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }
}

impl Wire for Loose {
    const KINDS: billing_runtime::wire::Kinds = billing_runtime::wire::Kinds::ANY;

    fn blank() -> Self {
        Self(Product::blank())
    }
}

#[derive(Wire)]
#[wire(strict)]
struct LooseHolder {
    product: Loose,
}

#[test]
fn what_is_derived_inside_a_type_written_by_hand_says_nothing_of_it() {
    assert!(Loose::rules().is_empty());
    let holder = LooseHolder::from_json(r#"{"product":"abc"}"#).unwrap();
    assert_eq!(holder.product.0.uid, 3);
    assert!(LooseHolder::from_json(r#"{"product":{"uid":0}}"#).is_ok());
}

#[test]
fn a_type_written_by_hand_has_no_rules_unless_it_says_some() {
    assert!(Marked::rules().is_empty());
    let holder = Holder::from_json(r#"{"marked":"a"}"#).unwrap();
    assert_eq!(holder.marked.0, "<a>");
    assert_eq!(holder.to_json(), r#"{"marked":"a"}"#);
    assert_eq!(format!("{holder:?}"), r#"Holder {"marked": "a"}"#);
    assert!(Holder::from_json(r#"{"marked":1}"#).is_err());
}
