//! One page of a list.

use std::fmt;
use std::ops::Deref;
use std::vec;

use http::HeaderMap;

use super::PagePosition;
use super::metadata::Metadata;
use crate::{Result, Wire};

/// The items of one page, its position, and what the response has beside the items. As a slice it is
/// the items.
///
/// Fewer items than the program asked for do not mean that the page is the last one;
/// [`Pages::is_ended`](crate::pages::Pages::is_ended) tells.
#[derive(Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// Where the page begins.
    pub position: PagePosition,
    /// Its items.
    pub items: Vec<T>,
    pub(super) metadata: Metadata,
}

impl<T> Page<T> {
    /// Returns the members of the response beside the items as one value: a type with the members that
    /// matter, or [`Value`](crate::Value).
    ///
    /// ```
    /// # use billing_runtime::{Result, Wire};
    /// # use billing_runtime::pages::Page;
    /// #[derive(Clone, Debug, Wire)]
    /// struct ListMetadata {
    ///     total: i64,
    ///     has_more: bool,
    /// }
    ///
    /// fn count<T>(page: &Page<T>) -> Result<i64> {
    ///     // {"data": [...], "total": 45, "has_more": true}
    ///     Ok(page.metadata::<ListMetadata>()?.total)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// When they do not fit the type.
    pub fn metadata<M: Wire>(&self) -> Result<M> {
        self.metadata.read()
    }

    /// Returns one value beside the items, by the names of its members joined by dots; `None` if it is
    /// missing or `null`.
    ///
    /// ```
    /// # use billing_runtime::Result;
    /// # use billing_runtime::pages::Page;
    /// fn count<T>(page: &Page<T>) -> Result<Option<i64>> {
    ///     // {"data": [...], "meta": {"total": 45}}
    ///     page.metadata_at("meta.total")
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// When the value does not fit the type.
    pub fn metadata_at<M: Wire>(&self, path: &str) -> Result<Option<M>> {
        self.metadata.at(path)
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.metadata.headers()
    }
}

/// The position, the items and the metadata; headers differ each time.
impl<T: PartialEq> PartialEq for Page<T> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
            && self.items == other.items
            && self.metadata.text() == other.metadata.text()
    }
}

/// The metadata is not shown: a service may repeat a secret of the request in it.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("position", &self.position)
            .field("items", &self.items)
            .finish_non_exhaustive()
    }
}

impl<T> Deref for Page<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
