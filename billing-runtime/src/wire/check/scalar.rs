//! Rules on one value: kinds, lists of values, numbers, lengths and counts.
use super::eval::Checker;
use super::{Rule, equal, format};
use crate::types::{Exact, Value};

/// Whether a rule that does not look inside the value holds.
pub(super) fn rule<'v>(checker: &mut Checker<'v>, value: &'v Value, rule: &'static Rule) -> bool {
    match (rule, value) {
        (Rule::Type(kinds), _) => {
            kinds.contains(value.kind())
                || checker.violated("type", || {
                    format!("expected {kinds}, found {}", value.kind())
                })
        }
        (Rule::Enum(texts), _) => {
            equal::is_listed(value, texts)
                || checker.violated("enum", || {
                    format!(
                        "is none of the values of the schema, expected {}",
                        first(texts)
                    )
                })
        }
        (Rule::Choices(choices), _) => {
            choices.lists(value)
                || checker.violated("enum", || {
                    format!(
                        "is none of the values of the schema, expected {}",
                        first(&choices.listed_texts())
                    )
                })
        }
        (Rule::Never, _) => checker.violated("not", || {
            "the schema allows no value here, leave it out".to_owned()
        }),
        (_, Value::Number(number)) => bound(checker, number.exact(), number.as_str(), rule),
        (_, Value::String(text)) => string(checker, text, rule),
        (_, Value::Array(elements)) => array(checker, elements, rule),
        (_, Value::Object(members)) => count(checker, members.len(), rule),
        _ => true,
    }
}

/// The first values of a list, in words.
fn first<T: AsRef<str>>(texts: &[T]) -> String {
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

fn bound(checker: &mut Checker<'_>, number: Exact<'_>, literal: &str, rule: &'static Rule) -> bool {
    let (keyword, limit, holds, words): (_, _, fn(&Exact<'_>, &Exact<'_>) -> bool, _) = match rule {
        Rule::Minimum(limit) => (
            "minimum",
            limit,
            |n, l| n >= l,
            "too small, expected at least",
        ),
        Rule::ExclusiveMinimum(limit) => (
            "exclusiveMinimum",
            limit,
            |n, l| n > l,
            "too small, expected more than",
        ),
        Rule::Maximum(limit) => (
            "maximum",
            limit,
            |n, l| n <= l,
            "too large, expected at most",
        ),
        Rule::ExclusiveMaximum(limit) => (
            "exclusiveMaximum",
            limit,
            |n, l| n < l,
            "too large, expected less than",
        ),
        Rule::MultipleOf(limit) => (
            "multipleOf",
            limit,
            |n, l| n.is_multiple_of(l),
            "not allowed, expected a multiple of",
        ),
        _ => return true,
    };
    holds(&number, &Exact::new(limit))
        || checker.violated(keyword, || {
            format!("{} is {words} {limit}", crate::wire::short(literal))
        })
}

fn string(checker: &mut Checker<'_>, text: &str, rule: &'static Rule) -> bool {
    match rule {
        Rule::MinLength(least) => {
            let length = text.chars().count() as u64;
            length >= *least
                || checker.violated("minLength", || {
                    format!("{length} characters are too few, expected at least {least}")
                })
        }
        Rule::MaxLength(most) => {
            let length = text.chars().count() as u64;
            length <= *most
                || checker.violated("maxLength", || {
                    format!("{length} characters are too many, expected at most {most}")
                })
        }
        Rule::Format(name) => {
            format::holds(name, text)
                || checker.violated("format", || {
                    format!("is no {name}, expected {}", format::example(name))
                })
        }
        _ => true,
    }
}

fn array(checker: &mut Checker<'_>, elements: &[Value], rule: &'static Rule) -> bool {
    let count = elements.len() as u64;
    match rule {
        Rule::MinItems(least) => {
            count >= *least
                || checker.violated("minItems", || {
                    format!("{count} elements are too few, expected at least {least}")
                })
        }
        Rule::MaxItems(most) => {
            count <= *most
                || checker.violated("maxItems", || {
                    format!("{count} elements are too many, expected at most {most}")
                })
        }
        Rule::UniqueItems => match equal::repeated(elements) {
            Some((first, second)) => checker.violated("uniqueItems", || {
                format!("the elements {first} and {second} are equal, expected each only once")
            }),
            None => true,
        },
        _ => true,
    }
}

fn count(checker: &mut Checker<'_>, members: usize, rule: &'static Rule) -> bool {
    let members = members as u64;
    match rule {
        Rule::MinProperties(least) => {
            members >= *least
                || checker.violated("minProperties", || {
                    format!("{members} members are too few, expected at least {least}")
                })
        }
        Rule::MaxProperties(most) => {
            members <= *most
                || checker.violated("maxProperties", || {
                    format!("{members} members are too many, expected at most {most}")
                })
        }
        _ => true,
    }
}
