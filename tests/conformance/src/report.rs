//! The table: what becomes of each part of the corpus.

use std::fmt;
use std::path::Path;

use crate::corpus::{self, Case};
use crate::exact;
use crate::generate::{self, Module};
use crate::scratch::{self, Question};
use crate::share::{self, Share};

/// One line of the table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Schemas.
    pub cases: usize,
    /// Those that the generator takes.
    pub generated: usize,
    /// Those whose module compiles.
    pub compiled: usize,
    /// Warnings of the compiler.
    pub warnings: usize,
    /// Valid documents, those of schemas that did not make it included.
    pub valid: usize,
    /// Valid documents that decode.
    pub accepted: usize,
    /// Valid documents that are written back as equal JSON.
    pub exact: usize,
    /// Invalid documents.
    pub invalid: usize,
    /// Invalid documents that decoding refuses, of schemas that compile.
    pub rejected: usize,
    /// Lines of the modules.
    pub lines: usize,
    /// CPU seconds of generating.
    pub generating: f64,
    /// The most that one schema took.
    pub slowest: f64,
    /// CPU seconds of `cargo check`; nothing where it was not measured.
    pub checking: Option<f64>,
    /// Properties.
    pub share: Share,
    /// What falls short, one line each.
    pub faults: Vec<String>,
}

/// What each column of [`Row`]'s display is.
pub const HEAD: &str = "\
| part | cases | generated | compiled | accepted | exact | rejected | lines | generate, CPU s (slowest) | check, CPU s | struct fields |
|---|---|---|---|---|---|---|---|---|---|---|";

/// Runs one part of the corpus; `check` measures `cargo check`.
///
/// # Errors
///
/// What keeps the whole part from running.
pub fn part(corpus: &Path, name: &str, check: bool) -> Result<Row, String> {
    row(&corpus::read(corpus, name)?, check)
}

/// Runs cases.
///
/// # Errors
///
/// What keeps all of them from running.
pub fn row(cases: &[Case], check: bool) -> Result<Row, String> {
    let mut row = Row {
        cases: cases.len(),
        ..Row::default()
    };
    let mut modules: Vec<(&Case, Module)> = Vec::new();
    for case in cases {
        for document in &case.documents {
            *if document.valid {
                &mut row.valid
            } else {
                &mut row.invalid
            } += 1;
        }
        match generate::generate(case) {
            Ok(module) => {
                row.measure(case, &module)?;
                modules.push((case, module));
            }
            Err(report) => row
                .faults
                .push(format!("not generated: {}\n{report}", case.name)),
        }
    }
    row.generated = modules.len();
    row.documents(&modules, check)?;
    Ok(row)
}

impl Row {
    fn measure(&mut self, case: &Case, module: &Module) -> Result<(), String> {
        self.lines += module.lines;
        self.generating += module.seconds;
        self.slowest = self.slowest.max(module.seconds);
        let share = share::share(&corpus::value(&case.schema)?, &module.text)?;
        self.share.named += share.named;
        self.share.fields += share.fields;
        if share.fields < share.named {
            let Share { named, fields } = share;
            let name = &case.name;
            self.faults.push(format!(
                "properties: {name}: {fields} of {named} are fields"
            ));
        }
        Ok(())
    }

    fn documents(&mut self, modules: &[(&Case, Module)], check: bool) -> Result<(), String> {
        let texts: Vec<&str> = modules
            .iter()
            .map(|(_, module)| module.text.as_str())
            .collect();
        let asked: Vec<_> = modules
            .iter()
            .enumerate()
            .flat_map(|(index, (case, _))| case.documents.iter().map(move |d| (index, *case, d)))
            .collect();
        let questions: Vec<Question<'_>> = asked
            .iter()
            .map(|(index, _, document)| (*index, document.text.as_str()))
            .collect();
        // The program reads a line for each document, which is a JSON text of its own.
        let outcome = scratch::run(&texts, &questions, check)?;
        self.warnings = outcome.warnings;
        self.checking = check.then_some(outcome.check_seconds);
        for (index, refused) in outcome.refused.iter().enumerate() {
            match refused {
                None => self.compiled += 1,
                Some(error) => {
                    let name = &modules[index].0.name;
                    self.faults.push(format!("not compiled: {name}: {error}"));
                }
            }
        }
        for ((_, case, document), answer) in asked.iter().zip(&outcome.answers) {
            let fault = match (document.valid, answer) {
                (_, None) => continue,
                (true, Some(Ok(text))) => {
                    self.accepted += 1;
                    if exact::equal(&document.text, text) {
                        self.exact += 1;
                        continue;
                    }
                    format!("not exact: {text}")
                }
                (true, Some(Err(error))) => format!("valid, refused: {error}"),
                (false, Some(Ok(_))) => "invalid, accepted".to_owned(),
                (false, Some(Err(_))) => {
                    self.rejected += 1;
                    continue;
                }
            };
            let (case, document) = (&case.name, &document.name);
            self.faults.push(format!("{case}: {document}: {fault}"));
        }
        Ok(())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cases,
            generated,
            compiled,
            ..
        } = self;
        write!(
            f,
            "{cases} | {generated} | {compiled} ({} warnings) | ",
            self.warnings
        )?;
        write!(f, "{} of {} | {} | ", self.accepted, self.valid, self.exact)?;
        write!(
            f,
            "{} of {} | {} | ",
            self.rejected, self.invalid, self.lines
        )?;
        write!(f, "{:.2} ({:.2}) | ", self.generating, self.slowest)?;
        match self.checking {
            Some(seconds) => write!(f, "{seconds:.1} | ")?,
            None => write!(f, "- | ")?,
        }
        let Share { named, fields } = self.share;
        let percent = 100.0 * fields as f64 / (named as f64).max(1.0);
        write!(f, "{fields} of {named} ({percent:.1} %) |")
    }
}
