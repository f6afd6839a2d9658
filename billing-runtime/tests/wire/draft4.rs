//! Runs the draft-4 suite of JSON-Schema-Test-Suite against the rules.
//!
//! The suite is not part of the repository: without it, the test says so and passes.
use std::path::{Path, PathBuf};

use billing_runtime::Value;
use billing_runtime::wire::{Kinds, Rule, Rules, Wire, check};

#[test]
fn the_required_part_holds() {
    run("");
}

#[test]
fn the_optional_part_holds() {
    run("optional");
    run("optional/format");
}

fn run(part: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/draft4");
    let folder = root.join("suite").join(part);
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not here", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for path in files {
        let groups = Value::from_json(std::fs::read(&path).unwrap()).unwrap();
        for group in groups.as_array().unwrap() {
            let Some(rules) = Schema::new(&root, group.get("schema").unwrap()).rules() else {
                continue;
            };
            for test in group.get("tests").and_then(Value::as_array).unwrap() {
                count += 1;
                let valid = test.get("valid").and_then(Value::as_bool).unwrap();
                if check(test.get("data").unwrap(), rules).is_ok() != valid {
                    wrong.push(format!(
                        "{}: {}: {}",
                        path.display(),
                        group.get("description").unwrap(),
                        test.get("description").unwrap()
                    ));
                }
            }
        }
    }
    assert!(
        count > 0 && wrong.is_empty(),
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Lowers a schema to rules at run time. It leaks them, because rules are static.
struct Schema<'s> {
    root: &'s Value,
}

fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

fn text(value: impl ToString) -> &'static str {
    Box::leak(value.to_string().into_boxed_str())
}

impl<'s> Schema<'s> {
    fn new(_: &Path, root: &'s Value) -> Self {
        Self { root }
    }

    /// Returns `None` if the schema needs other documents or refers to itself.
    fn rules(&self) -> Option<Rules> {
        self.schema(self.root, 0)
    }

    fn schema(&self, schema: &Value, depth: usize) -> Option<Rules> {
        if depth > 12 {
            return None;
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = target
                .strip_prefix('#')?
                .replace("%25", "%")
                .replace("%22", "\"");
            return self.schema(self.root.pointer(&pointer)?, depth + 1);
        }
        let mut rules = Vec::new();
        for (keyword, value) in schema.as_object()?.iter() {
            rules.extend(self.keyword(schema, keyword, value, depth + 1)?);
        }
        Some(leak(rules))
    }

    fn list(&self, value: &Value, depth: usize) -> Option<&'static [Rules]> {
        let parts: Option<Vec<Rules>> = value
            .as_array()?
            .iter()
            .map(|part| self.schema(part, depth))
            .collect();
        parts.map(leak)
    }

    fn named(&self, value: &Value, depth: usize) -> Option<&'static [(&'static str, Rules)]> {
        let named: Option<Vec<_>> = value
            .as_object()?
            .iter()
            .map(|(name, part)| {
                let rules = match part {
                    Value::Array(names) => leak(vec![Rule::Required(leak(
                        names.iter().filter_map(Value::as_str).map(text).collect(),
                    ))]),
                    part => self.schema(part, depth)?,
                };
                Some((text(name), rules))
            })
            .collect();
        named.map(leak)
    }

    fn more(&self, value: Option<&Value>, depth: usize) -> Option<Rules> {
        match value {
            None | Some(Value::Bool(true)) => Some(&[]),
            Some(Value::Bool(false)) => Some(&[Rule::Never]),
            Some(schema) => self.schema(schema, depth),
        }
    }

    fn keyword(
        &self,
        schema: &Value,
        keyword: &str,
        value: &Value,
        depth: usize,
    ) -> Option<Vec<Rule>> {
        let names = |keyword: &str| match schema.get(keyword).and_then(Value::as_object) {
            Some(members) => leak(members.keys().map(text).collect()),
            None => &[],
        };
        let exclusive = |keyword| schema.get(keyword) == Some(&Value::Bool(true));
        let count = || value.as_i64().map(i64::unsigned_abs);
        let rule = match keyword {
            "type" => Rule::Type(kinds(value)?),
            "enum" => Rule::Enum(leak(
                value
                    .as_array()?
                    .iter()
                    .map(|value| text(value.to_json()))
                    .collect(),
            )),
            "minimum" if exclusive("exclusiveMinimum") => Rule::ExclusiveMinimum(text(value)),
            "minimum" => Rule::Minimum(text(value)),
            "maximum" if exclusive("exclusiveMaximum") => Rule::ExclusiveMaximum(text(value)),
            "maximum" => Rule::Maximum(text(value)),
            "multipleOf" => Rule::MultipleOf(text(value)),
            "minLength" => Rule::MinLength(count()?),
            "maxLength" => Rule::MaxLength(count()?),
            "pattern" => Rule::Pattern(text(value.as_str()?)),
            "format" => Rule::Format(text(value.as_str()?)),
            "minItems" => Rule::MinItems(count()?),
            "maxItems" => Rule::MaxItems(count()?),
            "minProperties" => Rule::MinProperties(count()?),
            "maxProperties" => Rule::MaxProperties(count()?),
            "uniqueItems" if *value == Value::Bool(true) => Rule::UniqueItems,
            "required" => Rule::Required(leak(
                value
                    .as_array()?
                    .iter()
                    .filter_map(Value::as_str)
                    .map(text)
                    .collect(),
            )),
            "properties" => Rule::Properties(self.named(value, depth)?),
            "patternProperties" => Rule::PatternProperties(self.named(value, depth)?),
            "additionalProperties" => Rule::Additional {
                names: names("properties"),
                patterns: names("patternProperties"),
                rules: self.more(Some(value), depth)?,
            },
            "items" if value.as_array().is_some() => Rule::Tuple {
                items: self.list(value, depth)?,
                rest: self.more(schema.get("additionalItems"), depth)?,
            },
            "items" => Rule::Items(self.schema(value, depth)?),
            "allOf" => Rule::AllOf(self.list(value, depth)?),
            "anyOf" => Rule::AnyOf(self.list(value, depth)?),
            "oneOf" => Rule::OneOf(self.list(value, depth)?),
            "not" => Rule::Not(self.schema(value, depth)?),
            "dependencies" => Rule::Dependencies(self.named(value, depth)?),
            _ => return Some(Vec::new()),
        };
        Some(vec![rule])
    }
}

fn kinds(value: &Value) -> Option<Kinds> {
    let kind = |name: &Value| {
        Some(match name.as_str()? {
            "null" => Kinds::NULL,
            "boolean" => Kinds::BOOLEAN,
            "integer" => Kinds::INTEGER,
            "number" => Kinds::NUMBER,
            "string" => Kinds::STRING,
            "array" => Kinds::ARRAY,
            _ => Kinds::OBJECT,
        })
    };
    match value {
        Value::Array(names) => names
            .iter()
            .try_fold(Kinds::NONE, |all, name| Some(all.or(kind(name)?))),
        name => kind(name),
    }
}
