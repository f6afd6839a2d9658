//! Writes JSON.
use super::reader::plain;
use super::{Node, Options, RECORD, RecordNames, Rest, Shape, flags};

/// A writer of JSON, value by value. It knows what the current member accepts.
#[derive(Debug)]
pub struct Writer {
    pub(crate) out: Vec<u8>,
    /// The flags of the current member: a value beyond the schema is written only if the member accepts it.
    pub(crate) flags: u16,
    /// The purpose of the text.
    pub(crate) purpose: Purpose,
    pub(crate) names: RecordNames,
    /// The tag of the current union, and its value as JSON.
    pub(crate) tag: Option<(&'static str, &'static str)>,
    /// Whether the last value was absent, so its member is left out.
    pub(crate) absent: bool,
    /// The secrets that were written, if they are collected.
    #[cfg(feature = "client")]
    pub(crate) hidden: Option<Vec<String>>,
}

/// The purpose of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// For sending: each value as it was read.
    Send,
    /// For checks: each value as its schema's own type.
    Plain,
    /// For comparisons: like `Plain`, with equal values written alike.
    Compare,
    /// For people: like `Send`, with secrets masked.
    Show,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            out: Vec::new(),
            flags: 0,
            purpose: Purpose::Send,
            names: RECORD,
            tag: None,
            absent: false,
            #[cfg(feature = "client")]
            hidden: None,
        }
    }
}

impl Writer {
    /// Creates an empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates an empty writer with the record names of the options.
    #[must_use]
    pub fn with(options: &Options) -> Self {
        Self {
            names: options.record,
            ..Self::default()
        }
    }

    /// Creates a writer that writes each value as its schema's own type, whatever it was read from.
    #[must_use]
    pub fn plain() -> Self {
        Self::of(Purpose::Plain)
    }

    pub(super) fn of(purpose: Purpose) -> Self {
        Self {
            purpose,
            ..Self::default()
        }
    }

    /// Returns whether each value is written as its schema's own type, whatever it was read from.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.purpose, Purpose::Plain | Purpose::Compare)
    }

    /// Returns the JSON that was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Returns the JSON that was written as a string.
    pub(super) fn into_text(self) -> String {
        // A writer appends only UTF-8, so the fallback is never used.
        String::from_utf8(self.out)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// Writes the fields of a struct; absent ones are left out.
    #[inline]
    pub fn object<const N: usize>(
        &mut self,
        shape: &'static str,
        fields: [&dyn Node; N],
        rest: &dyn Rest,
    ) {
        self.members(Shape::of(shape), &fields, rest);
    }

    #[inline(never)]
    fn members(&mut self, shape: &Shape, fields: &[&dyn Node], rest: &dyn Rest) {
        let flags = self.flags;
        let tag = self
            .tag
            .take()
            .filter(|(tag, _)| shape.members.iter().all(|member| member.name != *tag));
        self.out.push(b'{');
        if let Some((tag, value)) = tag {
            self.key(tag);
            self.raw(value);
        }
        for (member, field) in shape.members.iter().zip(fields) {
            self.flags = member.flags;
            self.member(member.name, *field);
        }
        self.flags = 0;
        rest.each(self, &|name| {
            let index = shape.members.iter().position(|member| member.name == name);
            index.is_some_and(|index| !fields[index].is_absent())
                || tag.is_some_and(|(tag, _)| tag == name)
        });
        self.flags = flags;
        self.out.push(b'}');
    }

    /// Writes the positions of a tuple, up to the first absent one.
    pub fn tuple<const N: usize>(
        &mut self,
        shape: &'static str,
        fields: [&dyn Node; N],
        rest: &dyn Rest,
    ) {
        self.positions(Shape::of(shape), &fields, rest);
    }

    fn positions(&mut self, shape: &Shape, fields: &[&dyn Node], rest: &dyn Rest) {
        let flags = self.flags;
        self.out.push(b'[');
        for (member, field) in shape.members.iter().zip(fields) {
            self.flags = member.flags;
            let before = self.out.len();
            self.element();
            field.write(self);
            if std::mem::take(&mut self.absent) {
                self.out.truncate(before);
                break;
            }
        }
        self.flags = 0;
        rest.each(self, &|_| false);
        self.flags = flags;
        self.out.push(b']');
    }

    /// Writes a member, or nothing if its value is absent.
    pub fn member(&mut self, name: &str, value: &dyn Node) {
        let before = self.out.len();
        self.key(name);
        value.write(self);
        if std::mem::take(&mut self.absent) {
            self.out.truncate(before);
        }
    }

    /// Writes a value that is not a member; an absent value becomes `null`.
    pub fn value(&mut self, value: &dyn Node) {
        value.write(self);
        if std::mem::take(&mut self.absent) {
            self.null();
        }
    }

    /// Marks the value as absent: its member is left out.
    pub fn absent(&mut self) {
        self.absent = true;
    }

    /// Writes `None`: `null` if the member has to be present, else nothing.
    pub(crate) fn none(&mut self) {
        if self.flags & flags::NULLABLE != 0 {
            self.null();
        } else {
            self.absent();
        }
    }

    /// Writes the field of a newtype, with the flags of the field, if it has any.
    pub fn newtype(&mut self, shape: &'static str, field: &dyn Node) {
        let before = self.flags;
        self.flags = Shape::of(shape).own_flags(before);
        field.write(self);
        self.flags = before;
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.tag = None;
        self.out.push(b'{');
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.tag = None;
        self.out.push(b'[');
    }

    /// Closes an array.
    pub fn end_array(&mut self) {
        self.out.push(b']');
    }

    /// Starts a member: its name, after a comma if it is not the first.
    #[inline]
    pub fn key(&mut self, name: &str) {
        // No value ends with an opening brace, so the last byte tells whether this is the first member.
        let comma = self.out.last() != Some(&b'{');
        let bytes = name.as_bytes();
        self.out.reserve(bytes.len() + 4);
        if comma {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.text(bytes);
        self.out.extend_from_slice(b"\":");
    }

    /// Starts an element: a comma if it is not the first.
    #[inline]
    pub fn element(&mut self) {
        if self.out.last() != Some(&b'[') {
            self.out.push(b',');
        }
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// Writes JSON unchanged.
    #[inline]
    pub fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// Writes an integer.
    #[inline]
    pub fn integer(&mut self, value: i128) {
        match u64::try_from(value.unsigned_abs()) {
            Ok(magnitude) => self.digits(value < 0, magnitude),
            Err(_) => self.raw(&value.to_string()),
        }
    }

    fn digits(&mut self, negative: bool, mut rest: u64) {
        let mut text = [0_u8; 20];
        let mut at = text.len();
        loop {
            at -= 1;
            // A digit is below ten.
            let digit = (rest % 10) as u8;
            text[at] = b'0' + digit;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if negative {
            self.out.push(b'-');
        }
        self.out.extend_from_slice(&text[at..]);
    }

    /// Writes a string, escaped.
    #[inline]
    pub fn string(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.out.reserve(bytes.len() + 2);
        self.out.push(b'"');
        self.text(bytes);
        self.out.push(b'"');
    }

    #[inline]
    fn text(&mut self, bytes: &[u8]) {
        if plain(bytes, 0) == bytes.len() {
            self.out.extend_from_slice(bytes);
        } else {
            self.escaped(bytes);
        }
    }

    #[cold]
    fn escaped(&mut self, bytes: &[u8]) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut start = 0;
        for (index, byte) in bytes.iter().enumerate() {
            let escape = ESCAPE[usize::from(*byte)];
            if escape == 0 {
                continue;
            }
            self.out.extend_from_slice(&bytes[start..index]);
            start = index + 1;
            self.out.extend_from_slice(&[b'\\', escape]);
            if escape == b'u' {
                self.out.extend_from_slice(&[
                    b'0',
                    b'0',
                    HEX[usize::from(byte >> 4)],
                    HEX[usize::from(byte & 15)],
                ]);
            }
        }
        self.out.extend_from_slice(&bytes[start..]);
    }
}

/// For each byte: 0, or the letter after the backslash.
static ESCAPE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 32 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0A] = b'n';
    table[0x0C] = b'f';
    table[0x0D] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Writer)) -> String {
        let mut writer = Writer::new();
        write(&mut writer);
        String::from_utf8(writer.into_bytes()).unwrap()
    }

    #[test]
    fn escapes_what_json_wants_escaped() {
        assert_eq!(
            written(|w| w.string("a\"b\\c\n\u{1}é/")),
            "\"a\\\"b\\\\c\\n\\u0001é/\""
        );
    }

    #[test]
    fn writes_integers_of_any_size() {
        for value in [
            0,
            7,
            -1,
            i128::from(i64::MIN),
            i128::from(u64::MAX),
            i128::MAX,
            i128::MIN,
        ] {
            assert_eq!(written(|w| w.integer(value)), value.to_string());
        }
    }
}
