//! Text that is laid out as the formatter of tokens would, without making tokens of it.
//!
//! Types are nearly all of what is generated, and unoptimised, as build scripts run, parsing and formatting them took
//! more than half of the time and most of the memory. Their form is simple enough to be printed line by line. What may
//! have to be broken in more ways than a list in brackets is left to the formatter.

use super::page::Page;
use super::{page, source};
use crate::rust::Attribute;

/// The widest line of the formatter, and what it leaves to deeply indented ones.
const WIDTH: usize = 89;
const LEAST: usize = 60;

/// The text of one definition while it is printed.
pub(super) struct Sheet<'a> {
    pub(super) page: &'a Page<'a>,
    text: String,
    /// Where attributes stand as numbers, for the formatter.
    held: bool,
    /// Whether a line is too wide that the formatter may know to break.
    wide: bool,
}

/// Prints an item at the end of a text after a blank line, by the formatter where a line does not fit.
pub(super) fn print(text: &mut String, page: &Page<'_>, write: impl Fn(&mut Sheet<'_>)) {
    let begun = text.len();
    text.push('\n');
    let mut sheet = Sheet {
        page,
        text: std::mem::take(text),
        held: false,
        wide: false,
    };
    write(&mut sheet);
    *text = sheet.text;
    if sheet.wide {
        text.truncate(begun);
        format(text, page, write);
    }
}

/// Has the formatter print an item.
fn format(text: &mut String, page: &Page<'_>, write: impl Fn(&mut Sheet<'_>)) {
    let mut sheet = Sheet {
        page,
        text: String::new(),
        held: true,
        wide: false,
    };
    write(&mut sheet);
    page.items(text, source(&sheet.text));
}

impl Sheet<'_> {
    /// A line as it is, which has no place to be broken at.
    pub(super) fn line(&mut self, indent: usize, line: &str) {
        self.start(indent);
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A line that the formatter breaks where it is too wide.
    pub(super) fn code(&mut self, indent: usize, line: &str) {
        self.wide |= indent + line.len() > WIDTH;
        self.line(indent, line);
    }

    /// A line that ends with a comma, and whose lists in brackets are spread over lines where it is too wide.
    pub(super) fn entry(&mut self, indent: usize, entry: &str) {
        self.spread(indent, entry, ",".len());
    }

    /// `after` is the width of what follows on the same line.
    fn spread(&mut self, indent: usize, entry: &str, after: usize) {
        let fits = entry.len() + after <= WIDTH.saturating_sub(indent).max(LEAST);
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

    /// `#[wire(…)]` or another holder; nothing where there is no attribute.
    pub(super) fn attributes(
        &mut self,
        indent: usize,
        holder: &'static str,
        attributes: &[Attribute],
    ) {
        if attributes.is_empty() {
            return;
        }
        let line = match self.held {
            true => self.page.hold(holder, attributes).to_string(),
            false => page::attribute(holder, attributes, indent, self.page.scope),
        };
        self.line(indent, &line);
    }

    fn start(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }
}

/// The entries of a list, those of inner lists left together.
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

    /// Chance that is the same in each run.
    struct Chance(u64);

    impl Chance {
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
    fn lines_are_laid_out_as_the_formatter_does() {
        let (scope, mut chance) = (Scope::default(), Chance(7));
        let page = Page::new(&scope);
        let words = [
            Attribute::Word("closed"),
            Attribute::Value("rename", "\"a\"".repeat(40)),
        ];
        for _ in 0..500 {
            let name = chance.name();
            let docs = vec![
                "A text.  ".to_owned(),
                String::new(),
                "é".repeat(chance.below(99)),
            ];
            let kind = chance.below(2);
            let entries: Vec<(usize, String)> = (0..=chance.below(3))
                .map(|at| {
                    let ty = chance.ty(9);
                    let text = [
                        format!("pub m{at}: {ty}"),
                        format!("{}{at}({ty})", chance.name()),
                    ];
                    (chance.below(3), text.into_iter().nth(kind).unwrap())
                })
                .collect();
            let write = |sheet: &mut Sheet<'_>| {
                sheet.docs(0, &docs);
                sheet.line(0, &format!("pub {} {name} {{", ["struct", "enum"][kind]));
                for (attributes, entry) in &entries {
                    sheet.docs(4, &docs);
                    sheet.attributes(4, "wire", &words[..*attributes]);
                    sheet.entry(4, entry);
                }
                sheet.line(0, "}");
            };
            let (mut by_hand, mut formatted) = (String::new(), String::new());
            print(&mut by_hand, &page, write);
            format(&mut formatted, &page, write);
            assert_eq!(by_hand, formatted);
        }
    }
}
