//! The violations of a value.
use std::fmt;

/// The error of a value that its schema does not allow: every violation, in the order of the value.
#[derive(Clone, PartialEq, Eq)]
pub struct Invalid {
    violations: Vec<Violation>,
}

/// One violation: its location, the rule, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub(super) pointer: String,
    pub(super) rule: &'static str,
    pub(super) message: String,
}

impl Violation {
    /// Returns the JSON pointer of the invalid part; empty for the whole value.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the keyword of the schema that is violated, such as `minimum`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// Returns the message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl Invalid {
    pub(super) fn new(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Removes what must not be shown from names and other strings of the value.
    #[cfg(feature = "client")]
    pub(crate) fn clean(&mut self, clean: &dyn Fn(String) -> String) {
        for violation in &mut self.violations {
            for text in [&mut violation.pointer, &mut violation.message] {
                *text = clean(std::mem::take(text));
            }
        }
    }

    /// Returns every violation; there is at least one.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.message),
            pointer => write!(f, "{pointer}: {}", self.message),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            write!(f, "{}{violation}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invalid({self})")
    }
}

impl std::error::Error for Invalid {}
