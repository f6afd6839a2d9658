//! Measures what the code of two generators costs, on the cases that both can handle.

use std::fmt;

use crate::engine::Engine;
use crate::generate::Module;
use crate::scratch::{self, BATCH, Work};

/// The cost of one generator's modules.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Lines of generated code.
    pub lines: usize,
    /// CPU seconds of `cargo check`, without the crates that the modules depend on.
    pub seconds: f64,
}

/// How often each batch is compiled. The lowest figure counts, since a busy machine only adds time.
const ROUNDS: usize = 3;

/// The cost of both generators on the same cases, measured alternately in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Common {
    /// The number of cases.
    pub cases: usize,
    /// The costs of our generator and the other one, in this order.
    pub costs: [Cost; 2],
}

impl Common {
    /// Adds the figures of other cases.
    pub fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        for (cost, other) in self.costs.iter_mut().zip(&other.costs) {
            cost.lines += other.lines;
            cost.seconds += other.seconds;
        }
    }
}

/// Measures the cases for which both generators make a module that compiles.
///
/// # Errors
///
/// If the compiler cannot be run.
pub fn measure(engines: [&Engine; 2], modules: [&[Option<Module>]; 2]) -> Result<Common, String> {
    let mut common = Common::default();
    let mut batch = Vec::new();
    let mut lines = 0;
    let pairs = modules[0].iter().zip(modules[1]);
    for pair in pairs.filter_map(|(ours, theirs)| Some([ours.as_ref()?, theirs.as_ref()?])) {
        lines += pair[0].lines.max(pair[1].lines);
        batch.push(pair);
        if lines >= BATCH {
            common.add(&measure_batch(engines, std::mem::take(&mut batch))?);
            lines = 0;
        }
    }
    common.add(&measure_batch(engines, batch)?);
    Ok(common)
}

/// Compiles one batch, first their modules and then ours, and drops cases until the rest compiles with both.
fn measure_batch(engines: [&Engine; 2], mut batch: Vec<[&Module; 2]>) -> Result<Common, String> {
    let mut common = Common::default();
    let mut done = [false; 2];
    if batch.is_empty() {
        return Ok(common);
    }
    while done != [true; 2] {
        for index in [1, 0] {
            let modules: Vec<&Module> = batch.iter().map(|pair| pair[index]).collect();
            let outcome = scratch::run(engines[index], &modules, &[], Work::Check)?;
            common.costs[index].seconds = outcome.check_seconds;
            done[index] = true;
            if outcome.refused.iter().any(Option::is_some) {
                // The other measurement was of more modules, so it has to be repeated.
                done[1 - index] = false;
                let mut refused = outcome.refused.iter();
                batch.retain(|_| refused.next().is_some_and(Option::is_none));
            }
            if done == [true; 2] {
                break;
            }
        }
    }
    for _ in 1..ROUNDS {
        for index in [1, 0] {
            let modules: Vec<&Module> = batch.iter().map(|pair| pair[index]).collect();
            let outcome = scratch::run(engines[index], &modules, &[], Work::Check)?;
            let seconds = &mut common.costs[index].seconds;
            *seconds = seconds.min(outcome.check_seconds);
        }
    }
    common.cases = batch.len();
    for (index, cost) in common.costs.iter_mut().enumerate() {
        cost.lines = batch.iter().map(|pair| pair[index].lines).sum();
    }
    Ok(common)
}

impl fmt::Display for Common {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cases == 0 {
            return write!(f, "0 | - | - | - | - |");
        }
        let [ours, theirs] = self.costs;
        let lines = ours.lines as f64 / theirs.lines as f64;
        let check = ours.seconds / theirs.seconds;
        write!(
            f,
            "{} | {} to {} | {lines:.2} | ",
            self.cases, ours.lines, theirs.lines
        )?;
        write!(
            f,
            "{:.1} to {:.1} | {check:.2} |",
            ours.seconds, theirs.seconds
        )
    }
}
