//! Enums: listed values and unions.

use super::{TRAITS, TypeDefiner};
use crate::model::types::{EnumValue, TypeId, Union};
use crate::rust::literal::raw_string;
use crate::rust::name::{type_name, unique, variant_name};
use crate::rust::taken::Taken;
use crate::rust::ty::Ty;
use crate::rust::{Attribute, Enum, Variant, check, doc};
use crate::schema::{Kind, Schema};
use crate::source::Json;

impl TypeDefiner<'_> {
    pub(super) fn values(
        &self,
        id: TypeId,
        name: &str,
        schema: &Schema,
        values: &[EnumValue],
    ) -> Enum {
        let texts = values
            .iter()
            .all(|value| matches!(value.value, Json::String(_)));
        // Without `type`, 1.0 is a listed value if 1 is listed.
        let integers = values.iter().all(|value| integer(&value.value).is_some())
            && schema
                .kinds
                .as_ref()
                .is_some_and(|kinds| !kinds.value.contains(&Kind::Number));
        let mut taken = Taken::from_iter(["Other"]);
        taken.extend(values.iter().filter_map(|value| value.wanted.clone()));
        let listed = values.iter().enumerate().map(|(index, value)| {
            let name = match &value.wanted {
                Some(name) => name.clone(),
                None => unique(&value_name(value, index), &mut taken),
            };
            let attribute = value_attribute(&value.value, &name);
            Variant {
                docs: doc::lines_or(value.description.as_deref(), &value_doc(&value.value)),
                attributes: attribute.into_iter().collect(),
                name,
                payload: None,
            }
        });
        let other = match (texts, integers) {
            (true, _) => Ty::std("String"),
            (_, true) => Ty::runtime("Integer"),
            _ => Ty::runtime("Value"),
        };
        let other = Variant {
            docs: vec!["A value that the schema does not list.".to_owned()],
            attributes: vec![Attribute::Word("other")],
            name: "Other".to_owned(),
            payload: Some(other),
        };
        let mut variants = Vec::with_capacity(values.len() + 1);
        variants.extend(listed);
        variants.push(other);
        Enum {
            docs: self.docs(schema, name),
            traits: &["Debug", "PartialEq"],
            attributes: self.container(id, &[], None),
            name: name.to_owned(),
            variants,
        }
    }

    pub(super) fn union(&self, id: TypeId, name: &str, schema: &Schema, union: &Union) -> Enum {
        let mut taken = Taken::default();
        let mut limited = false;
        let mut variants: Vec<Variant> = union
            .variants
            .iter()
            .enumerate()
            .map(|(index, variant)| {
                let named =
                    type_name(&variant.name).unwrap_or_else(|| format!("Variant{}", index + 1));
                let mut attributes = Vec::new();
                let tags = variant.tags.iter();
                attributes.extend(tags.map(|tag| Attribute::Value("value", format!("{tag:?}"))));
                if let Some(key) = &variant.key {
                    attributes.push(Attribute::Value("key", format!("{key:?}")));
                }
                let source = self.spelling.types.get(variant.of);
                limited |= !self.spelling.attributes(variant.of).is_empty();
                // A type with a definition has its own documentation.
                let named_type = self.spelling.names.get(variant.of).is_some();
                let written = self.spelling.schemas.get(source.written);
                let docs = written.description.as_deref().filter(|_| !named_type);
                let payload = self.spelling.element(variant.of);
                let boxed = self.is_boxed(id, variant.of);
                Variant {
                    docs: docs.map(doc::lines).unwrap_or_default(),
                    attributes,
                    name: unique(&named, &mut taken),
                    payload: Some(if boxed { payload.boxed() } else { payload }),
                }
            })
            .collect();
        let payloads: Vec<Ty> = variants.iter().filter_map(|v| v.payload.clone()).collect();
        let types = self.spelling.types;
        if let Some(blank) = self.sizes.blank(types, id, &union.variants, &payloads) {
            let attributes = &mut variants[blank].attributes;
            attributes.reserve_exact(1);
            attributes.push(Attribute::Word("blank"));
        }
        let tag = union.tag.as_ref();
        let tag = tag.map(|tag| Attribute::Value("tag", format!("{tag:?}")));
        let mut attributes = self.container(id, TRAITS, tag);
        if limited && self.spelling.types.get(id).complete {
            attributes.push(self.spelling.check(id));
        }
        Enum {
            docs: self.docs(schema, name),
            traits: &[],
            attributes,
            name: name.to_owned(),
            variants,
        }
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
    let shown: String = text_of(value).chars().take(60).collect();
    doc::code(&shown)
}

fn text_of(value: &Json) -> String {
    let mut text = String::new();
    check::json(value, &mut text);
    text
}
