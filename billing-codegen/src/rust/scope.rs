//! How the names of other places are spelled in one module.

use std::collections::{BTreeMap, BTreeSet};

use super::Ty;

/// The names that a module defines and uses, and from them the path of each.
#[derive(Default)]
pub(crate) struct Scope {
    /// The module itself.
    pub(super) module: String,
    /// Whether it stands below the root.
    pub(super) nested: bool,
    defined: BTreeSet<String>,
    runtime: BTreeSet<&'static str>,
    /// Generated names of other modules, with the module that defines each.
    foreign: BTreeMap<String, String>,
}

impl Scope {
    pub(super) fn new(module: &str, nested: bool) -> Self {
        Self {
            module: module.to_owned(),
            nested,
            ..Self::default()
        }
    }

    pub(super) fn define(&mut self, name: &str) {
        self.defined.insert(name.to_owned());
    }

    pub(super) fn use_runtime(&mut self, name: &'static str) {
        self.runtime.insert(name);
    }

    pub(super) fn use_type(&mut self, ty: &Ty, owners: &BTreeMap<String, String>) {
        match ty {
            Ty::Unit => {}
            Ty::Std(_, arguments) => arguments.iter().for_each(|ty| self.use_type(ty, owners)),
            Ty::Runtime(name, arguments) => {
                self.use_runtime(name);
                arguments.iter().for_each(|ty| self.use_type(ty, owners));
            }
            Ty::Local(name) => match owners.get(name) {
                Some(owner) if *owner != self.module => {
                    self.foreign.insert(name.clone(), owner.clone());
                }
                _ => {}
            },
        }
    }

    fn hides(&self, name: &str) -> bool {
        self.defined.contains(name) || self.foreign.contains_key(name)
    }

    /// The names that `use billing_runtime::{…}` brings in.
    pub(crate) fn imports(&self) -> impl Iterator<Item = &'static str> {
        self.runtime
            .iter()
            .copied()
            .filter(|name| !self.hides(name))
    }

    /// The generated names that `use` brings in, by module.
    pub(crate) fn siblings(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut by_module: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, module) in &self.foreign {
            by_module.entry(module).or_default().push(name);
        }
        by_module
    }

    /// The path of another module of the output.
    pub(crate) fn path_of(&self, module: &str) -> String {
        match self.nested {
            true => format!("super::{module}"),
            false => module.to_owned(),
        }
    }

    /// Spells a name of the runtime.
    pub(crate) fn runtime(&self, name: &str) -> String {
        match self.hides(name) {
            true => format!("billing_runtime::{name}"),
            false => name.to_owned(),
        }
    }

    /// Spells a type.
    pub(crate) fn spell(&self, ty: &Ty) -> String {
        match ty {
            Ty::Unit => "()".to_owned(),
            Ty::Local(name) => name.clone(),
            Ty::Runtime(name, arguments) => self.generic(self.runtime(name), arguments),
            Ty::Std(name, arguments) => self.generic(self.standard(name), arguments),
        }
    }

    fn generic(&self, name: String, arguments: &[Ty]) -> String {
        match arguments {
            [] => name,
            _ => {
                let arguments: Vec<String> = arguments.iter().map(|ty| self.spell(ty)).collect();
                format!("{name}<{}>", arguments.join(", "))
            }
        }
    }

    fn standard(&self, name: &str) -> String {
        let home = match name {
            "Option" => "std::option",
            "Vec" => "std::vec",
            "String" => "std::string",
            "Box" => "std::boxed",
            "Into" => "std::convert",
            _ => return name.to_owned(),
        };
        match self.hides(name) {
            true => format!("{home}::{name}"),
            false => name.to_owned(),
        }
    }

    /// Spells a name of the standard prelude.
    pub(crate) fn prelude(&self, name: &'static str) -> String {
        self.standard(name)
    }
}
