//! Compiles a tree to steps that can be run.

use crate::Error;
use crate::atom::Atom;
use crate::parse::{Node, Tree};

/// The maximum number of steps of a pattern, with repetitions written out.
const MOST: u64 = 200_000;

/// One step. The numbers are indices of steps.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Consumes the next character, forwards or backwards.
    One(usize),
    Start {
        lines: bool,
    },
    End {
        lines: bool,
    },
    Boundary {
        invert: bool,
        folded: bool,
    },
    /// Continues at the first step, or at the second if the first fails.
    Split(usize, usize),
    Jump(usize),
    /// Runs the following steps up to `Done`, and continues at `next`.
    Look {
        negate: bool,
        behind: bool,
        next: usize,
    },
    /// Stores the position in a slot.
    Note(usize),
    /// Clears slots.
    Forget(usize, usize),
    /// Fails if the position is still the one in the slot.
    Moved(usize),
    /// Consumes what one of these groups matched.
    Back {
        groups: Vec<usize>,
        icase: bool,
    },
    Done,
}

/// A pattern that can be run.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) atoms: Vec<Atom>,
    /// The number of slots for positions; 0 without back-references.
    pub(crate) slots: usize,
    /// Whether it can match only from the first character.
    pub(crate) anchored: bool,
}

impl Program {
    pub(crate) fn new(tree: &Tree) -> Result<Self, Error> {
        if size(&tree.node) > MOST {
            return Err(Error::new(format!(
                "with repetitions written out, it has more than {MOST} steps"
            )));
        }
        let mut writer = Writer {
            steps: Vec::new(),
            atoms: Vec::new(),
            slots: if tree.remembers { 2 * tree.groups } else { 0 },
            remembers: tree.remembers,
            backwards: false,
        };
        writer.node(&tree.node);
        writer.steps.push(Step::Done);
        Ok(Self {
            anchored: matches!(writer.steps.first(), Some(Step::Start { lines: false })),
            steps: writer.steps,
            atoms: writer.atoms,
            slots: writer.slots,
        })
    }
}

/// Returns an upper bound for the steps of a node.
fn size(node: &Node) -> u64 {
    let sum = |nodes: &[Node]| {
        nodes
            .iter()
            .fold(0, |sum: u64, node| sum.saturating_add(size(node)))
    };
    match node {
        Node::Cat(nodes) => sum(nodes),
        Node::Alt(nodes) => sum(nodes).saturating_add(2 * nodes.len() as u64),
        Node::Group(_, node) | Node::Look { node, .. } => size(node).saturating_add(2),
        Node::Repeat { node, min, max, .. } => {
            let times = max.unwrap_or(min.saturating_add(1));
            match size(node) {
                0 => 0,
                once => once.saturating_add(5).saturating_mul(times),
            }
        }
        _ => 1,
    }
}

struct Writer {
    steps: Vec<Step>,
    atoms: Vec<Atom>,
    slots: usize,
    remembers: bool,
    backwards: bool,
}

impl Writer {
    fn node(&mut self, node: &Node) {
        match node {
            Node::One(atom) => {
                self.atoms.push(atom.clone());
                self.steps.push(Step::One(self.atoms.len() - 1));
            }
            Node::Start { lines } => self.steps.push(Step::Start { lines: *lines }),
            Node::End { lines } => self.steps.push(Step::End { lines: *lines }),
            Node::Boundary { invert, folded } => self.steps.push(Step::Boundary {
                invert: *invert,
                folded: *folded,
            }),
            Node::Cat(nodes) if self.backwards => {
                nodes.iter().rev().for_each(|node| self.node(node))
            }
            Node::Cat(nodes) => nodes.iter().for_each(|node| self.node(node)),
            Node::Alt(nodes) => self.alternatives(nodes),
            Node::Group(number, node) => {
                // Backwards, a group is entered at its end.
                let end = usize::from(self.backwards);
                self.note(2 * number + end);
                self.node(node);
                self.note(2 * number + 1 - end);
            }
            Node::Repeat { .. } => self.repeat(node),
            Node::Look {
                negate,
                behind,
                node,
            } => {
                let at = self.hole();
                let outer = std::mem::replace(&mut self.backwards, *behind);
                self.node(node);
                self.backwards = outer;
                self.steps.push(Step::Done);
                self.steps[at] = Step::Look {
                    negate: *negate,
                    behind: *behind,
                    next: self.steps.len(),
                };
            }
            Node::Back { groups, icase } => self.steps.push(Step::Back {
                groups: groups.clone(),
                icase: *icase,
            }),
        }
    }

    fn note(&mut self, slot: usize) {
        if self.remembers {
            self.steps.push(Step::Note(slot));
        }
    }

    /// Adds a placeholder for a step that is written later.
    fn hole(&mut self) -> usize {
        self.steps.push(Step::Done);
        self.steps.len() - 1
    }

    fn alternatives(&mut self, nodes: &[Node]) {
        let mut ends = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            if index + 1 == nodes.len() {
                self.node(node);
                continue;
            }
            let split = self.hole();
            self.node(node);
            ends.push(self.hole());
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
    }

    fn repeat(&mut self, repeat: &Node) {
        let Node::Repeat {
            node,
            min,
            max,
            greedy,
            groups,
        } = repeat
        else {
            return;
        };
        let slot = self.slots;
        self.slots += usize::from(self.remembers);
        let before = self.steps.len();
        for _ in 0..*min {
            self.forget(groups);
            self.node(node);
            if self.steps.len() == before {
                // The node consumes nothing, however often it is repeated.
                return;
            }
        }
        let mut splits = Vec::new();
        let more = max.map_or(1, |max| max.saturating_sub(*min));
        for _ in 0..more {
            let split = self.hole();
            splits.push(split);
            self.note(slot);
            self.forget(groups);
            self.node(node);
            if self.remembers {
                self.steps.push(Step::Moved(slot));
            }
            if max.is_none() {
                self.steps.push(Step::Jump(split));
            }
        }
        let end = self.steps.len();
        for split in splits {
            self.steps[split] = match greedy {
                true => Step::Split(split + 1, end),
                false => Step::Split(end, split + 1),
            };
        }
    }

    fn forget(&mut self, groups: &std::ops::Range<usize>) {
        if self.remembers && !groups.is_empty() {
            self.steps
                .push(Step::Forget(2 * groups.start, 2 * groups.end));
        }
    }
}
