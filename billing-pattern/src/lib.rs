//! Matches the regular expressions of JSON Schema (ECMA 262) in bounded time.
//!
//! `regress` decides what a pattern means: its parser accepts or refuses it, and it matches every class and escape (`\d`,
//! `[^]`, `\p{L}`), one character at a time. This crate runs everything else (alternatives, repetitions, groups,
//! assertions), because `regress` backtracks without a limit: it takes years for `^(a+)+$` and forty letters.
//!
//! No step of a pattern is tried twice at one position of a string, so the time is proportional to the length of the
//! pattern times the length of the string. Only back-references, and assertions inside repetitions, can take longer. They
//! consume [`Fuel`]; if a string uses it up, there is no verdict.
//!
//! ```
//! use billing_pattern::{Fuel, Pattern};
//!
//! let pattern = Pattern::new(r"^(?!0)\d+$")?;
//! assert_eq!(pattern.is_match("120", &mut Fuel::default()), Some(true));
//! assert_eq!(pattern.is_match("012", &mut Fuel::default()), Some(false));
//! # Ok::<(), billing_pattern::Error>(())
//! ```

mod atom;
mod escape;
mod outline;
mod parse;
mod program;
mod run;

use std::fmt;

use regress::Regex;

/// A regular expression.
#[derive(Debug)]
pub struct Pattern {
    program: program::Program,
}

/// The budget of steps that matching may take beyond the length of each string. One budget serves many strings, so that
/// the total is bounded.
#[derive(Clone, Debug)]
pub struct Fuel(u64);

impl Default for Fuel {
    /// Creates fuel for ten million steps, which take well below a second.
    fn default() -> Self {
        Self::new(10_000_000)
    }
}

impl Fuel {
    /// Creates fuel for a number of steps.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self(steps)
    }
}

/// The reason why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// Converts the message of `regress` to the style of this crate.
    fn of(error: &regress::Error) -> Self {
        let text = error.text.trim_end_matches('.');
        let mut chars = text.chars();
        let first = chars.next().map(|c| c.to_ascii_lowercase());
        Self::new(first.into_iter().chain(chars).collect::<String>())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Pattern {
    /// Parses a pattern.
    ///
    /// Characters are code points, as in schemas. A pattern with escapes that ECMA 262 refuses in this mode, such as `\-`, is
    /// read in the older mode. A leading `(?i)` is accepted too: it is not part of ECMA 262, but common.
    ///
    /// # Errors
    ///
    /// If the pattern is not a regular expression, or exceeds a limit: 200,000 steps with repetitions written out, 2,000
    /// alternatives, groups nested 100 deep.
    pub fn new(source: &str) -> Result<Self, Error> {
        let (source, icase) = match (source.strip_prefix("(?i)"), source.strip_prefix("^(?i)")) {
            (Some(rest), _) => (rest.to_owned(), true),
            (_, Some(rest)) => (format!("^{rest}"), true),
            _ => (source.to_owned(), false),
        };
        let chars: Vec<char> = source.chars().collect();
        let groups = outline::groups(&chars)?;
        let mut flags = atom::Flags {
            icase,
            unicode: true,
            ..atom::Flags::default()
        };
        if let Err(error) = Regex::with_flags(&source, flags.word()) {
            flags.unicode = false;
            let older = Regex::with_flags(&source, flags.word());
            older.map_err(|_| Error::of(&error))?;
        }
        let tree = parse::parse(chars, groups, flags)?;
        let program = program::Program::new(&tree)?;
        Ok(Self { program })
    }

    /// Returns whether the pattern matches somewhere in the string; `None` if the fuel is used up first.
    #[must_use]
    pub fn is_match(&self, text: &str, fuel: &mut Fuel) -> Option<bool> {
        // Any other processing of the string also reads it once, so a cost proportional to its length is free.
        let free = 64 * (text.len() as u64 + 1);
        let mut budget = run::Budget::new(fuel.0.saturating_add(free), text.len());
        let verdict = run::search(&self.program, text, &mut budget);
        fuel.0 = fuel.0.min(budget.left());
        verdict.ok()
    }
}
