//! Compares a JSON value with many others.
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use crate::wire::Value;
use crate::wire::{Wire, Writer};

/// Returns whether a value equals one of the listed values, given as JSON.
pub(in crate::wire) fn is_listed(value: &Value, texts: &[&str]) -> bool {
    if let Value::String(text) = value {
        let mut writer = Writer::new();
        writer.string(text);
        // Only a literal with escapes can spell the same string differently.
        return texts.iter().any(|known| {
            known.as_bytes() == writer.out || (known.contains('\\') && is(value, known))
        });
    }
    texts.iter().any(|known| is(value, known))
}

fn is(value: &Value, text: &str) -> bool {
    Value::from_json(text).is_ok_and(|known| known == *value)
}

/// Returns the indices of the first two equal values. No document can make this slow.
pub(super) fn repeated(values: &[Value]) -> Option<(usize, usize)> {
    let state = RandomState::new();
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let places = seen.entry(hash(value, &state)).or_default();
        if let Some(first) = places.iter().find(|first| values[**first] == *value) {
            return Some((*first, index));
        }
        places.push(index);
    }
    None
}

/// Returns the same hash for equal values: the order of members and the spelling of numbers are ignored.
fn hash(value: &Value, state: &RandomState) -> u64 {
    let mut hasher = state.build_hasher();
    std::mem::discriminant(value).hash(&mut hasher);
    match value {
        Value::Null => {}
        Value::Bool(value) => value.hash(&mut hasher),
        Value::Number(number) => number.hash(&mut hasher),
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(elements) => {
            elements
                .iter()
                .for_each(|element| hash(element, state).hash(&mut hasher));
        }
        Value::Object(members) => {
            let sum = members.iter().fold(0_u64, |sum, (name, value)| {
                sum.wrapping_add(state.hash_one((name, hash(value, state))))
            });
            sum.hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_equal_values_in_other_words() {
        let values = |text: &str| Vec::<Value>::from_json(text).unwrap();
        assert_eq!(repeated(&values("[1, 2, 1.0]")), Some((0, 2)));
        assert_eq!(
            repeated(&values(r#"[{"a":1,"b":[2]},{"b":[2e0],"a":1}]"#)),
            Some((0, 1))
        );
        assert_eq!(
            repeated(&values(r#"[1, true, "1", [1], {"a":1}, null, false, 0]"#)),
            None
        );
    }

    #[test]
    fn lists_compare_values() {
        assert!(is_listed(&"é".into(), &[r#""\u00e9""#]));
        assert!(is_listed(&Value::from_json("1.0").unwrap(), &["1"]));
        assert!(!is_listed(&Value::Bool(false), &["0"]));
    }
}
