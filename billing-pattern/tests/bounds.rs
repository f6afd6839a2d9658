//! Patterns and strings that are made to take forever.

use billing_pattern::{Fuel, Pattern};

fn verdict(source: &str, text: &str) -> Option<bool> {
    Pattern::new(source)
        .unwrap()
        .is_match(text, &mut Fuel::default())
}

/// Each takes a naive backtracker longer than the age of the universe.
#[test]
fn e1_17_repetitions_inside_repetitions() {
    let text = format!("{}!", "a".repeat(3_000));
    for source in [
        "^(a+)+$",
        "^(a*)*$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "^(.*)*$x",
        "^(([a-z])+.)+[A-Z]$",
        "(a+){10}(a+){10}b",
        "^(?:a?){50}a{50}b",
        "(x+x+)+y|(a+a+)+y",
        r"^(([a-zA-Z0-9])+([.\-_]?[a-zA-Z0-9])*)+@x$",
        "^(?=(a+)+$)",
    ] {
        assert_eq!(verdict(source, &text), Some(false), "{source}");
    }
}

#[test]
fn long_texts_get_a_verdict() {
    let text = format!("{}é", "ab \n".repeat(25_000));
    for (source, expected) in [
        ("^.*$", false),
        (r"^[\s\S]*$", true),
        (r"^(\w+\s*)*é$", true),
        (r"^(?!.*é)", true),
        (r"(?:(?!é)[^])*b$", false),
        ("x$", false),
    ] {
        assert_eq!(verdict(source, &text), Some(expected), "{source}");
    }
}

#[test]
fn what_takes_too_long_has_no_verdict() {
    let text = "a".repeat(3_000);
    for source in [r"^(a+)+\1b$", r"(a*)*\1c", r"^(?:(?=.*b|a)(?!.*b)a)*b"] {
        let pattern = Pattern::new(source).unwrap();
        let verdict = pattern.is_match(&text, &mut Fuel::new(100_000));
        assert_eq!(verdict, None, "{source}");
    }
    assert_eq!(verdict(r"^(a+)+\1$", "aaaa"), Some(true));
}

/// One budget serves many strings: the second string does not get a new one.
#[test]
fn fuel_is_shared() {
    let pattern = Pattern::new(r"^(a+)+\1b$").unwrap();
    let mut fuel = Fuel::new(100_000);
    assert_eq!(pattern.is_match(&"a".repeat(30), &mut fuel), None);
    assert_eq!(pattern.is_match(&"a".repeat(30), &mut fuel), None);
    // Going through a string once costs nothing.
    let plain = Pattern::new("^a*$").unwrap();
    assert_eq!(plain.is_match(&"a".repeat(30_000), &mut fuel), Some(true));
}

#[test]
fn large_patterns() {
    for source in [
        "(((a{1,1000}){1,1000}){1,1000}){1,1000}",
        "a{99999999999999999999999}",
        "(?:a{200}){2000}",
    ] {
        let error = Pattern::new(source).unwrap_err();
        assert_eq!(
            error.to_string(),
            "with repetitions written out, it has more than 200000 steps"
        );
    }
    assert_eq!(verdict("^(?:a{0}){99999999}$", ""), Some(true));
    assert_eq!(verdict("^.{1,20000}$", &"é".repeat(20_000)), Some(true));
    assert_eq!(verdict("^.{1,20000}$", &"é".repeat(20_001)), Some(false));
    let many = |count| format!("^({})$", vec!["abc"; count].join("|"));
    assert_eq!(verdict(&many(2_000), "abd"), Some(false));
    assert!(Pattern::new(&many(100_000)).is_err());
    for open in ["(", "(?:", "(?=", "(?<!", "["] {
        assert!(Pattern::new(&open.repeat(100_000)).is_err(), "{open}");
    }
    let deep = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(verdict(&deep(100), "a"), Some(true));
    assert!(Pattern::new(&deep(100_000)).is_err());
}
