//! Parses JSON to a tree with positions, without recursion.

mod scalar;

use crate::report::Code;

use super::node::{Json, Member, Node};
use crate::origin::Span;

/// The maximum nesting of arrays and objects.
pub const MAX_DEPTH: usize = 128;
/// The maximum number of values in one file.
pub const MAX_NODES: usize = 1_000_000;

/// An error in a file that is being parsed.
#[derive(Debug)]
pub struct Flaw {
    /// The diagnostic code.
    pub code: Code,
    /// Its location.
    pub span: Span,
    /// The message.
    pub message: String,
    /// A second location with its label.
    pub also: Option<(Span, &'static str)>,
    /// The help.
    pub help: Option<String>,
}

impl Flaw {
    pub(super) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            span,
            message: message.into(),
            also: None,
            help: None,
        }
    }

    fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }

    fn also(mut self, span: Span, label: &'static str) -> Self {
        self.also = Some((span, label));
        self
    }
}

/// Parses a whole document. Reports duplicate names and keeps the first one.
pub fn parse(text: &str) -> (Option<Node>, Vec<Flaw>) {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        nodes: 0,
        open: Vec::new(),
        flaws: Vec::new(),
    };
    match parser.document() {
        Ok(node) => (Some(node), parser.flaws),
        Err(flaw) => {
            parser.flaws.push(flaw);
            (None, parser.flaws)
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    nodes: usize,
    open: Vec<Open>,
    flaws: Vec<Flaw>,
}

/// An array or object that is not closed yet.
struct Open {
    start: usize,
    inside: Inside,
}

enum Inside {
    Array(Vec<Node>),
    /// The members so far, and the name of the next value with its span.
    Object(Vec<Member>, String, Span),
}

impl Parser<'_> {
    fn document(&mut self) -> Result<Node, Flaw> {
        loop {
            let mut value = match self.value()? {
                Some(value) => value,
                None => continue,
            };
            loop {
                let Some(open) = self.open.last_mut() else {
                    return self.end().map(|()| value);
                };
                match &mut open.inside {
                    Inside::Array(items) => items.push(value),
                    Inside::Object(members, name, name_span) => members.push(Member {
                        name: std::mem::take(name),
                        name_span: *name_span,
                        node: value,
                    }),
                }
                match self.after_value()? {
                    Some(closed) => value = closed,
                    None => break,
                }
            }
        }
    }

    /// Reads a value. Returns `None` after the opening bracket of an array or object that is not empty.
    fn value(&mut self) -> Result<Option<Node>, Flaw> {
        self.space();
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the file has more than {MAX_NODES} values");
            return Err(Flaw::new(Code::TooLarge, self.here(), message));
        }
        let start = self.at;
        let inside = match self.peek() {
            Some(b'[') => Inside::Array(Vec::new()),
            Some(b'{') => Inside::Object(Vec::new(), String::new(), Span::default()),
            Some(_) => return self.scalar().map(Some),
            None => return Err(self.truncated("a value")),
        };
        if self.open.len() == MAX_DEPTH {
            let message =
                format!("arrays and objects are nested more than {MAX_DEPTH} levels deep");
            return Err(Flaw::new(Code::TooDeep, self.here(), message));
        }
        self.at += 1;
        self.open.push(Open { start, inside });
        self.space();
        match (self.peek(), &self.bytes[start]) {
            (Some(b']'), b'[') | (Some(b'}'), b'{') => Ok(self.close()),
            (_, b'{') => self.name().map(|()| None),
            _ => Ok(None),
        }
    }

    /// Reads what follows a value. Returns the array or object that ends there, or `None` if another value follows.
    fn after_value(&mut self) -> Result<Option<Node>, Flaw> {
        self.space();
        let in_object = matches!(
            self.open.last(),
            Some(Open {
                inside: Inside::Object(..),
                ..
            })
        );
        let end = if in_object { b'}' } else { b']' };
        match self.peek() {
            Some(b',') => {
                let comma = self.here();
                self.at += 1;
                self.space();
                if self.peek() == Some(end) {
                    let flaw = Flaw::new(Code::JsonSyntax, comma, "trailing comma");
                    return Err(flaw.help("JSON does not allow trailing commas: remove it"));
                }
                if in_object {
                    self.name()?;
                }
                Ok(None)
            }
            Some(byte) if byte == end => Ok(self.close()),
            Some(_) => Err(self.unexpected(match in_object {
                true => "`,` or `}` after the value",
                false => "`,` or `]` after the value",
            })),
            None => Err(self.truncated(if in_object { "`}`" } else { "`]`" })),
        }
    }

    /// Reads a member name and its colon.
    fn name(&mut self) -> Result<(), Flaw> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {}
            Some(_) => return Err(self.unexpected("a member name in double quotes")),
            None => return Err(self.truncated("a member name")),
        }
        let text = self.string()?;
        let read = Span::new(start, self.at);
        self.space();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(self.unexpected("`:` after the member name")),
            None => return Err(self.truncated("`:`")),
        }
        if let Some(Open {
            inside: Inside::Object(_, name, span),
            ..
        }) = self.open.last_mut()
        {
            (*name, *span) = (text, read);
        }
        Ok(())
    }

    fn close(&mut self) -> Option<Node> {
        self.at += 1;
        let open = self.open.pop()?;
        // Most arrays and objects hold one or two values, but a growing `Vec` has room for at least four.
        let value = match open.inside {
            Inside::Array(mut items) => {
                items.shrink_to_fit();
                Json::Array(items)
            }
            Inside::Object(members, ..) => {
                let mut members = self.without_duplicates(members);
                members.shrink_to_fit();
                Json::Object(members)
            }
        };
        let span = Span::new(open.start, self.at);
        Some(Node { value, span })
    }

    fn without_duplicates(&mut self, members: Vec<Member>) -> Vec<Member> {
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by(|a, b| members[*a].name.cmp(&members[*b].name).then(a.cmp(b)));
        let mut first = 0;
        let mut again = vec![false; members.len()];
        for (place, index) in order.iter().enumerate().skip(1) {
            let (one, two) = (&members[order[first]], &members[*index]);
            if one.name != two.name {
                first = place;
                continue;
            }
            again[*index] = true;
            let message = format!("duplicate key `{}`", two.name);
            let flaw = Flaw::new(Code::DuplicateKey, two.name_span, message);
            self.flaws.push(flaw.also(one.name_span, "the first one"));
        }
        let mut again = again.into_iter();
        members
            .into_iter()
            .filter(|_| again.next() != Some(true))
            .collect()
    }

    fn end(&mut self) -> Result<(), Flaw> {
        self.space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("nothing after the document")),
        }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Returns the span of the next character.
    fn here(&self) -> Span {
        let length = self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }

    fn unexpected(&self, expected: &str) -> Flaw {
        let rest = &self.text[self.at..];
        let found = match rest.chars().next() {
            Some(c) if c.is_ascii_graphic() => format!("`{c}`"),
            Some(c) => format!("character U+{:04X}", u32::from(c)),
            None => "the end of the file".to_owned(),
        };
        let message = format!("expected {expected}, found {found}");
        let flaw = Flaw::new(Code::JsonSyntax, self.here(), message);
        match rest.as_bytes() {
            [b'/', b'/' | b'*', ..] | [b'#', ..] => flaw.help("JSON does not allow comments"),
            [b'\'', ..] => flaw.help("write JSON strings in double quotes"),
            _ => flaw,
        }
    }

    fn truncated(&self, expected: &str) -> Flaw {
        let message = format!("expected {expected}, found the end of the file");
        let flaw = Flaw::new(Code::JsonSyntax, self.here(), message);
        match self.open.last() {
            Some(open) => {
                let label = match open.inside {
                    Inside::Array(_) => "this array is not closed",
                    Inside::Object(..) => "this object is not closed",
                };
                flaw.also(Span::new(open.start, open.start + 1), label)
            }
            None if self.text.trim().is_empty() => flaw.help("the file is empty"),
            None => flaw,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(text: &str) -> (String, u32) {
        let flaws = parse(text).1;
        (flaws[0].message.clone(), flaws[0].span.start)
    }

    #[test]
    fn keeps_order_literals_and_spans() {
        let text = "{\"b\": [1.50, -0, 1e400], \"a\": \"\\u00e1\\ud83d\\ude00\"}";
        let node = parse(text).0.unwrap();
        let members = node.members().unwrap();
        assert_eq!(members[0].name, "b");
        assert_eq!(members[1].node.string(), Some("á😀"));
        let Json::Array(items) = &members[0].node.value else {
            panic!()
        };
        let Json::Number(literal) = &items[0].value else {
            panic!()
        };
        assert_eq!(literal, "1.50");
        assert_eq!(items[0].span, Span::new(7, 11));
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, message, at) in [
            ("", "expected a value, found the end of the file", 0),
            ("{\"a\": ", "expected a value, found the end of the file", 6),
            ("[1, 2", "expected `]`, found the end of the file", 5),
            ("[1,]", "trailing comma", 2),
            (
                "{a: 1}",
                "expected a member name in double quotes, found `a`",
                1,
            ),
            ("[1] x", "expected nothing after the document, found `x`", 4),
            ("[01]", "a number cannot begin with 0", 1),
            ("[1.]", "expected a digit, found `]`", 3),
            ("[\"\\ud800\"]", "unpaired surrogate", 2),
            ("[\"\t\"]", "a control character inside a string", 2),
            ("[tru]", "expected a value, found `tru`", 1),
            ("[NaN]", "expected a value, found `NaN`", 1),
        ] {
            assert_eq!(flaw(text), (message.to_owned(), at), "{text}");
        }
    }

    #[test]
    fn shows_both_places_of_a_duplicate() {
        let (node, flaws) = parse("{\"a\": 1, \"b\": 2, \"a\": 3}");
        assert_eq!(node.unwrap().members().unwrap().len(), 2);
        assert_eq!(flaws[0].span, Span::new(17, 20));
        assert_eq!(flaws[0].also, Some((Span::new(1, 4), "the first one")));
    }

    #[test]
    fn depth_is_bounded_without_recursion() {
        let at = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&at(MAX_DEPTH)).0.is_some());
        for depth in [MAX_DEPTH + 1, 10_000, 1_000_000] {
            assert_eq!(parse(&at(depth)).1[0].code, Code::TooDeep);
        }
    }
}
