//! Rules that do not look inside a value: kinds, listed values, limits, lengths and counts.
use super::checker::Checker;
use super::{Rule, equal, format as formats};
use crate::wire::number::Exact;
use crate::wire::{Kinds, Value, short};

/// Checks `type`.
pub(super) fn kind(checker: &mut Checker<'_>, value: &Value, kinds: Kinds) -> bool {
    kinds.contains(value.kind())
        || checker.violated("type", || {
            format!("expected {kinds}, found {}", value.kind())
        })
}

/// Checks `enum`, or the listed values of a type.
pub(super) fn listed(
    checker: &mut Checker<'_>,
    is_listed: bool,
    expected: impl FnOnce() -> String,
) -> bool {
    is_listed
        || checker.violated("enum", || {
            format!(
                "not one of the values of the schema, expected {}",
                expected()
            )
        })
}

/// Returns the first values of a list and the number of the others, for a message.
pub(super) fn first<T: AsRef<str>>(texts: &[T]) -> String {
    const MOST: usize = 12;
    let more = texts.len().saturating_sub(MOST);
    let shown: Vec<&str> = texts.iter().take(MOST).map(AsRef::as_ref).collect();
    let shown = shown.join(", ");
    if more == 0 {
        shown
    } else {
        format!("{shown} or one of {more} more")
    }
}

/// Checks a rule whose limit is a number; it holds for every value that is not a number.
pub(super) fn limit(
    checker: &mut Checker<'_>,
    value: &Value,
    rule: &'static Rule,
    limit: &str,
) -> bool {
    let Value::Number(number) = value else {
        return true;
    };
    let (exact, bound) = (number.exact(), Exact::new(limit));
    let (keyword, holds, words) = match rule {
        Rule::Minimum(_) => ("minimum", exact >= bound, "too small, expected at least"),
        Rule::ExclusiveMinimum(_) => (
            "exclusiveMinimum",
            exact > bound,
            "too small, expected more than",
        ),
        Rule::Maximum(_) => ("maximum", exact <= bound, "too large, expected at most"),
        Rule::ExclusiveMaximum(_) => (
            "exclusiveMaximum",
            exact < bound,
            "too large, expected less than",
        ),
        _ => (
            "multipleOf",
            exact.is_multiple_of(&bound),
            "not allowed, expected a multiple of",
        ),
    };
    holds
        || checker.violated(keyword, || {
            format!("{} is {words} {limit}", short(number.as_str()))
        })
}

/// Checks `format`; it holds for every value that is not a string.
pub(super) fn format(checker: &mut Checker<'_>, value: &Value, name: &str) -> bool {
    let Value::String(string) = value else {
        return true;
    };
    formats::holds(name, string)
        || checker.violated("format", || {
            format!("not a valid {name}, expected {}", formats::example(name))
        })
}

/// The limit of a count.
#[derive(Clone, Copy)]
pub(super) enum At {
    Least(u64),
    Most(u64),
}

/// A count and its unit.
pub(super) type Count = (u64, &'static str);

/// Counts the characters of a string.
pub(super) fn characters(value: &Value) -> Option<Count> {
    match value {
        Value::String(string) => Some((string.chars().count() as u64, "characters")),
        _ => None,
    }
}

/// Counts the elements of an array.
pub(super) fn elements(value: &Value) -> Option<Count> {
    match value {
        Value::Array(elements) => Some((elements.len() as u64, "elements")),
        _ => None,
    }
}

/// Counts the members of an object.
pub(super) fn members(value: &Value) -> Option<Count> {
    match value {
        Value::Object(members) => Some((members.len() as u64, "members")),
        _ => None,
    }
}

/// Checks a rule about a count; it holds for values without that count.
pub(super) fn count(
    checker: &mut Checker<'_>,
    count: Option<Count>,
    allowed: At,
    keyword: &'static str,
) -> bool {
    let Some((count, unit)) = count else {
        return true;
    };
    match allowed {
        At::Least(least) => {
            count >= least
                || checker.violated(keyword, || {
                    format!("{count} {unit} are too few, expected at least {least}")
                })
        }
        At::Most(most) => {
            count <= most
                || checker.violated(keyword, || {
                    format!("{count} {unit} are too many, expected at most {most}")
                })
        }
    }
}

/// Checks `uniqueItems`.
pub(super) fn unique(checker: &mut Checker<'_>, value: &Value) -> bool {
    let Value::Array(elements) = value else {
        return true;
    };
    match equal::repeated(elements) {
        Some((first, second)) => checker.violated("uniqueItems", || {
            format!("the elements {first} and {second} are equal, expected unique elements")
        }),
        None => true,
    }
}
