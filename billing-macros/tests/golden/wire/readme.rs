//! The type whose expansion the README shows.

#[derive(Clone, Wire)]
#[wire(Debug, Default, PartialEq)]
pub struct AccessCode {
    pub code: Option<String>,
    pub extra: Extra,
}
