//! Finds a name among many. No document can make this slow.
use std::hash::{BuildHasher, RandomState};

/// With fewer members, a search from the front is faster than hashing.
const SMALL: usize = 16;

/// A hash table of indices in a vector of entries; empty while the vector is short.
#[derive(Clone)]
pub(super) struct Index(Option<Box<Table>>);

#[derive(Clone)]
struct Table {
    /// Randomly keyed, so that no document can provoke collisions.
    state: RandomState,
    /// Indices plus one; 0 is free. The length is a power of two, at least twice the number of entries.
    slots: Vec<usize>,
}

impl Index {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    pub(super) fn find<T>(&self, name: &str, entries: &[(String, T)]) -> Option<usize> {
        let Some(table) = &self.0 else {
            return entries.iter().position(|(known, _)| known == name);
        };
        table
            .probe(name)
            .map(|slot| table.slots[slot])
            .take_while(|place| *place != 0)
            .find_map(|place| {
                let at = place - 1;
                (entries[at].0 == name).then_some(at)
            })
    }

    /// Adds the last of the entries to the table.
    pub(super) fn added<T>(&mut self, entries: &[(String, T)]) {
        match (&mut self.0, entries) {
            (Some(table), [.., (name, _)]) if entries.len() * 2 <= table.slots.len() => {
                table.set(name, entries.len())
            }
            (None, short) if short.len() < SMALL => {}
            _ => self.rebuild(entries),
        }
    }

    pub(super) fn rebuild<T>(&mut self, entries: &[(String, T)]) {
        if entries.len() < SMALL {
            self.0 = None;
            return;
        }
        let mut table = Table {
            state: RandomState::new(),
            slots: vec![0; (entries.len() * 4).next_power_of_two()],
        };
        for (at, (name, _)) in entries.iter().enumerate() {
            table.set(name, at + 1);
        }
        self.0 = Some(Box::new(table));
    }
}

impl Table {
    /// Returns the slots to look at for a name, in order; there is always a free one.
    fn probe(&self, name: &str) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        let start = usize::try_from(self.state.hash_one(name) & mask as u64).unwrap_or(0);
        (0..).map(move |step| (start + step) & mask)
    }

    fn set(&mut self, name: &str, place: usize) {
        if let Some(slot) = self.probe(name).find(|slot| self.slots[*slot] == 0) {
            self.slots[slot] = place;
        }
    }
}
