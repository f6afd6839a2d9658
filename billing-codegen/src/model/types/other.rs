//! Turns schemas without `type` into types: keywords for objects and lists do not restrict values of other kinds.

use billing_shared::Subject;

use super::complete::Basis;
use super::shape::{Found, kind_word};
use super::{Hint, Lowering, Role, Shape, TypeId};
use crate::schema::{Kind, Schema};
use crate::source::Sited;

impl Lowering<'_> {
    /// Reads a schema as an object if it describes members, and as a list if it describes items. An unnamed layer
    /// around the type holds values of other kinds.
    pub(super) fn without_type(&mut self, id: TypeId, schema: &Schema) -> Found {
        let mut kinds = Vec::new();
        if schema.is_about(Subject::Object) {
            kinds.push(Kind::Object);
        }
        if schema.items.is_some() {
            kinds.push(Kind::Array);
        }
        if kinds.is_empty() {
            return Found::whole(Shape::Any);
        }
        let described = Schema {
            kinds: Some(Sited {
                value: kinds.clone(),
                origin: schema.origin.clone(),
            }),
            ..schema.clone()
        };
        // Values of other kinds are accepted anyway.
        let described = self.add(described.with(|keywords| {
            keywords.accept = Vec::new();
            keywords.empty_array_as_object = false;
        }));
        let inner = self.want(described, None);
        let beside = Hint {
            parent: Some((inner, Role::Variant("or other".to_owned()))),
            ..Hint::default()
        };
        let own = std::mem::replace(&mut self.types.all[id.0 as usize].hint, beside);
        self.types.all[inner.0 as usize].hint = own;
        Found {
            basis: Basis::Kinds(kinds),
            ..Found::whole(Shape::OrOther(inner))
        }
    }

    /// Names the layer around the type of a root. The layer holds every document, and the inner type is named after it.
    pub(super) fn name_around(&mut self, root: TypeId, inner: TypeId, name: &str) {
        let kinds = &self.schemas.get(self.types.get(inner).schema).kinds;
        let word = match kinds.as_ref().map(|kinds| &kinds.value[..]) {
            Some([kind]) => kind_word(*kind),
            _ => "value",
        };
        self.types.all[root.0 as usize].hint = Hint {
            wanted: Some(name.to_owned()),
            ..Hint::default()
        };
        let hint = &mut self.types.all[inner.0 as usize].hint;
        if hint.parent.is_none() {
            hint.parent = Some((root, Role::Variant(word.to_owned())));
        }
    }

    /// Turns each layer around a type without values into a type for any value; the check distinguishes the kinds.
    pub(super) fn keep_others_of_nothing(&mut self) {
        for id in self.types.ids() {
            let Shape::OrOther(inner) = self.types.get(id).shape else {
                continue;
            };
            if matches!(self.types.get(inner).shape, Shape::Never) {
                let layer = &mut self.types.all[id.0 as usize];
                layer.shape = Shape::Any;
                layer.complete = false;
            }
        }
    }
}
