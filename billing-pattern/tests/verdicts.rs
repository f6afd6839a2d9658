//! Tests what patterns match: patterns such as schemas use, and random ones in comparison with `regress`.

use billing_pattern::{Fuel, Pattern};
use regress::Regex;

fn matches(source: &str, text: &str) -> bool {
    let pattern = Pattern::new(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    pattern.is_match(text, &mut Fuel::default()).unwrap()
}

#[test]
fn patterns_of_schemas_match() {
    for (source, matching, other) in [
        ("a+", "xxaayy", "xyz"),
        ("^a*$", "aa", "aab"),
        (r"^(?!pattern$).*$", "patterns", "pattern"),
        (r"^[\w\-\.]+$", "a-b.c", "a b"),
        (r"\p{Letter}cole", "l'école", "2cole"),
        (r"^\P{L}+$", "4-5", "a"),
        ("^🐲*$", "🐲🐲", "🐲a"),
        (r"^\uD83D\uDC32$", "🐲", "a"),
        (r"^\u{1F432}{2}$", "🐲🐲", "🐲"),
        (r"^\d+$", "42", "४२"),
        (r"^\w$", "_", "é"),
        (r"^\s$", "\u{feff}", "\u{180e}"),
        ("^.$", "🐲", "\u{2028}"),
        ("^[^]$", "\n", ""),
        ("a[]?b", "ab", "a]b"),
        (r"^\cC\/$", "\u{3}/", "cC/"),
        ("(?i)^ab[c-d]$", "ABD", "ABE"),
        ("^(?i)ab$", "Ab", "abc"),
        ("^(?i:a)b$", "Ab", "AB"),
        ("^a$", "a", "a\n"),
        (r"(?<=\$)\d+(?!\d|%)", "$120", "120"),
        (r"(?<![a-z])b", "ab b", "ab"),
        (r"^(a|b)\1$", "aa", "ab"),
        (r"^(?<q>['\x22]).*\k<q>$", "'it'", "'it\""),
        (r"^(?:(a)|b)*\1$", "aab", "aaba"),
        (r"^\0\1$", "\0\u{1}", "01"),
        (r"\bab\b", "x ab-", "xab"),
        (r"^x{2,3}$", "xxx", "xxxx"),
        (r"^x{2,}?y$", "xxxxy", "xy"),
        (r"^x{,3}$", "x{,3}", "xx"),
        (r"^(?:\+?36|06)(?: \d{1,2}){2,3}$", "+36 30 12", "+36 3"),
        ("^$|^[A-Z]{2}[0-9]{8}$", "", "HU1234567"),
    ] {
        assert!(matches(source, matching), "{source} and {matching:?}");
        assert!(!matches(source, other), "{source} and {other:?}");
    }
}

#[test]
fn invalid_patterns_are_errors() {
    for source in [
        "([",
        "a**",
        "(",
        "[z-a]",
        "(?<a",
        "a{2,1}",
        "\\",
        "(?<n>a)(?<n>b)",
    ] {
        assert!(Pattern::new(source).is_err(), "{source}");
    }
    let error = Pattern::new("(a").unwrap_err();
    assert_eq!(error.to_string(), "unbalanced parenthesis");
}

/// A small random number generator, so that failures are reproducible.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

const ATOMS: [&str; 38] = [
    "a", "b", "A", "é", "ſ", "k", "_", " ", "1", ".", r"\d", r"\W", r"\s", "[ab]", "[^a]", "[]",
    "[^]", r"[\w-]", r"[a-z\d]", r"\p{Lu}", r"\u0061", r"\x61", r"\u{e9}", r"\.", r"\-", r"\cA",
    r"\c", r"\1", r"\2", r"\k<n>", r"\b", r"\B", "^", "$", r"\012", r"\81", "{", "]",
];
const OPENS: [&str; 12] = [
    "(", "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "(?i:", "(?s-i:", "(?m:", "(?:",
];
const COUNTS: [&str; 14] = [
    "", "", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}?", "{0}",
];

fn pattern(random: &mut Random, depth: usize, out: &mut String) {
    for _ in 0..=random.below(3) {
        match random.below(if depth == 0 { 3 } else { 5 }) {
            0..=2 => out.push_str(random.of(&ATOMS)),
            3 => {
                pattern(random, depth - 1, out);
                out.push('|');
                pattern(random, depth - 1, out);
                continue;
            }
            _ => {
                out.push_str(random.of(&OPENS));
                pattern(random, depth - 1, out);
                out.push(')');
            }
        }
        out.push_str(random.of(&COUNTS));
    }
}

fn text(random: &mut Random) -> String {
    const PIECES: [&str; 16] = [
        "a", "a", "a", "b", "b", "A", "é", "ſ", "K", "1", " ", "\n", "\u{2028}", "-", "\u{1}", "ab",
    ];
    (0..random.below(5)).map(|_| random.of(&PIECES)).collect()
}

/// Parses a pattern with `regress` in the modes of this crate: with the flag `u`, or without it if that fails.
///
/// Much longer runs reveal how `regress` treats a back-reference inside its own group: it says that `(a*\1)\1a` does not
/// match `a`, while other engines say that it does.
fn reference(source: &str) -> Option<Regex> {
    Regex::with_flags(source, "u")
        .or_else(|_| Regex::with_flags(source, ""))
        .ok()
}

#[test]
fn random_patterns_match_as_in_regress() {
    let mut random = Random(1);
    let (mut matching, mut other, mut invalid) = (0, 0, 0);
    for _ in 0..ROUNDS {
        let mut source = String::new();
        pattern(&mut random, 2, &mut source);
        let (ours, theirs) = (Pattern::new(&source), reference(&source));
        assert_eq!(ours.is_ok(), theirs.is_some(), "{source}: {ours:?}");
        let (Ok(ours), Some(theirs)) = (ours, theirs) else {
            invalid += 1;
            continue;
        };
        for _ in 0..8 {
            let text = text(&mut random);
            let expected = theirs.find(&text).is_some();
            let found = ours.is_match(&text, &mut Fuel::default());
            assert_eq!(found, Some(expected), "{source} and {text:?}");
            *(if expected { &mut matching } else { &mut other }) += 1;
        }
    }
    let all = [matching, other, invalid];
    assert!(
        all.iter().all(|count| *count > ROUNDS / 20),
        "too few cases of one kind: {all:?}"
    );
}

const ROUNDS: usize = 1_500;
