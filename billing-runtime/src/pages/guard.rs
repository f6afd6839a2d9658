//! Detects lists that never end, and items that come twice.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};

use super::PagePosition;
use crate::Wire;

/// The number of consecutive pages without a new item that counts as an error. A list that grows while it
/// is read moves its items to later pages, but not that far.
const MAX_STALE: u32 = 3;

/// Remembers the pages of a list, by a hash of each.
#[derive(Default)]
pub(super) struct Guard(HashMap<u64, PagePosition>);

impl Guard {
    /// Records a page. The error is the position of an equal page that came earlier.
    pub(super) fn check<T: Wire>(
        &mut self,
        position: &PagePosition,
        items: &Vec<T>,
    ) -> Result<(), PagePosition> {
        // Only the items count: a body may also contain values that change each time, such as a request id.
        let mut hasher = DefaultHasher::new();
        hasher.write(items.to_json().as_bytes());
        match self.0.insert(hasher.finish(), position.clone()) {
            Some(earlier) => Err(earlier),
            None => Ok(()),
        }
    }
}

type Key<T> = Box<dyn Fn(&T) -> String + Send>;

/// Removes items that came before, by the key of each item.
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

    /// Removes known items. Returns false if too many consecutive pages contained nothing new.
    pub(super) fn filter(&mut self, items: &mut Vec<T>) -> bool {
        items.retain(|item| self.seen.insert((self.key)(item)));
        self.stale = if items.is_empty() { self.stale + 1 } else { 0 };
        self.stale < MAX_STALE
    }
}
