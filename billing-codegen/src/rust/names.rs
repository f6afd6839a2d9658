//! Names the types that need one.

use std::collections::{BTreeMap, BTreeSet};

use super::name::{is_type_name, singular, type_name, unique};
use super::taken::Taken;
use crate::model::types::Shape;
use crate::model::types::{Hint, Role, TypeId, Types};

/// The longest title that still reads as a name, in words and in characters.
const TITLE_WORDS: usize = 4;
const TITLE_LENGTH: usize = 40;

/// Names that the derives read off the spelling of a field, wherever they come from.
pub(super) const SPELLED: [&str; 16] = [
    "Accepted", "Box", "Date", "DateTime", "Decimal", "Extra", "Id", "Integer", "Map", "Maybe",
    "Null", "Number", "Option", "String", "Value", "Vec",
];

/// The name of each type that has one.
#[derive(Default)]
pub(super) struct Names {
    by_type: BTreeMap<TypeId, String>,
    pub(super) taken: Taken,
}

impl Names {
    pub(super) fn get(&self, id: TypeId) -> Option<&str> {
        self.by_type.get(&id).map(String::as_str)
    }

    /// Names every type of the list that is more than an inline spelling, in list order;
    /// what is defined by name goes first, so that inline types never change its name.
    pub(super) fn assign(types: &Types, emitted: &[TypeId], reserved: Taken) -> Self {
        let mut names = Self {
            by_type: BTreeMap::new(),
            taken: reserved,
        };
        names.taken.extend(SPELLED);
        let endless = endless(types, emitted);
        let needs = |id: &TypeId| {
            let ty = types.get(*id);
            ty.shape.is_defined()
                || ty.hint.wanted.is_some()
                || types.is_checked(*id)
                || endless.contains(id)
        };
        let (defined, inline): (Vec<TypeId>, Vec<TypeId>) =
            emitted.iter().copied().filter(needs).partition(|id| {
                types.get(*id).hint.definition.is_some() || types.get(*id).hint.parent.is_none()
            });
        let wanted = defined
            .iter()
            .chain(&inline)
            .filter(|id| types.get(**id).hint.wanted.is_some());
        for id in wanted.chain(&defined).chain(&inline) {
            names.give(types, *id);
        }
        names
    }

    fn give(&mut self, types: &Types, id: TypeId) {
        if self.by_type.contains_key(&id) {
            return;
        }
        let hint = &types.get(id).hint;
        let near = own_name(hint);
        let far = self.inside_parent(types, hint, near.as_deref());
        let free = [near.clone(), far.clone()]
            .into_iter()
            .flatten()
            .find(|name| !self.taken.contains(name));
        let base = free.or(far).or(near).unwrap_or_else(|| "Type".to_owned());
        let name = unique(&base, &mut self.taken);
        self.by_type.insert(id, name);
    }

    /// Parent and role: `Invoice` and an item of `items` give `InvoiceItem`.
    fn inside_parent(&self, types: &Types, hint: &Hint, near: Option<&str>) -> Option<String> {
        let mut roles: Vec<String> = Vec::new();
        let mut holder = "";
        let mut one_of_many = false;
        let mut at = hint.parent.as_ref();
        while let Some((parent, role)) = at {
            match role {
                Role::Item | Role::Value => one_of_many = true,
                Role::Member(name) | Role::Variant(name) => {
                    roles.push(if one_of_many {
                        singular(name)
                    } else {
                        name.clone()
                    });
                    one_of_many = false;
                }
            }
            if let Some(name) = self.get(*parent) {
                holder = name;
                break;
            }
            at = types.get(*parent).hint.parent.as_ref();
        }
        let tail = match near {
            Some(near) => near.to_owned(),
            None => roles
                .iter()
                .rev()
                .filter_map(|role| type_name(role))
                .collect(),
        };
        type_name(&format!("{holder} {tail}"))
    }
}

fn own_name(hint: &Hint) -> Option<String> {
    if let Some(wanted) = &hint.wanted {
        return Some(wanted.clone()).filter(|name| is_type_name(name));
    }
    let titled = hint.title.as_deref().filter(|title| {
        title.len() <= TITLE_LENGTH && title.split_whitespace().count() <= TITLE_WORDS
    });
    titled.or(hint.definition.as_deref()).and_then(type_name)
}

/// How many lists and maps are spelled inside each other.
const DEEPEST: usize = 32;

/// Lists and maps that only contain themselves need a name to be spelled at all, and those that contain very many
/// others to be spelled in reasonable length.
fn endless(types: &Types, emitted: &[TypeId]) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    let mut depths: BTreeMap<TypeId, usize> = BTreeMap::new();
    for start in emitted {
        let mut path = Vec::new();
        let mut on_path = BTreeSet::new();
        let mut at = *start;
        let mut depth = loop {
            if let Some(depth) = depths.get(&at) {
                break *depth;
            }
            if !on_path.insert(at) {
                found.insert(at);
                break 0;
            }
            match &types.get(at).shape {
                Shape::List(inner) | Shape::Map(inner) => {
                    path.push(at);
                    at = types.through(*inner);
                }
                _ => break 0,
            }
        };
        for id in path.into_iter().rev() {
            depth += 1;
            if depth >= DEEPEST {
                found.insert(id);
            }
            if found.contains(&id) {
                depth = 0;
            }
            depths.insert(id, depth);
        }
    }
    found
}
