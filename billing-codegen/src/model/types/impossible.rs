//! Reports schemas that no document can satisfy because of their own keywords.

use std::cmp::Ordering;

use super::Lowering;
use super::integer::{least, most};
use super::shape::is_closed;
use crate::report::Code;
use crate::schema::{Bound, Kind, Rest, Schema};
use crate::source::Origin;
use crate::source::node::compare;

impl Lowering<'_> {
    /// Returns whether no value of a kind can satisfy a schema, and reports such a schema.
    pub(super) fn is_impossible(&mut self, schema: &Schema, kind: Kind) -> bool {
        match kind {
            Kind::Object => self.lacks_what_it_requires(schema) || self.is_crossed(schema, kind),
            _ => self.is_crossed(schema, kind),
        }
    }

    fn lacks_what_it_requires(&mut self, schema: &Schema) -> bool {
        let Rest::Never(closed) = &schema.additional_properties else {
            return false;
        };
        let missing = schema.required.iter().find(|name| {
            let mut known = schema.properties.iter();
            is_closed(schema) && !known.any(|property| property.name.value == name.value)
        });
        let Some(name) = missing else {
            return false;
        };
        let message = format!(
            "no document can satisfy this: `{}` is required, and no such member is allowed",
            name.value
        );
        self.reporter
            .warning(Code::Contradiction, &name.origin, message)
            .also(
                closed,
                "no member is allowed beyond those under `properties`",
            )
            .help("describe it under `properties`, or leave it out of `required`");
        true
    }

    /// Reports that no value of `enum` has the `type` of the schema. An empty list has already been reported.
    pub(super) fn report_unlisted(&mut self, schema: &Schema) {
        if let (Some(values), Some(kinds)) = (&schema.values, &schema.kinds)
            && !values.value.is_empty()
        {
            let message =
                "no document can satisfy this: no listed value has the `type` of the schema";
            self.reporter
                .warning(Code::Contradiction, &values.origin, message)
                .also(&kinds.origin, "contradicts this")
                .help("the type of this schema has no values; correct one of the two");
        }
    }

    /// Returns whether a lower limit is above its upper limit, and reports such limits.
    fn is_crossed(&mut self, schema: &Schema, kind: Kind) -> bool {
        let counts = |least: Option<u64>, most: Option<u64>| matches!((least, most), (Some(least), Some(most)) if least > most);
        let (crossed, words) = match kind {
            Kind::String => (
                counts(schema.min_length, schema.max_length),
                "`minLength` is more than `maxLength`",
            ),
            Kind::Array => (
                counts(schema.min_items, schema.max_items),
                "`minItems` is more than `maxItems`",
            ),
            Kind::Object => (
                counts(schema.min_properties, schema.max_properties),
                "`minProperties` is more than `maxProperties`",
            ),
            Kind::Integer | Kind::Number => match (&schema.minimum, &schema.maximum) {
                (Some(low), Some(high)) if are_crossed(low, high, kind) => {
                    let places = (&low.limit.origin, Some(&high.limit.origin));
                    return self.report_crossed(places, "no number lies between these limits");
                }
                _ => return false,
            },
            Kind::Null | Kind::Boolean => return false,
        };
        crossed && self.report_crossed((&schema.origin, None), words)
    }

    fn report_crossed(&mut self, places: (&Origin, Option<&Origin>), words: &str) -> bool {
        let message = format!("no document can satisfy this: {words}");
        let warning = self
            .reporter
            .warning(Code::Contradiction, places.0, message);
        if let Some(other) = places.1 {
            warning.also(other, "contradicts this");
        }
        warning.help("the type of this schema has no values; correct one of the two");
        true
    }
}

fn are_crossed(low: &Bound, high: &Bound, kind: Kind) -> bool {
    if kind == Kind::Integer {
        let ends = (least(Some(low)), most(Some(high)));
        return matches!(ends, (Some(low), Some(high)) if low > high);
    }
    match compare(&low.limit.value, &high.limit.value) {
        Ordering::Less => false,
        Ordering::Equal => low.exclusive || high.exclusive,
        Ordering::Greater => true,
    }
}
