//! Reads the text that `derive(Wire)` writes about a type; `billing_shared::shape` defines its parts.
use std::borrow::Cow;

use billing_shared::shape::{self, Accept, MemberWord, TAG, TypeWord, VALUE, VARIANT, VariantWord};

use super::{Discriminator, Member, Shape, Variant, flags};

/// The unknown part of a line of the text.
type Unknown = String;

/// Reads the shape that a text describes.
///
/// # Errors
/// A part of the text is unknown, because another version of `billing-macros` wrote it. The error names the part and
/// its line.
pub(super) fn parse(text: &'static str) -> Result<Shape, String> {
    let mut shape = Shape::default();
    let mut rest = text;
    let mut number = 0;
    while number == 0 || !rest.is_empty() {
        if number > 0 && rest.starts_with('{') {
            shape.check = rest;
            break;
        }
        let (entry, after) = rest.split_once('\n').unwrap_or((rest, ""));
        (rest, number) = (after, number + 1);
        let read = match number {
            1 => head(entry, &mut shape),
            _ => part(entry, &mut shape),
        };
        read.map_err(|unknown| {
            format!(
                "unknown {unknown} in line {number} of the shape of {}",
                shape.name
            )
        })?;
    }
    shape.strings = shape.values.iter().all(|value| value.starts_with('"'));
    if shape.strings {
        for value in &mut shape.values {
            *value = string(value)
                .map_err(|unknown| format!("unknown {unknown} among the values of {}", shape.name))?
                .0;
        }
    }
    Ok(shape)
}

/// Reads the name of the type and the flags of the whole type.
fn head(entry: &'static str, shape: &mut Shape) -> Result<(), Unknown> {
    let mut words = entry.split(' ');
    shape.name = words.next().unwrap_or_default();
    for word in words {
        match TypeWord::from_word(word).ok_or_else(|| quoted(word))? {
            TypeWord::Closed => shape.closed = true,
            TypeWord::Strict => shape.strict = true,
            TypeWord::Open => shape.open = true,
        }
    }
    Ok(())
}

fn part(entry: &'static str, shape: &mut Shape) -> Result<(), Unknown> {
    if let Some(value) = entry.strip_prefix(VALUE) {
        shape.values.push(value);
    } else if let Some(entry) = entry.strip_prefix(VARIANT) {
        shape.variants.push(variant(entry)?);
    } else if let Some(tag) = entry.strip_prefix(TAG) {
        shape.tag = Some(string(tag)?.0);
    } else {
        shape.members.push(member(entry)?);
    }
    Ok(())
}

/// Reads `"name" required nullable accept=string,number {"minimum":0}`.
fn member(entry: &'static str) -> Result<Member, Unknown> {
    let (name, rest) = string(entry)?;
    let (words, check) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
    let mut flags = 0;
    for entry in words.split(' ').filter(|word| !word.is_empty()) {
        let (word, list) = entry.split_once('=').unwrap_or((entry, ""));
        flags |= match MemberWord::from_word(word).ok_or_else(|| quoted(entry))? {
            MemberWord::Required => flags::REQUIRED,
            MemberWord::Nullable => flags::NULLABLE,
            MemberWord::Accept => accepted(list)?,
        };
    }
    Ok(Member { name, flags, check })
}

/// Reads `Name accept=string key="member"` or `Name is="value" is=4`.
fn variant(entry: &'static str) -> Result<Variant, Unknown> {
    let (name, mut rest) = entry.split_once(' ').unwrap_or((entry, ""));
    let mut variant = Variant {
        name,
        discriminator: Discriminator::None,
        accept: 0,
    };
    while !rest.is_empty() {
        let (word, after) = rest.split_once('=').unwrap_or((rest, ""));
        let word = VariantWord::from_word(word).ok_or_else(|| quoted(word))?;
        let value = shape::value(after).0;
        if value.is_empty() {
            return Err(format!("value of `{}`", word.word()));
        }
        rest = after.get(value.len()..).unwrap_or_default().trim_start();
        match (word, &mut variant.discriminator) {
            (VariantWord::Accept, _) => variant.accept = accepted(value)?,
            (VariantWord::Key, key) => *key = Discriminator::Key(string(value)?.0),
            (VariantWord::Is, Discriminator::Tags(tags)) => tags.push(value),
            (VariantWord::Is, tags) => *tags = Discriminator::Tags(vec![value]),
        }
    }
    Ok(variant)
}

/// Reads the list of what is accepted, as flags.
fn accepted(list: &str) -> Result<u16, Unknown> {
    list.split(',').try_fold(0, |flags, word| {
        let accept = Accept::from_word(word).ok_or_else(|| quoted(word))?;
        Ok(flags | accept.flag())
    })
}

fn quoted(word: &str) -> Unknown {
    format!("word `{word}`")
}

/// Returns the name at the start of a text, and the rest of the text.
fn string(text: &'static str) -> Result<(&'static str, &'static str), Unknown> {
    match shape::unquote(text) {
        Some((Cow::Borrowed(name), rest)) => Ok((name, rest)),
        Some((Cow::Owned(name), rest)) => Ok((String::leak(name), rest)),
        None => Err(format!("name {text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Shape {
        parse(text).unwrap()
    }

    #[test]
    fn members_with_flags_and_a_schema() {
        let shape = read(
            "Item closed strict\n\"a b\" required accept=string,number {\"minimum\":0}\n\"q\\\"\\u000a{\"\n{\"minProperties\":\n1}",
        );
        assert!(shape.closed && shape.strict && !shape.open);
        assert_eq!(shape.name, "Item");
        let both = flags::REQUIRED | flags::STRING | flags::NUMBER;
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
        let shape = read("Language open\n= \"hu\"\n= \"e\\u000an\"");
        assert!(shape.open && shape.strings);
        assert_eq!(shape.values, ["hu", "e\nn"]);
        let shape = read("Kind\n= \"hu\"\n= null");
        assert!(!shape.strings);
        assert_eq!(shape.values, ["\"hu\"", "null"]);
    }

    #[test]
    fn variants_with_what_tells_them_apart() {
        let shape = read(
            "Shape\n@ \"the kind\"\n| Circle is=\"a circle\"\n| Square is=4 is=\"square\" accept=null\n| Free\n| Keyed key=\"k\"",
        );
        assert_eq!(shape.tag, Some("the kind"));
        let names: Vec<_> = shape.variants.iter().map(|variant| variant.name).collect();
        assert_eq!(names, ["Circle", "Square", "Free", "Keyed"]);
        assert_eq!(shape.variants[0].discriminator.tags(), ["\"a circle\""]);
        assert_eq!(shape.variants[1].discriminator.tags(), ["4", "\"square\""]);
        assert_eq!(shape.variants[1].accept, flags::NULL);
        assert!(matches!(
            shape.variants[3].discriminator,
            Discriminator::Key("k")
        ));
    }

    #[test]
    fn whatever_is_unknown_is_an_error_with_its_line() {
        for (text, expected) in [
            (
                "Item closed sealed",
                "unknown word `sealed` in line 1 of the shape of Item",
            ),
            (
                "Item\n\"a\" required\n\"b\" optional",
                "unknown word `optional` in line 3 of the shape of Item",
            ),
            (
                "Item\n\"a\" accept=string,text",
                "unknown word `text` in line 2 of the shape of Item",
            ),
            ("Item\na", "unknown name a in line 2 of the shape of Item"),
            ("Item\n7", "unknown name 7 in line 2 of the shape of Item"),
            (
                "Shape\n| Circle was=1",
                "unknown word `was` in line 2 of the shape of Shape",
            ),
            (
                "Shape\n| Circle is=",
                "unknown value of `is` in line 2 of the shape of Shape",
            ),
            (
                "Kind\n= \"a\"\n= \"b",
                "unknown name \"b among the values of Kind",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), expected);
        }
    }
}
