//! Runs the steps of a pattern over a string.

use std::collections::HashSet;

use crate::atom::ends_line;
use crate::program::{Program, Step};

/// The error that the budget is used up.
pub(crate) struct Spent;

/// The steps and the memory that one search may still use.
pub(crate) struct Budget {
    steps: u64,
    /// The maximum number of branches that wait at once, and of positions that are remembered individually.
    waiting: usize,
}

impl Budget {
    pub(crate) fn new(steps: u64, length: usize) -> Self {
        Self {
            steps,
            waiting: (1 << 21) + 4 * length,
        }
    }

    pub(crate) fn left(&self) -> u64 {
        self.steps
    }

    fn step(&mut self, cost: usize) -> Result<(), Spent> {
        self.steps = self.steps.checked_sub(cost as u64).ok_or(Spent)?;
        Ok(())
    }
}

/// The stored positions; without back-references there are none, and nothing is allocated.
type Slots = Vec<Option<usize>>;

/// Returns whether the program matches somewhere in the string.
pub(crate) fn search(program: &Program, text: &str, budget: &mut Budget) -> Result<bool, Spent> {
    let mut seen = Seen::new(program, text);
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    for start in starts {
        let slots = vec![None; program.slots];
        let mut run = Run {
            program,
            text,
            backwards: false,
        };
        if run.from(0, start, slots, &mut seen, budget)?.is_some() {
            return Ok(true);
        }
        if program.anchored {
            break;
        }
    }
    Ok(false)
}

/// The steps and positions that were tried or are waiting, and so need not be tried again.
enum Seen {
    /// With back-references, what was matched before matters too, so nothing is remembered.
    Nothing,
    /// One bit for each step at each position.
    Bits { width: usize, bits: Vec<u64> },
    /// A set, if there would be too many bits.
    Few(HashSet<(usize, usize)>),
}

impl Seen {
    fn new(program: &Program, text: &str) -> Self {
        const MOST: usize = 1 << 26;
        let width = text.len() + 1;
        match program.steps.len().checked_mul(width) {
            _ if program.slots > 0 => Self::Nothing,
            Some(count @ ..=MOST) => Self::Bits {
                width,
                bits: vec![0; count / 64 + 1],
            },
            _ => Self::Few(HashSet::new()),
        }
    }

    /// Adds a step at a position; returns whether it is new and has to be tried.
    fn add(&mut self, step: usize, at: usize, budget: &Budget) -> Result<bool, Spent> {
        match self {
            Self::Nothing => Ok(true),
            Self::Bits { width, bits } => {
                let index = step * *width + at;
                let (word, bit) = (&mut bits[index / 64], 1 << (index % 64));
                let new = *word & bit == 0;
                *word |= bit;
                Ok(new)
            }
            Self::Few(seen) if seen.len() >= budget.waiting => Err(Spent),
            Self::Few(seen) => Ok(seen.insert((step, at))),
        }
    }
}

struct Run<'r> {
    program: &'r Program,
    text: &'r str,
    backwards: bool,
}

impl Run<'_> {
    /// Runs from a step at a position to `Done`; returns the slots at that point.
    fn from(
        &mut self,
        step: usize,
        at: usize,
        slots: Slots,
        seen: &mut Seen,
        budget: &mut Budget,
    ) -> Result<Option<Slots>, Spent> {
        let mut waiting = vec![(step, at, slots)];
        while let Some((mut step, mut at, mut slots)) = waiting.pop() {
            loop {
                budget.step(1 + slots.len() / 8)?;
                let next = match &self.program.steps[step] {
                    Step::Done => return Ok(Some(slots)),
                    Step::Jump(to) => Some(*to),
                    Step::Split(first, second) => {
                        if seen.add(*second, at, budget)? {
                            if waiting.len() * (1 + slots.len()) >= budget.waiting {
                                return Err(Spent);
                            }
                            waiting.push((*second, at, slots.clone()));
                        }
                        seen.add(*first, at, budget)?.then_some(*first)
                    }
                    Step::Look {
                        negate,
                        behind,
                        next,
                    } => {
                        let found = self.look(step + 1, at, *behind, &slots, budget)?;
                        let holds = found.is_some() != *negate;
                        if let (Some(found), false) = (found, *negate) {
                            slots = found;
                        }
                        holds.then_some(*next)
                    }
                    Step::Note(slot) => {
                        slots[*slot] = Some(at);
                        Some(step + 1)
                    }
                    Step::Forget(from, to) => {
                        slots[*from..*to].fill(None);
                        Some(step + 1)
                    }
                    Step::Moved(slot) => (slots[*slot] != Some(at)).then_some(step + 1),
                    Step::Back { groups, icase } => {
                        let taken = groups.iter().find_map(|group| self.taken(*group, &slots));
                        budget.step(taken.map_or(0, str::len))?;
                        self.repeats(taken.unwrap_or_default(), *icase, &mut at)
                            .then_some(step + 1)
                    }
                    Step::One(atom) => {
                        let found = if self.backwards {
                            self.before(at)
                        } else {
                            self.after(at)
                        };
                        let taken = found.filter(|c| self.program.atoms[*atom].takes(*c));
                        taken.map(|c| {
                            at = self.moved(at, c.len_utf8());
                            step + 1
                        })
                    }
                    assertion => self.holds(assertion, at).then_some(step + 1),
                };
                match next {
                    Some(next) => step = next,
                    None => break,
                }
            }
        }
        Ok(None)
    }

    fn look(
        &self,
        step: usize,
        at: usize,
        behind: bool,
        slots: &Slots,
        budget: &mut Budget,
    ) -> Result<Option<Slots>, Spent> {
        let mut seen = match self.program.slots {
            0 => Seen::Few(HashSet::new()),
            _ => Seen::Nothing,
        };
        let mut run = Run {
            backwards: behind,
            ..*self
        };
        run.from(step, at, slots.clone(), &mut seen, budget)
    }

    fn holds(&self, assertion: &Step, at: usize) -> bool {
        let (before, after) = (self.before(at), self.after(at));
        match assertion {
            Step::Start { lines } => before.is_none_or(|c| *lines && ends_line(c)),
            Step::End { lines } => after.is_none_or(|c| *lines && ends_line(c)),
            Step::Boundary { invert, folded } => {
                let word = |c: Option<char>| c.is_some_and(|c| is_word(c, *folded));
                (word(before) != word(after)) != *invert
            }
            _ => false,
        }
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn moved(&self, at: usize, by: usize) -> usize {
        if self.backwards { at - by } else { at + by }
    }

    /// Returns what a group matched; `None` if it has not matched yet.
    fn taken(&self, group: usize, slots: &Slots) -> Option<&str> {
        let (start, end) = (slots[2 * group]?, slots[2 * group + 1]?);
        self.text.get(start..end)
    }

    /// Consumes the characters that a group matched if they come next; returns whether they do.
    fn repeats(&self, taken: &str, icase: bool, at: &mut usize) -> bool {
        let mut here = *at;
        let mut same = |c: char| {
            let found = if self.backwards {
                self.before(here)
            } else {
                self.after(here)
            };
            found.is_some_and(|found| {
                here = self.moved(here, found.len_utf8());
                found == c || icase && folds(found, c)
            })
        };
        let all = match self.backwards {
            true => taken.chars().rev().all(&mut same),
            false => taken.chars().all(&mut same),
        };
        if all {
            *at = here;
        }
        all
    }
}

fn folds(one: char, other: char) -> bool {
    one.to_lowercase().eq(other.to_lowercase()) || one.to_uppercase().eq(other.to_uppercase())
}

/// Returns whether a character is an ASCII letter, a digit or `_`; with `i`, also one that folds to one of them.
fn is_word(c: char, folded: bool) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || folded && matches!(c, '\u{17f}' | '\u{212a}')
}
