//! Collects errors and warnings, and prints each with its location and a suggestion.

mod code;
mod position;
mod render;
pub(crate) mod suggest;

use std::collections::{HashMap, HashSet};
use std::fmt;

pub use code::{CATALOGUE, Code};
pub(crate) use suggest::nearest as did_you_mean;

use crate::origin::{FileId, Origin};
use render::Rendered;

/// The maximum number of diagnostics printed; a file of the wrong kind can cause thousands.
const SHOWN: usize = 100;

/// The number of diagnostics after which no more suggestions are searched for.
const MAX_SUGGESTED: usize = 30;

/// The files that diagnostics refer to.
pub trait Files {
    /// Returns the name of a file as messages show it.
    fn name(&self, file: FileId) -> &str;

    /// Returns the content of a file; empty if diagnostics are about the file as a whole.
    fn text(&self, file: FileId) -> &str;
}

/// Whether a diagnostic is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The output is still written.
    Warning,
    /// Nothing is written.
    Error,
}

/// One error or warning.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub(crate) severity: Severity,
    pub(crate) code: Code,
    pub(crate) origin: Origin,
    pub(crate) message: String,
    pub(crate) also: Vec<(Origin, String)>,
    pub(crate) help: Option<String>,
    /// The number of other locations at which it occurred.
    times: usize,
}

impl Diagnostic {
    /// Sets the help: what to write instead.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Suggests the candidate that is most similar to what was written, or lists the candidates if they are few.
    pub fn suggest<'c>(
        &mut self,
        written: &str,
        candidates: impl IntoIterator<Item = &'c str> + Clone,
    ) -> &mut Self {
        if let Some(help) = suggest::help(written, candidates) {
            self.help = Some(help);
        }
        self
    }

    /// Adds a second location with a label.
    pub fn also(&mut self, origin: &Origin, label: impl Into<String>) -> &mut Self {
        self.also.push((origin.clone(), label.into()));
        self
    }
}

/// Collects diagnostics until the whole input is read.
#[derive(Debug, Default)]
pub struct Reporter {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The indices of errors that several locations may share, by subject.
    about: HashMap<String, usize>,
}

impl Reporter {
    /// Records an error: nothing is written.
    pub fn error(
        &mut self,
        code: Code,
        origin: &Origin,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.record(Severity::Error, code, origin, message.into())
    }

    /// Records a warning: the output is still written.
    pub fn warning(
        &mut self,
        code: Code,
        origin: &Origin,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.record(Severity::Warning, code, origin, message.into())
    }

    /// Records an error about a subject that other locations may share.
    pub(crate) fn error_about(
        &mut self,
        what: String,
        code: Code,
        origin: &Origin,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.about.insert(what, self.diagnostics.len());
        self.error(code, origin, message)
    }

    /// Adds a location to the error that was recorded about a subject, and returns whether there is such an error. Shows at
    /// most `shown` locations and counts the others.
    pub(crate) fn again(&mut self, what: &str, origin: &Origin, shown: usize) -> bool {
        let index = self.about.get(what);
        let Some(diagnostic) = index.and_then(|index| self.diagnostics.get_mut(*index)) else {
            return false;
        };
        let place = |of: &Origin| (of.file, of.span);
        let mut places = diagnostic.also.iter().map(|(of, _)| of);
        // A location may be read more than once.
        if place(&diagnostic.origin) == place(origin) || places.any(|of| place(of) == place(origin))
        {
            return true;
        }
        diagnostic.times += 1;
        let left = diagnostic.times.saturating_sub(shown);
        match diagnostic.also.last_mut() {
            Some((_, label)) if left > 0 => *label = format!("here too, and {left} times more"),
            _ => {
                diagnostic.also(origin, "here too");
            }
        }
        true
    }

    /// Returns whether there are so many diagnostics that costly suggestions are skipped.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.len() > MAX_SUGGESTED
    }

    /// Returns whether an error was recorded.
    pub fn has_errors(&self) -> bool {
        let mut all = self.diagnostics.iter();
        all.any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the value if there was no error, or else everything that was recorded.
    ///
    /// # Errors
    ///
    /// Returns all errors and warnings of the input, in the order of files and locations, if there was an error or
    /// there is no value.
    pub fn finish<T>(&self, value: Option<T>, files: &dyn Files) -> Result<T, Report> {
        match value {
            Some(value) if !self.has_errors() => Ok(value),
            _ => Err(self.report(files)),
        }
    }

    /// Renders everything that was recorded. Used for warnings after [`finish`](Self::finish).
    pub fn report(&self, files: &dyn Files) -> Report {
        let mut sorted: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        sorted.sort_by_key(|d| {
            (
                d.origin.file,
                d.origin.span.start,
                d.origin.span.end,
                d.code,
            )
        });
        let mut seen = HashSet::new();
        sorted.retain(|d| seen.insert((d.origin.file, d.origin.span, d.code, &d.message)));
        // If not everything is shown, errors take precedence.
        let errors = sorted
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count();
        let warnings = sorted.len() - errors;
        let mut room = (errors.min(SHOWN), SHOWN.saturating_sub(errors));
        let mut lines = render::Lines::new();
        let diagnostics = sorted.into_iter().filter(|d| {
            let room = match d.severity {
                Severity::Error => &mut room.0,
                Severity::Warning => &mut room.1,
            };
            let fits = *room > 0;
            *room -= usize::from(fits);
            fits
        });
        Report {
            diagnostics: diagnostics
                .map(|d| render::render(d, files, &mut lines))
                .collect(),
            errors,
            warnings,
            ..Report::default()
        }
    }

    fn record(
        &mut self,
        severity: Severity,
        code: Code,
        origin: &Origin,
        message: String,
    ) -> &mut Diagnostic {
        let diagnostic = Diagnostic {
            severity,
            code,
            origin: origin.clone(),
            message,
            also: Vec::new(),
            help: None,
            times: 0,
        };
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }
}

/// The errors and warnings of the input, each with its location and a suggestion.
///
/// `Debug` prints the same text as `Display`, so that it is readable when `main` of a build script
/// returns it.
#[derive(Clone, Default)]
pub struct Report {
    diagnostics: Vec<Rendered>,
    errors: usize,
    warnings: usize,
    /// Whether some files may have been written already.
    partly: bool,
    /// Whether warnings count as errors.
    denies: bool,
}

impl Report {
    /// Returns a report of one error without a location in the input.
    pub(crate) fn plain(code: Code, message: impl Into<String>) -> Self {
        Self {
            diagnostics: vec![Rendered {
                severity: Severity::Error,
                code: code.text(),
                message: message.into(),
                places: Vec::new(),
                help: None,
            }],
            errors: 1,
            ..Self::default()
        }
    }

    /// Combines several reports.
    pub(crate) fn all(reports: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for report in reports {
            all.diagnostics.extend(report.diagnostics);
            all.errors += report.errors;
            all.warnings += report.warnings;
        }
        all
    }

    /// Sets the help of each diagnostic.
    pub(crate) fn with_help(mut self, text: &str) -> Self {
        for diagnostic in &mut self.diagnostics {
            diagnostic.help = Some(text.to_owned());
        }
        self
    }

    /// Fails with a report in which the warnings are errors; returns `Ok` if there are no warnings.
    pub(crate) fn denied(&self) -> Result<(), Self> {
        if self.warnings == 0 {
            return Ok(());
        }
        let mut denied = self.clone();
        for diagnostic in &mut denied.diagnostics {
            diagnostic.severity = Severity::Error;
        }
        denied.errors += denied.warnings;
        denied.warnings = 0;
        denied.denies = true;
        Err(denied)
    }

    /// Marks a failure during writing, so that the report does not claim that nothing was written.
    pub(crate) fn partly(mut self) -> Self {
        self.partly = true;
        self.with_help(
            "files that were already written are complete; remove the cause and run it again",
        )
    }

    /// Returns the codes of the diagnostics in the order in which they are printed.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code)
    }

    /// Returns the number of errors.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Returns the number of warnings.
    pub fn warnings(&self) -> usize {
        self.warnings
    }

    /// Returns each diagnostic as one line with its location.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.diagnostics.iter().map(Rendered::line)
    }

    /// Returns the whole report as a string, with terminal colors if `colour` is set.
    pub fn render(&self, colour: bool) -> String {
        let mut out = String::new();
        for diagnostic in &self.diagnostics {
            diagnostic.write(&mut out, colour);
            out.push('\n');
        }
        if self.diagnostics.is_empty() {
            return out;
        }
        let hidden = self.errors + self.warnings - self.diagnostics.len();
        if hidden > 0 {
            out.push_str(&format!("and {hidden} more\n\n"));
        }
        let count = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        let all = match (self.errors, self.warnings) {
            (errors, 0) => count(errors, "error"),
            (0, warnings) => count(warnings, "warning"),
            (errors, warnings) => {
                format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
            }
        };
        out.push_str(&all);
        if self.denies {
            out.push_str(", since warnings are denied");
        }
        if self.errors > 0 && !self.partly {
            out.push_str("; nothing was written");
        }
        out.push('\n');
        out
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // If `main` returns this error, Rust prints `Error: ` before it, so the report starts on a new line.
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Report {}
