//! Compares Rust code by tokens and comments, without regard to formatting.

/// Returns whether two pieces of code differ only in what a formatter changes: spaces, line breaks, trailing commas,
/// and the order and braces of `use`.
pub(super) fn same(one: &str, two: &str) -> bool {
    let (one, two) = (normal(one), normal(two));
    one == two
}

fn normal(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (token, after) = rest.split_at(length(rest));
        // A formatter may add or remove a comma before a closing bracket.
        let closes = matches!(token, ")" | "]" | "}" | ">");
        if closes && tokens.last().is_some_and(|last| last == ",") {
            tokens.pop();
        }
        tokens.push(token.trim_end().to_owned());
        rest = after;
    }
    sorted_uses(tokens)
}

/// Returns the length of the first token.
fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    if let Some(length) = raw_string(text) {
        return length;
    }
    let prefix = usize::from(text.starts_with("b\"") || text.starts_with("c\""));
    match bytes[prefix] {
        b'"' => return prefix + quoted(&text[prefix..], b'"'),
        b'\'' => return character(text),
        _ => {}
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    match text.find(|c| !word(c)) {
        Some(0) => text.chars().next().map_or(1, char::len_utf8),
        Some(end) => end,
        None => text.len(),
    }
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        match rest {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(['b', 'c']).strip_prefix('r')?;
    let prefix = text.len() - rest.len();
    let inner = rest.trim_start_matches('#');
    let hashes = rest.len() - inner.len();
    if prefix > 2 || !inner.starts_with('"') {
        return None;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let found = inner[1..].find(&end);
    Some(found.map_or(text.len(), |at| prefix + hashes + 1 + at + end.len()))
}

/// Returns the length of a quoted literal, with its escapes.
fn quoted(text: &str, quote: u8) -> usize {
    let mut at = 1;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Returns the length of a character literal, or 1 if the quote starts a lifetime.
fn character(text: &str) -> usize {
    let mut inner = text[1..].chars();
    match (inner.next(), inner.next()) {
        (Some('\\'), _) => quoted(text, b'\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 1,
    }
}

/// Sorts the names of each `use`, and adjacent `use` and `mod` lines.
fn sorted_uses(tokens: Vec<String>) -> Vec<String> {
    let mut normal = Vec::new();
    let mut group: Vec<Vec<String>> = Vec::new();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let public = usize::from(rest[0] == "pub");
        let word = rest.get(public).map(String::as_str);
        let line = match word {
            Some("use") => rest.iter().position(|token| token == ";"),
            Some("mod") if rest.get(public + 2).is_some_and(|token| token == ";") => {
                Some(public + 2)
            }
            _ => None,
        };
        let Some(end) = line else {
            group.sort();
            normal.extend(group.drain(..).flatten());
            normal.push(rest[0].clone());
            rest = &rest[1..];
            continue;
        };
        let mut line = rest[..=end].to_vec();
        if word == Some("use") {
            line.retain(|token| !matches!(token.as_str(), "{" | "}" | "," | ":"));
            line.sort();
        }
        group.push(line);
        rest = &rest[end + 1..];
    }
    group.sort();
    normal.extend(group.drain(..).flatten());
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_does_not_count() {
        let one = "// x\nuse b::{D, C};\nuse a::E;\nfn f(a: u8,) { g(\n  'a', \"x  y\", ) }\n";
        let two = "// x\nuse a::E;\nuse b::{C, D};\n\nfn f(a: u8) {\n    g('a', \"x  y\")\n}\n";
        assert!(same(one, two));
    }

    #[test]
    fn everything_else_counts() {
        for (one, two) in [
            ("// x\n", "// y\n"),
            ("\"a b\"", "\"a  b\""),
            ("r#\"a b\"#", "r#\"a  b\"#"),
            ("fn f() {}", "fn g() {}"),
            ("/// a\nstruct A;", "struct A;"),
            ("'a", "'b"),
            ("a b", "ab"),
        ] {
            assert!(!same(one, two), "{one} {two}");
        }
    }

    #[test]
    fn no_text_stops_it() {
        for text in [
            "\"", "'", "r#\"", "/*", "/* /* */", "b\"\\", "é'é", "'\\", "use", "pub", "pub mod",
        ] {
            assert!(same(text, text), "{text}");
        }
    }
}
