//! The Rust type of each type of the model.

use super::foreign::{Foreign, MODULE};
use super::names::Names;
use super::ty::{Place, Ty};
use crate::model::types::{Format, Shape, TypeId, Types, Width};
use crate::schema::{Kind, Schemas};

/// Maps each type of the model to its Rust type.
pub(super) struct Spelling<'a> {
    pub(super) schemas: &'a Schemas,
    pub(super) types: &'a Types,
    pub(super) names: &'a Names,
    /// The types that another generator makes.
    pub(super) foreign: &'a Foreign,
}

impl Spelling<'_> {
    /// Returns a type without its `null`.
    pub(super) fn bare(&self, id: TypeId) -> Ty {
        let id = match self.names.get(id) {
            Some(_) => id,
            None => self.types.through(id),
        };
        if let Some(name) = self.foreign.get(id) {
            return Ty::Runtime("Serde", vec![Ty::Local(Place::new(MODULE, name))]);
        }
        let ty = self.types.get(id);
        let schema = self.schemas.get(ty.schema);
        let spelled = match self.names.place(id) {
            Some(place) => Ty::Local(place.clone()),
            None => self.unnamed(id),
        };
        let accepts = schema.accept.iter().any(|kind| *kind != Kind::Null);
        match &spelled {
            Ty::Runtime("Date" | "DateTime", _) if schema.zero_date => {
                Ty::Runtime("OrZero", vec![spelled])
            }
            Ty::Runtime("Decimal" | "Value" | "Date" | "DateTime" | "Never" | "OrOther", _) => {
                spelled
            }
            _ if accepts || schema.empty_array_as_object => Ty::Runtime("Accepted", vec![spelled]),
            _ => spelled,
        }
    }

    /// Returns the type of a list item or map value.
    pub(super) fn element(&self, id: TypeId) -> Ty {
        match self.types.is_nullable(id) {
            true => Ty::Runtime("Maybe", vec![self.bare(id)]),
            false => self.bare(id),
        }
    }

    /// Returns the type of a member, and the attribute that its field needs.
    pub(super) fn member(
        &self,
        id: TypeId,
        required: bool,
        boxed: bool,
    ) -> (Ty, Option<&'static str>) {
        let bare = self.bare(id);
        let bare = if boxed { bare.boxed() } else { bare };
        match (required, self.types.is_nullable(id)) {
            // The derive treats a field of type `Extra` as the one that holds all other members.
            (true, false) if bare == Ty::runtime("Extra") => {
                (Ty::Runtime("Map", vec![Ty::runtime("Value")]), None)
            }
            (true, false) => (bare, None),
            (true, true) => (bare.option(), Some("nullable")),
            (false, false) => (bare.option(), None),
            (false, true) => (Ty::Runtime("Maybe", vec![bare]), None),
        }
    }

    /// Returns the type of a shape that has no definition.
    pub(super) fn unnamed(&self, id: TypeId) -> Ty {
        match &self.types.get(id).shape {
            Shape::Any => Ty::runtime("Value"),
            Shape::Never => Ty::runtime("Never"),
            Shape::Null => Ty::runtime("Null"),
            Shape::Boolean => Ty::std("bool"),
            Shape::Integer(width) => integer(*width),
            Shape::Number => Ty::runtime("Decimal"),
            Shape::Text(Format::Plain) => Ty::std("String"),
            Shape::Text(Format::Date) => Ty::runtime("Date"),
            Shape::Text(Format::DateTime) => Ty::runtime("DateTime"),
            Shape::Text(Format::Password) => Ty::runtime("Secret"),
            Shape::List(item) => Ty::Std("Vec", vec![self.element(*item)]),
            Shape::Map(value) => self.map(*value),
            Shape::OrOther(inner) => Ty::Runtime("OrOther", vec![self.bare(*inner)]),
            Shape::Same(other) => self.bare(*other),
            // These always have a definition; `Value` could hold them without one.
            Shape::Enum(_) | Shape::Tuple(..) | Shape::Object(_) | Shape::Union(_) => {
                Ty::runtime("Value")
            }
        }
    }

    pub(super) fn map(&self, value: TypeId) -> Ty {
        match self.element(value) {
            Ty::Runtime("Value", _) => Ty::runtime("Extra"),
            element => Ty::Runtime("Map", vec![element]),
        }
    }
}

fn integer(width: Width) -> Ty {
    let Width::Range(low, high) = width else {
        return Ty::runtime("Integer");
    };
    let fits = |least: i128, most: i128| low >= least && high <= most;
    let found = [
        ("u8", 0, i128::from(u8::MAX)),
        ("i8", i128::from(i8::MIN), i128::from(i8::MAX)),
        ("u16", 0, i128::from(u16::MAX)),
        ("i16", i128::from(i16::MIN), i128::from(i16::MAX)),
        ("u32", 0, i128::from(u32::MAX)),
        ("i32", i128::from(i32::MIN), i128::from(i32::MAX)),
        ("i64", i128::from(i64::MIN), i128::from(i64::MAX)),
        ("u64", 0, i128::from(u64::MAX)),
    ]
    .into_iter()
    .find(|(_, least, most)| fits(*least, *most));
    found.map_or_else(|| Ty::runtime("Integer"), |(name, ..)| Ty::std(name))
}
