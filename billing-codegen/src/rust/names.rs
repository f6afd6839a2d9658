//! Names the types that need one.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::name::{is_type_name, singular, type_name, unique};
use super::taken::Taken;
use super::ty::Place;
use crate::model::types::Shape;
use crate::model::types::{Hint, Role, TypeId, Types};
use crate::schema::Schemas;

/// The maximum length of a title that is used as a name, in words and in bytes.
const TITLE_WORDS: usize = 4;
const TITLE_LENGTH: usize = 40;

/// Type names that the derives recognize in the type of a field by name alone.
pub(super) const SPELLED: [&str; 16] = [
    "Accepted", "Box", "Date", "DateTime", "Decimal", "Extra", "Id", "Integer", "Map", "Maybe",
    "Null", "Number", "Option", "String", "Value", "Vec",
];

/// The information, apart from the type itself, that a type's name is made from.
pub(super) struct NamingContext<'a> {
    pub(super) types: &'a Types,
    pub(super) schemas: &'a Schemas,
    /// Returns the module of a type.
    pub(super) module: &'a dyn Fn(TypeId) -> Rc<str>,
    /// The words of the first operation that uses a type, for types that nothing else names.
    pub(super) uses: &'a BTreeMap<TypeId, String>,
}

/// The name of each type that has one. A name is unique within its module.
#[derive(Default)]
pub(super) struct Names {
    by_type: BTreeMap<TypeId, Place>,
    taken: BTreeMap<Rc<str>, Taken>,
}

impl Names {
    pub(super) fn place(&self, id: TypeId) -> Option<&Place> {
        self.by_type.get(&id)
    }

    pub(super) fn get(&self, id: TypeId) -> Option<&str> {
        self.place(id).map(|place| &*place.name)
    }

    /// Returns the names that are taken in a module.
    pub(super) fn taken(&mut self, module: &str) -> &mut Taken {
        let new = || SPELLED.into_iter().collect();
        self.taken.entry(module.into()).or_insert_with(new)
    }

    /// Returns a copy of the names that are taken in a module.
    pub(super) fn all_taken(&self, module: &str) -> Taken {
        let known = self.taken.get(module).cloned();
        known.unwrap_or_else(|| SPELLED.into_iter().collect())
    }

    /// Names the types that need a definition, in the order of the list. Schemas with their own name come first, so
    /// inline schemas never change those names.
    pub(super) fn assign(context: &NamingContext<'_>, emitted: &[TypeId]) -> Self {
        let types = context.types;
        let mut names = Self::default();
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
            names.give(context, *id);
        }
        names
    }

    fn give(&mut self, context: &NamingContext<'_>, id: TypeId) {
        if self.by_type.contains_key(&id) {
            return;
        }
        let module = (context.module)(id);
        let name = self.name(context, id, &module);
        self.by_type.insert(
            id,
            Place {
                module,
                name: name.into(),
            },
        );
    }

    /// Returns the best free name of several candidates, or one of them with a number if none is free.
    fn name(&mut self, context: &NamingContext<'_>, id: TypeId, module: &str) -> String {
        let hint = &context.types.get(id).hint;
        let near = own_name(hint);
        let far = self.inside_parent(context, id, near.as_deref(), false);
        let mut candidates = vec![near.clone(), far.clone()];
        // A schema that is a whole file is named after the file; any other, after the last name in its pointer.
        let stem = context.schemas.stem(context.types.get(id).written);
        if near.is_none() && hint.parent.is_none() {
            candidates.push(at_its_place(context, id, stem));
        }
        candidates.push(self.inside_parent(context, id, near.as_deref(), true));
        if let (Some(near), Some(stem)) = (&near, stem) {
            candidates.push(type_name(&format!("{} {near}", singular(stem))));
        }
        let taken = self.taken(module);
        let mut free = candidates.iter().flatten();
        let free = free.find(|name| !taken.contains(name)).cloned();
        let base = free.or(far).or(near).unwrap_or_else(|| "Type".to_owned());
        unique(&base, taken)
    }

    /// Returns a name made from parent and role, such as `InvoiceItem` for an item of `items` in `Invoice`. If no
    /// parent has a name and `or_use` is set, the operation that uses the outermost parent replaces the parent.
    fn inside_parent(
        &self,
        context: &NamingContext<'_>,
        id: TypeId,
        near: Option<&str>,
        or_use: bool,
    ) -> Option<String> {
        let types = context.types;
        let mut roles: Vec<String> = Vec::new();
        let mut holder = None;
        let mut one_of_many = false;
        let mut outermost = id;
        let role = types.get(id).hint.parent.as_ref().map(|(_, role)| role);
        let mut at = types.get(id).hint.parent.as_ref();
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
            holder = self.get(*parent);
            if holder.is_some() {
                break;
            }
            outermost = *parent;
            at = types.get(*parent).hint.parent.as_ref();
        }
        let used = || context.uses.get(&outermost).filter(|_| or_use);
        let holder = holder.or_else(|| used().map(String::as_str));
        let tail = match near {
            Some(near) => near.to_owned(),
            // A direct item or value of a named type.
            None if roles.is_empty() => match role {
                Some(Role::Value) => "value".to_owned(),
                Some(Role::Item) => "item".to_owned(),
                _ => String::new(),
            },
            None => roles
                .iter()
                .rev()
                .filter_map(|role| type_name(role))
                .collect(),
        };
        type_name(&format!("{} {tail}", holder.unwrap_or_default()))
    }
}

/// Returns the last name in the pointer of a schema, or else the name of its file: `Address` for
/// `#/properties/address`, `Customer` for `customers.json`. Returns `None` for schemas in `api.toml`, which are named
/// after their operations.
fn at_its_place(context: &NamingContext<'_>, id: TypeId, stem: Option<&str>) -> Option<String> {
    let stem = stem?;
    let pointer = &context
        .schemas
        .get(context.types.get(id).written)
        .origin
        .pointer;
    let words: Vec<&str> = pointer.split('/').collect();
    let names = words.windows(2).rev();
    let mut names = names.filter(|pair| {
        ["properties", "definitions", "$defs", "patternProperties"].contains(&pair[0])
    });
    let many = words.last().is_some_and(|word| *word == "items");
    match names.next() {
        Some(pair) if many => type_name(&singular(pair[1])),
        Some(pair) => type_name(pair[1]),
        None => type_name(&singular(stem)),
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

/// The maximum nesting depth of lists and maps in one type.
const DEEPEST: usize = 32;

/// Returns the lists and maps that need a name: those that contain only themselves, and those that nest too deeply.
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
                    let next = types.described(*inner);
                    // A wrapper between the two also counts as a level.
                    let spelled = 1 + usize::from(next != types.through(*inner));
                    path.push((at, spelled));
                    at = next;
                }
                _ => break 0,
            }
        };
        for (id, spelled) in path.into_iter().rev() {
            depth += spelled;
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
