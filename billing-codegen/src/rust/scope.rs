//! How the names of other places are spelled in one module.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Check, Place, Ty};

/// The names that a module defines and uses, and from them the path of each.
///
/// A schema may take nearly every name. What the module defines hides what it would import, so that the other one is
/// spelled with its path; where a name of the path is taken too, from the list of crates.
#[derive(Default)]
pub(crate) struct Scope {
    /// The module itself.
    pub(super) module: String,
    /// Whether it stands below the root.
    nested: bool,
    defined: BTreeSet<String>,
    runtime: BTreeSet<&'static str>,
    /// Generated names of other modules, with the modules that define them.
    foreign: BTreeMap<Rc<str>, BTreeSet<Rc<str>>>,
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

    pub(super) fn use_type(&mut self, ty: &Ty) {
        match ty {
            Ty::Unit => {}
            Ty::Std(_, arguments) => arguments.iter().for_each(|ty| self.use_type(ty)),
            Ty::Runtime(name, arguments) => {
                self.use_runtime(name);
                arguments.iter().for_each(|ty| self.use_type(ty));
            }
            Ty::Local(place) => self.use_place(place),
        }
    }

    pub(super) fn use_place(&mut self, place: &Place) {
        if *place.module != *self.module && !place.module.is_empty() {
            let modules = self.foreign.entry(place.name.clone()).or_default();
            modules.insert(place.module.clone());
        }
    }

    /// The module whose name of this spelling is imported: the only one that has it, where this one has none.
    fn imported(&self, name: &str) -> Option<&str> {
        let modules = self.foreign.get(name)?;
        let mut modules = modules.iter().filter(|_| !self.defined.contains(name));
        match (modules.next(), modules.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    fn hides(&self, name: &str) -> bool {
        self.defined.contains(name) || self.imported(name).is_some()
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
        for name in self.foreign.keys() {
            if let Some(module) = self.imported(name) {
                by_module.entry(module).or_default().push(name);
            }
        }
        by_module
    }

    /// The path of another module of the output, as `use` takes it: without `self`, a crate of that name would do as
    /// well.
    pub(crate) fn path_of(&self, module: &str) -> String {
        match self.nested {
            true => format!("super::{module}"),
            false => format!("self::{module}"),
        }
    }

    /// Spells a generated type.
    pub(crate) fn local(&self, place: &Place) -> String {
        let Place { module, name } = place;
        match &**module {
            module if module == self.module || self.imported(name) == Some(module) => {
                name.to_string()
            }
            "" => format!("super::{name}"),
            module if self.nested => format!("super::{module}::{name}"),
            module => format!("{module}::{name}"),
        }
    }

    /// The runtime as a crate.
    pub(crate) fn runtime_crate(&self) -> &'static str {
        match self.defined.contains("billing_runtime") {
            true => "::billing_runtime",
            false => "billing_runtime",
        }
    }

    /// Spells a name of the runtime.
    pub(crate) fn runtime(&self, name: &str) -> String {
        match self.hides(name) {
            true => format!("{}::{name}", self.runtime_crate()),
            false => name.to_owned(),
        }
    }

    /// Spells the call of a function of a trait of the runtime, for the type that is being defined.
    pub(crate) fn own(&self, of: &str, function: &str) -> String {
        match self.runtime(of) {
            name if name == of => format!("Self::{function}"),
            // Without its import, the trait is not in reach of `Self`.
            path => format!("{path}::{function}"),
        }
    }

    /// Spells a check.
    pub(crate) fn check(&self, check: &Check) -> String {
        check.spelled(self)
    }

    /// Spells a type.
    pub(crate) fn spell(&self, ty: &Ty) -> String {
        match ty {
            Ty::Unit => "()".to_owned(),
            Ty::Local(place) => self.local(place),
            Ty::Runtime(name, arguments) => self.generic(self.runtime(name), arguments),
            Ty::Std(name, arguments) => self.generic(self.prelude(name), arguments),
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

    /// Spells a name of the standard prelude, or a primitive.
    pub(crate) fn prelude(&self, name: &str) -> String {
        let home = match name {
            _ if !self.hides(name) => return name.to_owned(),
            "Option" => "option",
            "Vec" => "vec",
            "String" => "string",
            "Box" => "boxed",
            "Into" | "From" => "convert",
            _ => "primitive",
        };
        let root = match self.defined.contains("std") {
            true => "::std",
            false => "std",
        };
        format!("{root}::{home}::{name}")
    }
}
