//! Picks one operation out of a whole API: its endpoint, its method and the types that it reaches.

use std::collections::BTreeSet;

use crate::rust::{Item, Module, Operations, Place};

/// The definitions that belong to the operation.
pub(super) struct Wanted<'a> {
    /// The module and the name of its endpoint.
    pub(super) endpoint: &'a Place,
    pub(super) types: BTreeSet<&'a Place>,
}

/// Keeps only the definitions that belong to an operation. Its module comes first, and there the endpoint and the
/// method come first.
pub(super) fn keep(modules: Vec<Module>, wanted: &Wanted<'_>) -> Vec<Module> {
    let Place {
        module: own,
        name: call,
    } = wanted.endpoint;
    let mut kept: Vec<Module> = modules
        .into_iter()
        .map(|mut module| {
            let is_own = *module.name == **own;
            let types = wanted.types.iter();
            let types = types.filter(|place| *place.module == *module.name);
            let types: BTreeSet<&str> = types.map(|place| &*place.name).collect();
            let items = module.items.into_iter();
            module.items = items
                .filter_map(|item| part(item, is_own.then_some(call), &types))
                .collect();
            module.items.sort_by_key(|item| match item {
                Item::Endpoint(_) => 0,
                Item::Operations(_) => 1,
                _ => 2,
            });
            module
        })
        .filter(|module| !module.items.is_empty())
        .collect();
    kept.sort_by_key(|module| *module.name != **own);
    kept
}

fn part(item: Item, call: Option<&str>, types: &BTreeSet<&str>) -> Option<Item> {
    let holds = match &item {
        Item::Struct(item) => types.contains(item.name.as_str()),
        Item::Tuple(item) => types.contains(item.name.as_str()),
        Item::Enum(item) => types.contains(item.name.as_str()),
        Item::Companion(item) => types.contains(item.of.as_str()),
        Item::Endpoint(item) => call == Some(&*item.name),
        Item::Operations(_) => call.is_some(),
        _ => false,
    };
    match item {
        _ if !holds => None,
        Item::Operations(all) => {
            let methods = all.methods.into_iter();
            Some(Item::Operations(Operations {
                methods: methods
                    .filter(|method| call == Some(&*method.endpoint))
                    .collect(),
                ..all
            }))
        }
        item => Some(item),
    }
}
