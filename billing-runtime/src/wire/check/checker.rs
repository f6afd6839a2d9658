//! A check in progress: its position, its findings and its remaining budget.
use billing_pattern::Fuel;

use super::{Invalid, Violation};
use crate::wire::error::push_token;

/// A check in progress.
pub(super) struct Checker<'v> {
    pub(super) path: Vec<Step<'v>>,
    pub(super) violations: Vec<Violation>,
    /// Whether violations are dropped, which is the case while alternatives are tried.
    pub(super) quiet: bool,
    pub(super) depth: u32,
    pub(super) steps: u64,
    /// The budget of all patterns of the document.
    fuel: Fuel,
    /// The first pattern that ran out of fuel.
    undecided: Option<&'static str>,
}

/// One step of a JSON pointer.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

impl<'v> Checker<'v> {
    pub(super) fn new() -> Self {
        Self {
            path: Vec::new(),
            violations: Vec::new(),
            quiet: false,
            depth: 0,
            steps: 0,
            fuel: Fuel::default(),
            undecided: None,
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Invalid> {
        // The pattern may be inside `not` or an alternative, so the other results are meaningless too.
        if let Some(source) = self.undecided {
            self.path.clear();
            self.violations.clear();
            self.violated("pattern", || {
                format!("too long to check against the pattern `{source}`, which tries alternatives inside repetitions")
            });
        }
        match self.violations.is_empty() {
            true => Ok(()),
            false => Err(Invalid::new(self.violations)),
        }
    }

    pub(super) fn fuel(&mut self) -> &mut Fuel {
        &mut self.fuel
    }

    /// Records that a pattern ran out of fuel. Returns false, which has no meaning here.
    pub(super) fn undecided(&mut self, source: &'static str) -> bool {
        self.undecided.get_or_insert(source);
        false
    }

    pub(super) fn is_undecided(&self) -> bool {
        self.undecided.is_some()
    }

    /// Records a violation and returns false, because the rule does not hold.
    #[cold]
    pub(super) fn violated(
        &mut self,
        rule: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        if !self.quiet {
            let mut pointer = String::new();
            for step in &self.path {
                match step {
                    Step::Name(name) => push_token(&mut pointer, name),
                    Step::Index(index) => push_token(&mut pointer, &index.to_string()),
                }
            }
            self.violations.push(Violation {
                pointer,
                rule,
                message: message(),
            });
        }
        false
    }
}
