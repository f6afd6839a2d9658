//! The text that `derive(Wire)` writes about a type and the runtime reads.
//!
//! The first line has the name of the type and [`TypeWord`]s. One line follows for each part of the type: a member
//! (its [quoted](quote) name, [`MemberWord`]s and a schema), a listed value ([`VALUE`] and its JSON), the tag of a union
//! ([`TAG`] and its quoted name) or a variant of a union ([`VARIANT`], its name and [`VariantWord`]s). A schema for the
//! whole type, which may span several lines, ends the text:
//!
//! ```text
//! Item closed strict
//! "description" required
//! "net_unit_price" accept=string,number {"minimum":0}
//! {"minProperties":1}
//! ```
use std::borrow::Cow;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $type {
            /// All words.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the word as it is written.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// Returns the value that a word stands for; `None` if the word is unknown.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

/// Begins the line of a listed value.
pub const VALUE: &str = "= ";
/// Begins the line that names the tag of a union.
pub const TAG: &str = "@ ";
/// Begins the line of a variant of a union.
pub const VARIANT: &str = "| ";

/// Writes a string as JSON on one line, as names are written in the text.
#[must_use]
pub fn quote(string: &str) -> String {
    let mut json = String::from("\"");
    for char in string.chars() {
        match char {
            '"' | '\\' => json.extend(['\\', char]),
            '\u{0}'..='\u{1f}' => json.push_str(&format!("\\u{:04x}", u32::from(char))),
            _ => json.push(char),
        }
    }
    json.push('"');
    json
}

/// Reads what [`quote`] wrote at the start of a text; returns it with the rest of the text.
#[must_use]
pub fn unquote(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let (literal, rest) = value(text);
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let Some((before, mut escaped)) = inner.split_once('\\') else {
        return Some((Cow::Borrowed(inner), rest));
    };
    let mut string = before.to_owned();
    loop {
        let char = escaped.chars().next()?;
        escaped = &escaped[char.len_utf8()..];
        match char {
            '"' | '\\' => string.push(char),
            'u' => {
                let digits = escaped.get(..4)?;
                string.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                escaped = &escaped[4..];
            }
            _ => return None,
        }
        let Some((before, behind)) = escaped.split_once('\\') else {
            string.push_str(escaped);
            return Some((Cow::Owned(string), rest));
        };
        string.push_str(before);
        escaped = behind;
    }
}

/// Splits a text into the compact JSON at its start and the rest. The JSON ends before the first space outside of
/// strings.
#[must_use]
pub fn value(text: &str) -> (&str, &str) {
    let (mut inside, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = inside,
            b'"' => inside = !inside,
            b' ' if !inside => return text.split_at(at),
            _ => {}
        }
    }
    (text, "")
}

words! {
    /// A property of a whole type.
    TypeWord {
        /// Members that the type does not name are refused.
        Closed = "closed",
        /// Values other than the listed ones are accepted.
        Open = "open",
        /// Reading checks all rules of the schema.
        Strict = "strict",
    }
}

words! {
    /// A property of a member.
    MemberWord {
        /// The schema lists the member under `required`.
        Required = "required",
        /// The member has to be present and may be `null`.
        Nullable = "nullable",
        /// Followed by `=` and a list of [`Accept`]: what is accepted beyond the schema.
        Accept = "accept",
    }
}

words! {
    /// What distinguishes a variant of a union from the others. Each word is followed by `=` and a value.
    VariantWord {
        /// A list of [`Accept`]: what is accepted beyond the schema.
        Accept = "accept",
        /// The name, as JSON, of a member that only this variant has.
        Key = "key",
        /// A value of the tag, as JSON; may be repeated.
        Is = "is",
    }
}

words! {
    /// What a member accepts beyond its schema; words of `accept(…)`.
    Accept {
        /// A string.
        String = "string",
        /// A number.
        Number = "number",
        /// A number without a fraction or an exponent.
        Integer = "integer",
        /// `true` or `false`.
        Boolean = "boolean",
        /// `null`.
        Null = "null",
        /// An array.
        Array = "array",
        /// An object.
        Object = "object",
        /// `[]`, which stands for an empty value.
        EmptyArray = "empty_array",
        /// `""`, which stands for an empty value.
        EmptyString = "empty_string",
    }
}

impl Accept {
    /// Returns the flag of a member that accepts this.
    #[must_use]
    pub const fn flag(self) -> u16 {
        match self {
            Self::String => flags::STRING,
            Self::Number => flags::NUMBER,
            Self::Integer => flags::INTEGER,
            Self::Boolean => flags::BOOLEAN,
            Self::Null => flags::NULL,
            Self::Array => flags::ARRAY,
            Self::Object => flags::OBJECT,
            Self::EmptyArray => flags::EMPTY_ARRAY,
            Self::EmptyString => flags::EMPTY_STRING,
        }
    }

    /// Returns the kinds of JSON value that this allows.
    #[must_use]
    pub const fn kinds(self) -> u16 {
        match self {
            Self::EmptyArray => flags::ARRAY,
            Self::EmptyString => flags::STRING,
            other => other.flag(),
        }
    }
}

/// The flags of a member. Those up to [`ANY_KIND`](flags::ANY_KIND) are kinds of JSON value. Expansions write them as
/// numbers, because paths would cost the compiler more.
pub mod flags {
    /// `null`.
    pub const NULL: u16 = 1;
    /// `true` and `false`.
    pub const BOOLEAN: u16 = 1 << 1;
    /// Numbers without a fraction or an exponent.
    pub const INTEGER: u16 = 1 << 2;
    /// Numbers with a fraction or an exponent.
    pub const FRACTION: u16 = 1 << 3;
    /// All numbers.
    pub const NUMBER: u16 = INTEGER | FRACTION;
    /// Strings.
    pub const STRING: u16 = 1 << 4;
    /// Arrays.
    pub const ARRAY: u16 = 1 << 5;
    /// Objects.
    pub const OBJECT: u16 = 1 << 6;
    /// Every kind.
    pub const ANY_KIND: u16 = NULL | BOOLEAN | NUMBER | STRING | ARRAY | OBJECT;
    /// `[]` stands for an empty value.
    pub const EMPTY_ARRAY: u16 = 1 << 7;
    /// `""` stands for an empty value.
    pub const EMPTY_STRING: u16 = 1 << 8;
    /// The member has to be present and may be `null`.
    pub const NULLABLE: u16 = 1 << 9;
    /// The schema lists the member under `required`.
    pub const REQUIRED: u16 = 1 << 10;
    /// All flags that determine how a value is read; those that only describe the schema are excluded.
    pub const READING: u16 = ANY_KIND | EMPTY_ARRAY | EMPTY_STRING | NULLABLE;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back() {
        for word in TypeWord::ALL {
            assert_eq!(TypeWord::from_word(word.word()), Some(*word));
        }
        for word in MemberWord::ALL {
            assert_eq!(MemberWord::from_word(word.word()), Some(*word));
        }
        for word in VariantWord::ALL {
            assert_eq!(VariantWord::from_word(word.word()), Some(*word));
        }
        for word in Accept::ALL {
            assert_eq!(Accept::from_word(word.word()), Some(*word));
        }
        assert_eq!(TypeWord::from_word("sealed"), None);
    }

    #[test]
    fn every_name_comes_back() {
        for name in ["", "vat-id", "a b", "q\"\\", "\n{\u{1}", "ő🐲", "\\u0041"] {
            let quoted = quote(name);
            assert!(!quoted.contains('\n'));
            let text = format!("{quoted} required");
            let (read, rest) = unquote(&text).unwrap();
            assert_eq!((&*read, rest), (name, " required"));
        }
        for text in ["", "a", "7", "\"a", "\"\\x\"", "\"\\u12\"", "\""] {
            assert_eq!(unquote(text), None, "{text}");
        }
    }

    #[test]
    fn values_end_at_a_space() {
        assert_eq!(value("4 is=5"), ("4", " is=5"));
        assert_eq!(value(r#""a \" b" is=5"#), (r#""a \" b""#, " is=5"));
        assert_eq!(value(r#"{"a b":[1,2]}"#), (r#"{"a b":[1,2]}"#, ""));
    }

    #[test]
    fn no_two_flags_share_a_bit() {
        let alone = [
            flags::NULL,
            flags::BOOLEAN,
            flags::INTEGER,
            flags::FRACTION,
            flags::STRING,
            flags::ARRAY,
            flags::OBJECT,
            flags::EMPTY_ARRAY,
            flags::EMPTY_STRING,
            flags::NULLABLE,
            flags::REQUIRED,
        ];
        let all = alone.iter().fold(0, |all, flag| {
            assert_eq!(all & flag, 0);
            all | flag
        });
        assert_eq!(all, flags::READING | flags::REQUIRED);
    }
}
