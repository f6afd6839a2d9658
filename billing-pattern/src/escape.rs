//! Determines how long an escape is, and whether it is a back-reference.

use crate::atom::Flags;

/// What follows a backslash outside of a class.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// `\b` and `\B`.
    Boundary { invert: bool },
    /// What the group with this number matched, with the number of characters after the backslash.
    Back(usize, usize),
    /// What the group with this name matched.
    Named(String, usize),
    /// The backslash itself: in the older mode, an incomplete `\c` is not an escape.
    Backslash,
    /// A character or a class, with the number of characters after the backslash.
    Atom(usize),
}

/// Reads what follows a backslash. The pattern is known to be valid.
pub(crate) fn escape(rest: &[char], flags: Flags, groups: usize, names: bool) -> Escape {
    let at = |index: usize| rest.get(index).copied().unwrap_or_default();
    match at(0) {
        'b' => Escape::Boundary { invert: false },
        'B' => Escape::Boundary { invert: true },
        'p' | 'P' if flags.unicode => Escape::Atom(until(rest, '}')),
        'c' if !at(1).is_ascii_alphabetic() => Escape::Backslash,
        'c' => Escape::Atom(2),
        'x' if hex(rest, 1, 2) => Escape::Atom(3),
        'u' => Escape::Atom(code_point(rest)),
        'k' if names || flags.unicode => {
            let length = until(rest, '>');
            Escape::Named(rest.iter().take(length).skip(2).collect(), length)
        }
        '1'..='9' => {
            let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
            let number: String = rest.iter().take(digits).collect();
            match number.parse() {
                Ok(number) if number <= groups => Escape::Back(number, digits),
                _ => Escape::Atom(octal(rest)),
            }
        }
        '0' if !flags.unicode => Escape::Atom(octal(rest)),
        _ => Escape::Atom(1),
    }
}

/// Returns the number of characters up to and including this one.
fn until(rest: &[char], end: char) -> usize {
    let found = rest.iter().position(|c| *c == end);
    found.map_or(rest.len(), |at| at + 1)
}

fn hex(rest: &[char], from: usize, count: usize) -> bool {
    let digits = rest.iter().skip(from).take(count);
    digits.filter(|c| c.is_ascii_hexdigit()).count() == count
}

/// Returns the length of `u1234`, `u{1234}`, both halves of a surrogate pair, or a lone `u`.
fn code_point(rest: &[char]) -> usize {
    if rest.get(1) == Some(&'{') {
        let length = until(rest, '}');
        let digits: String = rest.iter().take(length).skip(2).collect();
        let value = digits
            .strip_suffix('}')
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        return match value {
            Some(..=0x10_ffff) => length,
            _ => 1,
        };
    }
    if !hex(rest, 1, 4) {
        return 1;
    }
    let half = |from: usize| {
        let digits: String = rest.iter().skip(from).take(4).collect();
        u32::from_str_radix(&digits, 16).unwrap_or_default()
    };
    let pair = matches!(half(1), 0xd800..=0xdbff)
        && rest.get(5..7) == Some(&['\\', 'u'])
        && hex(rest, 7, 4)
        && matches!(half(7), 0xdc00..=0xdfff);
    if pair { 11 } else { 5 }
}

/// Returns the length of an octal escape of the older mode: three digits below 400, else two, else one.
fn octal(rest: &[char]) -> usize {
    let most = match rest.first() {
        Some('0'..='3') => 3,
        Some('4'..='7') => 2,
        _ => return 1,
    };
    let digits = rest.iter().take(most);
    digits.take_while(|c| matches!(c, '0'..='7')).count()
}
