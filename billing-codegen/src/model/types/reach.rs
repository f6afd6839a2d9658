//! Lists the types that the roots reach, and adds types that only checks need.

use std::collections::BTreeSet;

use super::{Lowering, Rest, Role, Shape, Type, TypeId, Types, alias};
use crate::schema::{Kind, SchemaId, Schemas};

/// The number of schemas that a check writes out. Beyond it, the check names the targets of references instead.
const LARGEST: usize = 2_000;

/// The depth to which a check writes out schemas. The check names deeper schemas instead.
const DEEPEST: usize = 24;

impl Shape {
    /// Returns whether the shape needs a definition.
    pub(crate) fn is_defined(&self) -> bool {
        matches!(
            self,
            Self::Enum(_) | Self::Tuple(..) | Self::Object(_) | Self::Union(_)
        )
    }

    /// Returns the types that the shape consists of.
    pub(crate) fn parts(&self) -> Vec<TypeId> {
        let of = |rest: &Rest| match rest {
            Rest::Of(id) => Some(*id),
            Rest::Any | Rest::Never => None,
        };
        match self {
            Self::List(id) | Self::Map(id) | Self::Same(id) | Self::OrOther(id) => vec![*id],
            Self::Tuple(positions, rest) => positions.iter().copied().chain(of(rest)).collect(),
            Self::Object(object) => object
                .members
                .iter()
                .map(|member| member.of)
                .chain(of(&object.rest))
                .collect(),
            Self::Union(union) => union.variants.iter().map(|variant| variant.of).collect(),
            _ => Vec::new(),
        }
    }
}

impl Types {
    /// Lists the types that are reachable from the roots, each once, in depth-first order. Includes types that only
    /// checks name.
    pub(crate) fn reached(&self, roots: impl IntoIterator<Item = TypeId>) -> Vec<TypeId> {
        let mut seen = BTreeSet::new();
        let mut order = Vec::new();
        let mut pending: Vec<TypeId> = roots.into_iter().collect();
        pending.reverse();
        while let Some(id) = pending.pop() {
            if seen.insert(id) {
                order.push(id);
                pending.extend(self.checked.get(&id).into_iter().flatten().rev());
                pending.extend(self.get(id).shape.parts().into_iter().rev());
            }
        }
        order
    }

    /// Follows [`Shape::Same`] and [`Shape::OrOther`] to a type that has a definition. Returns `None` if the types
    /// differ in more than the kinds of value that they accept.
    pub(crate) fn defined(
        &self,
        id: TypeId,
        is_defined: impl Fn(TypeId) -> bool,
    ) -> Option<TypeId> {
        let mut at = id;
        for _ in 0..self.all.len() {
            if is_defined(at) {
                return Some(at);
            }
            match self.get(at) {
                Type {
                    shape: Shape::Same(other) | Shape::OrOther(other),
                    complete: true,
                    ..
                } => at = *other,
                _ => return None,
            }
        }
        None
    }

    /// Returns the kinds of value that `defined` describes; `None` if it describes all of them. `defined` is the result
    /// of [`Types::defined`] for `id`.
    pub(crate) fn kinds_beside_others<'s>(
        &self,
        schemas: &'s Schemas,
        id: TypeId,
        defined: TypeId,
    ) -> Option<&'s [Kind]> {
        let mut at = id;
        while at != defined {
            at = match self.get(at).shape {
                Shape::Same(other) => other,
                Shape::OrOther(inner) => {
                    let kinds = &schemas.get(self.get(inner).schema).kinds;
                    return kinds.as_ref().map(|kinds| &kinds.value[..]);
                }
                _ => return None,
            };
        }
        None
    }

    /// Returns whether a check names the type, which then needs a definition regardless of its shape.
    pub(crate) fn is_checked(&self, id: TypeId) -> bool {
        self.checked.values().any(|named| named.contains(&id))
    }
}

/// The result of one step of a walk through a check.
enum Step {
    /// A schema that is written out.
    Inside(SchemaId),
    /// A type that is named.
    Named(TypeId),
    /// A schema that must get a name.
    Lost(SchemaId),
}

impl Lowering<'_> {
    /// Creates a type for each schema that a check would otherwise repeat; the check then names the type. A check
    /// cannot write out a schema inside itself or endlessly.
    pub(super) fn name_what_checks_repeat(&mut self, roots: &[TypeId]) {
        let mut walked = BTreeSet::new();
        loop {
            let open = self.types.reached(roots.iter().copied());
            let emitted: BTreeSet<TypeId> = open.iter().copied().collect();
            let new: Vec<TypeId> = open.into_iter().filter(|id| walked.insert(*id)).collect();
            if new.is_empty() {
                return;
            }
            for id in new {
                self.walk(id, &emitted);
                if self.is_circular(id) {
                    self.checks(id, id);
                }
            }
        }
    }

    /// Returns whether a list or a map only contains itself and therefore needs a name.
    fn is_circular(&self, id: TypeId) -> bool {
        let mut at = id;
        for _ in 0..self.types.all.len() {
            let ty = self.types.get(at);
            let named = ty.hint.wanted.is_some() || self.types.is_checked(at);
            at = match ty.shape {
                Shape::List(inner) | Shape::Map(inner) if !named => inner,
                Shape::Same(inner) | Shape::OrOther(inner) if !named && at != id => inner,
                _ => return false,
            };
            if at == id {
                return true;
            }
        }
        false
    }

    fn walk(&mut self, holder: TypeId, emitted: &BTreeSet<TypeId>) {
        let first = self.schemas.follow(self.types.get(holder).written);
        let mut path = vec![(first, self.schemas.get(first).parts())];
        let mut written = 0;
        while let Some((_, rest)) = path.last_mut() {
            let Some(part) = rest.pop() else {
                path.pop();
                continue;
            };
            match self.step(part, &path, written, emitted) {
                Step::Inside(id) => {
                    written += 1;
                    path.push((id, self.schemas.get(id).parts()));
                }
                Step::Named(id) if self.types.is_checked(id) => self.checks(holder, id),
                Step::Named(_) => {}
                Step::Lost(id) => {
                    let of = self.want(id, Some((holder, Role::Variant("part".to_owned()))));
                    self.settle_all();
                    // A type that only refers to another type is replaced by the other one.
                    let layer = |shape: &Shape| matches!(shape, Shape::Same(_) | Shape::OrOther(_));
                    let whole = |id| !layer(&self.types.get(id).shape);
                    let of = self.types.defined(of, whole).unwrap_or(of);
                    self.checks(holder, of);
                }
            }
        }
    }

    fn step(
        &self,
        part: SchemaId,
        path: &[(SchemaId, Vec<SchemaId>)],
        written: usize,
        emitted: &BTreeSet<TypeId>,
    ) -> Step {
        let id = self.schemas.follow(part);
        let known = self.types.by_schema.get(&alias(self.schemas, id));
        let named = |of: TypeId| {
            let ty = self.types.get(of);
            let defined = ty.shape.is_defined() || ty.hint.wanted.is_some();
            (defined && emitted.contains(&of)) || self.types.is_checked(of)
        };
        if let Some(of) = known.and_then(|of| self.types.defined(*of, named)) {
            return Step::Named(of);
        }
        let schema = self.schemas.get(id);
        let large = written >= LARGEST && id != part && !schema.parts().is_empty();
        match large || path.len() >= DEEPEST || path.iter().any(|(open, _)| *open == id) {
            true => Step::Lost(id),
            false => Step::Inside(id),
        }
    }

    fn checks(&mut self, holder: TypeId, named: TypeId) {
        let list = self.types.checked.entry(holder).or_default();
        if !list.contains(&named) {
            list.push(named);
        }
    }
}
