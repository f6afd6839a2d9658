//! Parses JSON strings, numbers and literals.

use crate::report::Code;

use super::{Flaw, Json, Node, Parser, Span};

impl Parser<'_> {
    /// Reads a value that is neither an array nor an object.
    pub(super) fn scalar(&mut self) -> Result<Node, Flaw> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'"') => Json::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Json::Number(self.number()?),
            _ => self.word()?,
        };
        let span = Span::new(start, self.at);
        Ok(Node { value, span })
    }

    fn word(&mut self) -> Result<Json, Flaw> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let value = match &rest[..length] {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            "" => return Err(self.unexpected("a value")),
            word => {
                let shown: String = word.chars().take(20).collect();
                let span = Span::new(self.at, self.at + length);
                let message = format!("expected a value, found `{shown}`");
                let flaw = Flaw::new(Code::JsonSyntax, span, message);
                return Err(flaw.help("values are strings in double quotes, numbers, `true`, `false`, `null`, arrays and objects"));
            }
        };
        self.at += length;
        Ok(value)
    }

    fn number(&mut self) -> Result<String, Flaw> {
        let start = self.at;
        self.skip(b"-");
        match (self.peek(), self.bytes.get(self.at + 1)) {
            (Some(b'0'), Some(b'0'..=b'9')) => {
                let span = Span::new(start, self.at + 2);
                let message = "a number cannot begin with 0";
                return Err(Flaw::new(Code::JsonSyntax, span, message));
            }
            _ => self.digits()?,
        }
        if self.skip(b".") {
            self.digits()?;
        }
        if self.skip(b"eE") {
            self.skip(b"+-");
            self.digits()?;
        }
        Ok(self.text[start..self.at].to_owned())
    }

    fn skip(&mut self, any: &[u8]) -> bool {
        let found = self.peek().is_some_and(|byte| any.contains(&byte));
        self.at += usize::from(found);
        found
    }

    fn digits(&mut self) -> Result<(), Flaw> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        match self.at > start {
            true => Ok(()),
            false => Err(self.unexpected("a digit")),
        }
    }

    /// Reads a string, including both quotes.
    pub(super) fn string(&mut self) -> Result<String, Flaw> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let plain = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..0x20)) {
                self.at += 1;
            }
            text.push_str(&self.text[plain..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escaped()?),
                Some(_) => {
                    let message = "a control character inside a string";
                    let flaw = Flaw::new(Code::JsonSyntax, self.here(), message);
                    let help =
                        "write line breaks as `\\n`, tabs as `\\t`, or close the string with `\"`";
                    return Err(flaw
                        .also(Span::new(start, start + 1), "the string begins here")
                        .help(help));
                }
                None => {
                    let flaw = Flaw::new(
                        Code::JsonSyntax,
                        self.here(),
                        "the file ends inside a string",
                    );
                    return Err(flaw.also(Span::new(start, start + 1), "the string begins here"));
                }
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Flaw> {
        let start = self.at;
        self.at += 1;
        let Some(letter) = self.peek() else {
            return Err(Flaw::new(
                Code::JsonSyntax,
                self.here(),
                "the file ends inside a string",
            ));
        };
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(start),
            _ => {
                self.at -= 1;
                let message = "invalid escape";
                let span = Span::new(start, self.here().end as usize);
                let flaw = Flaw::new(Code::JsonSyntax, span, message);
                return Err(flaw.help("write a backslash as `\\\\`"));
            }
        })
    }

    fn unicode(&mut self, start: usize) -> Result<char, Flaw> {
        let first = self.hex()?;
        let code = match first {
            0xd800..0xdc00 if self.bytes[self.at..].starts_with(b"\\u") => {
                self.at += 2;
                match self.hex()? {
                    low @ 0xdc00..0xe000 => 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00),
                    _ => first,
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| {
            let span = Span::new(start, start + 6);
            let flaw = Flaw::new(Code::JsonSyntax, span, "unpaired surrogate");
            flaw.help("write a character above U+FFFF as two escapes, such as `\\ud83d\\ude00`, or without escapes")
        })
    }

    fn hex(&mut self) -> Result<u32, Flaw> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("four hexadecimal digits after `\\u`"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}
