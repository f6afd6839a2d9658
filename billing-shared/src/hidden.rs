//! Characters that a reader cannot see.

/// Returns whether a character is invisible, or changes the order in which other characters are displayed.
///
/// With such characters, the text of a schema or a server could look different from what it says. The compiler also
/// refuses some of them in literals and comments. Line breaks and tabs count as hidden too; callers that allow them
/// check for them first.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    // Control characters; then format characters, fillers, the Mongolian variation selectors, private use, and code
    // points that are not characters.
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1345f}'
            | '\u{1bca0}'..='\u{1bcaf}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..)
}

#[cfg(test)]
mod tests {
    use super::is_hidden;

    #[test]
    fn only_invisible_characters_are_hidden() {
        for c in [
            '\0',
            '\t',
            '\r',
            '\u{7f}',
            '\u{9b}',
            '\u{ad}',
            '\u{61c}',
            '\u{180e}',
            '\u{200b}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{3164}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert!(is_hidden(c), "{}", c.escape_unicode());
        }
        for c in [
            ' ', '~', 'é', '\u{301}', '\u{151}', '\u{2764}', '\u{fe0f}', '水', '🐲',
        ] {
            assert!(!is_hidden(c), "{}", c.escape_unicode());
        }
    }
}
