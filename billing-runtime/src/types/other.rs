//! A value of a described kind, or any other value.
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Value, Wire, Writer};

/// A value of a kind that a schema describes, or any value of another kind.
///
/// A schema that lists `properties` without a `type` describes objects and allows every other value, such as `1` or
/// `null`. An object is read as `T`; reading fails if it does not fit. Every other value is kept exactly as it is.
///
/// ```
/// use billing_runtime::Wire;
/// use billing_runtime::types::OrOther;
/// #[derive(Clone, Debug, Wire)]
/// struct Filter { path: Option<String> }
///
/// let filter = OrOther::<Filter>::from_json(r#"{"path":"/paid"}"#)?;
/// assert_eq!(filter.get().and_then(|filter| filter.path.as_deref()), Some("/paid"));
/// let all = OrOther::<Filter>::from_json("\"*\"")?;
/// assert!(all.get().is_none());
/// assert_eq!(all.to_json(), "\"*\"");
/// assert!(OrOther::<Filter>::from_json(r#"{"path":1}"#).is_err());
/// let written: OrOther<_> = Filter { path: None }.into();
/// assert_eq!(written.to_json(), "{}");
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrOther<T> {
    /// A value of a kind that the schema describes.
    Known(T),
    /// A value of another kind.
    Other(Value),
}

impl<T> OrOther<T> {
    /// Returns the value, if the schema describes its kind.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Other(_) => None,
        }
    }

    /// Returns the value mutably, if the schema describes its kind.
    pub const fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Other(_) => None,
        }
    }

    /// Returns the owned value, if the schema describes its kind.
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Other(_) => None,
        }
    }
}

impl<T> From<T> for OrOther<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: Default> Default for OrOther<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: Wire> Node for OrOther<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if !T::KINDS.meets(reader.kind(peek)) {
            let mut value = Value::Null;
            value.read(reader, peek)?;
            *self = Self::Other(value);
            return Ok(());
        }
        let mut value = T::blank();
        value.read(reader, peek)?;
        *self = Self::Known(value);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Known(value) => value.write(writer),
            Self::Other(value) => value.write(writer),
        }
    }
}

impl<T: Wire> Wire for OrOther<T> {
    const KINDS: Kinds = Kinds::ANY;

    fn blank() -> Self {
        Self::Other(Value::Null)
    }

    fn rules() -> Rules {
        const { &[Rule::OfKinds(T::KINDS, &[Rule::Of(T::rules)])] }
    }
}
