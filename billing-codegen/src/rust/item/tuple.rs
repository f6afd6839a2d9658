//! Tuples and newtypes.

use super::{TRAITS, TypeDefiner};
use crate::model::types::{Rest, TypeId};
use crate::rust::ty::Ty;
use crate::rust::{Attribute, Tuple};
use crate::schema::Schema;

impl TypeDefiner<'_> {
    pub(super) fn tuple(
        &self,
        id: TypeId,
        name: &str,
        schema: &Schema,
        positions: &[TypeId],
        rest: Rest,
    ) -> Tuple {
        let alone = positions.len() + usize::from(rest != Rest::Never) < 2;
        let attributes = self.container(id, TRAITS, alone.then_some(Attribute::Word("tuple")));
        let mut spelled: Vec<(Vec<Attribute>, Ty)> = positions
            .iter()
            .map(|of| {
                let ty = match self.spelling.element(*of) {
                    // The derive treats a field of type `Extra` as the one that holds all other members.
                    ty if ty == Ty::runtime("Extra") => {
                        Ty::Runtime("Map", vec![Ty::runtime("Value")])
                    }
                    ty => ty,
                };
                let boxed = self.is_boxed(id, *of);
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

    /// Returns a newtype for a type that must have a name.
    pub(super) fn newtype(&self, id: TypeId, name: &str, schema: &Schema) -> Tuple {
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
            attributes: self.container(id, TRAITS, None),
            name: name.to_owned(),
            positions: vec![(attributes, inner)],
        }
    }
}
