//! Evaluates rules over a value.
use super::checker::{Checker, Step};
use super::scalar::{self, At};
use super::{Rule, Rules, Violation, equal, members, pattern};
use crate::wire::Value;

/// How deep rules may nest, whether or not the value nests. Only a schema that refers to itself in a circle nests
/// deeper.
const DEPTH: u32 = 700;
/// The maximum number of rules to evaluate, which bounds alternatives inside alternatives.
const STEPS: u64 = 20_000_000;

impl<'v> Checker<'v> {
    /// Returns whether every rule holds. All rules are evaluated, unless violations are dropped.
    pub(super) fn all(&mut self, value: &'v Value, rules: Rules) -> bool {
        let mut holds = true;
        for rule in rules {
            holds &= self.rule(value, rule);
            if !holds && self.quiet {
                return false;
            }
        }
        holds
    }

    /// Returns whether every rule holds for a part of the value.
    pub(super) fn inside(&mut self, step: Step<'v>, value: &'v Value, rules: Rules) -> bool {
        if rules.is_empty() {
            return true;
        }
        self.path.push(step);
        let holds = self.all(value, rules);
        self.path.pop();
        holds
    }

    /// Returns whether every rule holds, without recording violations.
    pub(super) fn fits(&mut self, value: &'v Value, rules: Rules) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let holds = self.all(value, rules);
        self.quiet = quiet;
        holds
    }

    fn rule(&mut self, value: &'v Value, rule: &'static Rule) -> bool {
        self.steps += 1;
        if self.depth >= DEPTH || self.steps > STEPS {
            return self.violated("depth", || {
                "too deep or too large to check: the schema nests alternatives in alternatives, or refers to itself in a circle".to_owned()
            });
        }
        self.depth += 1;
        let holds = match rule {
            Rule::Of(rules) => self.all(value, rules()),
            Rule::Check(check) => self.all(value, check.rules()),
            Rule::At(place) => self.all(value, place.get().copied().unwrap_or_default()),
            Rule::Nullable(rules) => value.is_null() || self.all(value, rules),
            Rule::OfKinds(kinds, rules) => !kinds.contains(value.kind()) || self.all(value, rules),
            Rule::AllOf(parts) => self.every(value, parts),
            Rule::AnyOf(parts) => self.any(value, parts),
            Rule::OneOf(parts) => self.one(value, parts),
            Rule::Not(rules) => self.not(value, rules),
            Rule::Union(variants) => self.union(value, variants),
            Rule::Properties(_)
            | Rule::PatternProperties(_)
            | Rule::Additional { .. }
            | Rule::Required(_)
            | Rule::Dependencies(_)
            | Rule::Shape(_)
            | Rule::Items(_)
            | Rule::Tuple { .. } => members::rule(self, value, rule),
            Rule::Pattern(source) => pattern::rule(self, value, source),
            Rule::Type(kinds) => scalar::kind(self, value, *kinds),
            Rule::Enum(texts) => scalar::listed(self, equal::is_listed(value, texts), || {
                scalar::first(texts)
            }),
            Rule::Choices(choices) => scalar::listed(self, choices.lists(value), || {
                scalar::first(&choices.listed_texts())
            }),
            Rule::Never => self.violated("not", || {
                "the schema allows no value here: leave it out".to_owned()
            }),
            Rule::Minimum(limit)
            | Rule::ExclusiveMinimum(limit)
            | Rule::Maximum(limit)
            | Rule::ExclusiveMaximum(limit)
            | Rule::MultipleOf(limit) => scalar::limit(self, value, rule, limit),
            Rule::Format(name) => scalar::format(self, value, name),
            Rule::MinLength(least) => scalar::count(
                self,
                scalar::characters(value),
                At::Least(*least),
                "minLength",
            ),
            Rule::MaxLength(most) => scalar::count(
                self,
                scalar::characters(value),
                At::Most(*most),
                "maxLength",
            ),
            Rule::MinItems(least) => {
                scalar::count(self, scalar::elements(value), At::Least(*least), "minItems")
            }
            Rule::MaxItems(most) => {
                scalar::count(self, scalar::elements(value), At::Most(*most), "maxItems")
            }
            Rule::MinProperties(least) => scalar::count(
                self,
                scalar::members(value),
                At::Least(*least),
                "minProperties",
            ),
            Rule::MaxProperties(most) => scalar::count(
                self,
                scalar::members(value),
                At::Most(*most),
                "maxProperties",
            ),
            Rule::UniqueItems => scalar::unique(self, value),
        };
        self.depth -= 1;
        holds
    }

    fn every(&mut self, value: &'v Value, parts: &'static [Rules]) -> bool {
        let mut holds = true;
        for rules in parts {
            holds &= self.all(value, rules);
            if !holds && self.quiet {
                break;
            }
        }
        holds
    }

    fn any(&mut self, value: &'v Value, parts: &'static [Rules]) -> bool {
        parts.iter().any(|rules| self.fits(value, rules))
            || self.none_fits("anyOf", value, parts.iter().copied())
    }

    fn one(&mut self, value: &'v Value, parts: &'static [Rules]) -> bool {
        let mut fitting = 0;
        for rules in parts {
            fitting += usize::from(self.fits(value, rules));
            if fitting > 1 {
                return self.violated("oneOf", || {
                    format!(
                        "fits more than one of {} alternatives, expected exactly one",
                        parts.len()
                    )
                });
            }
        }
        fitting == 1 || self.none_fits("oneOf", value, parts.iter().copied())
    }

    fn not(&mut self, value: &'v Value, rules: Rules) -> bool {
        !self.fits(value, rules)
            || self.violated("not", || {
                "the schema excludes this value with `not`".to_owned()
            })
    }

    fn union(&mut self, value: &'v Value, variants: &'static crate::wire::Variants) -> bool {
        let (fitting, named) = variants.fitting(value);
        match fitting.as_slice() {
            [] => self.violated("type", || {
                format!("expected {}, found {}", variants.kinds(), value.kind())
            }),
            [only] => self.all(value, variants.rules_of(*only)),
            several => {
                several
                    .iter()
                    .any(|at| self.fits(value, variants.rules_of(*at)))
                    || match named {
                        true => self.all(value, variants.rules_of(several[0])),
                        false => self.none_fits("anyOf", value, variants.rules()),
                    }
            }
        }
    }

    /// Records that no alternative fits, with the first violation of the nearest one: the one with the fewest violations.
    #[cold]
    fn none_fits(
        &mut self,
        keyword: &'static str,
        value: &'v Value,
        parts: impl ExactSizeIterator<Item = Rules>,
    ) -> bool {
        if self.quiet {
            return false;
        }
        let count = parts.len();
        let mut nearest: Option<Vec<Violation>> = None;
        for rules in parts {
            let before = std::mem::take(&mut self.violations);
            self.all(value, rules);
            let found = std::mem::replace(&mut self.violations, before);
            let weight = |list: &[Violation]| {
                // A wrong kind weighs more than any number of other violations.
                (
                    list.iter().any(|violation| violation.rule == "type"),
                    list.len(),
                )
            };
            if nearest
                .as_deref()
                .is_none_or(|nearest| weight(&found) < weight(nearest))
            {
                nearest = Some(found);
            }
        }
        let detail = nearest.and_then(|list| list.into_iter().next());
        self.violated(keyword, || {
            let detail = detail.map_or_else(String::new, |violation| {
                format!("; nearest alternative: {violation}")
            });
            format!("fits none of {count} alternatives{detail}")
        })
    }
}
