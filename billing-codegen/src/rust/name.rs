//! Turns names of the input into Rust identifiers.

use std::borrow::Cow;

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::taken::Taken;

/// Words that cannot be identifiers, not even raw ones.
const NEVER: [&str; 5] = ["Self", "_", "crate", "self", "super"];

/// The keywords of all editions, including reserved ones. As identifiers they are written raw, which every edition
/// accepts.
#[rustfmt::skip]
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Returns a type or variant name; `None` if no letter or digit is left.
pub(super) fn type_name(words: &str) -> Option<String> {
    let camel: String = common(words)
        .to_upper_camel_case()
        .chars()
        .filter(|c| is_letter(*c))
        .collect();
    let first = camel.chars().next()?;
    let name = if unicode_ident::is_xid_start(first) {
        camel
    } else {
        format!("N{camel}")
    };
    match is_type_name(&name) {
        true => Some(name),
        false => Some(format!("{name}_")),
    }
}

/// Returns a type name, or `instead` if no letter or digit is left.
pub(super) fn type_name_or(words: &str, instead: &str) -> String {
    type_name(words).unwrap_or_else(|| instead.to_owned())
}

/// Returns a variant name for an `enum` value, with symbols as words.
pub(super) fn variant_name(value: &str) -> Option<String> {
    if value.is_empty() {
        return Some("Empty".to_owned());
    }
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("minus ", digits),
        None => ("", value),
    };
    let number = digits
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| digits.replace('.', " point "));
    match number {
        Some(digits) => type_name(&format!("{sign}{digits}")),
        None if value.chars().all(|c| !c.is_alphanumeric()) => {
            let words: Vec<&str> = value.chars().filter_map(symbol).collect();
            type_name(&words.join(" "))
        }
        None => type_name(value),
    }
}

fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        ' ' => "space",
        '!' => "not",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open",
        ')' => "close",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "open bracket",
        '\\' => "backslash",
        ']' => "close bracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "open brace",
        '|' => "or",
        '}' => "close brace",
        '~' => "tilde",
        _ => return None,
    })
}

/// Checks a field name that the user chose.
pub(super) fn check_field_name(name: &str) -> Result<(), String> {
    let plain = name
        .chars()
        .all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit());
    let begins = name.starts_with(|c: char| c == '_' || c.is_ascii_lowercase());
    match begins && plain && name == self::plain(&identifier(name)) && name != "extra" {
        true => Ok(()),
        false => Err(format!(
            "`{name}` cannot be the name of a field: choose one such as `kind`"
        )),
    }
}

/// Returns a name as an identifier, raw if it is a keyword.
fn identifier(name: &str) -> String {
    match name {
        _ if NEVER.contains(&name) => format!("{name}_"),
        _ if KEYWORDS.contains(&name) => format!("r#{name}"),
        _ => name.to_owned(),
    }
}

/// Returns a field, method or module name.
pub(super) fn field_name(words: &str) -> String {
    let snake: String = common(words)
        .to_snake_case()
        .chars()
        .filter(|c| is_letter(*c))
        .collect();
    // A word without letters leaves two underscores behind.
    let words_left = snake.split('_').filter(|word| !word.is_empty());
    let snake = words_left.collect::<Vec<_>>().join("_");
    let name = match snake.chars().next() {
        None if words.is_empty() => "empty".to_owned(),
        None => "member".to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) => snake,
        Some(_) => format!("n{snake}"),
    };
    identifier(&name)
}

/// Whether a character may be part of a name: a Latin letter, a digit or `_`. The compiler warns about letters of other
/// scripts that look like Latin ones.
fn is_letter(c: char) -> bool {
    c == '_'
        || c.is_ascii_alphanumeric()
        || (matches!(c, '\u{c0}'..='\u{17e}') && c.is_alphabetic())
}

/// Replaces letters that the compiler warns about as uncommon or confusable, since two names could differ only in them.
fn common(words: &str) -> Cow<'_, str> {
    if words.is_ascii() {
        return words.into();
    }
    let mut common = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            'Æ' => common.push_str("AE"),
            'æ' => common.push_str("ae"),
            'Œ' => common.push_str("OE"),
            'œ' => common.push_str("oe"),
            'Ĳ' => common.push_str("IJ"),
            'ĳ' => common.push_str("ij"),
            'Ĕ' => common.push('E'),
            'ĕ' => common.push('e'),
            'Ĭ' => common.push('I'),
            'ĭ' | 'ı' => common.push('i'),
            'Ĺ' | 'Ŀ' => common.push('L'),
            'ĺ' | 'ŀ' => common.push('l'),
            'Ð' => common.push('D'),
            'ð' => common.push('d'),
            'ŉ' => common.push('n'),
            'Ș' => common.push('S'),
            'ș' | 'ſ' => common.push('s'),
            'Ț' => common.push('T'),
            'ț' => common.push('t'),
            c => common.push(c),
        }
    }
    common.into()
}

pub(super) fn is_type_name(name: &str) -> bool {
    !NEVER.contains(&name)
        // The expansions of the derives use such names.
        && !name.starts_with("__")
        && syn::parse_str::<syn::Ident>(name).is_ok()
        && name.starts_with(|c: char| !c.is_lowercase())
}

/// Returns a name with a word appended.
pub(super) fn joined(name: &str, word: &str) -> String {
    // A name that would be a keyword ends with `_`.
    format!("{}{word}", name.trim_end_matches('_'))
}

/// Takes and returns the name if it is free, else the name with the lowest free number.
pub(super) fn unique(name: &str, taken: &mut Taken) -> String {
    let stem = name.trim_end_matches('_');
    let apart = stem.ends_with(|c: char| c.is_ascii_digit()) || stem.contains('_');
    taken.take(name, |number| match apart {
        true => format!("{stem}_{number}"),
        false => format!("{stem}{number}"),
    })
}

/// Returns the field names of a struct. Each member has a wire name and perhaps a name that the user chose. Chosen
/// names are assigned first, then those that equal their wire name, then the others.
pub(super) fn field_names<'a>(
    members: impl Iterator<Item = (&'a str, Option<&'a str>)> + Clone,
    reserved: &[&str],
) -> Vec<String> {
    let mut taken: Taken = reserved.iter().copied().collect();
    let chosen = members.clone().filter_map(|(_, chosen)| chosen);
    taken.extend(chosen.map(identifier));
    let exact: Vec<Option<String>> = members
        .clone()
        .map(|(wire, chosen)| match chosen {
            Some(chosen) => Some(identifier(chosen)),
            None => {
                let name = field_name(wire);
                (plain(&name) == wire && taken.insert(name.clone())).then_some(name)
            }
        })
        .collect();
    members
        .zip(exact)
        .map(|((wire, _), exact)| {
            exact.unwrap_or_else(|| unique_field(&field_name(wire), &mut taken))
        })
        .collect()
}

pub(super) fn unique_field(name: &str, taken: &mut Taken) -> String {
    let stem = plain(name).trim_end_matches('_');
    taken.take(name, |number| format!("{stem}_{number}"))
}

/// Returns the name without `r#`.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Irregular plurals: the end of a word in the plural and in the singular.
const IRREGULAR: [(&str, &str); 22] = [
    ("aliases", "alias"),
    ("analyses", "analysis"),
    ("biases", "bias"),
    ("bonuses", "bonus"),
    ("buses", "bus"),
    ("calories", "calorie"),
    ("campuses", "campus"),
    ("canvases", "canvas"),
    ("categories", "category"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("criteria", "criterion"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("movies", "movie"),
    ("people", "person"),
    ("shelves", "shelf"),
    ("statuses", "status"),
    ("taxes", "tax"),
    ("vertices", "vertex"),
    ("viruses", "virus"),
    ("women", "woman"),
];

/// Returns the singular of a word, such as `item` for `items`.
pub(super) fn singular(word: &str) -> String {
    let keeps = ["ss", "us", "is", "data", "series", "news", "species"];
    let lower = word.to_lowercase();
    let with = |end: &str, instead: &str| {
        let kept = word.len().checked_sub(end.len())?;
        // The lowercase word may have a different length.
        let kept = word.get(..kept).filter(|_| lower.len() == word.len())?;
        let first = word[kept.len()..].starts_with(char::is_uppercase);
        let mut letters = instead.chars();
        let instead: String = match (first, letters.next()) {
            (true, Some(letter)) => letter.to_uppercase().chain(letters).collect(),
            _ => instead.to_owned(),
        };
        Some(format!("{kept}{instead}"))
    };
    let irregular = IRREGULAR.iter().find(|(many, _)| lower.ends_with(many));
    if let Some(one) = irregular.and_then(|(many, one)| with(many, one)) {
        return one;
    }
    if lower.len() < 4 || keeps.iter().any(|end| lower.ends_with(end)) {
        return word.to_owned();
    }
    let rules = [
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("s", ""),
    ];
    let rule = rules.iter().find(|(end, _)| lower.ends_with(end));
    rule.and_then(|(end, instead)| with(end, instead))
        .unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_words_become_names() {
        for (wire, name) in [
            ("type", "r#type"),
            ("self", "self_"),
            ("Self", "self_"),
            ("crate", "crate_"),
            ("", "empty"),
            ("123", "n123"),
            ("\u{1f600}", "member"),
            ("vat-id", "vat_id"),
            ("fooBar", "foo_bar"),
            ("œuvre_ı", "oeuvre_i"),
            ("ƀ ſ ș", "s_s"),
            ("a_п_b", "a_b"),
            ("összeg", "összeg"),
            ("gen", "r#gen"),
            ("GEN", "r#gen"),
            ("try", "r#try"),
            ("async", "r#async"),
            ("union", "union"),
            ("macro_rules", "macro_rules"),
            ("'static", "r#static"),
        ] {
            assert_eq!(field_name(wire), name, "{wire:?}");
        }
    }

    #[test]
    fn who_is_spelled_like_its_wire_name_keeps_it() {
        let members = |chosen| {
            [
                ("vat-id", None),
                ("vat_id", None),
                ("vatId", chosen),
                ("extra", None),
            ]
            .into_iter()
        };
        let names = field_names(members(None), &["extra"]);
        assert_eq!(names, ["vat_id_2", "vat_id", "vat_id_3", "extra_2"]);
        let names = field_names(members(Some("vat_id")), &["extra"]);
        assert_eq!(names, ["vat_id_2", "vat_id_3", "vat_id", "extra_2"]);
        assert!(check_field_name("type").is_ok());
        assert!(check_field_name("self").is_err());
        assert!(check_field_name("vatId").is_err());
        assert!(check_field_name("gen").is_ok());
        assert!(check_field_name("1st").is_err());
        assert!(check_field_name("").is_err());
    }

    #[test]
    fn values_become_variants() {
        for (value, name) in [
            ("", "Empty"),
            ("HUF", "Huf"),
            ("-1", "Minus1"),
            ("<=", "LessEqual"),
            ("2M", "N2m"),
        ] {
            assert_eq!(variant_name(value).as_deref(), Some(name), "{value:?}");
        }
        assert_eq!(type_name("self").as_deref(), Some("Self_"));
    }

    #[test]
    fn plurals() {
        for (many, one) in [
            ("items", "item"),
            ("categories", "category"),
            ("address", "address"),
            ("boxes", "box"),
            ("emailAliases", "emailAlias"),
            ("children", "child"),
            ("Movies", "Movie"),
            ("houses", "house"),
            ("status", "status"),
            ("\u{130}s", "\u{130}s"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
