//! Prints a diagnostic with the lines that it is about.

use std::collections::HashMap;
use std::fmt::Write;

use super::position::{line_starts, position};
use super::{Diagnostic, Files, Severity};
use crate::origin::{FileId, Origin};

/// The maximum length of an excerpt of a source line, in characters.
const WIDTH: usize = 120;

/// The line starts of the files that diagnostics refer to.
pub(crate) type Lines = HashMap<FileId, Vec<usize>>;

/// A diagnostic with everything that is needed to print it.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    pub severity: Severity,
    pub code: &'static str,
    pub message: String,
    pub places: Vec<Place>,
    pub help: Option<String>,
}

/// A location as it is printed.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    file: String,
    /// Line, column, the excerpt of the line, the number of characters before the marks, and the number of marks.
    shown: Option<(usize, usize, String, usize, usize)>,
    label: String,
}

pub(crate) fn render(diagnostic: &Diagnostic, files: &dyn Files, lines: &mut Lines) -> Rendered {
    let mut places = vec![place(&diagnostic.origin, "", files, lines)];
    let also = diagnostic.also.iter();
    places.extend(also.map(|(origin, label)| place(origin, label, files, lines)));
    Rendered {
        severity: diagnostic.severity,
        code: diagnostic.code.text(),
        message: plain(&diagnostic.message),
        places,
        help: diagnostic.help.as_deref().map(plain),
    }
}

fn place(origin: &Origin, label: &str, files: &dyn Files, lines: &mut Lines) -> Place {
    let text = files.text(origin.file);
    let shown = (!text.is_empty()).then(|| {
        let starts = lines
            .entry(origin.file)
            .or_insert_with(|| line_starts(text));
        let at = position(text, starts, origin.span.start);
        let length = origin.span.end.saturating_sub(origin.span.start) as usize;
        let marked = at.content[at.offset..].char_indices();
        let marks = marked
            .take_while(|(index, _)| *index < length)
            .count()
            .max(1);
        let (piece, before) = window(at.content, at.offset, marks);
        let marks = marks.min(piece.chars().count().saturating_sub(before).max(1));
        (at.line, at.column, piece, before, marks)
    });
    Place {
        file: files.name(origin.file).to_owned(),
        shown,
        label: label.to_owned(),
    }
}

/// Shortens a long line around its marks. Returns the excerpt and the number of characters before the marks in it.
fn window(line: &str, offset: usize, marks: usize) -> (String, usize) {
    let room = WIDTH.saturating_sub(marks) / 2;
    let (head, tail) = line.split_at(offset);
    let start = head.char_indices().rev().take(room.max(WIDTH / 4)).last();
    let short = line.chars().take(WIDTH + 1).count() <= WIDTH;
    let start = match start {
        Some((start, _)) if !short => start,
        _ => 0,
    };
    let before = head[start..].chars().count();
    let end = tail.char_indices().nth(WIDTH.saturating_sub(before).max(1));
    let end = match end {
        Some((end, _)) if !short => end,
        _ => tail.len(),
    };
    let (left, right) = (start > 0, end < tail.len());
    let mut piece = String::new();
    piece.extend(left.then_some('…'));
    piece.extend(line[start..offset + end].chars().map(visible));
    piece.extend(right.then_some('…'));
    (piece, before + usize::from(left))
}

/// Replaces invisible characters, which a file could use to distort messages about itself.
fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

fn plain(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// The escape sequences for colors; empty if colors are off.
struct Style {
    bold: &'static str,
    head: &'static str,
    edge: &'static str,
    end: &'static str,
}

impl Style {
    fn new(severity: Severity, colour: bool) -> Self {
        let head = match severity {
            Severity::Error => "\x1b[1;31m",
            Severity::Warning => "\x1b[1;33m",
        };
        match colour {
            true => Self {
                bold: "\x1b[1m",
                head,
                edge: "\x1b[1;34m",
                end: "\x1b[0m",
            },
            false => Self {
                bold: "",
                head: "",
                edge: "",
                end: "",
            },
        }
    }
}

impl Rendered {
    /// Appends the whole diagnostic and a line break.
    pub(crate) fn write(&self, out: &mut String, colour: bool) {
        let style = Style::new(self.severity, colour);
        let Style {
            bold,
            head,
            edge,
            end,
        } = style;
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let code = self.code;
        let _ = writeln!(
            out,
            "{head}{word}[{code}]{end}{bold}: {}{end}",
            self.message
        );
        let lines = self.places.iter().filter_map(|place| place.shown.as_ref());
        let gutter = lines
            .map(|shown| shown.0.to_string().len())
            .max()
            .unwrap_or(1);
        let blank = " ".repeat(gutter);
        for (index, place) in self.places.iter().enumerate() {
            let Some((line, column, content, before, marks)) = &place.shown else {
                let _ = writeln!(out, "{blank}{edge}-->{end} {}", place.file);
                continue;
            };
            let _ = writeln!(out, "{blank}{edge}-->{end} {}:{line}:{column}", place.file);
            let _ = writeln!(out, "{blank} {edge}|{end}");
            let numbered = format!("{edge}{line:>gutter$} |{end} {content}");
            let _ = writeln!(out, "{}", numbered.trim_end());
            let colour = if index == 0 { head } else { edge };
            let mark = if index == 0 { "^" } else { "-" };
            let marks = format!("{}{colour}{}", " ".repeat(*before), mark.repeat(*marks));
            let label = match place.label.as_str() {
                "" => String::new(),
                label => format!(" {label}"),
            };
            let _ = writeln!(out, "{blank} {edge}|{end} {marks}{label}{end}");
        }
        if let Some(help) = &self.help {
            let _ = writeln!(out, "{blank} {edge}={end} help: {help}");
        }
    }

    /// Returns the diagnostic as one line, as `cargo::warning=` requires.
    pub(crate) fn line(&self) -> String {
        let place = self
            .places
            .first()
            .map_or_else(String::new, |place| match &place.shown {
                Some((line, column, ..)) => format!("{}:{line}:{column}: ", place.file),
                None => format!("{}: ", place.file),
            });
        let help = self
            .help
            .as_ref()
            .map_or_else(String::new, |help| format!(" ({help})"));
        format!("{place}{} [{}]{help}", self.message, self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_cannot_see_is_shown() {
        let text = "a\u{200b}\u{202e}\u{2060}\u{feff}\u{e0041}\u{85}\r\tb";
        assert_eq!(
            plain(text),
            "a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd} b"
        );
    }
}
