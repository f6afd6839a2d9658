//! Decides how a module writes names: imported or with a path.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Check, Place, Ty};

/// The names that a module defines and uses, which decide the path of each name.
///
/// A generated type may have nearly any name. A name that the module defines cannot be imported from elsewhere, so the
/// other item is written with its path; if a name in that path is taken too, the path starts with `::`.
#[derive(Default)]
pub(crate) struct Scope {
    /// The name of the module.
    pub(super) module: String,
    /// Whether it is below the root module.
    nested: bool,
    defined: BTreeSet<String>,
    runtime: BTreeSet<&'static str>,
    /// The generated names that it uses from other modules, with the modules that define them.
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

    /// Returns the module that a name is imported from: the only one that defines it, unless this module does.
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

    /// Returns the names that are imported from the runtime, by the path of their module.
    pub(crate) fn imports(&self) -> BTreeMap<String, Vec<&'static str>> {
        let mut by_path: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
        for name in self.runtime.iter().filter(|name| !self.hides(name)) {
            by_path.entry(self.home(name)).or_default().push(name);
        }
        by_path
    }

    /// Returns the generated names that are imported, by module.
    pub(crate) fn siblings(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut by_module: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in self.foreign.keys() {
            if let Some(module) = self.imported(name) {
                by_module.entry(module).or_default().push(name);
            }
        }
        by_module
    }

    /// Returns the path of another generated module for `use`. Without `self`, the path could name a crate.
    pub(crate) fn path_of(&self, module: &str) -> String {
        match self.nested {
            true => format!("super::{module}"),
            false => format!("self::{module}"),
        }
    }

    /// Returns how the module writes a generated type.
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

    /// Returns how the module writes the crate of the runtime.
    fn runtime_crate(&self) -> &'static str {
        match self.defined.contains("billing_runtime") {
            true => "::billing_runtime",
            false => "billing_runtime",
        }
    }

    /// Returns how the module writes a name of the runtime.
    pub(crate) fn runtime(&self, name: &str) -> String {
        match self.hides(name) {
            true => format!("{}::{name}", self.home(name)),
            false => name.to_owned(),
        }
    }

    /// Returns the path of the runtime's module that exports a name.
    fn home(&self, name: &str) -> String {
        let home = self.runtime_crate();
        match name {
            "Download" | "Server" => format!("{home}::client"),
            "Binary" | "Field" | "List" | "Nothing" | "One" | "Plain" => {
                format!("{home}::endpoint")
            }
            "Pages" => format!("{home}::pages"),
            "Accepted" | "DateTime" | "Extra" | "Integer" | "Map" | "Maybe" | "Never" | "Null"
            | "OrOther" | "OrZero" | "Secret" | "Serde" => format!("{home}::types"),
            _ => home.to_owned(),
        }
    }

    /// Returns the path of a function of a runtime trait, for the type that is being defined.
    pub(crate) fn own(&self, of: &str, function: &str) -> String {
        match self.runtime(of) {
            name if name == of => format!("Self::{function}"),
            // `Self::function` works only if the trait is imported.
            path => format!("{path}::{function}"),
        }
    }

    /// Returns a check as a literal, with the names as the module writes them.
    pub(crate) fn check(&self, check: &Check) -> String {
        check.spelled(self)
    }

    /// Returns how the module writes a type.
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

    /// Returns how the module writes a primitive or a name of the standard prelude.
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
