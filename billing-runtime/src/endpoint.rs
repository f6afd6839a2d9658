//! What can be called: one type per endpoint.

use crate::operation::Operation;
use crate::request::Encoder;
use crate::returns::{List, Returns};
use crate::{Integer, Wire};

/// One endpoint with the values of one call.
///
/// [`derive(Endpoint)`](macro@crate::Endpoint) writes it. By hand it is no more than this:
///
/// ```
/// use billing_runtime::operation::{Effect, Method, Operation};
/// use billing_runtime::request::{Encoder, Request};
/// use billing_runtime::{Endpoint, Plain, Value};
///
/// struct GetRate {
///     currency: String,
/// }
///
/// impl Endpoint for GetRate {
///     type Returns = Plain<Value>;
///     const OPERATION: &'static Operation =
///         &Operation::new("GetRate", Method::Get, "/rates/{currency}", Effect::Read);
///
///     fn encode(&self, encoder: &mut Encoder) {
///         encoder.path("currency", &self.currency);
///     }
/// }
///
/// let request = Request::of(&GetRate { currency: "EUR/HUF".into() })?;
/// assert_eq!(request.target(), "/rates/EUR%2FHUF");
/// # Ok::<(), billing_runtime::Error>(())
/// ```
pub trait Endpoint {
    /// What a call gives: [`One`](crate::One), [`List`], [`Plain`](crate::Plain),
    /// [`Field`](crate::Field), [`Nothing`](crate::Nothing) or [`Binary`](crate::Binary).
    type Returns: Returns;

    /// What is known before any call.
    const OPERATION: &'static Operation;

    /// Puts the values of this call in their places.
    fn encode(&self, encoder: &mut Encoder);
}

/// An endpoint that gives its list page by page.
pub trait Paged: Endpoint<Returns = List<<Self as Paged>::Item>> + Clone {
    /// What the list holds.
    type Item: Wire;

    /// Returns the number of the page that this value asks for.
    fn page(&self) -> Option<i64>;

    /// Returns the same call for another page, or `None` if the number does not fit.
    fn at_page(&self, page: i64) -> Option<Self>;
}

/// A type that can hold the number of a page.
pub trait PageNumber: Sized {
    /// Returns the number.
    fn number(&self) -> Option<i64>;

    /// Makes the value for a number, if it fits.
    fn at(page: i64) -> Option<Self>;
}

impl<T: PageNumber> PageNumber for Option<T> {
    fn number(&self) -> Option<i64> {
        self.as_ref().and_then(T::number)
    }

    fn at(page: i64) -> Option<Self> {
        T::at(page).map(Some)
    }
}

macro_rules! page_numbers {
    ($($type:ty)*) => {$(
        impl PageNumber for $type {
            fn number(&self) -> Option<i64> {
                i64::try_from(self.clone()).ok()
            }

            fn at(page: i64) -> Option<Self> {
                <$type>::try_from(page).ok()
            }
        }
    )*};
}

page_numbers! { u8 u16 u32 u64 i8 i16 i32 i64 Integer }
