//! Broken and hostile documents: always an error, never a panic, never half a value.
use billing_runtime::types::Extra;
use billing_runtime::{Value, Wire};

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
    // A reader has to check the kind before it reads.
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
                .contains("duplicate member `a` at /a")
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

/// A small random number generator whose failures are reproducible; its quality does not matter.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

#[test]
fn broken_texts_are_judged_as_serde_json_does() {
    const SEED: &str = r#" {"a":"x\u00e9\"\\ud83d\ude00é","n":-12,"z":[1.5e3,{"y":null},true,"",false,[[],{}]], "b" : 0 } "#;
    const SPICE: &[u8] = b"{}[]\",:\\0123456789-+.eEtrufalsn \n\t/ud8\x00\x1f\x7f\xc3\xa9\xff";
    let mut random = Random(42);
    let (mut same, mut valid) = (0, 0);
    for _ in 0..60_000 {
        let mut text = SEED.as_bytes().to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len().max(2) - 1);
            match random.below(4) {
                0 => text[at] = SPICE[random.below(SPICE.len())],
                1 => text.insert(at, SPICE[random.below(SPICE.len())]),
                2 => drop(text.remove(at)),
                _ => text.truncate(at.max(2)),
            }
        }
        let ours = Value::from_json(&text);
        let theirs = serde_json::from_slice::<serde_json::Value>(&text);
        match (&ours, &theirs) {
            // Here, numbers beyond `f64` are valid and duplicate members are not.
            (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
            (Err(error), Ok(_)) if error.to_string().contains("duplicate member") => {}
            _ => assert_eq!(
                ours.is_ok(),
                theirs.is_ok(),
                "{:?}: {ours:?} {theirs:?}",
                String::from_utf8_lossy(&text)
            ),
        }
        same += 1;
        if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
            valid += 1;
            let again: Value = serde_json::from_value(theirs.clone()).unwrap();
            assert!(
                again == *ours || text.contains(&b'e') || text.contains(&b'E'),
                "{:?}",
                String::from_utf8_lossy(&text)
            );
        }
    }
    assert!(same == 60_000 && valid > 300, "{valid}");
}
