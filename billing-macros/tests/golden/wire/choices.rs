//! Enums without payloads: listed values.

#[derive(Wire)]
#[wire(Debug, PartialEq)]
pub enum Language {
    #[wire(rename = "hu")]
    Hungarian,
    en,
    #[wire(other)]
    Other(String),
}

#[derive(Wire)]
pub enum Kind {
    #[wire(value = 0)]
    Draft,
    #[wire(json = "null")]
    Nothing,
}
