//! Structs, their constructors, and companions for structs with many required members.

use super::{TRAITS, TypeDefiner};
use crate::model::types::{Object, Rest, Type, TypeId};
use crate::rust::name::{field_names, plain};
use crate::rust::ty::Ty;
use crate::rust::{Argument, Attribute, Companion, Constructor, Field, Item, Struct, doc};
use crate::schema::Schema;

impl TypeDefiner<'_> {
    pub(super) fn object(
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
        let closed = (object.rest == Rest::Never).then_some(Attribute::Word("closed"));
        let traits = match required.is_empty() {
            true => &["Debug", "Default", "PartialEq"],
            false => TRAITS,
        };
        let mut attributes = self.container(id, traits, closed);
        if ty.complete {
            attributes.extend(self.spelling.limits(id));
            if matches!(object.rest, Rest::Of(of) if !self.spelling.is_silent(of)) {
                attributes.push(self.spelling.check(id));
            }
        }
        let definition = Struct {
            docs: self.docs(schema, name),
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
        let wire = object
            .members
            .iter()
            .map(|member| (member.name.as_str(), member.field.as_deref()));
        let reserved: &[&str] = if object.rest == Rest::Never {
            &[]
        } else {
            &["extra"]
        };
        let names = field_names(wire, reserved);
        let mut fields: Vec<Field> = Vec::with_capacity(object.members.len() + 1);
        for (member, name) in object.members.iter().zip(names) {
            let boxed = self.is_boxed(id, member.of);
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

    /// Returns a member as a field of a struct or an endpoint.
    pub(in crate::rust) fn field(
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
}

fn rest_field(ty: Ty) -> Field {
    let is_extra = ty == Ty::runtime("Extra");
    Field {
        docs: Vec::new(),
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
