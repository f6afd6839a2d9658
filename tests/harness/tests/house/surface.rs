//! Checks that the root of the runtime exports only what users of generated code write, and little else.

use std::collections::BTreeSet;
use std::fs;

use syn::{Attribute, Item, UseTree, Visibility};

use super::root;

/// The maximum number of names in the root of the runtime, including hidden ones.
const MOST: usize = 25;

/// Returns the public names of a file, macros included.
fn names(source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for item in syn::parse_file(source).unwrap().items {
        match item {
            Item::Mod(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
            Item::Use(item) if is_public(&item.vis) => used(&item.tree, &mut names),
            Item::Macro(item) if is_exported(&item.attrs) => {
                names.extend(item.ident.map(|name| name.to_string()));
            }
            _ => {}
        }
    }
    names
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_exported(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("macro_export"))
}

fn used(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => used(&path.tree, names),
        UseTree::Group(group) => group.items.iter().for_each(|tree| used(tree, names)),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(name) => drop(names.insert(name.rename.to_string())),
        UseTree::Glob(_) => drop(names.insert("*".to_owned())),
    }
}

#[test]
fn the_root_of_the_runtime_is_small() {
    let names = names(&fs::read_to_string(root().join("billing-runtime/src/lib.rs")).unwrap());
    assert!(!names.contains("*"), "a glob hides the number of names");
    assert!(names.len() <= MOST, "{}: {names:?}", names.len());
}

#[test]
fn public_names_are_found() {
    let source = "mod a; pub mod b; pub use a::{C, d::E as F}; pub(crate) use a::G; \
                  #[macro_export] macro_rules! h { () => {} } macro_rules! i { () => {} }";
    let names: Vec<_> = names(source).into_iter().collect();
    assert_eq!(names, ["C", "F", "b", "h"]);
}
