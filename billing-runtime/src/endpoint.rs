//! Endpoints: one type for each call of an API.
//!
//! `derive(Endpoint)` and generated code implement the traits of this module. Come here to write an endpoint by hand, or to
//! read what is known about one.
//!
//! | item | what it is |
//! |---|---|
//! | [`Endpoint`], [`Paged`] | the traits of a call, and of a call that returns a paginated list |
//! | [`One`], [`List`], [`Plain`], [`Field`], [`Nothing`], [`Binary`] | the part of the response that a call returns |
//! | [`operation`] | the constant that describes an endpoint |
//! | [`request`] | a call as a plain value, before it is sent |
//! | [`envelope`] | the description of an envelope |

use crate::operation::Operation;
use crate::page_position::PagePosition;
use crate::request::{Encoder, Request};
use crate::types::Integer;
use crate::{Error, Result, Wire};

pub use crate::response::Response;
pub use crate::returns::{Binary, Field, List, Nothing, One, Plain, Returns};

pub mod envelope {
    //! Describes the envelopes of responses, as data.
    pub use crate::envelope::*;
}

pub mod operation {
    //! Describes each endpoint with one constant, which is known before any call.
    pub use crate::operation::*;
}

pub mod request {
    //! Represents a call as a plain value, before it is sent.
    pub use crate::request::*;
}

/// One endpoint with the values of one call.
///
/// [`derive(Endpoint)`](macro@crate::Endpoint) implements it. An implementation by hand looks like this:
///
/// ```
/// use billing_runtime::endpoint::Plain;
/// use billing_runtime::endpoint::operation::{Effect, Method, Operation};
/// use billing_runtime::endpoint::request::{Encoder, Request};
/// use billing_runtime::{Endpoint, Value};
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
    /// The part of the response that a call returns: [`One`], [`List`], [`Plain`], [`Field`], [`Nothing`] or
    /// [`Binary`].
    type Returns: Returns;

    /// The description of the endpoint, which is known before any call.
    const OPERATION: &'static Operation;

    /// Writes the values of this call into the path, query, headers and body of the request.
    fn encode(&self, encoder: &mut Encoder);
}

impl Request {
    /// Encodes a call and checks it against its rules, without sending anything.
    ///
    /// # Errors
    ///
    /// If a rule is broken, a path value is empty or a header value contains a character that headers
    /// do not allow.
    pub fn of<E: Endpoint>(endpoint: &E) -> Result<Self> {
        Self::encode(endpoint, true)
    }

    /// Encodes a call; checks it against its rules if `validate` is set.
    pub(crate) fn encode<E: Endpoint>(endpoint: &E, validate: bool) -> Result<Self> {
        let mut encoder = Encoder::new(E::OPERATION, validate);
        endpoint.encode(&mut encoder);
        encoder.finish()
    }
}

/// An endpoint that returns a paginated list.
///
/// [`derive(Endpoint)`](macro@crate::Endpoint) implements it if the attribute has the key `page`. An implementation by
/// hand looks like this:
///
/// ```
/// use billing_runtime::endpoint::operation::{Effect, Method, Operation};
/// use billing_runtime::endpoint::request::{Encoder, Request};
/// use billing_runtime::endpoint::{List, Paged};
/// use billing_runtime::pages::PagePosition;
/// use billing_runtime::{Endpoint, Result, Value};
///
/// #[derive(Clone)]
/// struct ListRates {
///     page: Option<i64>,
/// }
///
/// impl Endpoint for ListRates {
///     type Returns = List<Value>;
///     const OPERATION: &'static Operation =
///         &Operation::new("ListRates", Method::Get, "/rates", Effect::Read);
///
///     fn encode(&self, encoder: &mut Encoder) {
///         encoder.query("page", &self.page);
///     }
/// }
///
/// impl Paged for ListRates {
///     type Item = Value;
///
///     fn position(&self) -> Option<PagePosition> {
///         self.page.map(PagePosition::number)
///     }
///
///     fn set_position(&mut self, position: &PagePosition) -> Result<()> {
///         self.page = Some(position.as_number()?);
///         Ok(())
///     }
/// }
///
/// let mut call = ListRates { page: None };
/// call.set_position(&PagePosition::number(3))?;
/// assert_eq!(Request::of(&call)?.target(), "/rates?page=3");
/// # Ok::<(), billing_runtime::Error>(())
/// ```
pub trait Paged: Endpoint<Returns = List<<Self as Paged>::Item>> + Clone {
    /// The type of the items.
    type Item: Wire;

    /// How the pages follow one another.
    const PAGING: Paging = Paging::PageNumber;

    /// Returns the position that this call requests; `None` is the beginning of the list.
    fn position(&self) -> Option<PagePosition>;

    /// Sets the position that this call requests.
    ///
    /// # Errors
    ///
    /// If the position belongs to another kind of paging, or this type cannot hold it.
    fn set_position(&mut self, position: &PagePosition) -> Result<()>;
}

/// How the pages of a list follow one another, and what ends the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// The pages are numbered from 1, and an empty one ends the list.
    PageNumber,
}

/// A type that can hold the number of a page.
pub trait PageNumber: Sized {
    /// Returns the number.
    fn number(&self) -> Option<i64>;

    /// Returns the value for a number, if the number fits.
    fn at(page: i64) -> Option<Self>;

    /// Returns the number as a position.
    fn position(&self) -> Option<PagePosition> {
        self.number().map(PagePosition::number)
    }

    /// Sets the number to that of a position.
    ///
    /// # Errors
    ///
    /// If the position is not a number, or the number does not fit.
    fn set_position(&mut self, position: &PagePosition) -> Result<()> {
        let number = position.as_number()?;
        *self = Self::at(number).ok_or_else(|| {
            Error::request(format!(
                "the page number {number} does not fit the type of the parameter"
            ))
        })?;
        Ok(())
    }
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
