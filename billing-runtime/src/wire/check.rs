//! Checking a value against what its schema says.
mod invalid;
mod rule;

pub use invalid::{Invalid, Violation};
pub use rule::{Rule, Rules};

use super::{Done, Error, Node, Options, Wire, Writer};
use crate::types::Value;

/// Checks a value against rules.
///
/// # Errors
/// Every violation.
pub fn check(_value: &Value, _rules: Rules) -> Result<(), Invalid> {
    Ok(())
}

pub(super) fn validate(node: &dyn Node, rules: Rules) -> Result<(), Invalid> {
    if rules.is_empty() {
        return Ok(());
    }
    let mut writer = Writer::plain();
    node.write(&mut writer);
    match Value::from_json_with(writer.into_bytes(), &Options::new().depth(1000)) {
        Ok(value) => check(&value, rules),
        Err(error) => Err(Invalid::unreadable(&error)),
    }
}

/// Checks the text of a document that was read before.
pub(super) fn strict(text: &[u8], rules: Rules, options: &Options) -> Done {
    if rules.is_empty() {
        return Ok(());
    }
    let mut value = Value::Null;
    super::read_text(text, &mut value, None, options)?;
    check(&value, rules).map_err(Error::invalid)
}
