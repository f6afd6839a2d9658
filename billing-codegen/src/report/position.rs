//! Turns byte offsets into lines and columns.

/// A line and a column, counted from 1 in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position<'t> {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The whole line without its line ending.
    pub content: &'t str,
    /// The byte offset in `content`.
    pub offset: usize,
}

/// Returns the byte offsets at which the lines of a text start.
pub fn line_starts(text: &str) -> Vec<usize> {
    let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(breaks).collect()
}

/// Returns the position of a byte of a text whose lines start at `starts`.
pub fn position<'t>(text: &'t str, starts: &[usize], byte: u32) -> Position<'t> {
    let mut byte = (byte as usize).min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let line = starts.partition_point(|start| *start <= byte).max(1);
    let start = starts.get(line - 1).copied().unwrap_or(0);
    let end = starts.get(line).map_or(text.len(), |next| next - 1);
    let content = text[start..end].trim_end_matches('\r');
    Position {
        line,
        column: text[start..byte].chars().count() + 1,
        content,
        offset: (byte - start).min(content.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_columns_in_characters() {
        let text = "á\r\nőű x\r\n";
        let starts = line_starts(text);
        let at = position(text, &starts, text.find('x').unwrap() as u32);
        assert_eq!((at.line, at.column, at.content), (2, 4, "őű x"));
        let end = position(text, &starts, 999);
        assert_eq!((end.line, end.column, end.content), (3, 1, ""));
    }
}
