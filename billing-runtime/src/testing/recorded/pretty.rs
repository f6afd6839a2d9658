//! Prints JSON with one member per line and every digit as it was sent.

use crate::{Value, Wire as _};

pub(super) fn print(value: &Value) -> String {
    let mut out = String::new();
    put(value, 0, &mut out);
    out
}

fn put(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().map(|item| (None, item));
            block(['[', ']'], items, depth, out);
        }
        Value::Object(members) if !members.is_empty() => {
            let members = members.iter().map(|(name, value)| (Some(name), value));
            block(['{', '}'], members, depth, out);
        }
        scalar => out.push_str(&scalar.to_json()),
    }
}

fn block<'v>(
    brackets: [char; 2],
    items: impl Iterator<Item = (Option<&'v str>, &'v Value)>,
    depth: usize,
    out: &mut String,
) {
    out.push(brackets[0]);
    for (index, (name, value)) in items.enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(name) = name {
            out.push_str(&Value::String(name.to_owned()).to_json());
            out.push_str(": ");
        }
        put(value, depth + 1, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(brackets[1]);
}
