//! Rules on the members of objects and the elements of arrays.
use super::checker::{Checker, Step};
use super::{Rule, Rules, pattern};
use crate::wire::shape::Member;
use crate::wire::{Extra, Value};
use crate::wire::{Shape, flags, short};

/// Returns whether a rule that looks inside objects or arrays holds.
pub(super) fn rule<'v>(checker: &mut Checker<'v>, value: &'v Value, rule: &'static Rule) -> bool {
    match (rule, value) {
        (Rule::Properties(known), Value::Object(members)) => {
            known.iter().fold(true, |holds, (name, rules)| {
                let inside = members.get(name);
                holds & inside.is_none_or(|value| checker.inside(Step::Name(name), value, rules))
            })
        }
        (Rule::PatternProperties(known), Value::Object(members)) => {
            known.iter().fold(true, |holds, (source, rules)| {
                members.iter().fold(holds, |holds, (name, value)| {
                    let named = pattern::matches(checker, source, name);
                    holds & (!named || checker.inside(Step::Name(name), value, rules))
                })
            })
        }
        (
            Rule::Additional {
                names,
                patterns,
                rules,
            },
            Value::Object(members),
        ) => additional(checker, members, names, patterns, rules),
        (Rule::Required(names), Value::Object(members)) => {
            let missing = names.iter().filter(|name| !members.contains_key(name));
            missing.fold(true, |_, name| {
                checker.violated("required", || format!("member `{name}` is missing"))
            })
        }
        (Rule::Dependencies(known), Value::Object(members)) => {
            known.iter().fold(true, |holds, (name, rules)| {
                holds & (!members.contains_key(name) || checker.all(value, rules))
            })
        }
        (Rule::Shape(shape), Value::Object(members)) => object(checker, members, shape),
        (Rule::Shape(_), _) => checker.violated("type", || {
            format!("expected an object, found {}", value.kind())
        }),
        (Rule::Items(rules), Value::Array(elements)) => elements
            .iter()
            .enumerate()
            .fold(true, |holds, (index, value)| {
                holds & checker.inside(Step::Index(index), value, rules)
            }),
        (Rule::Tuple { items, rest }, Value::Array(elements)) => {
            elements
                .iter()
                .enumerate()
                .fold(true, |holds, (index, value)| {
                    let rules = items.get(index).unwrap_or(rest);
                    holds & checker.inside(Step::Index(index), value, rules)
                })
        }
        _ => true,
    }
}

fn additional<'v>(
    checker: &mut Checker<'v>,
    members: &'v Extra,
    names: &[&str],
    patterns: &'static [&'static str],
    rules: Rules,
) -> bool {
    let mut holds = true;
    for (name, value) in members.iter() {
        let mut sources = patterns.iter();
        if names.contains(&name) || sources.any(|source| pattern::matches(checker, source, name)) {
            continue;
        }
        holds &= match rules {
            [Rule::Never] => checker.violated("additionalProperties", || {
                format!(
                    "unknown member `{}`: the schema allows only the members that it lists",
                    short(name)
                )
            }),
            rules => checker.inside(Step::Name(name), value, rules),
        };
    }
    holds
}

fn object<'v>(checker: &mut Checker<'v>, members: &'v Extra, shape: &'static Shape) -> bool {
    let mut holds = true;
    for Member { name, flags, .. } in &shape.members {
        if flags & flags::REQUIRED != 0 && !members.contains_key(name) {
            holds = checker.violated("required", || format!("member `{name}` is missing"));
        }
    }
    if shape.closed {
        let unknown = members
            .keys()
            .filter(|name| shape.find(name, &mut 0).is_none());
        for name in unknown {
            holds = checker.violated("additionalProperties", || {
                let near = shape
                    .nearest(name)
                    .map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
                format!("unknown member `{}`{near}", short(name))
            });
        }
    }
    holds
}
