//! A member that can be absent, null or present.
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};

/// A member that can be absent, `null` or present, if the schema distinguishes the three.
///
/// ```
/// use billing_runtime::Wire;
/// use billing_runtime::types::Maybe;
/// #[derive(Wire)]
/// struct Product { comment: Maybe<String> }
///
/// assert_eq!(Product::from_json("{}")?.comment, Maybe::Absent);
/// assert_eq!(Product::from_json(r#"{"comment":null}"#)?.comment, Maybe::Null);
/// let product = Product::from_json(r#"{"comment":""}"#)?;
/// assert_eq!(product.comment.as_deref(), Some(""));
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maybe<T> {
    /// The member is absent.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member has a value.
    Present(T),
}

impl<T> Maybe<T> {
    /// Returns the value, if there is one.
    pub const fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value mutably, if there is one.
    pub const fn as_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the dereferenced value, if there is one.
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.as_ref().map(|value| &**value)
    }

    /// Returns the value, if there is one; absent and `null` are the same here.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns whether the member is absent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the member is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Present(value)
    }
}

impl<T: Wire> Node for Maybe<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if peek.is_null() {
            *self = Self::Null;
            return reader.null(peek);
        }
        let mut value = T::blank();
        value.read(reader, peek)?;
        *self = Self::Present(value);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Present(value) => value.write(writer),
            Self::Null => writer.null(),
            Self::Absent => writer.absent(),
        }
    }
}

impl<T: Wire> Wire for Maybe<T> {
    const KINDS: Kinds = T::KINDS.or(Kinds::NULL);

    fn blank() -> Self {
        Self::Absent
    }

    fn rules() -> Rules {
        const { &[Rule::Nullable(&[Rule::Of(T::rules)])] }
    }
}
