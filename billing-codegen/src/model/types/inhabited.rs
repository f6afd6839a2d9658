//! Finds objects that no value can satisfy, because they require themselves in an endless loop.

use super::{Lowering, Object, Shape, Type, TypeId, Types};
use crate::report::Code;

impl Lowering<'_> {
    /// Replaces the type of each object that requires itself in an endless loop with the type without values, so that the
    /// other schemas are not affected.
    pub(super) fn empty_endless_objects(&mut self) {
        let inhabited = inhabited(&self.types, |id| self.positions(id));
        for id in self.types.ids() {
            let ty = self.types.get(id);
            if inhabited[id.0 as usize] || !matches!(ty.shape, Shape::Object(_)) {
                continue;
            }
            let schema = self.schemas.get(ty.written);
            let message =
                "no document can satisfy this: the object requires itself in an endless loop";
            let warning = self
                .reporter
                .warning(Code::Contradiction, &schema.origin, message);
            warning.help("remove a member that leads back to the object from `required`");
            let ty = &mut self.types.all[id.0 as usize];
            ty.shape = Shape::Never;
            ty.complete = true;
        }
    }

    /// Returns how many items of a tuple are required.
    fn positions(&self, id: TypeId) -> usize {
        let least = self.schemas.get(self.types.get(id).schema).min_items;
        usize::try_from(least.unwrap_or(0)).unwrap_or(usize::MAX)
    }
}

/// Returns for each type whether it has values, judged by shapes alone: a type has values if the types that it needs do.
fn inhabited(types: &Types, positions: impl Fn(TypeId) -> usize) -> Vec<bool> {
    let mut known = vec![false; types.all.len()];
    let mut changed = true;
    while changed {
        changed = false;
        // Types mostly come before the types that they need, so one pass from the end finds nearly all.
        for id in types.ids().rev() {
            let index = id.0 as usize;
            if !known[index] && has_values(types.get(id), &known, positions(id)) {
                known[index] = true;
                changed = true;
            }
        }
    }
    known
}

fn has_values(ty: &Type, known: &[bool], positions: usize) -> bool {
    let has = |id: &TypeId| known[id.0 as usize];
    ty.nullable
        || match &ty.shape {
            // Merging has reported a type without values, and an object that requires it is not in a loop.
            Shape::Never => true,
            Shape::Object(Object { members, .. }) => members
                .iter()
                .all(|member| !member.required || has(&member.of)),
            Shape::Tuple(items, _) => items.iter().take(positions).all(has),
            Shape::Union(union) => union.variants.iter().any(|variant| has(&variant.of)),
            Shape::Same(other) => has(other),
            _ => true,
        }
}
