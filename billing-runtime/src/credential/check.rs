//! Refuses unusable keys before anything is sent.

use super::field::Field;
use crate::{Error, Result};

/// Refuses fields that are empty, padded or contain control characters. The derive calls it.
///
/// # Errors
///
/// For the first unusable field. The error names the field and never shows its value.
pub fn check(fields: &[Field<'_>]) -> Result<()> {
    fields
        .iter()
        .try_for_each(|field| checked(field, field.name))
}

/// Refuses a field that is empty, padded or contains control characters. `label` is the name that
/// the user knows; the value is never shown.
pub(crate) fn checked(field: &Field<'_>, label: &str) -> Result<()> {
    let text = field.text;
    let problem = if text.is_empty() {
        "is empty"
    } else if text.trim().is_empty() {
        "contains only white space"
    } else if text.ends_with(['\n', '\r']) {
        "ends with a line break, as text read from a file often does; trim it"
    } else if text.trim() != text {
        "begins or ends with white space; trim it"
    } else if text.chars().any(char::is_control) {
        "contains a control character, such as a line break or a tab; copy it again"
    } else {
        return Ok(());
    };
    Err(Error::credential(format!("`{label}` {problem}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        let field = Field {
            name: "private_key",
            text,
            secret: true,
        };
        checked(&field, field.name).unwrap_err().to_string()
    }

    /// Fault 64: a key is used byte for byte, so an unusable one is refused with a hint.
    #[test]
    fn fault_64_unusable_keys_are_refused_with_a_hint() {
        assert!(message("").contains("`private_key` is empty"));
        assert!(message("  ").contains("white space"));
        assert!(message("canary-key\n").contains("line break"));
        assert!(message(" canary-key").contains("trim"));
        assert!(message("canary\tkey").contains("control character"));
        assert!(message("canary\u{0}key").contains("control character"));
        assert!(!message("canary-key\r\n").contains("canary"));
    }

    #[test]
    fn a_key_that_looks_like_base64_is_used_unchanged() {
        let field = Field {
            name: "key",
            text: "c2VjcmV0LWtleQ==",
            secret: true,
        };
        assert!(checked(&field, "key").is_ok());
    }
}
