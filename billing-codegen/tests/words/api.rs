//! Schemas and definitions of APIs in which every word is a name.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use heck::ToSnakeCase;

/// Files of an API.
pub type Files = Vec<(String, String)>;

/// Returns a string literal that is valid in both JSON and TOML.
fn json(text: &str) -> String {
    let text = serde_json::Value::from(text).to_string();
    // TOML does not allow unescaped control characters.
    text.replace('\u{7f}', "\\u007f")
}

fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| json(word)).collect();
    words.join(", ")
}

fn table(words: &[String], value: impl Fn(usize) -> String) -> String {
    let pairs = words.iter().enumerate();
    let pairs: Vec<String> = pairs
        .map(|(index, word)| format!("{}: {}", json(word), value(index)))
        .collect();
    pairs.join(", ")
}

/// Every type that a member can have.
fn form(index: usize) -> String {
    [
        r#"{ "type": "string" }"#,
        r#"{ "type": ["string", "null"] }"#,
        r#"{ "type": "integer", "minimum": 0, "maximum": 200 }"#,
        r#"{ "type": "boolean" }"#,
        r#"{ "type": "array", "items": { "type": "string", "maxLength": 3 } }"#,
        r#"{ "type": "object", "additionalProperties": { "type": "number" } }"#,
        r#"{ "type": "number" }"#,
        r#"{}"#,
    ][index % 8]
        .to_owned()
}

/// One object with a member of each name.
pub fn members(words: &[String]) -> String {
    format!(
        r#"{{ "type": "object", "properties": {{ {} }} }}"#,
        table(words, form)
    )
}

/// The same with all members required.
pub fn required(words: &[String]) -> String {
    format!(
        r#"{{ "type": "object", "required": [{}], "properties": {{ {} }}, "additionalProperties": {{ "type": "number" }} }}"#,
        quoted(words),
        table(words, form)
    )
}

/// A definition of each name, which requires a member of that name and may contain itself; some are checked.
pub fn definitions(words: &[String]) -> String {
    let reference = |word: &str| {
        let word = word.replace('~', "~0").replace('/', "~1");
        format!(r##"{{ "$ref": "#/definitions/{word}" }}"##)
    };
    let definition = |index: usize| {
        let own = json(&words[index]);
        let checked = match index % 4 {
            0 => format!(
                r#", "not": {{ "required": ["no"], "properties": {{ "no": {} }} }}"#,
                reference(&words[index])
            ),
            _ => String::new(),
        };
        format!(
            r#"{{ "type": "object", "required": [{own}], "properties": {{ {own}: {}, "the next": {} }}{checked} }}"#,
            form(index),
            reference(&words[index])
        )
    };
    let many = |index: usize| {
        let own = reference(&words[index]);
        match index % 6 {
            0 => format!(r#"{{ "oneOf": [{own}, {{ "type": "string" }}] }}"#),
            1 => format!(r#"{{ "anyOf": [{own}, {{ "type": "null" }}] }}"#),
            2 => format!(r#"{{ "type": "array", "items": {own} }}"#),
            _ => own,
        }
    };
    format!(
        r#"{{ "type": "object", "properties": {{ {} }}, "definitions": {{ {} }} }}"#,
        table(words, many),
        table(words, definition)
    )
}

/// A list of values with each of the words.
pub fn values(words: &[String]) -> String {
    format!(
        r#"{{ "type": "object", "properties": {{ "a value": {{ "enum": [{}] }} }} }}"#,
        quoted(words)
    )
}

/// Unions of some of the names, with and without tags.
pub fn choices(words: &[String]) -> String {
    let form = |(index, word): (usize, String)| match index % 2 {
        0 => format!(r#"{{ "title": {word}, "type": "object", "required": [{word}] }}"#),
        _ => format!(
            r#"{{ "type": "object", "required": ["the type"], "properties": {{ "the type": {{ "enum": [{word}] }} }} }}"#
        ),
    };
    let some: Vec<String> = words
        .iter()
        .step_by(5)
        .map(|word| json(word))
        .enumerate()
        .map(form)
        .collect();
    let some: Vec<String> = some
        .chunks(8)
        .map(|forms| format!(r#"{{ "anyOf": [{}] }}"#, forms.join(", ")))
        .collect();
    let names: Vec<String> = (0..some.len())
        .map(|index| format!("one of {index}"))
        .collect();
    format!(
        r#"{{ "type": "object", "properties": {{ {} }} }}"#,
        table(&names, |index| some[index].clone())
    )
}

/// The words that `api.toml` takes as names, each once however it is spelled.
pub fn names(words: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let is_name = |word: &&String| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    // Small letters first, as people write such names.
    let names = words.iter().rev().filter(is_name);
    names
        .filter(|word| seen.insert(word.to_snake_case()))
        .cloned()
        .collect()
}

const API: &str =
    "[api]\nname = \"words\"\nbase_url = \"https://words.example\"\nauth = \"none\"\n\n";

const LIST: &str = "[envelope]\ndata = \"data\"\nrecord = { id = \"id\", attributes = \"attributes\" }\n\n[paging]\nkind = \"page\"\npage = \"page\"\nends = \"empty\"\n\n";

/// Small definitions of each name, in a separate file.
fn small(words: &[String]) -> (String, String) {
    let definition = |index: usize| {
        format!(
            r#"{{ "type": "object", "properties": {{ {:?}: {{}} }} }}"#,
            words[index]
        )
    };
    (
        "definitions.json".into(),
        format!(r#"{{ "definitions": {{ {} }} }}"#, table(words, definition)),
    )
}

/// A resource of each name, whose body has its name in its own module, and whose answer has it in another one.
pub fn resources(names: &[String], words: &[String]) -> Files {
    let mut api = format!(
        "{API}{LIST}[endpoints.first.any]\nget = \"/\"\neffect = \"read\"\nreturns = {{ one = \"definitions.json#/definitions/{}\" }}\n\n",
        names[0]
    );
    for (index, name) in names.iter().filter(|name| *name != "first").enumerate() {
        let other = &names[(index + 1) % names.len()];
        let _ = write!(
            api,
            "[endpoints.{name}.{name}]\npost = \"/{index}/{{{name}}}\"\neffect = \"create\"\n\
             path = {{ {name:?} = {{ type = \"string\" }} }}\n\
             body = {{ title = {name:?}, type = \"object\", required = [{name:?}], properties = {{ \"the other\" = {{ \"$ref\" = \"definitions.json#/definitions/{other}\" }} }} }}\n\
             returns = {{ one = \"definitions.json#/definitions/{name}\" }}\n"
        );
        if index % 8 == 0 && name.to_snake_case() != "list" {
            let _ = write!(
                api,
                "reconcile = \"{name}.list\"\n\n[endpoints.{name}.list]\nget = \"/{index}\"\neffect = \"read\"\n\
                 query = {{ type = \"object\", properties = {{ page = {{ type = \"integer\" }}, \"the other\" = {{ enum = [{name:?}] }} }} }}\n\
                 returns = {{ list = \"definitions.json#/definitions/{other}\" }}\n\n"
            );
        }
    }
    vec![("api.toml".into(), api), small(words)]
}

/// One resource with an operation of each name, each parameter of which has a name of the list.
pub fn operations(names: &[String], words: &[String]) -> Files {
    let mut api = API.to_owned();
    for (index, name) in names.iter().enumerate() {
        let other = &names[(index + 7) % names.len()];
        let word = match &words[index % words.len()] {
            word if word == other => "another",
            word => word,
        };
        let _ = write!(
            api,
            "[endpoints.all.{name}]\ndelete = \"/{index}/{{{other}}}\"\neffect = \"delete\"\n\
             path = {{ {other:?} = {{ type = \"integer\" }} }}\n\
             query = {{ type = \"object\", required = [{word:?}], properties = {{ {word:?} = {{ type = \"string\" }} }} }}\n\
             returns = {{ field = {name:?}, schema = {{ type = \"string\" }} }}\n\n"
        );
    }
    vec![("api.toml".into(), api)]
}

/// A credential and a server of each name.
pub fn credentials(names: &[String]) -> Files {
    let mut api = format!("{API}{LIST}");
    let names: Vec<&String> = names.iter().filter(|name| *name != "none").collect();
    for (index, name) in names.iter().enumerate() {
        let other = names[(index + 3) % names.len()];
        let kind = match index % 4 {
            0 => format!(
                "kind = \"bearer\"\nkey = \"{{{name}}}\"\nscheme = \"{{{other}}}\"\nsecrets = [{name:?}]\ndefaults = {{ {other:?} = \"a\" }}"
            ),
            1 => format!("kind = \"header\"\nheader = \"X-Key\"\nkey = \"{{{name}}}\""),
            2 => format!(
                "kind = \"jwt\"\nalgorithm = \"HS256\"\nkey = \"{{{other}}}\"\nclaims = {{ {name:?} = \"{{{name}}}\", {other:?} = \"now\", \"a b\" = \"md5({name}, {other})\" }}"
            ),
            _ => "kind = \"api-key\"".to_owned(),
        };
        let _ = write!(api, "[auth.{name}]\n{kind}\n\n");
        let envelope = if index % 5 == 0 {
            "envelope = { data = \"x\" }\n"
        } else {
            ""
        };
        let _ = write!(
            api,
            "[servers.{name}]\nbase_url = \"https://{index}.example\"\n{envelope}auth = {name:?}\n\n"
        );
        let _ = write!(
            api,
            "[endpoints.all.{name}]\nget = \"/{index}\"\neffect = \"read\"\nserver = {name:?}\nreturns = \"nothing\"\n\n"
        );
    }
    vec![("api.toml".into(), api)]
}

/// An API of that name, with one resource of the same.
pub fn called(name: &str) -> Files {
    let api = format!(
        "[api]\nname = {name:?}\nbase_url = \"https://words.example\"\nauth = {name:?}\n\n[auth.{name}]\nkind = \"bearer\"\nkey = \"{{{name}}}\"\n\n\
         [endpoints.{name}.{name}]\nget = \"/{{{name}}}\"\neffect = \"read\"\npath = {{ {name:?} = {{ type = \"string\" }} }}\n\
         returns = {{ one = \"{name}.json\" }}\n"
    );
    let api = api
        .replace("auth = \"none\"", "auth = \"no\"")
        .replace("[auth.none]", "[auth.no]");
    let record =
        format!("{{ \"title\": {name:?}, \"type\": \"object\", \"required\": [{name:?}] }}");
    vec![("api.toml".into(), api), (format!("{name}.json"), record)]
}

/// Patterns, descriptions, titles and defaults with each text, and a check that repeats all of it.
pub fn described(texts: &[String]) -> String {
    let member = |index: usize| {
        let text = &texts[index];
        format!(
            r#"{{ "type": "string", "title": {0}, "description": {0}, "pattern": {1}, "default": {0}, "not": {{ "enum": [{0}] }} }}"#,
            json(text),
            json(&format!(
                "[^\\\\{}]",
                text.replace('\\', "").replace(['{', '}', '*'], "")
            ))
        )
    };
    let names: Vec<String> = (0..texts.len())
        .map(|index| format!("member {index}"))
        .collect();
    format!(
        r#"{{ "type": "object", "title": {}, "description": {}, "properties": {{ {} }} }}"#,
        json(&texts[0]),
        json(&texts.concat()),
        table(&names, member)
    )
}

/// An API in which every string contains this one.
pub fn saying(text: &str) -> Files {
    let said = json(&format!("a{text}b"));
    let api = format!(
        "[api]\nname = \"words\"\nversion = {said}\ndoc = {said}\nbase_url = \"https://words.example\"\nauth = \"token\"\n\n\
         [envelope]\ndata = {said}\nkind = {said}\nsuccess = {{ name = {said}, is = [{said}], not = [false] }}\n\
         record = {{ id = {said}, attributes = \"attributes\" }}\nerrors = [{{ message = \"m\" }}]\n\n\
         [auth.token]\ndoc = {said}\nkind = \"jwt\"\nalgorithm = \"HS256\"\nkey = \"{{key}}\"\ndefaults = {{ issuer = {said} }}\n\
         claims = {{ iss = \"{{issuer}}\", {said} = \"now\" }}\n\n\
         [endpoints.things.get]\ndoc = {said}\nget = \"/things\"\neffect = \"read\"\n\
         query = {{ type = \"object\", properties = {{ {said} = {{ enum = [{said}], description = {said} }} }} }}\n\
         returns = {{ one = {{ title = \"Thing\", type = \"object\", description = {said}, properties = {{ {said} = {{ type = \"string\" }} }} }}, kind = {said} }}\n"
    );
    vec![("api.toml".into(), api)]
}
