//! Reads credentials from environment variables.

use std::env::VarError;

use super::check::checked;
use super::field::{Field, FieldType};
use crate::{Error, Result};

/// A reader of credential fields from environment variables named `PREFIX_FIELD`.
#[derive(Clone, Copy, Debug)]
pub struct Env<'a> {
    prefix: &'a str,
}

impl<'a> Env<'a> {
    /// Creates a reader of the variables that begin with `prefix` and an underscore.
    pub fn new(prefix: &'a str) -> Self {
        Self { prefix }
    }

    /// Reads a required field.
    ///
    /// # Errors
    ///
    /// If the variable is not set, not UTF-8, empty or padded. The error names it.
    pub fn required<T: FieldType>(&self, field: &str) -> Result<T> {
        let variable = self.variable(field);
        match self.read(&variable)? {
            Some(text) => Ok(T::from(text)),
            None => Err(Error::credential(format!(
                "the environment variable `{variable}` is not set; set it to the {}",
                field.replace('_', " ")
            ))),
        }
    }

    /// Reads a field with a default.
    ///
    /// # Errors
    ///
    /// If the variable is set but not UTF-8, empty or padded.
    pub fn or<T: FieldType>(&self, field: &str, default: &str) -> Result<T> {
        let text = self.read(&self.variable(field))?;
        Ok(T::from(text.unwrap_or_else(|| default.to_owned())))
    }

    fn variable(&self, field: &str) -> String {
        format!("{}_{}", self.prefix, field.to_ascii_uppercase())
    }

    fn read(&self, variable: &str) -> Result<Option<String>> {
        match std::env::var(variable) {
            Ok(text) => {
                let field = Field {
                    name: "",
                    text: &text,
                    secret: true,
                };
                checked(&field, variable)?;
                Ok(Some(text))
            }
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(Error::credential(format!(
                "the environment variable `{variable}` is not valid UTF-8"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_variable_is_named() {
        let error = Env::new("BILLING_TEST_NONE")
            .required::<String>("public_key")
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`BILLING_TEST_NONE_PUBLIC_KEY` is not set"),
            "{error}"
        );
        let text: String = Env::new("BILLING_TEST_NONE").or("issuer", "cli").unwrap();
        assert_eq!(text, "cli");
    }
}
