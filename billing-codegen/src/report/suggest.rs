//! Suggests the known name that is most similar to what was written.

pub use billing_shared::{distance, nearest};

/// Returns help for an unknown name: the most similar candidate, or all candidates if they are few.
pub fn help<'c>(
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
