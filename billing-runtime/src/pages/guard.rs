//! Keeps a list from going on forever, and items from coming twice.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};

use super::PagePosition;
use crate::Wire;

/// So many pages in a row without anything new are no accident: a list that grows while it is read
/// moves its items to later pages, but not that far.
const STALE: u32 = 3;

/// Knows the pages that came, by a hash of each.
#[derive(Default)]
pub(super) struct Guard(HashMap<u64, PagePosition>);

impl Guard {
    /// Notes a page; the error is the position of an earlier one that was the same.
    pub(super) fn check<T: Wire>(
        &mut self,
        position: &PagePosition,
        items: &Vec<T>,
    ) -> Result<(), PagePosition> {
        // The items alone: a body may also hold what changes each time, such as a request's name.
        let mut hasher = DefaultHasher::new();
        hasher.write(items.to_json().as_bytes());
        match self.0.insert(hasher.finish(), position.clone()) {
            Some(earlier) => Err(earlier),
            None => Ok(()),
        }
    }
}

type Key<T> = Box<dyn Fn(&T) -> String + Send>;

/// Leaves out what came before, by a name of each item.
pub(super) struct Unique<T> {
    key: Key<T>,
    seen: HashSet<String>,
    stale: u32,
}

impl<T> Unique<T> {
    pub(super) fn new(key: impl Fn(&T) -> String + Send + 'static) -> Self {
        Self {
            key: Box::new(key),
            seen: HashSet::new(),
            stale: 0,
        }
    }

    /// Returns false if pages go on that hold nothing new.
    pub(super) fn filter(&mut self, items: &mut Vec<T>) -> bool {
        items.retain(|item| self.seen.insert((self.key)(item)));
        self.stale = if items.is_empty() { self.stale + 1 } else { 0 };
        self.stale < STALE
    }
}
