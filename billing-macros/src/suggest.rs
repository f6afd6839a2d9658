//! Suggestions for unknown words: "did you mean".

use billing_shared::nearest;

/// Returns the end of a message: the candidate that a typo most likely meant, or all candidates.
pub(crate) fn did_you_mean(written: &str, candidates: &[&str]) -> String {
    match nearest(written, candidates.iter().copied()) {
        Some(candidate) => format!(", did you mean `{candidate}`?"),
        None if candidates.is_empty() => String::new(),
        None => format!(", expected {}", list(candidates)),
    }
}

/// Joins words in backquotes, with `or` before the last one.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn suggests_the_nearest_or_lists_all() {
        assert_eq!(
            did_you_mean("renam", &["rename", "accept"]),
            ", did you mean `rename`?"
        );
        assert_eq!(
            did_you_mean("zzz", &["rename", "accept", "extra"]),
            ", expected `rename`, `accept` or `extra`"
        );
    }
}
