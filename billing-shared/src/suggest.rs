//! "Did you mean": the known word that is nearest to a written one.

/// Finds the candidate that a typo most likely meant.
///
/// ```
/// use billing_shared::nearest;
/// let words = ["integer", "number", "string", "read", "side-effect"];
/// assert_eq!(nearest("intger", words), Some("integer"));
/// assert_eq!(nearest("side_effect", words), Some("side-effect"));
/// assert_eq!(nearest("completely", words), None);
/// ```
pub fn nearest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let folded = fold(written);
    // Up to a third of the letters may be wrong; with more errors, it is a different word.
    let limit = (folded.chars().count() / 3).clamp(1, 3);
    let mut best = None;
    // A file can have a hundred thousand names. Only the first few thousand are compared, to bound the time.
    for candidate in candidates.into_iter().take(5_000) {
        // Case and separators add little to the length.
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

/// Removes case and separators, which people get wrong most often.
fn fold(word: &str) -> String {
    let letters = word.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

/// The maximum number of characters of a word that are compared.
const LONGEST: usize = 64;

/// Counts the letters to insert, remove, replace or swap with their neighbor.
#[must_use]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_edit_once() {
        for (one, two, expected) in [
            ("", "", 0),
            ("total", "total", 0),
            ("totl", "total", 1),
            ("totall", "total", 1),
            ("tofal", "total", 1),
            ("toatl", "total", 1),
            ("", "total", 5),
            ("číslo", "cislo", 2),
        ] {
            assert_eq!(distance(one, two), expected, "{one} {two}");
            assert_eq!(distance(two, one), expected, "{two} {one}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        let long = "a".repeat(1_000_000);
        assert_eq!(distance(&long, &"a".repeat(64)), 0);
        assert_eq!(nearest(&long, ["a"]), None);
    }

    #[test]
    fn swaps_and_case_are_small_mistakes() {
        assert_eq!(nearest("raed", ["read", "total"]), Some("read"));
        assert_eq!(nearest("String", ["integer", "string"]), Some("string"));
        assert_eq!(nearest("zzz", ["total", "comment"]), None);
    }
}
