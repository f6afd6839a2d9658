//! Finds the members that must be boxed for a type to have a finite size.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::types::{Shape, TypeId, Types};

/// Pairs of a type and a part of it that contains the type again.
pub(super) struct Boxed(BTreeSet<(TypeId, TypeId)>);

impl Boxed {
    /// Whether a part of a type must be boxed.
    pub(super) fn contains(&self, types: &Types, whole: TypeId, part: TypeId) -> bool {
        self.0.contains(&(whole, types.described(part)))
    }
}

/// Finds the parts to box. In a depth-first walk, each cycle of parts held by value has a back edge; boxing the back
/// edges breaks all cycles.
pub(super) fn boxed(types: &Types) -> Boxed {
    let mut boxed = BTreeSet::new();
    let mut state: BTreeMap<TypeId, State> = BTreeMap::new();
    for start in types.ids() {
        if state.contains_key(&start) {
            continue;
        }
        state.insert(start, State::Open);
        let mut path = vec![(start, by_value(types, start))];
        while let Some((at, remaining)) = path.last_mut() {
            let at = *at;
            let Some(next) = remaining.pop() else {
                state.insert(at, State::Done);
                path.pop();
                continue;
            };
            match state.get(&next) {
                Some(State::Open) => {
                    boxed.insert((at, next));
                }
                Some(State::Done) => {}
                None => {
                    state.insert(next, State::Open);
                    path.push((next, by_value(types, next)));
                }
            }
        }
    }
    Boxed(boxed)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// Returns the parts that a type holds by value; lists and maps hold theirs on the heap.
fn by_value(types: &Types, id: TypeId) -> Vec<TypeId> {
    let mut parts: Vec<TypeId> = match &types.get(id).shape {
        Shape::Object(object) => object.members.iter().map(|member| member.of).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| variant.of).collect(),
        Shape::Tuple(positions, _) => positions.clone(),
        _ => Vec::new(),
    };
    for part in &mut parts {
        *part = types.described(*part);
    }
    parts.reverse();
    parts
}
