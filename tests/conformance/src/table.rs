//! Prints the tables of the report: both generators on each part, and their costs where both succeed.

use std::path::Path;

use crate::common;
use crate::corpus;
use crate::engine::Engine;
use crate::generate::Module;
use crate::report::{self, Row};

const ROWS: &str = "\
| part | generator | cases | generated | compiled | accepted | exact | rejected | lines | generate, CPU s (slowest) | check, CPU s | struct fields |
|---|---|---|---|---|---|---|---|---|---|---|---|";

const COSTS: &str = "\
| part | both compile | lines | ratio | check, CPU s | ratio |
|---|---|---|---|---|---|";

/// The selected rows.
#[derive(Clone, Debug)]
pub struct Selection {
    /// One part only.
    pub part: Option<String>,
    /// One case only.
    pub case: Option<String>,
    /// The selected figures.
    pub figures: Figures,
}

/// The figures to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// All figures of both generators.
    All,
    /// The figures of this project alone.
    Ours,
    /// Lines and `cargo check` of the cases that compile with both, without decoding documents.
    Cost,
}

/// Runs the selection and prints it, including the rows of the other generator.
///
/// # Errors
///
/// The reason why a part cannot run.
pub fn print(corpus: &Path, selection: &Selection, other: &Engine) -> Result<(), String> {
    let parts: Vec<&str> = match &selection.part {
        Some(part) => vec![part],
        None => corpus::PARTS.to_vec(),
    };
    let figures = selection.figures;
    let engines = [&Engine::Ours, other];
    let asked = if figures == Figures::Ours { 1 } else { 2 };
    let (mut rows, mut costs) = (Vec::new(), Vec::new());
    for part in parts {
        let mut cases = corpus::read(corpus, part)?;
        if let Some(name) = &selection.case {
            cases.retain(|case| case.name == *name);
        }
        let mut modules: Vec<Vec<Option<Module>>> = Vec::new();
        for engine in &engines[..asked] {
            if figures == Figures::Cost {
                let made = cases.iter().map(|case| engine.generate(case).ok());
                modules.push(made.collect());
                continue;
            }
            let row: Row = report::row(engine, &cases, true)?;
            for fault in &row.faults {
                println!("{part}, {engine}: {fault}");
            }
            rows.push(format!("| {part} | {engine} | {row}"));
            modules.push(row.modules);
        }
        if let [ours, theirs] = modules.as_slice() {
            let common = common::measure(engines, [ours, theirs])?;
            costs.push(format!("| {part} | {common}"));
        }
    }
    if !rows.is_empty() {
        println!("\n{ROWS}\n{}", rows.join("\n"));
    }
    if !costs.is_empty() {
        println!(
            "\nOurs to theirs, where both compile:\n\n{COSTS}\n{}",
            costs.join("\n")
        );
    }
    Ok(())
}
