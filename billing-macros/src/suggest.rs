//! "Did you mean".

/// The candidate nearest to a word, if one is near enough, as the end of a message.
pub(crate) fn did_you_mean(word: &str, candidates: &[&str]) -> String {
    let limit = (word.chars().count() / 3).max(1);
    let near = candidates
        .iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min();
    match near {
        Some((_, candidate)) => format!(", did you mean `{candidate}`?"),
        None if candidates.is_empty() => String::new(),
        None => format!(", expected {}", list(candidates)),
    }
}

/// Words in back-quotes with `or` before the last.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        _ => quoted.concat(),
    }
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (corner + usize::from(x != *y))
                .min(above + 1)
                .min(row[j] + 1);
            corner = above;
        }
    }
    row[b.len()]
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
