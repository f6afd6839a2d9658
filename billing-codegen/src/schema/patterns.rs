//! Reads patterns and reports those that the runtime cannot check.

use billing_pattern::Pattern;

use crate::report::Code;
use crate::source::{At, Sited};

use super::SchemaId;
use super::parse::Parser;

impl<'s> Parser<'s, '_> {
    /// Reads `pattern`.
    pub(super) fn pattern(&mut self, at: &At<'s>) -> Option<Sited<String>> {
        let pattern = self.text(at, "pattern")?;
        self.judge(&pattern);
        Some(pattern)
    }

    /// Reads `patternProperties`.
    pub(super) fn pattern_properties(&mut self, at: &At<'s>) -> Vec<(Sited<String>, SchemaId)> {
        let all = self.schema_map(at, "patternProperties");
        for (pattern, _) in &all {
            self.judge(pattern);
        }
        all
    }

    fn judge(&mut self, pattern: &Sited<String>) {
        let Err(error) = Pattern::new(&pattern.value) else {
            return;
        };
        let message = format!("this pattern cannot be checked: {error}");
        self.reporter
            .warning(Code::BadPattern, &pattern.origin, message)
            .help("write it in the syntax of JavaScript (ECMA 262); until then every string is accepted");
    }
}
