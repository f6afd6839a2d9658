//! The part of an answer that a caller gets, found without the project's code.

use crate::support::json::member;
use crate::support::schemas::Schemas;

/// The JSON that the operation's caller is given, as the answer prints it.
pub fn data(operation: &str, answer: &str) -> String {
    let returns = Schemas::get().operation(operation)["returns"]
        .as_table()
        .unwrap();
    if Schemas::get().operation(operation).contains_key("server") {
        return answer.to_owned();
    }
    let data = member(answer, "data").unwrap_or("null");
    let text = match returns
        .keys()
        .find(|key| *key != "kind" && *key != "schema")
        .unwrap()
        .as_str()
    {
        "list" if data == "null" => "[]",
        "one" if data.starts_with('[') => {
            let items: Vec<&serde_json::value::RawValue> = serde_json::from_str(data).unwrap();
            assert_eq!(items.len(), 1);
            items[0].get()
        }
        "list" | "one" | "plain" => data,
        "field" => member(answer, returns["field"].as_str().unwrap()).unwrap(),
        "nothing" => "null",
        other => panic!("{operation} returns {other}"),
    };
    text.to_owned()
}
