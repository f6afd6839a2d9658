//! Reads the keywords for numbers.

use std::cmp::Ordering;

use billing_shared::Keyword;

use crate::report::Code;
use crate::source::node::compare;
use crate::source::{At, Json, Sited};

use super::keywords::ACCEPT;
use super::parse::Parser;
use super::{Bound, Schema};

impl<'s> Parser<'s, '_> {
    /// Reads a limit, or the keyword that makes it exclusive.
    pub(super) fn limit(
        &mut self,
        keyword: Keyword,
        around: &At<'s>,
        at: &At<'s>,
        schema: &mut Schema,
    ) {
        let (limit, inwards) = match keyword {
            Keyword::Minimum | Keyword::ExclusiveMinimum => (Keyword::Minimum, Ordering::Greater),
            _ => (Keyword::Maximum, Ordering::Less),
        };
        let Some(exclusive) = limit.exclusive().map(Keyword::name) else {
            return;
        };
        let bound = match keyword == limit {
            true => self.bound(around, at, limit.name(), exclusive),
            false => self.exclusive(around, at, limit.name(), exclusive),
        };
        let known = match limit {
            Keyword::Minimum => &mut schema.minimum,
            _ => &mut schema.maximum,
        };
        *known = tighter(known.take(), bound, inwards);
    }

    fn bound(
        &mut self,
        schema_at: &At<'s>,
        at: &At<'s>,
        keyword: &str,
        exclusive: &str,
    ) -> Option<Bound> {
        let limit = self.number(at, keyword)?;
        let exclusive = schema_at.member(exclusive);
        let exclusive = exclusive.is_some_and(|at| matches!(at.node.value, Json::Bool(true)));
        Some(Bound { limit, exclusive })
    }

    /// Checks `exclusiveMinimum` or `exclusiveMaximum`. Returns the bound if the value is a number, as in draft 6.
    fn exclusive(
        &mut self,
        schema_at: &At<'s>,
        at: &At<'s>,
        keyword: &str,
        exclusive: &str,
    ) -> Option<Bound> {
        let literal = match &at.node.value {
            Json::Bool(_) => {
                if schema_at.member(keyword).is_none() {
                    let message = format!("`{exclusive}` without `{keyword}`");
                    let origin = at.origin();
                    let error = self
                        .reporter
                        .error(Code::MissingCompanion, &origin, message);
                    error.help(format!(
                        "in draft 4, `{exclusive}` makes `{keyword}` exclusive: add `{keyword}`"
                    ));
                }
                return None;
            }
            Json::Number(literal) => literal,
            _ => {
                self.takes(at, exclusive, "true or false");
                return None;
            }
        };
        if !self.takes_draft_6(at) {
            let message =
                format!("a number in `{exclusive}` is draft 6, and the schema is read as draft 4");
            let error = self.reporter.error(Code::DraftMix, &at.origin(), message);
            error.help(format!(
                "draft 4 writes `\"{keyword}\": {literal}, \"{exclusive}\": true`; {ACCEPT}"
            ));
        }
        let value = literal.clone();
        let origin = at.origin();
        Some(Bound {
            limit: Sited { value, origin },
            exclusive: true,
        })
    }

    pub(super) fn step(&mut self, at: &At<'s>) -> Option<Sited<String>> {
        let step = self.number(at, "multipleOf")?;
        let digits = step.value.split(['e', 'E']).next().unwrap_or_default();
        let zero = !digits.contains(|c: char| ('1'..='9').contains(&c));
        if zero || digits.starts_with('-') {
            let message = format!("`multipleOf` takes a number above 0, not {}", step.value);
            self.reporter.error(Code::BadKeyword, &at.origin(), message);
            return None;
        }
        Some(step)
    }
}

/// Returns the stricter of two bounds. If the limits are equal, returns the exclusive one.
fn tighter(one: Option<Box<Bound>>, two: Option<Bound>, inwards: Ordering) -> Option<Box<Bound>> {
    let two = two.map(Box::new);
    let (Some(one), Some(two)) = (&one, &two) else {
        return one.or(two);
    };
    let second = match compare(&two.limit.value, &one.limit.value) {
        Ordering::Equal => two.exclusive,
        order => order == inwards,
    };
    Some(if second { two } else { one }.clone())
}
