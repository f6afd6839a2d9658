//! Going through a value and its rules side by side.
use billing_pattern::Fuel;

use super::{Invalid, Rule, Rules, Violation, members, pattern, scalar};
use crate::types::Value;
use crate::wire::error::push_token;

/// Rules inside rules, whether or not the value nests: more is a schema that refers to itself in a circle.
const DEPTH: u32 = 700;
/// Rules applied in all, so that alternatives inside alternatives end.
const STEPS: u64 = 20_000_000;

/// One check under way.
pub(super) struct Checker<'v> {
    path: Vec<Step<'v>>,
    violations: Vec<Violation>,
    /// Whether violations are written down; alternatives are tried without.
    quiet: bool,
    depth: u32,
    steps: u64,
    /// What the patterns of the whole document may cost.
    fuel: Fuel,
    /// A pattern that it took too long to judge.
    undecided: Option<&'static str>,
}

/// One step of a JSON pointer.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

impl<'v> Checker<'v> {
    pub(super) fn new() -> Self {
        Self {
            path: Vec::new(),
            violations: Vec::new(),
            quiet: false,
            depth: 0,
            steps: 0,
            fuel: Fuel::default(),
            undecided: None,
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Invalid> {
        // Where it was met inside `not` or in a form that was tried only, the other verdicts say nothing either.
        if let Some(source) = self.undecided {
            self.path.clear();
            self.violations.clear();
            self.violated("pattern", || {
                format!("too long to check against the pattern `{source}`, which tries alternatives inside repetitions")
            });
        }
        match self.violations.is_empty() {
            true => Ok(()),
            false => Err(Invalid::new(self.violations)),
        }
    }

    pub(super) fn fuel(&mut self) -> &mut Fuel {
        &mut self.fuel
    }

    /// Notes that a pattern could not be judged; false, as an answer that is not counted on.
    pub(super) fn undecided(&mut self, source: &'static str) -> bool {
        self.undecided.get_or_insert(source);
        false
    }

    pub(super) fn is_undecided(&self) -> bool {
        self.undecided.is_some()
    }

    /// Whether every rule holds. While violations are written down all rules are looked at.
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

    /// The same for a part of the value.
    pub(super) fn inside(&mut self, step: Step<'v>, value: &'v Value, rules: Rules) -> bool {
        if rules.is_empty() {
            return true;
        }
        self.path.push(step);
        let holds = self.all(value, rules);
        self.path.pop();
        holds
    }

    /// Whether every rule holds, without a word.
    pub(super) fn fits(&mut self, value: &'v Value, rules: Rules) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let holds = self.all(value, rules);
        self.quiet = quiet;
        holds
    }

    /// Writes down a violation; always false, as the answer of a rule.
    #[cold]
    pub(super) fn violated(
        &mut self,
        rule: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        if !self.quiet {
            let mut pointer = String::new();
            for step in &self.path {
                match step {
                    Step::Name(name) => push_token(&mut pointer, name),
                    Step::Index(index) => push_token(&mut pointer, &index.to_string()),
                }
            }
            self.violations.push(Violation {
                pointer,
                rule,
                message: message(),
            });
        }
        false
    }

    fn rule(&mut self, value: &'v Value, rule: &'static Rule) -> bool {
        self.steps += 1;
        if self.depth >= DEPTH || self.steps > STEPS {
            return self.violated("depth", || {
                "too deep or too large to check: the schema tries alternatives inside alternatives, or refers to itself in a circle".to_owned()
            });
        }
        self.depth += 1;
        let holds = match rule {
            Rule::Of(rules) => self.all(value, rules()),
            Rule::Check(check) => self.all(value, check.rules()),
            Rule::At(place) => self.all(value, place.get().copied().unwrap_or_default()),
            Rule::Nullable(rules) => value.is_null() || self.all(value, rules),
            Rule::AllOf(parts) => self.every(value, parts),
            Rule::AnyOf(parts) => self.any(value, parts),
            Rule::OneOf(parts) => self.one(value, parts),
            Rule::Not(rules) => self.not(value, rules),
            Rule::Union(forms) => self.union(value, forms),
            Rule::Properties(_)
            | Rule::PatternProperties(_)
            | Rule::Additional { .. }
            | Rule::Required(_)
            | Rule::Dependencies(_)
            | Rule::Shape(_)
            | Rule::Items(_)
            | Rule::Tuple { .. } => members::rule(self, value, rule),
            Rule::Pattern(source) => pattern::rule(self, value, source),
            _ => scalar::rule(self, value, rule),
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
                        "fits more than one of {} forms, expected exactly one",
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
                "is a value that the schema excludes with `not`".to_owned()
            })
    }

    fn union(&mut self, value: &'v Value, forms: &'static crate::wire::Forms) -> bool {
        let (fitting, named) = forms.fitting(value);
        match fitting.as_slice() {
            [] => self.violated("type", || {
                format!("expected {}, found {}", forms.kinds(), value.kind())
            }),
            [only] => self.all(value, forms.rules_of(*only)),
            several => {
                several
                    .iter()
                    .any(|at| self.fits(value, forms.rules_of(*at)))
                    || match named {
                        true => self.all(value, forms.rules_of(several[0])),
                        false => self.none_fits("anyOf", value, forms.rules()),
                    }
            }
        }
    }

    /// Says that no form fits, and what is wrong with the form that is nearest: the one with least to say.
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
                // Another kind of value is further away than anything inside it.
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
                format!("; nearest form: {violation}")
            });
            format!("fits none of {count} forms{detail}")
        })
    }
}
