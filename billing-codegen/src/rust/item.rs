//! The definition of each named type.

use std::collections::{BTreeMap, BTreeSet};

use super::attribute::raw_string;
use super::name::{field_names, plain, type_name, unique, variant_name};
use super::names::{Names, parts};
use super::recursion::{Boxed, boxed};
use super::ty::{Spelling, Ty};
use super::{
    Argument, Attribute, Companion, Constructor, Derive, Enum, Field, Item, Module, Output, Scope,
    Struct, Tuple, Variant, check, doc,
};
use crate::model::types::{EnumValue, Object, Rest, Shape, Type, TypeId, Types, Union};
use crate::schema::{Schema, Schemas};
use crate::source::Json;

/// The most arguments that `new` takes; above that each is named at the call.
const MOST_ARGUMENTS: usize = 4;

/// What every definition is made with.
pub(super) struct Items<'a> {
    pub(super) spelling: Spelling<'a>,
    pub(super) boxed: Boxed,
    /// The types that callers make, and so need constructors.
    pub(super) made: BTreeSet<TypeId>,
    /// Whether decoding checks every rule.
    pub(super) strict: bool,
    /// Names of companions, by struct.
    pub(super) companions: BTreeMap<TypeId, String>,
}

/// Writes one schema as a module of its own.
pub(super) fn lower_alone(schemas: &Schemas, types: &Types, root: TypeId, strict: bool) -> Output {
    let emitted = reached(types, [root]);
    let mut names = Names::assign(types, &emitted, BTreeSet::new());
    let companions = companions(types, &emitted, &mut names);
    let spelling = Spelling {
        schemas,
        types,
        names: &names,
    };
    let made = emitted.iter().copied().collect();
    let items = Items {
        spelling,
        boxed: boxed(types),
        made,
        strict,
        companions,
    };
    let mut scope = Scope::new("", false);
    let definitions: Vec<Item> = emitted.iter().flat_map(|id| items.define(*id)).collect();
    for item in &definitions {
        super::module::register(item, &mut scope, &BTreeMap::new());
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

/// Lists the types that the roots are made of, each once, in the order of a walk.
pub(super) fn reached(types: &Types, roots: impl IntoIterator<Item = TypeId>) -> Vec<TypeId> {
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    let mut pending: Vec<TypeId> = roots.into_iter().collect();
    pending.reverse();
    while let Some(id) = pending.pop() {
        if seen.insert(id) {
            order.push(id);
            pending.extend(parts(&types.get(id).shape).into_iter().rev());
        }
    }
    order
}

/// Names a companion for each struct with more required members than `new` takes.
pub(super) fn companions(
    types: &Types,
    made: &[TypeId],
    names: &mut Names,
) -> BTreeMap<TypeId, String> {
    let mut companions = BTreeMap::new();
    for id in made {
        if let (Shape::Object(object), Some(name)) = (&types.get(*id).shape, names.get(*id)) {
            let required = object
                .members
                .iter()
                .filter(|member| member.required)
                .count();
            if required > MOST_ARGUMENTS {
                let name = format!("{name}Required");
                companions.insert(*id, unique(&name, &mut names.taken));
            }
        }
    }
    companions
}

impl Items<'_> {
    /// Defines a type; nothing for one that is spelled inline.
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

    fn object(
        &self,
        id: TypeId,
        name: &str,
        ty: &Type,
        schema: &Schema,
        object: &Object,
    ) -> Vec<Item> {
        let fields = self.fields(id, object);
        let required: Vec<usize> = (0..object.members.len())
            .filter(|index| object.members[*index].required)
            .collect();
        let made = self.made.contains(&id) && !required.is_empty();
        let has_more = required.len() < fields.len();
        let companion = self.companions.get(&id).filter(|_| made).map(|companion| {
            Item::Companion(Companion {
                name: companion.clone(),
                of: name.to_owned(),
                fields: required
                    .iter()
                    .map(|index| bare_field(&fields[*index]))
                    .collect(),
                has_more,
            })
        });
        let constructor = (made && companion.is_none()).then(|| Constructor {
            arguments: required
                .iter()
                .map(|index| argument(&fields[*index]))
                .collect(),
            has_more,
        });
        let mut derives = vec![Derive::Std("Clone"), Derive::Std("Debug")];
        if required.is_empty() {
            derives.push(Derive::Std("Default"));
        }
        derives.extend([Derive::Std("PartialEq"), Derive::Runtime("Wire")]);
        let mut attributes = self.container(id);
        if object.rest == Rest::Never {
            attributes.insert(0, Attribute::Word("closed"));
        }
        if ty.complete {
            attributes.extend(self.spelling.limits(id));
            if matches!(object.rest, Rest::Of(of) if !self.spelling.is_silent(of)) {
                attributes.push(self.spelling.check(id));
            }
        }
        let definition = Struct {
            docs: self.docs(schema, name),
            derives,
            attributes,
            name: name.to_owned(),
            fields,
            constructor,
        };
        [Item::Struct(definition)]
            .into_iter()
            .chain(companion)
            .collect()
    }

    fn fields(&self, id: TypeId, object: &Object) -> Vec<Field> {
        let wire = object.members.iter().map(|member| member.name.as_str());
        let reserved: &[&str] = if object.rest == Rest::Never {
            &[]
        } else {
            &["extra"]
        };
        let names = field_names(wire, reserved);
        let mut fields: Vec<Field> = Vec::new();
        for (member, name) in object.members.iter().zip(names) {
            let boxed = self.boxed.contains(&(id, member.of));
            fields.push(self.field(&member.name, name, member.of, member.required, boxed));
        }
        match object.rest {
            Rest::Never => {}
            Rest::Any => fields.push(rest_field(Ty::runtime("Extra"))),
            Rest::Of(of) => {
                let mut field = rest_field(self.spelling.map(of));
                field
                    .attributes
                    .extend(self.spelling.element_attributes(of));
                fields.push(field);
            }
        }
        fields
    }

    /// A member as a field, of a struct or of an endpoint.
    pub(super) fn field(
        &self,
        wire: &str,
        name: String,
        of: TypeId,
        required: bool,
        boxed: bool,
    ) -> Field {
        let (ty, word) = self.spelling.member(of, required, boxed);
        let mut attributes = Vec::new();
        if plain(&name) != wire {
            attributes.push(Attribute::Value("rename", format!("{wire:?}")));
        }
        attributes.extend(word.map(Attribute::Word));
        attributes.extend(self.spelling.attributes(of));
        let source = self
            .spelling
            .schemas
            .get(self.spelling.types.get(of).written);
        let described = source
            .description
            .as_deref()
            .filter(|_| self.spelling.names.get(of).is_none());
        Field {
            docs: described.map(doc::lines).unwrap_or_default(),
            attributes,
            public: true,
            name,
            ty,
        }
    }

    fn values(&self, id: TypeId, name: &str, schema: &Schema, values: &[EnumValue]) -> Enum {
        let texts = values
            .iter()
            .all(|value| matches!(value.value, Json::String(_)));
        let integers = values.iter().all(|value| integer(&value.value).is_some());
        let mut taken = BTreeSet::from(["Other".to_owned()]);
        let mut variants: Vec<Variant> = values
            .iter()
            .enumerate()
            .map(|(index, value)| {
                let name = unique(&value_name(value, index), &mut taken);
                let attribute = value_attribute(&value.value, &name);
                Variant {
                    docs: vec![value_doc(&value.value)],
                    attributes: attribute.into_iter().collect(),
                    name,
                    payload: None,
                }
            })
            .collect();
        let other = match (texts, integers) {
            (true, _) => Ty::std("String"),
            (_, true) => Ty::runtime("Integer"),
            _ => Ty::runtime("Value"),
        };
        variants.push(Variant {
            docs: vec!["A value that the schema does not list.".to_owned()],
            attributes: vec![Attribute::Word("other")],
            name: "Other".to_owned(),
            payload: Some(other),
        });
        Enum {
            docs: self.docs(schema, name),
            derives: derives(),
            attributes: self.container(id),
            name: name.to_owned(),
            variants,
        }
    }

    fn union(&self, id: TypeId, name: &str, schema: &Schema, union: &Union) -> Enum {
        let mut taken = BTreeSet::new();
        let mut limited = false;
        let variants = union
            .variants
            .iter()
            .enumerate()
            .map(|(index, variant)| {
                let named =
                    type_name(&variant.name).unwrap_or_else(|| format!("Variant{}", index + 1));
                let mut attributes = Vec::new();
                if let Some(tag) = &variant.tag {
                    attributes.push(Attribute::Value("value", format!("{tag:?}")));
                } else if let Some(key) = &variant.key {
                    attributes.push(Attribute::Value("key", format!("{key:?}")));
                }
                let source = self.spelling.types.get(variant.of);
                limited |= !self.spelling.attributes(variant.of).is_empty();
                let docs = self
                    .spelling
                    .schemas
                    .get(source.written)
                    .description
                    .as_deref();
                let payload = self.spelling.element(variant.of);
                let boxed = self.boxed.contains(&(id, variant.of));
                Variant {
                    docs: doc::lines_or(docs, &format!("{}.", upper_first(&variant.name))),
                    attributes,
                    name: unique(&named, &mut taken),
                    payload: Some(if boxed { payload.boxed() } else { payload }),
                }
            })
            .collect();
        let mut attributes = self.container(id);
        if let Some(tag) = &union.tag {
            attributes.insert(0, Attribute::Value("tag", format!("{tag:?}")));
        }
        if limited && self.spelling.types.get(id).complete {
            attributes.push(self.spelling.check(id));
        }
        Enum {
            docs: self.docs(schema, name),
            derives: derives(),
            attributes,
            name: name.to_owned(),
            variants,
        }
    }

    fn tuple(
        &self,
        id: TypeId,
        name: &str,
        schema: &Schema,
        positions: &[TypeId],
        rest: Rest,
    ) -> Tuple {
        let mut attributes = self.container(id);
        if positions.len() + usize::from(rest != Rest::Never) < 2 {
            attributes.insert(0, Attribute::Word("tuple"));
        }
        let mut spelled: Vec<(Vec<Attribute>, Ty)> = positions
            .iter()
            .map(|of| {
                let ty = self.spelling.element(*of);
                let boxed = self.boxed.contains(&(id, *of));
                (
                    self.spelling.attributes(*of),
                    if boxed { ty.boxed() } else { ty },
                )
            })
            .collect();
        let item = match rest {
            Rest::Never => None,
            Rest::Any => Some(Ty::runtime("Value")),
            Rest::Of(of) => Some(self.spelling.element(of)),
        };
        spelled
            .extend(item.map(|item| (vec![Attribute::Word("extra")], Ty::Std("Vec", vec![item]))));
        Tuple {
            docs: self.docs(schema, name),
            attributes,
            name: name.to_owned(),
            positions: spelled,
        }
    }

    /// A type that would be spelled inline, but was asked for by name.
    fn newtype(&self, id: TypeId, name: &str, schema: &Schema) -> Tuple {
        let ty = self.spelling.types.get(id);
        let inner = match (ty.nullable, self.spelling.unnamed(id)) {
            (true, inner) => Ty::Runtime("Maybe", vec![inner]),
            (false, inner) => inner,
        };
        let attributes = match ty.complete {
            true => self.spelling.inner_attributes(id),
            false => Vec::new(),
        };
        Tuple {
            docs: self.docs(schema, name),
            attributes: self.container(id),
            name: name.to_owned(),
            positions: vec![(attributes, inner)],
        }
    }

    fn container(&self, id: TypeId) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        if self.strict {
            attributes.push(Attribute::Word("strict"));
        }
        if !self.spelling.types.get(id).complete {
            attributes.push(self.spelling.check(id));
        }
        attributes
    }

    fn docs(&self, schema: &Schema, name: &str) -> Vec<String> {
        let title = schema
            .title
            .as_ref()
            .map(|title| title.value.as_str())
            .filter(|title| *title != name);
        doc::lines_or(
            schema.description.as_deref().or(title),
            &format!("`{name}`"),
        )
    }
}

fn derives() -> Vec<Derive> {
    vec![
        Derive::Std("Clone"),
        Derive::Std("Debug"),
        Derive::Std("PartialEq"),
        Derive::Runtime("Wire"),
    ]
}

fn rest_field(ty: Ty) -> Field {
    let is_extra = ty == Ty::runtime("Extra");
    Field {
        docs: vec!["Members that the schema does not name.".to_owned()],
        attributes: if is_extra {
            Vec::new()
        } else {
            vec![Attribute::Word("extra")]
        },
        public: true,
        name: "extra".to_owned(),
        ty,
    }
}

fn bare_field(field: &Field) -> Field {
    Field {
        docs: field.docs.clone(),
        attributes: Vec::new(),
        public: true,
        name: field.name.clone(),
        ty: field.ty.clone(),
    }
}

fn argument(field: &Field) -> Argument {
    Argument {
        name: field.name.clone(),
        ty: field.ty.clone(),
        into: field.ty.takes_into(),
    }
}

fn integer(value: &Json) -> Option<i64> {
    match value {
        Json::Number(literal) => literal.parse().ok(),
        _ => None,
    }
}

fn value_name(value: &EnumValue, index: usize) -> String {
    let given = value.name.as_deref().and_then(type_name);
    let own = || match &value.value {
        Json::String(text) => variant_name(text),
        Json::Number(literal) => variant_name(literal),
        Json::Bool(value) => type_name(&value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    };
    given
        .or_else(own)
        .unwrap_or_else(|| format!("Value{}", index + 1))
}

fn value_attribute(value: &Json, name: &str) -> Option<Attribute> {
    match value {
        Json::String(text) if text == name => None,
        Json::String(text) => Some(Attribute::Value("rename", format!("{text:?}"))),
        Json::Bool(value) => Some(Attribute::Value("value", value.to_string())),
        value => match integer(value) {
            Some(integer) => Some(Attribute::Value("value", integer.to_string())),
            None => Some(Attribute::Value("json", raw_string(&text_of(value)))),
        },
    }
}

fn value_doc(value: &Json) -> String {
    let text = text_of(value).replace('`', "'");
    let shown: String = text.chars().take(60).collect();
    doc::lines(&format!("`{shown}`")).join(" ")
}

fn text_of(value: &Json) -> String {
    let mut text = String::new();
    check::json(value, &mut text);
    text
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    doc::lines(&format!("{first}{}", chars.as_str())).join(" ")
}
