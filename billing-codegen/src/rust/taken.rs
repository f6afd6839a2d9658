//! The names that are taken in one scope.

use std::collections::{BTreeMap, BTreeSet};

/// A set of names that finds the next free number of a name in one step, since thousands of types may share a title.
#[derive(Clone, Default)]
pub(super) struct Taken {
    names: BTreeSet<String>,
    /// The lowest number of each name that may be free. Names are never released.
    next: BTreeMap<String, usize>,
}

impl Taken {
    pub(super) fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Takes a name; returns `false` if it was taken already.
    pub(super) fn insert(&mut self, name: String) -> bool {
        self.names.insert(name)
    }

    /// Takes the name, or the name with the lowest free number from 2 on, and returns it.
    pub(super) fn take(&mut self, name: &str, numbered: impl Fn(usize) -> String) -> String {
        if self.names.insert(name.to_owned()) {
            return name.to_owned();
        }
        let next = self.next.entry(name.to_owned()).or_insert(2);
        loop {
            let candidate = numbered(*next);
            *next += 1;
            if self.names.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

impl<T: Into<String>> Extend<T> for Taken {
    fn extend<I: IntoIterator<Item = T>>(&mut self, names: I) {
        self.names.extend(names.into_iter().map(Into::into));
    }
}

impl<T: Into<String>> FromIterator<T> for Taken {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        let mut taken = Self::default();
        taken.extend(names);
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_lowest_free_number_is_found_in_one_step() {
        let mut taken: Taken = ["Item", "Item3"].into_iter().collect();
        let asked = Cell::new(0);
        let numbered = |number| {
            asked.set(asked.get() + 1);
            format!("Item{number}")
        };
        assert_eq!(taken.take("Item", numbered), "Item2");
        assert_eq!(taken.take("Item", numbered), "Item4");
        asked.set(0);
        let names: BTreeSet<String> = (0..1_000).map(|_| taken.take("Item", numbered)).collect();
        assert_eq!((names.len(), asked.get()), (1_000, 1_000));
        assert!(names.contains("Item1004") && taken.contains("Item1004"));
    }
}
