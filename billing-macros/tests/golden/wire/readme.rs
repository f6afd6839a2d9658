//! The type whose expansion the README shows.

#[derive(Clone, Debug, Default, PartialEq, Wire)]
pub struct AccessCode {
    pub code: Option<String>,
    pub extra: Extra,
}
