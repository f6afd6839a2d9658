//! serde's traits for the leaf and container types.
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Accepted, Date, DateTime, Decimal, Id, Integer, Maybe, Never, Null, OrOther, OrZero, Record,
};
use crate::wire::{self, Map, Number, Value, Wire};

macro_rules! bridges {
    ($($type:ty $(where $($param:ident: $bound:tt),+)?;)*) => {$(
        impl$(<$($param: $bound),+>)? Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                wire::ser(self, serializer)
            }
        }

        impl<'de $(, $($param: $bound),+)?> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::de(deserializer)
            }
        }
    )*};
}
bridges! {
    Number; Decimal; Integer; Value; Date; DateTime; Null; Never;
    Id<T> where T: 'static;
    Map<T> where T: Wire;
    Maybe<T> where T: Wire;
    Record<T, I> where T: Wire, I: 'static;
    Accepted<T> where T: Wire;
    OrOther<T> where T: Wire;
    OrZero<T> where T: Wire;
}
#[cfg(feature = "client")]
bridges! { crate::secret::Secret; }
