//! Finds the variant that is a union's blank value.

use std::collections::BTreeSet;

use super::Ty;
use crate::model::types::{Shape, TypeId, Types, Variant};

/// The runtime types that the derive prefers as the payload of the blank value if no variant is marked `blank`.
const FIRST: [&str; 11] = [
    "Maybe", "Map", "Extra", "Value", "Number", "Decimal", "Integer", "Id", "Date", "DateTime",
    "Null",
];

/// The nesting depth of each type's smallest value; `None` for a type without a finite value.
pub(super) struct Sizes(Vec<Option<usize>>);

impl Sizes {
    pub(super) fn of(types: &Types) -> Self {
        let mut sizes = Self(vec![None; types.ids().len()]);
        let mut changed = true;
        while changed {
            changed = false;
            for id in types.ids().rev() {
                let size = sizes.smallest(types, id);
                if size.is_some() && sizes.0[id.0 as usize] != size {
                    sizes.0[id.0 as usize] = size;
                    changed = true;
                }
            }
        }
        sizes
    }

    fn get(&self, id: TypeId) -> Option<usize> {
        self.0[id.0 as usize]
    }

    fn smallest(&self, types: &Types, id: TypeId) -> Option<usize> {
        let inside = needed(types, id);
        let sizes = inside.iter().map(|part| self.get(*part));
        let largest = match &types.get(id).shape {
            Shape::Union(_) => sizes.flatten().min()?,
            _ => sizes
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .max()
                .unwrap_or(0),
        };
        Some(largest + 1)
    }

    /// Returns the variant that must be marked `blank`, if the derive's own choice would contain the union itself.
    pub(super) fn blank(
        &self,
        types: &Types,
        union: TypeId,
        variants: &[Variant],
        payloads: &[Ty],
    ) -> Option<usize> {
        let plain = |ty: &Ty| match ty {
            Ty::Std(name, _) => *name != "Box",
            Ty::Runtime(name, _) => FIRST.contains(name),
            Ty::Local(_) | Ty::Unit => false,
        };
        let bare = |ty: &Ty| !matches!(ty, Ty::Std("Box", _));
        let first = payloads.iter().position(plain);
        let first = first
            .or_else(|| payloads.iter().position(bare))
            .unwrap_or(0);
        if !reaches(types, variants.get(first)?.of, union) {
            return None;
        }
        let sized = variants.iter().enumerate();
        let sized = sized.filter_map(|(index, variant)| Some((self.get(variant.of)?, index)));
        sized
            .min()
            .map(|(_, index)| index)
            .filter(|index| *index != first)
    }
}

/// Returns the parts that every value of a type has; a value of a union has one of them.
fn needed(types: &Types, id: TypeId) -> Vec<TypeId> {
    let ty = types.get(id);
    let parts: Vec<TypeId> = match &ty.shape {
        _ if ty.nullable => Vec::new(),
        Shape::Object(object) => {
            let required = object.members.iter().filter(|member| member.required);
            required.map(|member| member.of).collect()
        }
        Shape::Tuple(positions, _) => positions.clone(),
        Shape::Union(union) => union.variants.iter().map(|variant| variant.of).collect(),
        Shape::Same(other) => vec![*other],
        _ => Vec::new(),
    };
    parts
}

/// Whether a type can require another one.
fn reaches(types: &Types, from: TypeId, to: TypeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![from];
    while let Some(id) = pending.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            pending.extend(needed(types, id));
        }
    }
    false
}
