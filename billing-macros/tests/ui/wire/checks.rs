use billing_runtime::{Value, Wire};

#[derive(Wire)]
#[wire(check = r#"{"minimum": 1,}"#)]
#[wire(check = r#"{"minimun": 1}"#)]
#[wire(check = r#"{"exclusiveMinimum": 5}"#)]
#[wire(check = r#"{"properties": {"a": {"const": 1}}}"#)]
#[wire(check = r##"{"items": {"$ref": "#/definitions/nothing"}}"##)]
#[wire(check = r#"{"type": "strin"}"#)]
#[wire(check = 5)]
struct Checked(Value);

fn main() {}
