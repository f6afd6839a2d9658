//! Dates that a database may write as zeros.
use std::fmt;

use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};

/// A date, or a string that means no date: `0000-00-00`, `0000-00-00 00:00:00`, `-0001-11-30`,
/// `-0001-11-30 00:00:00` or the empty string. The string is kept.
///
/// ```
/// use billing_runtime::{Date, Wire};
/// use billing_runtime::types::OrZero;
/// let archived = OrZero::<Date>::from_json(r#""0000-00-00""#)?;
/// assert_eq!(archived.get(), None);
/// assert_eq!(archived.to_json(), r#""0000-00-00""#);
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrZero<T>(Repr<T>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Repr<T> {
    Zero(&'static str),
    Value(T),
}

const ZEROS: [&str; 5] = [
    "0000-00-00 00:00:00",
    "-0001-11-30 00:00:00",
    "0000-00-00",
    "-0001-11-30",
    "",
];

impl<T> OrZero<T> {
    /// Returns no date, written as `0000-00-00 00:00:00`.
    #[must_use]
    pub const fn zero() -> Self {
        Self(Repr::Zero(ZEROS[0]))
    }

    /// Returns the date, if there is one.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match &self.0 {
            Repr::Value(value) => Some(value),
            Repr::Zero(_) => None,
        }
    }
}

impl<T> From<T> for OrZero<T> {
    fn from(value: T) -> Self {
        Self(Repr::Value(value))
    }
}

impl<T: fmt::Debug> fmt::Debug for OrZero<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Value(value) => value.fmt(f),
            Repr::Zero(text) => write!(f, "{text:?}"),
        }
    }
}

impl<T: Wire> Node for OrZero<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if peek.is_string() {
            let text = reader.bookmark().string(peek)?;
            if let Some(zero) = ZEROS.into_iter().find(|zero| *zero == text) {
                self.0 = Repr::Zero(zero);
                return reader.string(peek).map(drop);
            }
        }
        let mut value = T::blank();
        value.read(reader, peek)?;
        self.0 = Repr::Value(value);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match &self.0 {
            Repr::Value(value) => value.write(writer),
            Repr::Zero(text) => writer.string(text),
        }
    }
}

impl<T: Wire> Wire for OrZero<T> {
    const KINDS: Kinds = T::KINDS.or(Kinds::STRING);

    fn blank() -> Self {
        Self::zero()
    }

    fn rules() -> Rules {
        const {
            &[Rule::AnyOf(&[
                &[Rule::Enum(&[
                    "\"0000-00-00 00:00:00\"",
                    "\"-0001-11-30 00:00:00\"",
                    "\"0000-00-00\"",
                    "\"-0001-11-30\"",
                    "\"\"",
                ])],
                &[Rule::Of(T::rules)],
            ])]
        }
    }
}
