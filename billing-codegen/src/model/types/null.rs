//! Decides whether a schema accepts `null`, including through `allOf`, `anyOf`, `oneOf` and `not`.

use super::{Lowering, Shape};
use crate::schema::{Kind, SchemaId, Schemas};
use crate::source::Json;

/// A chain of references that is longer than this counts as a loop.
const DEEPEST: usize = 64;
/// The maximum number of schemas that are inspected. Nested schemas with two references at each level grow
/// exponentially.
const STEPS: usize = 10_000;

/// Returns whether a schema accepts `null`; `true` if this cannot be decided.
pub(super) fn may_be_taken(schemas: &Schemas, schema: SchemaId) -> bool {
    taken(schemas, schema, 0, &mut { STEPS }).unwrap_or(true)
}

fn taken(schemas: &Schemas, schema: SchemaId, depth: usize, steps: &mut usize) -> Option<bool> {
    if depth > DEEPEST {
        return None;
    }
    *steps = steps.checked_sub(1)?;
    let schema = schemas.get(schemas.follow(schema));
    if let Some(kinds) = &schema.kinds
        && !kinds.value.contains(&Kind::Null)
    {
        return Some(schema.accept.contains(&Kind::Null));
    }
    if let Some(values) = &schema.values
        && !values
            .value
            .iter()
            .any(|value| matches!(value.value, Json::Null))
    {
        return Some(false);
    }
    let mut each = |list: &[SchemaId]| -> Option<Vec<bool>> {
        list.iter()
            .map(|part| taken(schemas, *part, depth + 1, steps))
            .collect()
    };
    let all = each(&schema.all_of)?.into_iter().all(|part| part);
    let any = schema.any_of.is_empty() || each(&schema.any_of)?.contains(&true);
    let count = each(&schema.one_of)?.into_iter().filter(|part| *part);
    let one = schema.one_of.is_empty() || count.count() == 1;
    let not = match schema.not {
        Some(not) => !taken(schemas, not, depth + 1, steps)?,
        None => true,
    };
    Some(not && all && any && one)
}

impl Lowering<'_> {
    /// Makes a type nullable if it has the values of a nullable type and its own schema accepts `null`.
    pub(super) fn null_comes_through(&mut self) {
        // Types mostly come before the types whose values they have, so one pass from the end finds nearly all.
        let mut found = true;
        while found {
            found = false;
            for at in (0..self.types.all.len()).rev() {
                let ty = &self.types.all[at];
                let Shape::Same(inner) = ty.shape else {
                    continue;
                };
                let null = !ty.nullable && self.types.get(inner).nullable;
                if null && may_be_taken(self.schemas, ty.written) {
                    self.types.all[at].nullable = true;
                    found = true;
                }
            }
        }
    }
}
