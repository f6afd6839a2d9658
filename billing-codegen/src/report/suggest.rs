//! "Did you mean": the known word that is nearest to what was written.

/// Finds the candidate that a typo most likely meant.
pub fn nearest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let folded = fold(written);
    // A third of the letters may be wrong; more is another word.
    let limit = (folded.chars().count() / 3).clamp(1, 3);
    let mut best = None;
    // A file can have a hundred thousand names; whoever has so many gets no guess from the rest.
    for candidate in candidates.into_iter().take(5_000) {
        // What case and separators add to the length is little.
        if candidate.len().abs_diff(written.len()) > limit + 12 {
            continue;
        }
        let distance = distance(&folded, &fold(candidate));
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
        if distance == 0 {
            break;
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Case and separators are what people get wrong first, so they count for nothing.
fn fold(word: &str) -> String {
    let plain = word.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    plain.flat_map(char::to_lowercase).collect()
}

/// The longest word that is compared; the rest of a longer one is cut.
const LONGEST: usize = 64;

/// Counts the letters to insert, remove, replace or swap with their neighbour.
pub fn distance(one: &str, two: &str) -> usize {
    let mut letters = ['\0'; LONGEST];
    let mut width = 0;
    for (letter, slot) in two.chars().zip(&mut letters) {
        *slot = letter;
        width += 1;
    }
    let two = &letters[..width];
    let mut before = [0; LONGEST + 1];
    let mut last = [0; LONGEST + 1];
    for (j, cell) in last.iter_mut().enumerate() {
        *cell = j;
    }
    let mut previous = None;
    for (i, a) in one.chars().take(LONGEST).enumerate() {
        let mut row = [0; LONGEST + 1];
        row[0] = i + 1;
        for (j, b) in two.iter().enumerate() {
            let replaced = last[j] + usize::from(a != *b);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if j > 0 && a == two[j - 1] && previous == Some(*b) {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
        }
        before = last;
        last = row;
        previous = Some(a);
    }
    last[width]
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let words = ["integer", "number", "string", "read", "side-effect"];
        assert_eq!(nearest("intger", words), Some("integer"));
        assert_eq!(nearest("String", words), Some("string"));
        assert_eq!(nearest("side_effect", words), Some("side-effect"));
        assert_eq!(nearest("raed", words), Some("read"));
        assert_eq!(nearest("completely", words), None);
    }
}
