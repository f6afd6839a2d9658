//! "Did you mean": the known word that is nearest to what was written.

pub use billing_shared::{distance, nearest};

/// Writes the advice for a typo; or the list of what there is, where it is short.
pub fn advice<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str> + Clone,
) -> Option<String> {
    if let Some(near) = nearest(written, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let known: Vec<String> = candidates
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect();
    match known.len() {
        0 => None,
        1 => Some(format!("there is only {}", known[0])),
        2..=16 => Some(format!("there are {}", known.join(", "))),
        _ => None,
    }
}
