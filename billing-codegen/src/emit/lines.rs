//! Prints items line by line, with the layout of prettyplease but without creating tokens.
//!
//! Most of the output is types. Build scripts run unoptimized, and there parsing and formatting types took more than half
//! of the time and most of the memory. The layout of types is simple enough to print by hand. prettyplease formats an item
//! only if a line is too wide and has other places to break than a list in brackets.

use super::printer::FilePrinter;
use super::{printer, tokens_of};
use crate::rust::Attribute;

/// The maximum width of a line in prettyplease.
const WIDTH: usize = 89;
/// The width that prettyplease grants to the text of deeply indented lines.
const MIN_WIDTH: usize = 60;

/// The text of one item while it is printed.
pub(super) struct LinePrinter<'a> {
    pub(super) printer: &'a FilePrinter<'a>,
    text: String,
    /// Whether attributes are printed as placeholders, for prettyplease.
    deferred: bool,
    /// Whether some line is too wide and prettyplease may break it.
    wide: bool,
}

/// Appends a blank line and an item to the text; has prettyplease format the item if a line is too wide.
pub(super) fn print(
    text: &mut String,
    printer: &FilePrinter<'_>,
    write: impl Fn(&mut LinePrinter<'_>),
) {
    let start = text.len();
    text.push('\n');
    let mut lines = LinePrinter {
        printer,
        text: std::mem::take(text),
        deferred: false,
        wide: false,
    };
    write(&mut lines);
    *text = lines.text;
    if lines.wide {
        text.truncate(start);
        format(text, printer, write);
    }
}

/// Has prettyplease format an item, and appends it to the text.
fn format(text: &mut String, printer: &FilePrinter<'_>, write: impl Fn(&mut LinePrinter<'_>)) {
    let mut lines = LinePrinter {
        printer,
        text: String::new(),
        deferred: true,
        wide: false,
    };
    write(&mut lines);
    printer.items(text, tokens_of(&lines.text));
}

impl LinePrinter<'_> {
    /// Appends a line that is never broken.
    pub(super) fn line(&mut self, indent: usize, line: &str) {
        self.start(indent);
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Appends a line that prettyplease would break if it is too wide.
    pub(super) fn code(&mut self, indent: usize, line: &str) {
        self.wide |= indent + line.len() > WIDTH;
        self.line(indent, line);
    }

    /// Appends an entry and a comma; if it is too wide, spreads its lists in brackets over several lines.
    pub(super) fn entry(&mut self, indent: usize, entry: &str) {
        self.spread(indent, entry, ",".len());
    }

    /// Does the work of `entry`; `after` is the width of the text that follows on the same line.
    fn spread(&mut self, indent: usize, entry: &str, after: usize) {
        let fits = entry.len() + after <= WIDTH.saturating_sub(indent).max(MIN_WIDTH);
        let opening = entry.find(['<', '(']).filter(|_| !fits);
        let Some(inside) = opening.map(|at| at + 1).filter(|at| at + 1 < entry.len()) else {
            self.start(indent);
            self.text.push_str(entry);
            self.text.push_str(",\n");
            return;
        };
        let (inside, closing) = (&entry[inside..entry.len() - 1], &entry[entry.len() - 1..]);
        self.line(indent, &entry[..entry.len() - inside.len() - 1]);
        let mut parts = list(inside).peekable();
        while let Some(part) = parts.next() {
            let after = usize::from(parts.peek().is_some());
            self.spread(indent + 4, part, after);
        }
        self.start(indent);
        self.text.push_str(closing);
        self.text.push_str(",\n");
    }

    /// Appends a doc comment.
    pub(super) fn docs(&mut self, indent: usize, lines: &[String]) {
        for line in lines {
            self.start(indent);
            self.text.push_str("///");
            if !line.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(line.trim_end_matches(' '));
            self.text.push('\n');
        }
    }

    /// Appends `#[wire(…)]` or another attribute; nothing if the list is empty.
    pub(super) fn attributes(
        &mut self,
        indent: usize,
        holder: &'static str,
        attributes: &[Attribute],
    ) {
        if attributes.is_empty() {
            return;
        }
        let line = match self.deferred {
            true => self.printer.defer(holder, attributes).to_string(),
            false => printer::attribute(holder, attributes, indent, self.printer.scope),
        };
        self.line(indent, &line);
    }

    /// Appends the indentation of a line.
    fn start(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Splits a list at its commas, but not at those of inner lists.
fn list(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    text.split(move |c| {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && c == ','
    })
    .map(str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust::Scope;

    /// A random number generator that returns the same numbers in each run.
    struct Randomness(u64);

    impl Randomness {
        fn below(&mut self, most: u64) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from((self.0 >> 33) % most).unwrap()
        }

        fn name(&mut self) -> String {
            let longest = [6, 20, 90][self.below(3)];
            "Name".repeat(self.below(longest) / 4 + 1)
        }

        fn ty(&mut self, deep: u64) -> String {
            let name = self.name();
            let arguments: Vec<String> = match self.below(deep + 1) {
                0 => Vec::new(),
                _ => (0..=self.below(2)).map(|_| self.ty(deep - 1)).collect(),
            };
            match arguments.is_empty() {
                true => name,
                false => format!("{name}<{}>", arguments.join(", ")),
            }
        }
    }

    #[test]
    fn the_layout_equals_that_of_prettyplease() {
        let (scope, mut random) = (Scope::default(), Randomness(7));
        let printer = FilePrinter::new(&scope);
        let words = [
            Attribute::Word("closed"),
            Attribute::Value("rename", "\"a\"".repeat(40)),
        ];
        for _ in 0..500 {
            let name = random.name();
            let docs = vec![
                "A text.  ".to_owned(),
                String::new(),
                "é".repeat(random.below(99)),
            ];
            let kind = random.below(2);
            let entries: Vec<(usize, String)> = (0..=random.below(3))
                .map(|at| {
                    let ty = random.ty(9);
                    let text = [
                        format!("pub m{at}: {ty}"),
                        format!("{}{at}({ty})", random.name()),
                    ];
                    (random.below(3), text.into_iter().nth(kind).unwrap())
                })
                .collect();
            let write = |lines: &mut LinePrinter<'_>| {
                lines.docs(0, &docs);
                lines.line(0, &format!("pub {} {name} {{", ["struct", "enum"][kind]));
                for (attributes, entry) in &entries {
                    lines.docs(4, &docs);
                    lines.attributes(4, "wire", &words[..*attributes]);
                    lines.entry(4, entry);
                }
                lines.line(0, "}");
            };
            let (mut by_hand, mut formatted) = (String::new(), String::new());
            print(&mut by_hand, &printer, write);
            format(&mut formatted, &printer, write);
            assert_eq!(by_hand, formatted);
        }
    }
}
