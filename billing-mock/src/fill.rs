//! Fills in the members that requests do not send: ids, dates, numbers, copies of other records.

use serde_json::{Map, Value};

use super::clock;

/// The source of a member of a record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fill {
    /// A fixed value.
    Value(Value),
    /// `{ now = "date" }` or `{ now = "date-time" }`
    Now { time: bool },
    /// `{ id = true }`: the record's own id.
    Id,
    /// `{ number = "{year}-{count:6}" }`: counted for each store.
    Number(String),
    /// `{ record = "clients", by = "client_uid" }`: the attributes of the record in another store whose id is
    /// the value of the request's member `by`; omitted if no such record exists.
    Record { store: String, by: String },
}

impl Fill {
    /// Reads an entry; the error names the expected value.
    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        let Some(table) = value.as_object() else {
            return Ok(Self::Value(value.clone()));
        };
        let text = |name: &str| table.get(name).and_then(Value::as_str);
        match table.keys().map(String::as_str).collect::<Vec<_>>()[..] {
            ["now"] => match text("now") {
                Some("date") => Ok(Self::Now { time: false }),
                Some("date-time") => Ok(Self::Now { time: true }),
                _ => Err("now = \"date\" or now = \"date-time\"".to_owned()),
            },
            ["id"] => Ok(Self::Id),
            ["null"] => Ok(Self::Value(Value::Null)),
            ["number"] => match text("number") {
                Some(text) => Ok(Self::Number(text.to_owned())),
                None => Err("number = \"{year}-{count:6}\"".to_owned()),
            },
            ["by", "record"] => match (text("record"), text("by")) {
                (Some(store), Some(by)) => Ok(Self::Record {
                    store: store.to_owned(),
                    by: by.to_owned(),
                }),
                _ => Err("record = \"<store>\", by = \"<member>\"".to_owned()),
            },
            ["value"] => Ok(Self::Value(table["value"].clone())),
            _ => Err(
                "a value, or a table with `now`, `id`, `null`, `number`, `record` and `by`, or `value`"
                    .to_owned(),
            ),
        }
    }
}

type Lookup<'s> = dyn Fn(&str, &Value) -> Option<Map<String, Value>> + 's;

/// The values that members are filled from.
pub(crate) struct Source<'s> {
    pub(crate) id: &'s Value,
    pub(crate) now: i64,
    pub(crate) count: u64,
    /// The members of the request.
    pub(crate) sent: &'s Value,
    /// Looks up the attributes of a record by store and id.
    pub(crate) record: &'s Lookup<'s>,
}

impl Source<'_> {
    pub(crate) fn value(&self, fill: &Fill) -> Option<Value> {
        Some(match fill {
            Fill::Value(value) => value.clone(),
            Fill::Now { time: false } => clock::date(self.now).into(),
            Fill::Now { time: true } => clock::date_time(self.now).into(),
            Fill::Id => self.id.clone(),
            Fill::Number(template) => number(template, self.now, self.count).into(),
            Fill::Record { store, by } => (self.record)(store, self.sent.get(by)?)?.into(),
        })
    }
}

fn number(template: &str, now: i64, count: u64) -> String {
    let mut out = template.replace("{year}", &clock::date(now)[..4]);
    for width in 1..=12 {
        out = out.replace(&format!("{{count:{width}}}"), &format!("{count:0width$}"));
    }
    out.replace("{count}", &count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers() {
        assert_eq!(number("{year}-{count:6}", 1_700_000_000, 7), "2023-000007");
        assert_eq!(number("B/{count}", 0, 12), "B/12");
    }

    #[test]
    fn tables_with_other_keys_are_refused() {
        assert!(Fill::read(&json!({ "nwo": "date" })).is_err());
        assert_eq!(
            Fill::read(&json!({ "value": {} })),
            Ok(Fill::Value(json!({})))
        );
    }
}
