//! Defines the tree that both JSON and TOML input become.

use std::cmp::Ordering;

use crate::origin::Span;

/// A value of the input with its span.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Json,
    /// The bytes of the value.
    pub span: Span,
}

/// A JSON value. Numbers keep their literal and objects keep their order.
#[derive(Clone, Debug)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// The literal as written.
    Number(String),
    /// The string without escapes.
    String(String),
    /// The elements.
    Array(Vec<Node>),
    /// The members in source order; no name occurs twice.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name without escapes.
    pub name: String,
    /// The bytes of the name.
    pub name_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// Returns the members if the value is an object.
    pub fn members(&self) -> Option<&[Member]> {
        match &self.value {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Returns the value if it is a string.
    pub fn string(&self) -> Option<&str> {
        match &self.value {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the kind of the value with an article, for messages.
    pub fn noun(&self) -> &'static str {
        match &self.value {
            Json::Null => "null",
            Json::Bool(true) => "`true`",
            Json::Bool(false) => "`false`",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }
}

impl Json {
    /// Compares two JSON values: numbers by value, objects regardless of the order of members.
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b || canonical(a) == canonical(b),
            (Self::Array(a), Self::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value.equals(&b.value))
            }
            (Self::Object(a), Self::Object(b)) => {
                let same = |member: &Member| {
                    b.iter().any(|other| {
                        other.name == member.name && other.node.value.equals(&member.node.value)
                    })
                };
                a.len() == b.len() && a.iter().all(same)
            }
            _ => false,
        }
    }
}

impl Json {
    /// Returns a string that is the same for two values exactly if they are equal: members are sorted, and numbers are
    /// written by value.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(literal) => format!("{:?}", canonical(literal)),
            // A length prefix is faster than escapes.
            Self::String(text) => format!("\"{}:{text}", text.len()),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| item.value.key()).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let member =
                    |m: &Member| format!("{}:{}:{}", m.name.len(), m.name, m.node.value.key());
                let mut members: Vec<String> = members.iter().map(member).collect();
                members.sort();
                format!("{{{}}}", members.join(","))
            }
        }
    }
}

/// Splits a literal into its sign, its digits without leading and trailing zeros, and their power of ten.
pub(crate) fn canonical(literal: &str) -> (bool, String, i64) {
    let (negative, rest) = match literal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, literal),
    };
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_end_matches('0');
    let power = exponent
        .parse::<i64>()
        .unwrap_or(i64::MAX / 2)
        .saturating_sub(fraction.len() as i64)
        .saturating_add((digits.len() - kept.len()) as i64);
    match kept.trim_start_matches('0') {
        "" => (false, String::new(), 0),
        kept => (negative, kept.to_owned(), power),
    }
}

/// The maximum number of zeros that [`whole`] appends.
const LONGEST: i64 = 400;

/// Returns a number without fraction and exponent, if its value is an integer.
pub(crate) fn whole(literal: &str) -> Option<String> {
    let (negative, digits, power) = canonical(literal);
    let zeros = usize::try_from(power).ok().filter(|_| power <= LONGEST)?;
    Some(match digits.is_empty() {
        true => "0".to_owned(),
        false => format!(
            "{}{digits}{}",
            if negative { "-" } else { "" },
            "0".repeat(zeros)
        ),
    })
}

/// Compares two number literals by value.
pub(crate) fn compare(one: &str, two: &str) -> Ordering {
    // If the first digits of two numbers have the same power of ten, their digits without outer zeros compare as
    // strings.
    let magnitude = |(_, digits, power): &(bool, String, i64)| {
        let place = power.saturating_add(digits.len() as i64);
        (!digits.is_empty()).then(|| (place, digits.clone()))
    };
    let (one, two) = (canonical(one), canonical(two));
    let (a, b) = (magnitude(&one), magnitude(&two));
    match (one.0, two.0) {
        (false, false) => a.cmp(&b),
        (true, true) => b.cmp(&a),
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ordered_by_value() {
        let sorted = [
            "-1e3", "-12", "-1.5", "-0", "1e-3", "0.5", "1", "1.25", "9", "10.0", "1e2",
        ];
        for (index, one) in sorted.iter().enumerate() {
            for (other, two) in sorted.iter().enumerate() {
                assert_eq!(compare(one, two), index.cmp(&other), "{one} {two}");
            }
        }
        assert_eq!(compare("1.0", "10e-1"), Ordering::Equal);
    }

    #[test]
    fn integers_are_found_by_value() {
        for (literal, spelled) in [
            ("1.0", Some("1")),
            ("-20.0", Some("-20")),
            ("1.5e1", Some("15")),
            ("-0.0", Some("0")),
            ("0.1", None),
            ("1e401", None),
        ] {
            assert_eq!(whole(literal).as_deref(), spelled, "{literal}");
        }
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let number = |text: &str| Json::Number(text.to_owned());
        assert!(number("1").equals(&number("1.0")));
        assert!(number("100").equals(&number("1e2")));
        assert!(number("-0").equals(&number("0")));
        assert!(!number("1").equals(&number("-1")));
        assert!(!number("1").equals(&number("10")));
    }
}
