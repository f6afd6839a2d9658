//! One page of a list.

use std::fmt;
use std::ops::Deref;
use std::vec;

use http::HeaderMap;

use super::PagePosition;
use super::metadata::Metadata;
use crate::{Result, Wire};

/// The items of one page, its position, and the metadata besides the items. It dereferences to the slice
/// of its items.
///
/// A page with fewer items than requested is not necessarily the last one; call
/// [`Pages::is_ended`](crate::pages::Pages::is_ended) to find out.
#[derive(Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The position at which the page begins.
    pub position: PagePosition,
    /// The items of the page.
    pub items: Vec<T>,
    pub(super) metadata: Metadata,
}

impl<T> Page<T> {
    /// Returns the members of the response besides the items, as a type that declares the members of
    /// interest or as [`Value`](crate::Value).
    ///
    /// ```
    /// # use billing_runtime::pages::Page;
    /// # use billing_runtime::{Result, Wire};
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
    /// If the members do not fit the type.
    pub fn metadata<M: Wire>(&self) -> Result<M> {
        self.metadata.read()
    }

    /// Returns one value from the metadata. The path is the names of the members, joined by dots. Returns
    /// `None` if the value is missing or `null`.
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
    /// If the value does not fit the type.
    pub fn metadata_at<M: Wire>(&self, path: &str) -> Result<Option<M>> {
        self.metadata.at(path)
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.metadata.headers()
    }
}

/// Compares the position, the items and the metadata, but not the headers, which differ each time.
impl<T: PartialEq> PartialEq for Page<T> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
            && self.items == other.items
            && self.metadata.text() == other.metadata.text()
    }
}

/// Hides the metadata, because a service may repeat a secret of the request in it.
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
