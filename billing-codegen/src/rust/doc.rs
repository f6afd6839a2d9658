//! Turns strings of the input into documentation that cannot leave its comment or confuse rustdoc.
use billing_shared::is_hidden;

/// The maximum width of a line of documentation.
const WIDTH: usize = 92;

/// Returns a string of the input as lines for `///`.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text
        .lines()
        .flat_map(|line| wrap(&escape(line.trim())))
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let first = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or(lines.len());
    lines.split_off(first)
}

/// Returns the lines of a description, or `instead` if it is missing or empty.
pub(super) fn lines_or(text: Option<&str>, instead: &str) -> Vec<String> {
    match text.map(lines) {
        Some(lines) if !lines.is_empty() => lines,
        _ => vec![instead.to_owned()],
    }
}

/// Returns a string as inline code, in which rustdoc sees no markup.
pub(super) fn code(text: &str) -> String {
    let mut shown = String::from("`");
    for c in text.chars() {
        match c {
            '`' => shown.push('\''),
            '[' | ']' | '<' | '>' => shown.push(c),
            c => push(c, &mut shown),
        }
    }
    shown.push('`');
    shown
}

/// Breaks a line between words to keep it readable in a source file.
fn wrap(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let at = lines.len() - 1;
        if !lines[at].is_empty() && lines[at].chars().count() + word.chars().count() >= WIDTH {
            lines.push(word.to_owned());
            continue;
        }
        if !lines[at].is_empty() {
            lines[at].push(' ');
        }
        lines[at].push_str(word);
    }
    lines
}

fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for word in line.split_inclusive(' ') {
        let bare = word.trim_end();
        match bare.starts_with("http://") || bare.starts_with("https://") {
            true => link(word, &mut escaped),
            false => word.chars().for_each(|c| push(c, &mut escaped)),
        }
    }
    // Three of these would open a code block, which rustdoc would run as a test.
    escaped
        .replace("```", "\\`\\`\\`")
        .replace("~~~", "\\~\\~\\~")
}

fn link(word: &str, escaped: &mut String) {
    let url = word.trim_end_matches([' ', '.', ',', ';', ')']);
    match url
        .chars()
        .all(|c| c.is_ascii_graphic() && !"<>[]`\"".contains(c))
    {
        true => {
            escaped.push_str(&format!("<{url}>"));
            word[url.len()..].chars().for_each(|c| push(c, escaped));
        }
        false => word.chars().for_each(|c| push(c, escaped)),
    }
}

fn push(c: char, escaped: &mut String) {
    match c {
        '[' | ']' | '<' | '>' => {
            escaped.push('\\');
            escaped.push(c);
        }
        '\t' => escaped.push(' '),
        c if is_hidden(c) => escaped.push_str(&c.escape_unicode().to_string()),
        c => escaped.push(c),
    }
}

/// Returns a string as one line of a plain comment.
pub(crate) fn on_one_line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) {
            true => shown.push_str(&c.escape_unicode().to_string()),
            false => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(
            lines("a */ b\n\n```\nfn x() {}\n```"),
            ["a */ b", "", "\\`\\`\\`", "fn x() {}", "\\`\\`\\`"]
        );
        assert_eq!(lines("\u{202e}abc"), ["\\u{202e}abc"]);
        assert_eq!(
            lines("a\u{61c}b\u{ad}c\u{2060}d\u{e0041}e\rf\u{85}g"),
            ["a\\u{61c}b\\u{ad}c\\u{2060}d\\u{e0041}e\\u{d}f\\u{85}g"]
        );
        assert_eq!(
            lines("e\u{301} \u{2764}\u{fe0f} \u{151}"),
            ["e\u{301} \u{2764}\u{fe0f} \u{151}"]
        );
        assert_eq!(on_one_line("a\n\u{2028}b"), "a\\u{a}\\u{2028}b");
        assert_eq!(
            lines("see https://example.com/x. Or [this] <b>"),
            ["see <https://example.com/x>. Or \\[this\\] \\<b\\>"]
        );
        assert_eq!(lines("\n\n"), Vec::<String>::new());
    }
}
