//! Finds the groups of a pattern before it is parsed, and refuses patterns that are too large.

use crate::Error;

/// The maximum nesting depth of groups, and the maximum number of alternatives. Parsers recurse for each of them, on
/// a stack of unknown size.
const MOST: (usize, usize) = (100, 2_000);

/// Returns the groups that back-references can refer to, each with its name if it has one.
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
            let message = format!("groups are nested more than {} deep", MOST.0);
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

/// Reads what follows `(`; returns a group that back-references can refer to, with its name if it has one.
fn named(rest: &[char]) -> Option<Option<String>> {
    match rest {
        ['?', '<', '=' | '!', ..] => None,
        ['?', '<', name @ ..] => Some(Some(name.iter().take_while(|c| **c != '>').collect())),
        ['?', ..] => None,
        _ => Some(None),
    }
}
