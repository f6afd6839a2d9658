//! Finds objects that nothing can satisfy: those that require themselves without end.

use super::{Lowering, Object, Shape, Type, TypeId, Types};
use crate::report::Code;

impl Lowering<'_> {
    /// Gives each object that requires itself without end a type without values, so that the rest
    /// of the schemas is not affected.
    pub(super) fn empty_what_never_ends(&mut self) {
        let inhabited = inhabited(&self.types, |id| self.positions(id));
        for id in self.types.ids() {
            let ty = self.types.get(id);
            if inhabited[id.0 as usize] || !matches!(ty.shape, Shape::Object(_)) {
                continue;
            }
            let schema = self.schemas.get(ty.written);
            let message = "no document can satisfy this: the object requires itself without end";
            let warning = self
                .reporter
                .warning(Code::Contradiction, &schema.origin, message);
            warning.help("leave one of the members on the way out of `required`");
            let ty = &mut self.types.all[id.0 as usize];
            ty.shape = Shape::Never;
            ty.complete = true;
        }
    }

    /// How many positions of a tuple must be there.
    fn positions(&self, id: TypeId) -> usize {
        let least = self.schemas.get(self.types.get(id).schema).min_items;
        usize::try_from(least.unwrap_or(0)).unwrap_or(usize::MAX)
    }
}

/// Which types have values, by the shapes alone: those that can be built from types that have some.
fn inhabited(types: &Types, positions: impl Fn(TypeId) -> usize) -> Vec<bool> {
    let mut known = vec![false; types.all.len()];
    let mut changed = true;
    while changed {
        changed = false;
        // What a type needs was mostly reached after it, so one round from the end finds nearly all.
        for id in types.ids().rev() {
            let at = id.0 as usize;
            if !known[at] && has_values(types.get(id), &known, positions(id)) {
                known[at] = true;
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
            // What merging found to be empty has been reported, and its holder is no loop.
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
