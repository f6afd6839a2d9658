//! Members of structs: names, absence, null, order, unknown members, errors.
use billing_runtime::types::{Extra, Map, Maybe, Never, Null, OrOther, OrZero};
use billing_runtime::{Date, Decimal, Id, Record, Value, Wire};

#[derive(Clone, Debug, PartialEq, Wire)]
struct Item {
    description: String,
    #[wire(accept(string, number), minimum = 0)]
    net_unit_price: Option<Decimal>,
    r#type: Maybe<i64>,
    #[wire(rename = "vat-id")]
    vat_id: Option<u8>,
    children: Vec<Item>,
    extra: Extra,
}

#[test]
fn reads_and_writes_every_member() {
    let text = r#"{"description":"Paper","net_unit_price":"3500.000","type":null,"vat-id":3,"children":[{"description":"x","children":[]}],"unit":"db"}"#;
    let item = Item::from_json(text).unwrap();
    assert_eq!(item.vat_id, Some(3));
    assert_eq!(item.extra.get("unit"), Some(&Value::from("db")));
    assert_eq!(item.to_json(), text);
}

#[test]
fn order_and_white_space_do_not_count() {
    let item =
        Item::from_json(" {\n\"children\" : [ ] , \"description\":\"a\\u00e9\\/\" }\r\n").unwrap();
    assert_eq!(item.description, "aé/");
    assert_eq!(item.to_json(), r#"{"description":"aé/","children":[]}"#);
}

#[test]
fn errors_say_what_where_and_what_instead() {
    let error = |text: &str| Record::<Item>::from_json(text).unwrap_err().to_string();
    assert_eq!(
        error(r#"{"id":1,"attributes":{"description":1}}"#),
        "expected a string, found an integer at /attributes/description (line 1, column 37)"
    );
    assert_eq!(
        error("{\"id\":1,\n\"attributes\":{\"description\":\"\"}}"),
        "member `children` is missing at /attributes (line 2, column 14)"
    );
    assert_eq!(
        error(r#"{"id":1}"#),
        "member `attributes` is missing (line 1, column 1)"
    );
    assert_eq!(
        error(r#"{"id":1,"attributes":{"description":"","description":""}}"#),
        "duplicate member `description` at /attributes/description (line 1, column 54)"
    );
    assert_eq!(
        error(r#"{"id":1,"attributes":{"children":[{"a/b~":1,"a/b~":1}]}}"#),
        "duplicate member `a/b~` at /attributes/children/0/a~1b~0 (line 1, column 52)"
    );
    let null = error(r#"{"id":1,"attributes":{"net_unit_price":null}}"#);
    assert!(
        null.starts_with("expected a number, found null (a schema allows null"),
        "{null}"
    );
}

#[test]
fn absent_null_and_present_are_three_things() {
    #[derive(Debug, PartialEq, Wire)]
    struct Three {
        #[wire(nullable)]
        there: Option<String>,
        maybe: Maybe<String>,
        any: Option<Value>,
        optional: Option<String>,
    }
    let exact = |text: &str| {
        let value = Three::from_json(text).unwrap();
        assert_eq!(value.to_json(), text);
        value
    };
    let value = exact(r#"{"there":null,"maybe":null,"any":null}"#);
    assert_eq!(
        value,
        Three {
            there: None,
            maybe: Maybe::Null,
            any: Some(Value::Null),
            optional: None
        }
    );
    assert_eq!(exact(r#"{"there":"x"}"#).maybe, Maybe::Absent);
    assert_eq!(
        exact(r#"{"there":"","maybe":"","optional":""}"#).maybe,
        "".to_owned().into()
    );
    assert!(
        Three::from_json("{}")
            .unwrap_err()
            .to_string()
            .starts_with("member `there` is missing")
    );
    assert!(Three::from_json(r#"{"there":null,"optional":null}"#).is_err());
}

#[test]
fn a_closed_type_refuses_other_members() {
    #[derive(Debug, Wire)]
    #[wire(closed)]
    struct Closed {
        total: Option<i64>,
    }
    let error = Closed::from_json(r#"{"totl":1}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown member `totl` in Closed, did you mean `total`? (line 1, column 9)"
    );
    let long = format!("{{\"{}\":1}}", "x".repeat(5000));
    assert!(Closed::from_json(long).unwrap_err().to_string().len() < 120);
}

#[test]
fn unknown_members_of_an_open_type_are_skipped() {
    #[derive(Debug, PartialEq, Wire)]
    struct Open {
        a: i64,
    }
    let open = Open::from_json(r#"{"x":{"y":[1,"\"}",{}]},"a":1,"z":null}"#).unwrap();
    assert_eq!(open.to_json(), r#"{"a":1}"#);
}

#[test]
fn the_rest_can_be_typed_and_never_doubles_a_member() {
    #[derive(Debug, PartialEq, Wire)]
    struct Rates {
        base: Option<String>,
        #[wire(extra)]
        rates: Map<Decimal>,
    }
    let mut rates = Rates::from_json(r#"{"base":"HUF","EUR":0.0025}"#).unwrap();
    rates.rates.insert("base", Decimal::from(1));
    assert_eq!(rates.to_json(), r#"{"base":"HUF","EUR":0.0025}"#);
    assert_eq!(
        Rates::from_json(r#"{"EUR":"x"}"#).unwrap_err().to_string(),
        "expected a number, found a string at /EUR (line 1, column 8)"
    );
}

#[test]
fn more_than_128_members_keep_count() {
    macro_rules! wide {
        ($($name:ident)*) => {
            #[derive(Debug, PartialEq, Wire)]
            struct Wide { $($name: u8),* }
        };
    }
    wide! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
        e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9
        i0 i1 i2 i3 i4 i5 i6 i7 i8_ i9 j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 l0 l1 l2 l3 l4 l5 l6 l7 l8 l9
        m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 n0 n1 n2 n3 n4 n5 n6 n7 n8 n9
    }
    let names = || (b'a'..=b'n').flat_map(|letter| (0..10).map(move |n| (letter, n)));
    let name = |(letter, n): (u8, u8)| {
        if (letter, n) == (b'i', 8) {
            "i8_".to_owned()
        } else {
            format!("{}{n}", letter as char)
        }
    };
    let text = |skip: usize| {
        let members: Vec<String> = names()
            .map(name)
            .enumerate()
            .filter(|(at, _)| *at != skip)
            .map(|(_, name)| format!("\"{name}\":1"))
            .collect();
        format!("{{{}}}", members.join(","))
    };
    assert_eq!(Wide::from_json(text(999)).unwrap().to_json(), text(999));
    assert!(
        Wide::from_json(text(135))
            .unwrap_err()
            .to_string()
            .starts_with("member `n5` is missing")
    );
    let twice = text(999).replacen("\"n6\":1", "\"n6\":1,\"n6\":1", 1);
    assert!(
        Wide::from_json(twice)
            .unwrap_err()
            .to_string()
            .starts_with("duplicate member `n6`")
    );
}

#[test]
fn leaf_types_keep_their_text() {
    #[derive(Debug, PartialEq, Wire)]
    struct Leaves {
        date: Date,
        archived_at: OrZero<billing_runtime::types::DateTime>,
        id: Id<Item>,
        nothing: Null,
        never: Option<Never>,
    }
    let text =
        r#"{"date":"2024-02-29","archived_at":"0000-00-00 00:00:00","id":"7","nothing":null}"#;
    let leaves = Leaves::from_json(text).unwrap();
    assert_eq!(
        (leaves.to_json().as_str(), leaves.archived_at.get()),
        (text, None)
    );
    assert_eq!(leaves.id, Id::from(7));
    for (broken, says) in [
        (
            r#"{"date":"2025-02-30","archived_at":"","id":1,"nothing":null}"#,
            "not a date",
        ),
        (
            r#"{"date":"2025-02-28","archived_at":"soon","id":1,"nothing":null}"#,
            "not a date-time",
        ),
        (
            r#"{"date":"2025-02-28","archived_at":"","id":1.0,"nothing":null}"#,
            "expected an integer or a string",
        ),
        (
            r#"{"date":"2025-02-28","archived_at":"","id":1,"nothing":0}"#,
            "expected null",
        ),
        (
            r#"{"date":"2025-02-28","archived_at":"","id":1,"nothing":null,"never":1}"#,
            "the schema allows no value here",
        ),
    ] {
        let error = Leaves::from_json(broken).unwrap_err().to_string();
        assert!(error.starts_with(says), "{error}");
    }
}

#[test]
fn what_no_schema_describes_is_kept_beside_what_one_does() {
    #[derive(Clone, Debug, PartialEq, Wire)]
    struct Filter {
        path: String,
        next: Option<Box<OrOther<Filter>>>,
    }
    #[derive(Debug, PartialEq, Wire)]
    #[wire(
        strict,
        check = r#"{"properties":{"rows":{"items":{"anyOf":[{"not":{"type":"object"}},{"$ref":"Filter"}]}}}}"#
    )]
    struct Query {
        filter: OrOther<Filter>,
        rows: Option<Vec<OrOther<Vec<i64>>>>,
    }
    for text in [
        r#"{"filter":{"path":"/","next":{"path":"a","next":null}}}"#,
        r#"{"filter":null,"rows":[[1,2],"x",1.50,null]}"#,
        r#"{"filter":[{"path":1}]}"#,
        r#"{"filter":"all","rows":[]}"#,
    ] {
        assert_eq!(Query::from_json(text).unwrap().to_json(), text);
    }
    let mut query = Query::from_json(r#"{"filter":{"path":"/"}}"#).unwrap();
    if let Some(filter) = query.filter.get_mut() {
        filter.path.push('a');
    }
    assert_eq!(query.filter.get().map(|filter| &*filter.path), Some("/a"));
    assert_eq!(
        OrOther::from(3).into_option(),
        OrOther::<i64>::from_json("3").unwrap().into_option()
    );
    for (broken, says) in [
        (r#"{"filter":{}}"#, "member `path` is missing"),
        (r#"{"filter":{"path":1}}"#, "expected a string"),
        (
            r#"{"filter":{"path":"","next":{"path":[]}}}"#,
            "expected a string",
        ),
        (r#"{"filter":1,"rows":[["x"]]}"#, "expected an integer"),
        (
            r#"{"filter":1,"rows":[{"path":1}]}"#,
            "/rows/0/path: expected a string",
        ),
    ] {
        let error = Query::from_json(broken).unwrap_err().to_string();
        assert!(error.starts_with(says), "{error}");
    }
}

#[test]
fn record_names_come_from_the_options() {
    let options = billing_runtime::wire::Options::new().record_names("uid", "data");
    let record =
        Record::<Value>::from_json_with(r#"{"uid":"a","data":{"x":1},"more":2}"#, &options)
            .unwrap();
    assert_eq!((&record.id, record.extra.len()), (&Id::from("a"), 1));
    assert_eq!(
        record.to_json(),
        r#"{"id":"a","attributes":{"x":1},"more":2}"#
    );
}
