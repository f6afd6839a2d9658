//! Reads the modules of a crate and their dependencies from its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::slice::from_ref;

use quote::ToTokens as _;
use syn::{Attribute, Item, Meta, UseTree, Visibility};

use super::paths::{self, Segments};

/// The path of a module below the root of its crate; empty for the root.
pub type Module = Vec<String>;

/// A crate as read from its sources, without its tests.
#[derive(Default)]
pub struct Crate {
    modules: BTreeMap<Module, Contents>,
}

#[derive(Default)]
struct Contents {
    /// The names of the items that the module itself declares.
    declared: BTreeSet<String>,
    /// The targets of `use`, by their local names.
    imports: Vec<Import>,
    /// All other paths of the code.
    paths: Vec<Segments>,
}

struct Import {
    /// `*` for all names of the target.
    name: String,
    path: Segments,
    exported: bool,
}

/// A use of another module or crate by a module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: Module,
    pub to: Target,
    /// The path as written.
    pub written: String,
    /// Whether it only re-exports a name with `pub use`.
    pub exported: bool,
}

/// The target of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An item with this name, or the module itself if the name is empty.
    Own(Module, String),
    /// An item of another crate.
    Other(Segments),
}

impl Crate {
    /// Reads the sources of a crate, starting from `lib.rs`.
    pub fn read(folder: &Path) -> Self {
        let mut krate = Self::default();
        krate.file(&folder.join("src/lib.rs"), &folder.join("src"), Vec::new());
        krate
    }

    /// Reads a crate from a string, for the tests of this reader.
    #[cfg(test)]
    pub fn of(text: &str) -> Self {
        let mut krate = Self::default();
        let parsed = syn::parse_file(text).unwrap();
        krate.items(&parsed.items, Path::new("none"), Vec::new());
        krate
    }

    fn file(&mut self, file: &Path, below: &Path, module: Module) {
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        self.items(&parsed.items, below, module);
    }

    /// Adds items; `below` is the folder with the files of their modules.
    fn items(&mut self, items: &[Item], below: &Path, module: Module) {
        let mut contents = Contents::default();
        for item in items {
            if is_test(attributes(item)) {
                continue;
            }
            match item {
                Item::Mod(inner) => {
                    let name = inner.ident.to_string();
                    let mut path = module.clone();
                    path.push(name.clone());
                    match &inner.content {
                        Some((_, items)) => self.items(items, &below.join(&name), path),
                        None => {
                            let file = place(below, &name, &inner.attrs);
                            self.file(&file, &below.join(&name), path);
                        }
                    }
                }
                Item::Use(item) => {
                    let exported = !matches!(item.vis, Visibility::Inherited);
                    flatten(&item.tree, &mut Vec::new(), &mut |name, path| {
                        let path = path.to_vec();
                        contents.imports.push(Import {
                            name,
                            path,
                            exported,
                        });
                    });
                }
                item => {
                    contents.declared.extend(name(item));
                    paths::of(item.to_token_stream(), &mut contents.paths);
                }
            }
        }
        self.modules.insert(module, contents);
    }

    /// Returns all modules.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.keys()
    }

    /// Returns every path in the code with its target.
    pub fn edges(&self) -> BTreeSet<Edge> {
        let mut edges = BTreeSet::new();
        for (module, contents) in &self.modules {
            let imports = contents.imports.iter();
            let imports = imports.map(|import| (&import.path, import.exported));
            let others = contents.paths.iter().map(|path| (path, false));
            for (path, exported) in imports.chain(others) {
                if let Some(to) = self.resolve(module, path, 0) {
                    edges.insert(Edge {
                        from: module.clone(),
                        to,
                        written: path.join("::"),
                        exported,
                    });
                }
            }
        }
        edges
    }

    /// Finds the declaration of an item through all re-exports.
    fn resolve(&self, from: &Module, path: &[String], depth: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(Vec::new(), rest, depth),
            "self" => self.walk(from.clone(), rest, depth),
            "super" => {
                let mut above = from.clone();
                above.pop();
                let rest = match rest.first().map(String::as_str) {
                    Some("super") => return self.resolve(&above, rest, depth),
                    _ => rest,
                };
                self.walk(above, rest, depth)
            }
            _ => {
                let contents = &self.modules[from];
                let child = [from.as_slice(), from_ref(first)].concat();
                let known = self.modules.contains_key(&child)
                    || contents.declared.contains(first)
                    || contents
                        .imports
                        .iter()
                        .any(|import| import.name == *first && import.path != path);
                match known {
                    true => self.walk(from.clone(), path, depth),
                    false => Some(Target::Other(path.to_vec())),
                }
            }
        }
    }

    fn walk(&self, mut at: Module, path: &[String], depth: usize) -> Option<Target> {
        // Re-exports may form a cycle.
        if depth > 12 {
            return None;
        }
        for (index, name) in path.iter().enumerate() {
            let contents = self.modules.get(&at)?;
            let child = [at.as_slice(), from_ref(name)].concat();
            if self.modules.contains_key(&child) {
                at = child;
                continue;
            }
            if contents.declared.contains(name) {
                return Some(Target::Own(at, name.clone()));
            }
            let rest = &path[index + 1..];
            let named = contents.imports.iter().find(|import| import.name == *name);
            if let Some(import) = named {
                return self.resolve(&at, &[&import.path, rest].concat(), depth + 1);
            }
            let mut globs = contents.imports.iter().filter(|import| import.name == "*");
            let found = globs.find_map(|import| {
                let path = [&import.path, &path[index..]].concat();
                match self.resolve(&at, &path, depth + 1)? {
                    Target::Own(module, name) if self.modules[&module].declared.contains(&name) => {
                        Some(Target::Own(module, name))
                    }
                    _ => None,
                }
            });
            return Some(found.unwrap_or(Target::Own(at, name.clone())));
        }
        Some(Target::Own(at, String::new()))
    }
}

/// Returns the file of a module that is declared without a body.
fn place(below: &Path, name: &str, attrs: &[Attribute]) -> PathBuf {
    let given = attrs.iter().find_map(|attr| match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => {
            let text = pair.value.to_token_stream().to_string();
            Some(text.trim_matches('"').to_owned())
        }
        _ => None,
    });
    match given {
        Some(path) => below.join(path),
        None => {
            let flat = below.join(format!("{name}.rs"));
            if flat.exists() {
                flat
            } else {
                below.join(name).join("mod.rs")
            }
        }
    }
}

fn flatten(tree: &UseTree, before: &mut Segments, each: &mut impl FnMut(String, &[String])) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, each);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => {
            each(before.last().cloned().unwrap_or_default(), before);
        }
        UseTree::Name(name) => {
            before.push(name.ident.to_string());
            each(name.ident.to_string(), before);
            before.pop();
        }
        UseTree::Rename(name) => {
            before.push(name.ident.to_string());
            each(name.rename.to_string(), before);
            before.pop();
        }
        UseTree::Glob(_) => each("*".to_owned(), before),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, each);
            }
        }
    }
}

/// Returns the name that an item declares.
fn name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns whether an item is compiled for tests only.
fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| match &attr.meta {
        Meta::List(list) if attr.path().is_ident("cfg") => {
            let condition = list.tokens.to_string();
            condition == "test" || condition.starts_with("all (test")
        }
        _ => false,
    })
}
