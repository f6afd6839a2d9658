//! Checks values against rules.
mod checker;
mod equal;
mod eval;
mod format;
mod members;
mod pattern;
mod scalar;
mod schema;

pub(super) use schema::{leak, schema};

use super::invalid::{Invalid, Violation};
use super::rule::{Rule, Rules};
use super::{Done, Error, Node, Options, Wire, Writer};
use crate::wire::Value;
use checker::Checker;
pub(super) use equal::is_listed;

/// Checks a value against rules.
///
/// ```
/// use billing_runtime::Value;
/// use billing_runtime::wire::{Rule, Wire, check};
/// let rules = &[Rule::Properties(&[("qty", &[Rule::Minimum("1")])])];
/// let invalid = check(&Value::from_json(r#"{"qty":0}"#)?, rules).unwrap_err();
/// assert_eq!(invalid.to_string(), "/qty: 0 is too small, expected at least 1");
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
///
/// # Errors
/// Every violation.
pub fn check(value: &Value, rules: Rules) -> Result<(), Invalid> {
    let mut checker = Checker::new();
    checker.all(value, rules);
    checker.finish()
}

pub(super) fn validate(node: &dyn Node, rules: Rules) -> Result<(), Invalid> {
    if rules.is_empty() {
        return Ok(());
    }
    let mut writer = Writer::plain();
    writer.value(node);
    match Value::from_json_with(writer.out, &Options::new().depth(1000)) {
        Ok(value) => check(&value, rules),
        Err(error) => Err(Invalid::new(vec![Violation {
            pointer: error.pointer(),
            rule: "type",
            message: error.to_string(),
        }])),
    }
}

/// Checks the text of a document that was already read.
pub(super) fn strict(text: &[u8], rules: Rules, options: &Options) -> Done {
    if rules.is_empty() {
        return Ok(());
    }
    let mut value = Value::Null;
    super::read_text(text, &mut value, None, options)?;
    check(&value, rules).map_err(Error::invalid)
}
