//! What can be said of a pattern before it is read: its groups, and whether it is too much.

use crate::Error;

/// How deep groups may stand inside each other, and how many alternatives there may be. What reads a pattern calls
/// itself for each of them, and has to do with the stack that is left to it.
const MOST: (usize, usize) = (100, 2_000);

/// Finds the groups that references can name, with the names of some.
pub(crate) fn groups(chars: &[char]) -> Result<Vec<Option<String>>, Error> {
    let mut names = Vec::new();
    let (mut depth, mut alternatives) = (0usize, 1);
    let (mut at, mut in_class) = (0, false);
    while let Some(c) = chars.get(at) {
        match c {
            '\\' => at += 1,
            ']' => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '|' => alternatives += 1,
            ')' => depth = depth.saturating_sub(1),
            '(' => {
                depth += 1;
                names.extend(named(chars.get(at + 1..).unwrap_or_default()));
            }
            _ => {}
        }
        at += 1;
        if depth > MOST.0 {
            let message = format!("more than {} groups stand inside each other", MOST.0);
            return Err(Error::new(message));
        }
        if alternatives > MOST.1 {
            return Err(Error::new(format!(
                "it has more than {} alternatives",
                MOST.1
            )));
        }
    }
    Ok(names)
}

/// Returns a group that references can name, and its name, from what follows `(`.
fn named(rest: &[char]) -> Option<Option<String>> {
    match rest {
        ['?', '<', '=' | '!', ..] => None,
        ['?', '<', name @ ..] => Some(Some(name.iter().take_while(|c| **c != '>').collect())),
        ['?', ..] => None,
        _ => Some(None),
    }
}
