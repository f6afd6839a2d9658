//! The wire layer: converts typed values to and from JSON, without generated code for each format.
//!
//! For each type, [`derive(Wire)`](derive@crate::Wire) writes an array of members to read into, an array of members to
//! write, and a [text](Shape) that describes them. Everything else happens in this module at run time. Numbers keep
//! their literals. A value that a member accepts beyond its schema is written back as it was read. What a type cannot
//! express becomes a [`Rule`], which [`Wire::validate`] checks.
//!
//! ```
//! use billing_runtime::{Decimal, Wire};
//! use billing_runtime::types::Extra;
//!
//! #[derive(Clone, Debug, PartialEq, Wire)]
//! struct Item {
//!     description: String,
//!     #[wire(accept(string, number))]
//!     net_unit_price: Option<Decimal>,
//!     extra: Extra,
//! }
//!
//! let text = r#"{"description":"Paper","net_unit_price":"3500.000","unit":"db"}"#;
//! let item = Item::from_json(text)?;
//! assert_eq!(item.net_unit_price, Some(Decimal::from(3500)));
//! assert_eq!(item.to_json(), text);
//! # Ok::<(), billing_runtime::wire::Error>(())
//! ```
mod bridge;
pub(crate) mod calendar;
mod check;
mod choice;
mod error;
mod invalid;
mod kinds;
mod map;
pub(crate) mod number;
mod object;
mod reader;
mod rule;
mod shape;
mod traits;
mod type_info;
mod union;
mod value;
mod writer;

pub(crate) use billing_shared::shape::flags;
pub use bridge::{de, ser};
pub use check::check;
pub use error::Error;
pub(crate) use error::short;
pub use invalid::{Invalid, Violation};
pub use kinds::Kinds;
pub use map::Map;
pub use number::{Number, ParseError};
pub use reader::{Peek, Reader};
#[doc(hidden)]
pub use rule::TypeInfo;
pub use rule::{Check, Named, Place, Rule, Rules, Variants};
pub use shape::Shape;
pub use traits::{debug, eq};
#[doc(hidden)]
pub use type_info::HasTypeInfo;
pub use union::put;
pub use value::{Extra, Value};
pub(crate) use writer::Purpose;
pub use writer::Writer;

// Names that expansions use.
#[doc(hidden)]
pub use core::option::Option::None;
#[doc(hidden)]
pub use serde;

/// The result of reading into a value.
pub type Done = Result<(), Error>;

/// The member names of a [`Record`](crate::Record): id and attributes.
pub type RecordNames = (&'static str, &'static str);

/// The options for reading a document.
///
/// ```
/// use billing_runtime::{Value, wire::{Options, Wire}};
/// let options = Options::new().depth(2);
/// assert!(Value::from_json_with("[[1]]", &options).is_ok());
/// let error = Value::from_json_with("[[[1]]]", &options).unwrap_err();
/// assert!(error.to_string().starts_with("nested deeper than 2 levels"));
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) depth: u32,
    pub(crate) record: RecordNames,
}

/// The member names of a record, unless an envelope declares others.
pub(crate) const RECORD: RecordNames = ("id", "attributes");

impl Default for Options {
    fn default() -> Self {
        Self {
            depth: 128,
            record: RECORD,
        }
    }
}

impl Options {
    /// Returns the defaults: 128 levels, records of `id` and `attributes`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how deep arrays and objects may nest. Each level takes stack space while it is read.
    #[must_use]
    pub fn depth(mut self, levels: u32) -> Self {
        self.depth = levels;
        self
    }

    /// Sets the member names of a [`Record`](crate::Record).
    #[must_use]
    pub fn record_names(mut self, id: &'static str, attributes: &'static str) -> Self {
        self.record = (id, attributes);
        self
    }
}

/// A value that is read from JSON and written to JSON: the part of [`Wire`] that allows trait objects.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `Wire`",
    label = "this type has no JSON form",
    note = "derive `Wire` for it, or wrap a type of serde in `Serde<…>`"
)]
pub trait Node: HasTypeInfo {
    /// Reads the next value into this one.
    ///
    /// # Errors
    /// The value does not fit the type. `self` is then in an unspecified state.
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done;

    /// Writes this value.
    fn write(&self, writer: &mut Writer);
}

impl dyn Node + '_ {
    /// Returns whether an object leaves out a member with this value. For a value that nothing was read into, this is
    /// whether the member may be missing.
    ///
    /// The value is written to find out, so types need not implement this.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.absent
    }
}

/// A list that grows while it is read.
pub trait List {
    /// Adds an element to read into.
    fn add(&mut self) -> Option<&mut dyn Node>;
}

/// The target for members or elements that a type does not name; `()` if there is none.
pub trait Rest {
    /// Returns whether there is such a target.
    fn takes(&self) -> bool {
        true
    }

    /// Reads one member or element.
    ///
    /// # Errors
    /// The value does not fit, or the name is a duplicate.
    fn put(&mut self, name: String, reader: &mut Reader<'_>, peek: Peek) -> Done;

    /// Returns what is known about the type of the values.
    fn type_info(&self) -> TypeInfo;

    /// Writes all members or elements, except those whose names `skip` selects.
    fn each(&self, writer: &mut Writer, skip: &dyn Fn(&str) -> bool);
}

impl Rest for () {
    fn takes(&self) -> bool {
        false
    }

    fn put(&mut self, _: String, reader: &mut Reader<'_>, peek: Peek) -> Done {
        reader.skip(peek)
    }

    fn type_info(&self) -> TypeInfo {
        TypeInfo::of::<Value>()
    }

    fn each(&self, _: &mut Writer, _: &dyn Fn(&str) -> bool) {}
}

/// A type with a JSON form. Derive it; see [`derive(Wire)`](derive@crate::Wire).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `Wire`",
    label = "this type has no JSON form",
    note = "derive `Wire` for it, or wrap a type of serde in `Serde<…>`"
)]
pub trait Wire: Node + Sized + 'static {
    /// The kinds of JSON value that this type reads.
    const KINDS: Kinds = Kinds::OBJECT;

    /// The [text](Shape) that describes a derived type, or the derived type that this one wraps; empty for other types.
    #[doc(hidden)]
    const SHAPE: &'static str = "";

    /// Returns a value to read into. The value need not be meaningful, because a missing required member is an error.
    #[doc(hidden)]
    fn blank() -> Self;

    /// Returns the types that the schema of a derived type refers to.
    #[doc(hidden)]
    fn named() -> &'static [Named] {
        &[]
    }

    /// Returns the rules of the schema of this type.
    ///
    /// The rules of a derived type are found by inspecting its parts. A handwritten type returns its rules here, or has
    /// none.
    fn rules() -> Rules {
        match Self::SHAPE {
            "" => &[],
            _ => type_info::rules::<Self>(),
        }
    }

    /// Reads a whole document.
    ///
    /// # Errors
    /// The document is not valid JSON, does not fit the type, or continues after the value.
    fn from_json(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_json_with(text, &Options::default())
    }

    /// Reads a whole document, with options.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    fn from_json_with(text: impl AsRef<[u8]>, options: &Options) -> Result<Self, Error> {
        let mut value = Self::blank();
        read_document(text.as_ref(), &mut value, strict_rules::<Self>(), options)?;
        Ok(value)
    }

    /// Writes the value as compact JSON.
    fn to_json(&self) -> String {
        write_document(self)
    }

    /// Checks the value against everything its schema says.
    ///
    /// A value that was accepted beyond its schema is checked as the value that it stands for.
    ///
    /// # Errors
    /// Every violation, each with a JSON pointer and the violated rule.
    fn validate(&self) -> Result<(), Invalid> {
        check::validate(self, Self::rules())
    }
}

/// Returns the rules that reading has to check, if the type is strict.
pub(crate) fn strict_rules<T: Wire>() -> Option<Rules> {
    (!T::SHAPE.is_empty() && Shape::of(T::SHAPE).strict).then(T::rules)
}

pub(crate) fn read_document(
    text: &[u8],
    value: &mut dyn Node,
    rules: Option<Rules>,
    options: &Options,
) -> Done {
    read_text(text, value, rules, options).map_err(|error| error.locate(text))
}

/// Reads a whole text. Errors have the byte offset but not the line, because the user may not know the text.
pub(crate) fn read_text(
    text: &[u8],
    value: &mut dyn Node,
    rules: Option<Rules>,
    options: &Options,
) -> Done {
    let mut reader = Reader::new(text, options);
    let peek = reader.peek()?;
    value.read(&mut reader, peek)?;
    reader.finish()?;
    match rules {
        Some(rules) => check::strict(text, rules, options),
        None => Ok(()),
    }
}

pub(crate) fn write_document(value: &dyn Node) -> String {
    let mut writer = Writer::new();
    writer.value(value);
    writer.into_text()
}
