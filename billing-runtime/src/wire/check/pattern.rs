//! Regular expressions of ECMA 262, as draft 4 wants them.
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use regress::Regex;

use super::eval::Checker;
use crate::types::Value;

/// Compiled once per program; the sources are literals of the program, so their number is bounded.
static COMPILED: RwLock<Option<Compiled>> = RwLock::new(None);

type Compiled = HashMap<&'static str, Option<Arc<Regex>>>;

/// `pattern`.
pub(super) fn rule<'v>(checker: &mut Checker<'v>, value: &'v Value, source: &'static str) -> bool {
    let Value::String(text) = value else {
        return true;
    };
    matches(source, text)
        || checker.violated("pattern", || {
            format!("is written another way than the pattern `{source}` says")
        })
}

/// Whether the pattern is somewhere in the text. A pattern that is no regular expression holds everywhere: the
/// schema's author is told when the type is made, and a document is not to blame.
pub(super) fn matches(source: &'static str, text: &str) -> bool {
    compiled(source).is_none_or(|pattern| pattern.find(text).is_some())
}

fn compiled(source: &'static str) -> Option<Arc<Regex>> {
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(pattern) = known.as_ref().and_then(|known| known.get(source)) {
        return pattern.clone();
    }
    drop(known);
    let pattern = compile(source).map(Arc::new);
    let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    known
        .get_or_insert_default()
        .insert(source, pattern.clone());
    pattern
}

/// With code points as characters, as schemas count them; escapes that this mode refuses (`\-`) are taken in
/// the older one. `(?i)` in front is not ECMA 262 but common.
fn compile(source: &str) -> Option<Regex> {
    let (source, flags) = match source.strip_prefix("(?i)") {
        Some(rest) => (rest.to_owned(), "i"),
        None => match source.strip_prefix("^(?i)") {
            Some(rest) => (format!("^{rest}"), "i"),
            None => (source.to_owned(), ""),
        },
    };
    let unicode = format!("{flags}u");
    Regex::with_flags(&source, unicode.as_str())
        .or_else(|_| Regex::with_flags(&source, flags))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_are_not_anchored() {
        assert!(matches("a+", "xxaayy"));
        assert!(!matches("^a*$", "aab"));
    }

    #[test]
    fn understands_what_schemas_use() {
        assert!(matches(r"^(?!pattern$).*$", "patterns"));
        assert!(!matches(r"^(?!pattern$).*$", "pattern"));
        assert!(matches(r"^[\w\-\.]+$", "a-b.c"));
        assert!(matches(r"\p{Letter}cole", "l'école"));
        assert!(matches("^🐲*$", "🐲🐲"));
        assert!(!matches(r"^\d+$", "४२"));
        assert!(matches("(?i)^abc$", "ABC"));
    }

    #[test]
    fn a_broken_pattern_blames_no_document() {
        assert!(matches("([", "anything"));
    }
}
