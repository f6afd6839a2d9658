//! Parses a pattern to a tree.

use crate::Error;
use crate::atom::{Atom, Flags};
use crate::escape::{Escape, escape};

/// A part of a pattern.
#[derive(Debug)]
pub(crate) enum Node {
    /// One character.
    One(Atom),
    /// `^`; with `lines`, also after the end of a line.
    Start { lines: bool },
    /// `$`; with `lines`, also before the end of a line.
    End { lines: bool },
    /// `\b` and `\B`.
    Boundary { invert: bool, folded: bool },
    /// A sequence.
    Cat(Vec<Node>),
    /// Alternatives.
    Alt(Vec<Node>),
    /// A capturing group, counted from 0.
    Group(usize, Box<Node>),
    /// A repetition, which resets the groups inside it each time.
    Repeat {
        node: Box<Node>,
        min: u64,
        max: Option<u64>,
        greedy: bool,
        groups: std::ops::Range<usize>,
    },
    /// `(?=`, `(?!`, `(?<=`, `(?<!`
    Look {
        negate: bool,
        behind: bool,
        node: Box<Node>,
    },
    /// A back-reference to the first of these groups that matched something.
    Back { groups: Vec<usize>, icase: bool },
}

/// A pattern as a tree.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) node: Node,
    /// The number of groups.
    pub(crate) groups: usize,
    /// Whether the pattern has back-references.
    pub(crate) remembers: bool,
}

/// Parses a pattern that `regress` accepts, so it is known to be valid.
pub(crate) fn parse(
    chars: Vec<char>,
    names: Vec<Option<String>>,
    flags: Flags,
) -> Result<Tree, Error> {
    let mut parser = Parser {
        chars,
        at: 0,
        flags,
        group: 0,
        names,
        remembers: false,
    };
    let node = parser.alternatives()?;
    match parser.peek() {
        None => Ok(Tree {
            node,
            groups: parser.group,
            remembers: parser.remembers,
        }),
        Some(c) => Err(Error::new(format!("`{c}` is not expected"))),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    flags: Flags,
    /// The number of groups that have begun.
    group: usize,
    names: Vec<Option<String>>,
    remembers: bool,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn rest(&self) -> &[char] {
        self.chars.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, text: &str) -> bool {
        let found = text
            .chars()
            .eq(self.rest().iter().copied().take(text.len()));
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn alternatives(&mut self) -> Result<Node, Error> {
        let mut all = vec![self.sequence()?];
        while self.take("|") {
            all.push(self.sequence()?);
        }
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Node::Alt(all),
        })
    }

    fn sequence(&mut self) -> Result<Node, Error> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            let first = self.group;
            let node = self.term(c)?;
            parts.push(self.repeated(node, first));
        }
        Ok(Node::Cat(parts))
    }

    fn term(&mut self, c: char) -> Result<Node, Error> {
        match c {
            '(' => return self.group(),
            '[' => return self.class(),
            _ => self.at += 1,
        }
        let lines = self.flags.lines;
        Ok(match c {
            '^' => Node::Start { lines },
            '$' => Node::End { lines },
            '.' => Node::One(Atom::dot(self.flags)),
            '\\' => return self.escaped(),
            c => return self.one(Atom::literal(c, self.flags)),
        })
    }

    fn one(&self, atom: Option<Atom>) -> Result<Node, Error> {
        let unknown = || Error::new("it has an unknown character");
        atom.map(Node::One).ok_or_else(unknown)
    }

    fn escaped(&mut self) -> Result<Node, Error> {
        let any_names = self.names.iter().any(Option::is_some);
        let found = escape(self.rest(), self.flags, self.names.len(), any_names);
        let Flags { icase, unicode, .. } = self.flags;
        let (groups, length) = match found {
            Escape::Boundary { invert } => {
                self.at += 1;
                let folded = icase && unicode;
                return Ok(Node::Boundary { invert, folded });
            }
            Escape::Backslash => return self.one(Atom::literal('\\', self.flags)),
            Escape::Atom(length) => {
                let end = (self.at + length).min(self.chars.len());
                let text: String = self.chars[self.at..end].iter().collect();
                self.at = end;
                let plain = text.chars().next().filter(|c| c.is_ascii_punctuation());
                return self.one(match plain {
                    Some(c) => Atom::literal(c, self.flags),
                    None => Atom::class(&format!("\\{text}"), self.flags),
                });
            }
            Escape::Back(number, length) => (vec![number - 1], length),
            Escape::Named(name, length) => {
                let name = name.strip_suffix('>').unwrap_or(&name);
                let all = self.names.iter().enumerate();
                let same = all.filter(|(_, other)| other.as_deref() == Some(name));
                (same.map(|(index, _)| index).collect(), length)
            }
        };
        self.at += length;
        self.remembers = true;
        Ok(Node::Back { groups, icase })
    }

    fn class(&mut self) -> Result<Node, Error> {
        let start = self.at;
        while let Some(c) = self.peek() {
            self.at += 1 + usize::from(c == '\\');
            if c == ']' {
                break;
            }
        }
        let end = self.at.min(self.chars.len());
        let text: String = self.chars[start..end].iter().collect();
        self.one(Atom::class(&text, self.flags))
    }

    fn group(&mut self) -> Result<Node, Error> {
        let outer = self.flags;
        let looks = [
            ("(?=", false, false),
            ("(?!", true, false),
            ("(?<=", false, true),
            ("(?<!", true, true),
        ];
        let look = looks.into_iter().find(|(text, ..)| self.take(text));
        let number = match look {
            Some(_) => None,
            None if self.take("(?:") => None,
            None if self.take("(?<") => {
                while self.peek().is_some_and(|c| c != '>') {
                    self.at += 1;
                }
                self.at += 1;
                Some(self.group)
            }
            None if self.take("(?") => {
                self.modifiers();
                None
            }
            None => {
                self.at += 1;
                Some(self.group)
            }
        };
        self.group += usize::from(number.is_some());
        let node = self.alternatives()?;
        self.flags = outer;
        if !self.take(")") {
            return Err(Error::new("a group is not closed"));
        }
        Ok(match (look, number) {
            (Some((_, negate, behind)), _) => Node::Look {
                negate,
                behind,
                node: Box::new(node),
            },
            (None, Some(number)) => Node::Group(number, Box::new(node)),
            (None, None) => node,
        })
    }

    /// Parses modifiers such as `i-ms:`.
    fn modifiers(&mut self) {
        let mut on = true;
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                'i' => self.flags.icase = on,
                'm' => self.flags.lines = on,
                's' => self.flags.dot_all = on,
                '-' => on = false,
                _ => break,
            }
        }
    }

    fn repeated(&mut self, node: Node, first: usize) -> Node {
        let Some((min, max)) = self.quantifier() else {
            return node;
        };
        Node::Repeat {
            node: Box::new(node),
            min,
            max,
            greedy: !self.take("?"),
            groups: first..self.group,
        }
    }

    fn quantifier(&mut self) -> Option<(u64, Option<u64>)> {
        for (text, min, max) in [("*", 0, None), ("+", 1, None), ("?", 0, Some(1))] {
            if self.take(text) {
                return Some((min, max));
            }
        }
        let end = self.rest().iter().position(|c| *c == '}')?;
        let inside: String = self
            .rest()
            .first_chunk::<1>()
            .filter(|[c]| *c == '{')
            .map(|_| self.rest()[1..end].iter().collect())?;
        let number = |text: &str| -> Option<u64> {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            // A number that does not fit is equivalent to no limit.
            digits.then(|| text.parse().unwrap_or(u64::MAX))
        };
        let counts = match inside.split_once(',') {
            None => number(&inside).map(|count| (count, Some(count))),
            Some((min, "")) => number(min).map(|min| (min, None)),
            Some((min, max)) => number(min).zip(number(max).map(Some)),
        }?;
        self.at += end + 1;
        Some(counts)
    }
}
