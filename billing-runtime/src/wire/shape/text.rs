//! Reads the text that `derive(Wire)` writes of a type. Nothing else writes such texts, so what it does not know is left
//! out without a word.
use super::{Member, Shape, bits};
use crate::types::Value;
use crate::wire::union::{Form, Sign};
use crate::wire::{Options, Reader, Wire};

/// The shape that a text describes.
pub(super) fn parse(text: &'static str) -> Shape {
    let mut shape = Shape {
        strings: true,
        ..Shape::default()
    };
    let (head, mut rest) = line(text);
    let mut words = head.split(' ');
    shape.name = words.next().unwrap_or_default();
    for word in words {
        match word {
            "closed" => shape.closed = true,
            "strict" => shape.strict = true,
            _ => shape.open = true,
        }
    }
    while !rest.is_empty() {
        if rest.starts_with('{') {
            shape.check = rest;
            break;
        }
        let (entry, behind) = line(rest);
        rest = behind;
        match entry.split_at_checked(2) {
            Some(("= ", value)) => shape.values.push(value),
            Some(("| ", form)) => shape.forms.push(self::form(form)),
            Some(("@ ", tag)) => shape.tag = Some(string(tag).0),
            _ => shape.members.push(member(entry)),
        }
    }
    shape.strings = shape.values.iter().all(|value| value.starts_with('"'));
    if shape.strings {
        for value in &mut shape.values {
            *value = string(value).0;
        }
    }
    shape
}

fn line(text: &'static str) -> (&'static str, &'static str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// `"name" required nullable accept=string,number {"minimum":0}`.
fn member(entry: &'static str) -> Member {
    let (name, rest) = string(entry);
    let (words, check) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
    let flag = |word: &str| match word {
        "required" => bits::REQUIRED,
        "nullable" => bits::NULLABLE,
        _ => word.strip_prefix("accept=").map_or(0, accepted),
    };
    let flags = words.split(' ').map(flag);
    let flags = flags.fold(0, |all, flag| all | flag);
    Member { name, flags, check }
}

/// `Name accept=string key="member"`, `Name is="value" is=4`.
fn form(entry: &'static str) -> Form {
    let (name, mut rest) = entry.split_once(' ').unwrap_or((entry, ""));
    let mut form = Form::new(name);
    while let Some((word, behind)) = rest.split_once('=') {
        let value = match word {
            "accept" => behind.split(' ').next().unwrap_or_default(),
            _ => json(behind),
        };
        rest = behind.get(value.len()..).unwrap_or_default().trim_start();
        match (word, &mut form.sign) {
            ("accept", _) => form.accept = accepted(value),
            ("key", sign) => *sign = Sign::Key(string(value).0),
            (_, Sign::Tags(tags)) => tags.push(value),
            (_, sign) => *sign = Sign::Tags(vec![value]),
        }
    }
    form
}

/// The flags of forms by their names.
pub(crate) fn accepted(names: &str) -> u16 {
    let bit = |name: &str| match name {
        "null" => bits::NULL,
        "boolean" => bits::BOOLEAN,
        "integer" => bits::INTEGER,
        "number" => bits::NUMBER,
        "string" => bits::STRING,
        "array" => bits::ARRAY,
        "object" => bits::OBJECT,
        "empty_array" => bits::EMPTY_ARRAY,
        "empty_string" => bits::EMPTY_STRING,
        "nullable" => bits::NULLABLE,
        _ => 0,
    };
    names.split(',').map(bit).fold(0, |all, bit| all | bit)
}

/// The JSON text at the start.
fn json(text: &'static str) -> &'static str {
    let mut reader = Reader::new(text.as_bytes(), &Options::default());
    let read = reader
        .peek()
        .and_then(|peek| reader.raw(peek).map(str::len));
    text.get(..read.unwrap_or_default()).unwrap_or_default()
}

/// The JSON string at the start, and what follows it.
fn string(text: &'static str) -> (&'static str, &'static str) {
    let quoted = json(text);
    let rest = text.get(quoted.len()..).unwrap_or_default();
    let plain = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match plain {
        Some(plain) if !plain.contains('\\') => (plain, rest),
        _ => {
            let value = Value::from_json(quoted).unwrap_or_default();
            (
                String::leak(value.as_str().unwrap_or_default().to_owned()),
                rest,
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_with_flags_and_a_schema() {
        let shape = parse(
            "Item closed strict\n\"a b\" required accept=string,number {\"minimum\":0}\n\"q\\\"\\n{\"\n{\"minProperties\":\n1}",
        );
        assert!(shape.closed && shape.strict && !shape.open);
        assert_eq!(shape.name, "Item");
        let both = bits::REQUIRED | bits::STRING | bits::NUMBER;
        let [a, q] = &shape.members[..] else {
            panic!("{:?}", shape.members)
        };
        assert_eq!((a.name, a.flags), ("a b", both));
        assert_eq!(a.check, "{\"minimum\":0}");
        assert_eq!((q.name, q.flags, q.check), ("q\"\n{", 0, ""));
        assert_eq!(shape.check, "{\"minProperties\":\n1}");
    }

    #[test]
    fn values_as_strings_or_as_texts() {
        let shape = parse("Language open\n= \"hu\"\n= \"e\\nn\"");
        assert!(shape.open && shape.strings);
        assert_eq!(shape.values, ["hu", "e\nn"]);
        let shape = parse("Kind\n= \"hu\"\n= null");
        assert!(!shape.strings);
        assert_eq!(shape.values, ["\"hu\"", "null"]);
    }

    #[test]
    fn forms_with_what_tells_them_apart() {
        let shape = parse(
            "Shape\n@ \"the kind\"\n| Circle is=\"a circle\"\n| Square is=4 is=\"square\" accept=null\n| Free\n| Keyed key=\"k\"",
        );
        assert_eq!(shape.tag, Some("the kind"));
        let names: Vec<_> = shape.forms.iter().map(|form| form.name).collect();
        assert_eq!(names, ["Circle", "Square", "Free", "Keyed"]);
        assert_eq!(shape.forms[0].sign.tags(), ["\"a circle\""]);
        assert_eq!(shape.forms[1].sign.tags(), ["4", "\"square\""]);
        assert_eq!(shape.forms[1].accept, bits::NULL);
        assert!(matches!(shape.forms[3].sign, Sign::Key("k")));
    }
}
