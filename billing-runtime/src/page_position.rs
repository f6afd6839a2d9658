//! Positions in a list, which can be stored and resumed from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::request::Fingerprint;
use crate::wire::ParseError;
use crate::{Error, Result};

/// A position between two pages of a list.
///
/// A position is opaque. It can be stored as a string (with `to_string` and `parse`, or with serde) and
/// passed to [`Pages::resume_from`](crate::pages::Pages::resume_from) later, even in another process or
/// by another version of the program. A position that a list returned belongs to that list: another
/// endpoint refuses it, and so does the same endpoint with other parameters, because its pages contain
/// other items.
///
/// ```
/// # use billing_runtime::{Client, Result, endpoint::Paged, pages::PagePosition};
/// # async fn read<E: Paged>(client: Client, list_invoices: E, stored: Option<String>) -> Result<String>
/// # where E::Item: std::fmt::Debug {
/// let mut invoices = client.pages(&list_invoices);
/// if let Some(stored) = stored {
///     let position = stored.parse::<PagePosition>().expect("what `to_string` returned");
///     invoices = invoices.resume_from(&position)?;
/// }
/// while let Some(page) = invoices.try_next_page().await? {
///     println!("{:?}", page.items);
///     // Store the items of the page together with `invoices.position().to_string()`.
/// }
/// # Ok(invoices.position().to_string()) }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PagePosition {
    /// The list that returned it; `None` if the program made it.
    list: Option<Fingerprint>,
    point: Point,
}

/// The position itself, with one variant for each kind of position.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Point {
    /// The position before the page with this number.
    PageNumber(i64),
}

impl PagePosition {
    /// Creates the position before the page with this number, for any list with numbered pages.
    ///
    /// ```
    /// use billing_runtime::pages::PagePosition;
    ///
    /// let position = PagePosition::number(3);
    /// assert_eq!(position.to_string(), "page=3");
    /// assert_eq!("page=3".parse(), Ok(position));
    /// ```
    pub fn number(page: i64) -> Self {
        Self {
            list: None,
            point: Point::PageNumber(page),
        }
    }

    /// Returns the number of the page.
    ///
    /// # Errors
    ///
    /// If the position belongs to a list whose pages are not numbered.
    pub fn as_number(&self) -> Result<i64> {
        match self.point {
            Point::PageNumber(page) => Ok(page),
        }
    }

    /// Returns the same position, marked as belonging to this list.
    pub(crate) fn of(mut self, list: Option<Fingerprint>) -> Self {
        self.list = list;
        self
    }

    /// Checks that the position does not belong to another list.
    pub(crate) fn check(&self, list: Option<Fingerprint>) -> Result<()> {
        match (self.list, list) {
            (Some(own), Some(list)) if own != list => Err(Error::request(format!(
                "the position `{self}` belongs to another list, or to this list with other parameters; \
                 resume with the parameters of the call that returned it, or start from the beginning"
            ))),
            _ => Ok(()),
        }
    }

    pub(crate) fn point(&self) -> &Point {
        &self.point
    }

    /// Returns the position for messages, such as `page 3`.
    pub(crate) fn describe(&self) -> String {
        match &self.point {
            Point::PageNumber(page) => format!("page {page}"),
        }
    }
}

/// Writes the string to store.
impl fmt::Display for PagePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(list) = &self.list {
            write!(f, "{list}:")?;
        }
        match &self.point {
            Point::PageNumber(page) => write!(f, "page={page}"),
        }
    }
}

impl fmt::Debug for PagePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PagePosition({self})")
    }
}

impl FromStr for PagePosition {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = |what| Err(ParseError { what });
        let Some((head, value)) = text.split_once('=') else {
            return wrong("not a page position, expected a string such as `page=3`");
        };
        let (list, kind) = match head.split_once(':') {
            None => (None, head),
            Some((list, kind)) => match Fingerprint::parse(list) {
                Some(list) => (Some(list), kind),
                None => return wrong("the page position has an invalid list fingerprint"),
            },
        };
        let point = match kind {
            "page" => match value.parse() {
                Ok(page) => Point::PageNumber(page),
                Err(_) => return wrong("the page position has no valid page number"),
            },
            _ => return wrong("the page position has a kind that this version does not support"),
        };
        Ok(Self { list, point })
    }
}

impl Serialize for PagePosition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PagePosition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
