//! One page of a list.

use std::ops::Deref;
use std::vec;

/// The items of one page, and its number. As a slice it is the items.
///
/// Whether it is the last one is not known: the service sends no total, and only an empty page says
/// that the list is at its end. [`Pages::is_ended`](crate::Pages::is_ended) tells once that came.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The number that was asked for.
    pub number: i64,
    /// What stands on it; fewer items than were asked for do not mean the end.
    pub items: Vec<T>,
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
