//! Broken and hostile documents: an error each time, never a panic, never half a value.
use billing_runtime::{Extra, Value, Wire};

#[derive(Debug, PartialEq, Wire)]
struct Narrow {
    a: Option<String>,
    n: Option<i64>,
}

#[derive(Debug, PartialEq, Wire)]
struct Wide {
    a: Option<String>,
    extra: Extra,
}

const BROKEN: [&str; 34] = [
    "",
    " ",
    "{",
    "}",
    "[",
    "]",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":}",
    "{\"a\" 1}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":\"x\",}",
    "{,}",
    "{\"a\":\"x\"}}",
    "{\"a\":\"x\"} x",
    "{\"z\":[1,]}",
    "{\"z\":[1 2]}",
    "{\"z\":{\"b\":1,}}",
    "{\"z\":01}",
    "{\"z\":tru}",
    "{\"z\":nulL}",
    "{\"z\":\"\\x\"}",
    "{\"z\":\"\\ud800\"}",
    "{\"z\":\"\\udc00x\"}",
    "{\"z\":\"\n\"}",
    "{\"z\":5abc\"}",
    "{\"z\":7]}",
    "\u{feff}{}",
    "{}//",
    "/**/{}",
    "{\"z\":NaN}",
    "{\"z\":-}",
    "{\"z\":\"",
];

#[test]
fn broken_documents_are_refused() {
    for text in BROKEN {
        assert!(Narrow::from_json(text).is_err(), "{text:?}");
        assert!(Wide::from_json(text).is_err(), "{text:?}");
        assert!(Value::from_json(text).is_err(), "{text:?}");
    }
}

#[test]
fn values_are_not_taken_for_other_kinds() {
    // jiter's readers trust their caller to have looked at the kind.
    for text in [
        "{\"a\":5abc\"}",
        "{\"a\":[\"x\"]}",
        "{\"a\":{}}",
        "{\"n\":\"5\"}",
        "{\"n\":[5]}",
        "{\"n\":true}",
        "{\"n\":null}",
    ] {
        assert!(Narrow::from_json(text).is_err(), "{text}");
    }
    for text in ["7]", "\"x\"", "{}", "null"] {
        assert!(Vec::<i64>::from_json(text).is_err(), "{text}");
    }
    for text in ["[]", "1", "\"\"", "null"] {
        assert!(Narrow::from_json(text).is_err(), "{text}");
    }
}

#[test]
fn invalid_utf8_is_refused_everywhere() {
    for text in [
        &b"{\"a\":\"\xff\"}"[..],
        b"{\"\xff\":1}",
        b"{\"z\":\"\xff\"}",
        b"{\"z\":[{\"y\":\"\xc3\"}]}",
        b"{\"z\":{\"\xff\":1}}",
    ] {
        let narrow = Narrow::from_json(text).unwrap_err().to_string();
        assert!(narrow.contains("UTF-8"), "{narrow}");
        assert!(Wide::from_json(text).is_err());
        assert!(Value::from_json(text).is_err());
    }
}

#[test]
fn every_prefix_of_a_document_is_refused() {
    let text = r#"{"a":"x\u00e9\"","n":-12,"z":[1.5e3,{"y":null},true,""]}"#;
    assert!(Narrow::from_json(text).is_ok());
    for end in 0..text.len() {
        assert!(Narrow::from_json(&text[..end]).is_err(), "{}", &text[..end]);
        assert!(Value::from_json(&text[..end]).is_err());
    }
}

#[test]
fn duplicates_are_refused() {
    for text in [r#"{"a":"x","a":"y"}"#, r#"{"a":"x","\u0061":"y"}"#] {
        assert!(
            Narrow::from_json(text)
                .unwrap_err()
                .to_string()
                .contains("`a` is there twice at /a")
        );
        assert!(Value::from_json(text).is_err());
    }
    assert!(Wide::from_json(r#"{"z":1,"z":1}"#).is_err());
}

#[test]
fn many_members_take_no_square_time() {
    let members: Vec<String> = (0..200_000).map(|n| format!("\"m{n}\":0")).collect();
    let text = format!("{{{}}}", members.join(","));
    let start = std::time::Instant::now();
    assert_eq!(Wide::from_json(&text).unwrap().extra.len(), 200_000);
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn errors_show_no_contents() {
    let error = Narrow::from_json(r#"{"n":"a secret"}"#).unwrap_err();
    assert!(!error.to_string().contains("secret") && !format!("{error:?}").contains("secret"));
    let error = Narrow::from_json(r#"{"n":12345678901234567890123}"#).unwrap_err();
    assert!(!error.to_string().contains("1234567890"));
}
