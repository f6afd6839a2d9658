//! Computes a row of the table: the results for the cases of one part.

use std::fmt;

use crate::corpus::{self, Case};
use crate::engine::Engine;
use crate::exact;
use crate::generate::Module;
use crate::scratch::{self, Question, Work};
use crate::share::{self, Share};

/// One row of the table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The number of schemas.
    pub cases: usize,
    /// Schemas that the generator accepts.
    pub generated: usize,
    /// Schemas whose module compiles.
    pub compiled: usize,
    /// Compiler warnings.
    pub warnings: usize,
    /// Valid documents, including those of schemas that failed.
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
    /// The maximum for one schema.
    pub slowest: f64,
    /// CPU seconds of `cargo check`; `None` if not measured.
    pub checking: Option<f64>,
    /// Properties.
    pub share: Share,
    /// The failures, one line each.
    pub faults: Vec<String>,
    /// The module of each case, if it compiles.
    pub modules: Vec<Option<Module>>,
}

/// Runs cases; `check` measures `cargo check`.
///
/// # Errors
///
/// The reason why none of them can run.
pub fn row(engine: &Engine, cases: &[Case], check: bool) -> Result<Row, String> {
    let mut row = Row {
        cases: cases.len(),
        ..Row::default()
    };
    for case in cases {
        for document in &case.documents {
            *if document.valid {
                &mut row.valid
            } else {
                &mut row.invalid
            } += 1;
        }
        let module = match engine.generate(case) {
            Ok(module) => {
                row.measure(case, &module)?;
                Some(module)
            }
            Err(report) => {
                let fault = format!("not generated: {}\n{report}", case.name);
                row.faults.push(fault);
                None
            }
        };
        row.modules.push(module);
    }
    row.documents(engine, cases, check)?;
    Ok(row)
}

impl Row {
    fn measure(&mut self, case: &Case, module: &Module) -> Result<(), String> {
        self.lines += module.lines;
        self.generating += module.seconds;
        self.slowest = self.slowest.max(module.seconds);
        let share = match share::share(&corpus::value(&case.schema)?, &module.text) {
            Ok(share) => share,
            Err(error) => {
                let name = &case.name;
                self.faults.push(format!("properties: {name}: {error}"));
                return Ok(());
            }
        };
        self.share.named += share.named;
        self.share.fields += share.fields;
        if share.fields < share.named {
            let Share { named, fields, .. } = share;
            let (name, missing) = (&case.name, share.missing.join(", "));
            self.faults.push(format!(
                "properties: {name}: {fields} of {named} are fields, but not {missing}"
            ));
        }
        Ok(())
    }

    fn documents(&mut self, engine: &Engine, cases: &[Case], check: bool) -> Result<(), String> {
        let made = self.modules.iter().enumerate();
        let (indices, modules): (Vec<usize>, Vec<&Module>) = made
            .filter_map(|(index, module)| Some((index, module.as_ref()?)))
            .unzip();
        self.generated = modules.len();
        let asked: Vec<_> = indices
            .iter()
            .enumerate()
            .flat_map(|(index, case)| {
                let case = &cases[*case];
                case.documents.iter().map(move |d| (index, case, d))
            })
            .collect();
        // The program reads one line per document, each of which is a JSON document.
        let questions: Vec<Question<'_>> = asked
            .iter()
            .map(|(index, _, document)| (*index, document.text.as_str()))
            .collect();
        let work = if check {
            Work::BuildAndCheck
        } else {
            Work::Build
        };
        let outcome = scratch::run(engine, &modules, &questions, work)?;
        self.warnings = outcome.warnings;
        self.checking = check.then_some(outcome.check_seconds);
        for (index, refused) in indices.iter().zip(&outcome.refused) {
            match refused {
                None => self.compiled += 1,
                Some(error) => {
                    let name = &cases[*index].name;
                    self.faults.push(format!("not compiled: {name}: {error}"));
                    self.modules[*index] = None;
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
        let Share { named, fields, .. } = self.share;
        let percent = 100.0 * fields as f64 / (named as f64).max(1.0);
        write!(f, "{fields} of {named} ({percent:.1} %) |")
    }
}
