//! Numbers stay exact from reading to writing.
use billing_runtime::types::{Integer, Number};
use billing_runtime::{Decimal, Value, Wire};

const LITERALS: [&str; 16] = [
    "0",
    "-0",
    "1.10",
    "4445.000",
    "1e400",
    "-1E400",
    "1E2",
    "1e-5",
    "0.1",
    "9223372036854775807",
    "-9223372036854775808",
    "1000000000000000000",
    "18446744073709551615",
    "1234567890123456789012345678901234567890",
    "0.0000000000000000000000000000000000000001",
    "-1234567890.1234567890123456789012345678901234567890e-77",
];

#[test]
fn every_literal_comes_back() {
    for literal in LITERALS {
        assert_eq!(Number::from_json(literal).unwrap().to_json(), literal);
        assert_eq!(Decimal::from_json(literal).unwrap().to_json(), literal);
        assert_eq!(Value::from_json(literal).unwrap().to_json(), literal);
        assert_eq!(
            Vec::<Decimal>::from_json(format!("[{literal} , {literal}]"))
                .unwrap()
                .len(),
            2
        );
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "01",
        "-01",
        "1.",
        ".5",
        "+1",
        "1e",
        "1e+",
        "-",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x1",
        "1_000",
        "--1",
        "1 1",
    ] {
        assert!(Number::from_json(text).is_err(), "{text}");
        assert!(Value::from_json(text).is_err(), "{text}");
        assert!(i64::from_json(text).is_err(), "{text}");
    }
}

#[test]
fn integers_have_their_whole_range() {
    for value in [
        i64::MIN,
        -1_000_000_000_000_000_000,
        -1,
        0,
        999_999_999_999_999_999,
        1_000_000_000_000_000_000,
        i64::MAX,
    ] {
        assert_eq!(i64::from_json(value.to_string()).unwrap(), value);
        assert_eq!(value.to_json(), value.to_string());
    }
    assert_eq!(u64::from_json("18446744073709551615").unwrap(), u64::MAX);
    for text in ["9223372036854775808", "-9223372036854775809"] {
        let error = i64::from_json(text).unwrap_err().to_string();
        assert!(
            error.starts_with("integer out of range, expected -9223372036854775808 to"),
            "{error}"
        );
        assert_eq!(Integer::from_json(text).unwrap().to_json(), text);
    }
    assert!(
        u8::from_json("256").is_err()
            && u8::from_json("-1").is_err()
            && i8::from_json("-129").is_err()
    );
    assert!(i64::from_json("1".repeat(4000)).is_err());
}

#[test]
fn a_fraction_or_an_exponent_is_no_integer() {
    for text in ["1.0", "1e2", "0.5", "1E0"] {
        let error = i64::from_json(text).unwrap_err().to_string();
        assert!(
            error.starts_with("expected an integer, found a number with a fraction or an exponent"),
            "{error}"
        );
        assert!(Integer::from_json(text).is_err());
    }
}

#[test]
fn minus_zero_is_zero() {
    assert_eq!(i64::from_json("-0").unwrap(), 0);
    assert_eq!(Decimal::from_json("-0").unwrap(), Decimal::from(0));
}
