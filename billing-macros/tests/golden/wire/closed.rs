//! Objects: attributes of the type, and a schema with references.

#[derive(Wire)]
#[wire(closed, strict, min_properties = 1, crate = renamed::billing)]
#[wire(check = r##"{"not": {"required": ["a", "b"]}, "properties": {"a": {"$ref": "#/definitions/short"}}, "definitions": {"short": {"maxLength": 3}}}"##)]
pub struct Closed {
    pub a: Option<String>,
    pub b: Option<bool>,
}
