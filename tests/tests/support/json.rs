//! JSON for comparing: members sorted, numbers as they are written.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Prints JSON with sorted members, no white space and every number exactly as it stands.
///
/// `1.0` and `1` are different here, and so are `"1"` and `1`.
#[track_caller]
pub fn exact(text: &str) -> String {
    let text = text.trim();
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
            let members: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", quoted(name), exact(value.get())))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).unwrap();
            let items: Vec<_> = items.iter().map(|item| exact(item.get())).collect();
            format!("[{}]", items.join(","))
        }
        Some(b'"') => quoted(&serde_json::from_str::<String>(text).unwrap()),
        _ => {
            serde_json::from_str::<&RawValue>(text).unwrap_or_else(|e| panic!("{e}: {text}"));
            text.to_owned()
        }
    }
}

/// The text of a member of an object, as it stands.
pub fn member<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let members: BTreeMap<String, &'t RawValue> = serde_json::from_str(text).unwrap();
    members.get(name).map(|value| value.get())
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn only_the_order_of_members_is_evened_out() {
    assert_eq!(
        exact(" {\"b\": [1.0, -0 ], \"a\":\"\\u00e9\\/\"}"),
        "{\"a\":\"é/\",\"b\":[1.0,-0]}"
    );
    assert_ne!(exact("1.10"), exact("1.1"));
    assert_ne!(exact("\"1\""), exact("1"));
    assert_eq!(member("{\"a\": 1.50}", "a"), Some("1.50"));
}
