//! Defines each named type.

mod choice;
mod object;
mod tuple;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::blank::Sizes;
use super::name::{joined, unique};
use super::names::{Names, NamingContext};
use super::recursion::{Boxed, boxed};
use super::spelling::Spelling;
use super::{Attribute, Foreign, Item, Module, Output, Scope, doc};
use crate::model::types::{Shape, TypeId, Types};
use crate::schema::{Schema, Schemas};

/// The maximum number of arguments of `new`; a struct with more required members has a companion.
const MOST_ARGUMENTS: usize = 4;

/// The traits that `Wire` implements through the JSON of a value, which is cheap to compile.
const TRAITS: &[&str] = &["Debug", "PartialEq"];

/// Defines types; holds what every definition needs.
pub(super) struct TypeDefiner<'a> {
    pub(super) spelling: Spelling<'a>,
    pub(super) boxed: Boxed,
    pub(super) sizes: Sizes,
    /// The types that callers create, which need constructors.
    pub(super) made: BTreeSet<TypeId>,
    /// Whether decoding enforces every constraint.
    pub(super) strict: bool,
    /// The name of each struct's companion.
    pub(super) companions: BTreeMap<TypeId, String>,
}

/// Decides the code of the types of one schema, as one module.
pub(super) fn lower_alone(schemas: &Schemas, types: &Types, root: TypeId, strict: bool) -> Output {
    let emitted = types.reached([root]);
    let root_module = Rc::from("");
    let context = NamingContext {
        types,
        schemas,
        module: &|_| Rc::clone(&root_module),
        uses: &BTreeMap::new(),
    };
    let mut names = Names::assign(&context, &emitted);
    let companions = companions(types, &emitted, &mut names);
    let spelling = Spelling {
        schemas,
        types,
        names: &names,
        foreign: &Foreign::default(),
    };
    let made = emitted.iter().copied().collect();
    let items = TypeDefiner {
        spelling,
        boxed: boxed(types),
        sizes: Sizes::of(types),
        made,
        strict,
        companions,
    };
    let mut scope = Scope::new("", false);
    let named = emitted.iter().filter(|id| names.get(**id).is_some());
    let mut definitions = Vec::with_capacity(named.count());
    definitions.extend(emitted.iter().flat_map(|id| items.define(*id)));
    for item in &definitions {
        super::uses::register(item, &mut scope);
    }
    let title = schemas.get(types.get(root).written).title.as_ref();
    let docs = doc::lines_or(
        title.map(|title| title.value.as_str()),
        "Types of a draft-4 JSON Schema.",
    );
    Output {
        modules: vec![Module {
            name: String::new(),
            docs,
            submodules: Vec::new(),
            scope,
            items: definitions,
        }],
    }
}

/// Names a companion for each struct with more required members than `new` takes.
pub(super) fn companions(
    types: &Types,
    made: &[TypeId],
    names: &mut Names,
) -> BTreeMap<TypeId, String> {
    let mut companions = BTreeMap::new();
    for id in made {
        if let (Shape::Object(object), Some(place)) = (&types.get(*id).shape, names.place(*id)) {
            let required = object
                .members
                .iter()
                .filter(|member| member.required)
                .count();
            if required > MOST_ARGUMENTS {
                let name = joined(&place.name, "Required");
                let module = place.module.clone();
                companions.insert(*id, unique(&name, names.taken(&module)));
            }
        }
    }
    companions
}

impl TypeDefiner<'_> {
    fn is_boxed(&self, whole: TypeId, part: TypeId) -> bool {
        self.boxed.contains(self.spelling.types, whole, part)
    }

    /// Returns the definition of a type; nothing for a type without a name.
    pub(super) fn define(&self, id: TypeId) -> Vec<Item> {
        let Some(name) = self.spelling.names.get(id) else {
            return Vec::new();
        };
        let ty = self.spelling.types.get(id);
        let schema = self.spelling.schemas.get(ty.schema);
        match &ty.shape {
            Shape::Object(object) => self.object(id, name, ty, schema, object),
            Shape::Enum(values) => vec![Item::Enum(self.values(id, name, schema, values))],
            Shape::Union(union) => vec![Item::Enum(self.union(id, name, schema, union))],
            Shape::Tuple(positions, rest) => {
                vec![Item::Tuple(self.tuple(id, name, schema, positions, *rest))]
            }
            _ => vec![Item::Tuple(self.newtype(id, name, schema))],
        }
    }

    /// Returns the attributes of a definition: traits, the attribute `own`, `strict` and a check.
    fn container(
        &self,
        id: TypeId,
        traits: &[&'static str],
        own: Option<Attribute>,
    ) -> Vec<Attribute> {
        let strict = self.strict.then_some(Attribute::Word("strict"));
        let is_complete = self.spelling.types.get(id).complete;
        let check = (!is_complete).then(|| self.spelling.check(id));
        let traits = traits.iter().copied().map(Attribute::Word);
        let more = [own, strict, check].into_iter().flatten();
        let mut attributes: Vec<Attribute> = traits.chain(more).collect();
        attributes.shrink_to_fit();
        attributes
    }

    fn docs(&self, schema: &Schema, name: &str) -> Vec<String> {
        let title = schema
            .title
            .as_ref()
            .map(|title| title.value.as_str())
            .filter(|title| *title != name);
        let text = schema.description.as_deref().or(title);
        text.map(doc::lines).unwrap_or_default()
    }
}
