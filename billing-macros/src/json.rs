//! Just enough JSON to read a schema inside an attribute; number literals stay as they are.
use billing_shared::shape::quote;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Returns the member of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the value at the tokens of a JSON pointer.
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self, |value, token| match value {
                Self::Array(elements) => elements.get(token.parse::<usize>().ok()?),
                _ => value.get(&token.replace("~1", "/").replace("~0", "~")),
            })
    }

    /// Returns the value as compact JSON.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(literal) => literal.clone(),
            Self::String(text) => quote(text),
            Self::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(Self::text).collect();
                format!("[{}]", elements.join(","))
            }
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("{}:{}", quote(name), value.text()))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// Reads a whole document.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser {
            text,
            at: 0,
            left: 128,
        };
        let value = parser.value()?;
        parser.space();
        match parser.rest().is_empty() {
            true => Ok(value),
            false => Err(parser.error("unexpected text after the value")),
        }
    }
}

/// Returns whether a string is a JSON number.
pub(crate) fn is_number(text: &str) -> bool {
    let parser = Parser {
        text,
        at: 0,
        left: 0,
    };
    parser
        .number()
        .is_some_and(|number| number.len() == text.len())
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    /// How many more levels values may nest.
    left: u32,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn error(&self, what: &str) -> String {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |line| line.chars().count())
            + 1;
        format!("not valid JSON at line {line}, column {column} of the text: {what}")
    }

    fn space(&mut self) {
        self.at += self.rest().len()
            - self
                .rest()
                .trim_start_matches([' ', '\t', '\r', '\n'])
                .len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn value(&mut self) -> Result<Json, String> {
        self.space();
        match self.rest().bytes().next() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => match self.number() {
                Some(literal) => {
                    self.at += literal.len();
                    Ok(Json::Number(literal.to_owned()))
                }
                None => Err(self.error("expected a number such as 5, -0.5 or 1e3")),
            },
            _ if self.eat("null") => Ok(Json::Null),
            _ if self.eat("true") => Ok(Json::Bool(true)),
            _ if self.eat("false") => Ok(Json::Bool(false)),
            _ => Err(self.error("expected a value")),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Json, String>) -> Result<Json, String> {
        self.at += 1;
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| self.error("nested too deeply"))?;
        let value = read(self)?;
        self.left += 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Json, String> {
        let mut members: Vec<(String, Json)> = Vec::new();
        self.space();
        if self.eat("}") {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            let name = self.string()?;
            if members.iter().any(|(known, _)| *known == name) {
                return Err(self.error(&format!("duplicate member `{name}`")));
            }
            self.space();
            if !self.eat(":") {
                return Err(self.error("expected `:`"));
            }
            members.push((name, self.value()?));
            self.space();
            if self.eat("}") {
                return Ok(Json::Object(members));
            }
            if !self.eat(",") {
                return Err(self.error("expected `,` or `}`"));
            }
        }
    }

    fn array(&mut self) -> Result<Json, String> {
        let mut elements = Vec::new();
        self.space();
        if self.eat("]") {
            return Ok(Json::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            self.space();
            if self.eat("]") {
                return Ok(Json::Array(elements));
            }
            if !self.eat(",") {
                return Err(self.error("expected `,` or `]`"));
            }
        }
    }

    /// Returns the literal of the number that comes next.
    fn number(&self) -> Option<&'t str> {
        let rest = self.rest();
        let digits =
            |from: usize| from + rest[from..].bytes().take_while(u8::is_ascii_digit).count();
        let start = usize::from(rest.starts_with('-'));
        let mut end = digits(start);
        if end == start || (end > start + 1 && rest[start..].starts_with('0')) {
            return None;
        }
        if rest[end..].starts_with('.') {
            let fraction = digits(end + 1);
            if fraction == end + 1 {
                return None;
            }
            end = fraction;
        }
        if rest[end..].starts_with(['e', 'E']) {
            let sign = end + 1 + usize::from(rest[end + 1..].starts_with(['+', '-']));
            let exponent = digits(sign);
            if exponent == sign {
                return None;
            }
            end = exponent;
        }
        Some(&rest[..end])
    }

    fn string(&mut self) -> Result<String, String> {
        if !self.eat("\"") {
            return Err(self.error("expected a string"));
        }
        let mut text = String::new();
        loop {
            let Some(char) = self.rest().chars().next() else {
                return Err(self.error("the string is not closed"));
            };
            self.at += char.len_utf8();
            match char {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                '\u{0}'..='\u{1f}' => return Err(self.error("a control character inside a string")),
                _ => text.push(char),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        let letter = self.rest().chars().next().unwrap_or('\0');
        self.at += if letter == '\0' { 0 } else { letter.len_utf8() };
        Ok(match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.hex()?;
                let code = if (0xD800..0xDC00).contains(&high) && self.eat("\\u") {
                    0x10000 + ((high - 0xD800) << 10) + self.hex()?.wrapping_sub(0xDC00)
                } else {
                    high
                };
                char::from_u32(code).ok_or_else(|| self.error("not a Unicode character"))?
            }
            _ => return Err(self.error("unknown escape")),
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let digits = self
            .rest()
            .get(..4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = digits.ok_or_else(|| self.error("expected four hex digits"))?;
        self.at += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let text = r#"{"a":[1,-0.5e3,"x\"\u0001",true,null],"b":{}}"#;
        assert_eq!(Json::parse(text).unwrap().text(), text);
        assert_eq!(
            Json::parse(r#""🐲\/""#).unwrap(),
            Json::String("🐲/".to_owned())
        );
        assert_eq!(
            Json::parse(text).unwrap().pointer("/a/1"),
            Some(&Json::Number("-0.5e3".to_owned()))
        );
    }

    #[test]
    fn refuses_invalid_json() {
        for text in [
            "",
            "{",
            "[1,]",
            "01",
            "1.",
            "{\"a\":1,\"a\":2}",
            "\"\\ud800\"",
            "1 2",
            "\"\n\"",
            "nul",
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
        assert!(Json::parse(&"[".repeat(1000)).is_err());
    }
}
