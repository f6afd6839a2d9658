//! Patterns: regular expressions of ECMA 262.
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use billing_pattern::Pattern;

use super::checker::Checker;
use crate::wire::Value;

/// The compiled patterns. The sources are literals of the program, so their number is bounded.
static COMPILED: RwLock<Option<Compiled>> = RwLock::new(None);

type Compiled = HashMap<&'static str, Option<Arc<Pattern>>>;

/// Checks `pattern`.
pub(super) fn rule<'v>(checker: &mut Checker<'v>, value: &'v Value, source: &'static str) -> bool {
    let Value::String(text) = value else {
        return true;
    };
    // A pattern that ran out of fuel is reported once, at the end.
    matches(checker, source, text)
        || checker.is_undecided()
        || checker.violated("pattern", || {
            format!("does not match the pattern `{source}`")
        })
}

/// Returns whether the pattern matches somewhere in the string. An invalid pattern matches everything, because the
/// generator warns about it and it is not an error of the document. A string that takes too long makes the whole check
/// fail.
pub(super) fn matches(checker: &mut Checker<'_>, source: &'static str, text: &str) -> bool {
    let Some(pattern) = compiled(source) else {
        return true;
    };
    let verdict = pattern.is_match(text, checker.fuel());
    verdict.unwrap_or_else(|| checker.undecided(source))
}

fn compiled(source: &'static str) -> Option<Arc<Pattern>> {
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(pattern) = known.as_ref().and_then(|known| known.get(source)) {
        return pattern.clone();
    }
    drop(known);
    let pattern = Pattern::new(source).ok().map(Arc::new);
    let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    known
        .get_or_insert_default()
        .insert(source, pattern.clone());
    pattern
}

#[cfg(test)]
mod tests {
    use crate::wire::Value;
    use crate::wire::check::check;
    use crate::wire::{Invalid, Rule, Rules};

    fn checked(rules: Rules, text: &str) -> Result<(), Invalid> {
        check(&Value::String(text.to_owned()), rules)
    }

    #[test]
    fn patterns_are_not_anchored() {
        assert!(checked(&[Rule::Pattern("a+")], "xxaayy").is_ok());
        assert!(checked(&[Rule::Pattern("^a*$")], "aab").is_err());
    }

    #[test]
    fn a_broken_pattern_blames_no_document() {
        assert!(checked(&[Rule::Pattern("([")], "anything").is_ok());
    }

    /// A server may choose the string, but must not keep the client busy with it.
    #[test]
    fn e1_17_a_text_that_takes_too_long_is_refused() {
        let text = "a".repeat(20_000);
        for rule in [
            Rule::Pattern(r"^(a+)+\1b$"),
            Rule::Not(&[Rule::Pattern(r"^(a+)+\1b$")]),
            Rule::AnyOf(&[&[Rule::Pattern(r"^(a+)+\1b$")], &[Rule::MinLength(1)]]),
        ] {
            let rules: Rules = Vec::leak(vec![rule]);
            let invalid = checked(rules, &text).unwrap_err();
            assert_eq!(invalid.violations().len(), 1, "{invalid}");
            let said = invalid.to_string();
            assert!(
                said.starts_with("too long to check against the pattern"),
                "{said}"
            );
        }
        assert!(checked(&[Rule::Pattern("^(a+)+$")], &text).is_ok());
        assert!(checked(&[Rule::Pattern("^(a+)+$")], &format!("{text}!")).is_err());
    }
}
