//! A list that grows in pieces. It has little unused space, and only growing the first piece moves elements.

use std::ops::{Index, IndexMut};

/// The number of elements in one piece.
const PIECE: usize = 512;

/// A list whose elements are addressed by number.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> Arena<T> {
    pub(crate) fn len(&self) -> usize {
        let last = self.pieces.last().map_or(0, Vec::len);
        self.pieces.len().saturating_sub(1) * PIECE + last
    }

    pub(crate) fn push(&mut self, element: T) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < PIECE => last.push(element),
            // The first piece starts small and grows, since most inputs have few schemas.
            None => self.pieces.push(vec![element]),
            Some(_) => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(element);
                self.pieces.push(piece);
            }
        }
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.pieces.iter_mut().flatten()
    }
}

impl<T> Index<usize> for Arena<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.pieces[at / PIECE][at % PIECE]
    }
}

impl<T> IndexMut<usize> for Arena<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.pieces[at / PIECE][at % PIECE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_keep_their_numbers() {
        let mut arena = Arena::default();
        for number in 0..3 * PIECE + 1 {
            assert_eq!(arena.len(), number);
            arena.push(number);
        }
        arena[PIECE] += 1;
        arena.iter_mut().for_each(|number| *number += 1);
        assert_eq!((arena[PIECE - 1], arena[PIECE]), (PIECE, PIECE + 2));
        assert_eq!(arena[3 * PIECE], 3 * PIECE + 1);
    }
}
