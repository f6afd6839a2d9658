//! Makes a string that a regular expression matches.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Makes a string. Another `salt` makes another string if the expression allows it; a larger `more` makes a longer one.
///
/// Returns `None` for an expression that it cannot make strings for, such as one with look-ahead.
pub(crate) fn sample(pattern: &str, salt: u64, more: u32) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut writing = Writing {
        salt,
        more,
        steps: 10_000,
        text: String::new(),
    };
    writing.write(&hir)?;
    Some(writing.text)
}

struct Writing {
    salt: u64,
    more: u32,
    /// The number of characters that may still be written; no real schema needs a longer string.
    steps: u32,
    text: String,
}

impl Writing {
    fn write(&mut self, hir: &Hir) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(std::str::from_utf8(&literal.0).ok()?),
            HirKind::Class(class) => {
                let character = self.character(class)?;
                self.text.push(character);
            }
            HirKind::Repetition(repetition) => {
                let wanted = repetition.min.saturating_add(self.more);
                let most = repetition.max.unwrap_or(u32::MAX);
                for _ in 0..wanted.min(most) {
                    self.write(&repetition.sub)?;
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub)?,
            HirKind::Concat(parts) => {
                for part in parts {
                    self.write(part)?;
                }
            }
            HirKind::Alternation(choices) => {
                let at = self.digit(choices.len());
                self.write(choices.get(at)?)?;
            }
        }
        Some(())
    }

    /// Returns one character of a class, preferably a letter or a digit.
    fn character(&mut self, class: &Class) -> Option<char> {
        let Class::Unicode(class) = class else {
            return None;
        };
        let within = |wanted: char| {
            let mut ranges = class.ranges().iter();
            ranges.any(|range| (range.start()..=range.end()).contains(&wanted))
        };
        let plain = ('a'..='z').chain('A'..='Z').chain('0'..='9');
        let plain: Vec<char> = plain.filter(|character| within(*character)).collect();
        match plain.len() {
            0 => class.ranges().first().map(|range| range.start()),
            count => plain.get(self.digit(count)).copied(),
        }
    }

    /// Removes the lowest digit in this base from the salt and returns it.
    fn digit(&mut self, base: usize) -> usize {
        let base = u64::try_from(base).unwrap_or(1).max(1);
        let digit = self.salt % base;
        self.salt /= base;
        usize::try_from(digit).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_expressions() {
        for (pattern, salt, text) in [
            ("^[A-Z]{3}$", 0, "AAA"),
            ("^[A-Z]{3}$", 28, "CBA"),
            ("^(in|out)-\\d{2,4}$", 1, "out-00"),
            ("^a*b?$", 0, ""),
            ("^\\/x\\.y$", 0, "/x.y"),
        ] {
            assert_eq!(sample(pattern, salt, 0).as_deref(), Some(text), "{pattern}");
        }
        assert_eq!(sample("^a+$", 0, 4).as_deref(), Some("aaaaa"));
        assert_eq!(sample("^(?!x)y$", 0, 0), None);
        assert_eq!(sample("^(((a{999}){999}){999})$", 0, 0), None);
    }
}
