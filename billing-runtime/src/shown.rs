//! Makes untrusted text safe to show: it can neither control a terminal nor flood a log.

use std::borrow::Cow;

use billing_shared::is_hidden;

/// The most characters that a message quotes of one string of a server.
const LONGEST: usize = 600;

/// Escapes all characters that are invisible or move visible ones: control characters, those that
/// change the direction of writing, line breaks and spaces without width.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_hidden(c) {
            true => out.extend(c.escape_default()),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Escapes a text and cuts it to a length that a message can quote.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    cut(text, LONGEST)
}

/// Escapes a text and cuts it after `longest` characters.
pub(crate) fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        None => escaped(text),
        Some((end, _)) => {
            let length = text.len();
            Cow::Owned(format!("{}… ({length} bytes)", escaped(&text[..end])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_control_a_terminal_are_escaped() {
        let hostile = "a\u{1b}[2J\r\n\0\u{7f}\u{9b}\u{202e}\u{2066}\u{200b}\u{feff}é";
        assert_eq!(
            escaped(hostile),
            "a\\u{1b}[2J\\r\\n\\u{0}\\u{7f}\\u{9b}\\u{202e}\\u{2066}\\u{200b}\\u{feff}é"
        );
        assert!(matches!(escaped("číslo 7 \\ \u{1f600}"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let long = "é".repeat(900_000);
        let text = shown(&long);
        assert!(
            text.ends_with("é… (1800000 bytes)"),
            "{}",
            &text[text.len() - 40..]
        );
        assert_eq!(text.chars().filter(|c| *c == 'é').count(), LONGEST);
        assert_eq!(shown("short"), "short");
    }
}
