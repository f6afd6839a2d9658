//! Collects every mistake of the input and prints each with its place and advice.

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

/// How many diagnostics are printed; a file of another kind can hold thousands.
const SHOWN: usize = 100;

/// After how many diagnostics no more candidates are searched for what was meant.
const ADVISED: usize = 30;

/// The files that diagnostics point into.
pub trait Files {
    /// Returns what messages call a file.
    fn name(&self, file: FileId) -> &str;

    /// Returns the text of a file; empty where a diagnostic is about the file as a whole.
    fn text(&self, file: FileId) -> &str;
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The output is written.
    Warning,
    /// Nothing is written.
    Error,
}

/// One mistake.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub(crate) severity: Severity,
    pub(crate) code: Code,
    pub(crate) origin: Origin,
    pub(crate) message: String,
    pub(crate) also: Vec<(Origin, String)>,
    pub(crate) help: Option<String>,
    /// How often it was met again.
    times: usize,
}

impl Diagnostic {
    /// Says what to write instead.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Suggests the candidate that a typo most likely meant, or lists them where they are few.
    pub fn suggest<'c>(
        &mut self,
        written: &str,
        candidates: impl IntoIterator<Item = &'c str> + Clone,
    ) -> &mut Self {
        if let Some(advice) = suggest::advice(written, candidates) {
            self.help = Some(advice);
        }
        self
    }

    /// Shows a second place.
    pub fn also(&mut self, origin: &Origin, label: impl Into<String>) -> &mut Self {
        self.also.push((origin.clone(), label.into()));
        self
    }
}

/// Takes mistakes until the input is read whole.
#[derive(Debug, Default)]
pub struct Reporter {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// By what they are about, the mistakes that more places may share.
    about: HashMap<String, usize>,
}

impl Reporter {
    /// Records a mistake that stops the output.
    pub fn error(
        &mut self,
        code: Code,
        origin: &Origin,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.record(Severity::Error, code, origin, message.into())
    }

    /// Records a mistake that the output survives.
    pub fn warning(
        &mut self,
        code: Code,
        origin: &Origin,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.record(Severity::Warning, code, origin, message.into())
    }

    /// Records a mistake about something that other places can be wrong about too.
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

    /// Adds a place to the mistake that was recorded about something, and returns whether there is one. After `shown`
    /// places the others are only counted.
    pub(crate) fn again(&mut self, what: &str, origin: &Origin, shown: usize) -> bool {
        let index = self.about.get(what);
        let Some(diagnostic) = index.and_then(|index| self.diagnostics.get_mut(*index)) else {
            return false;
        };
        let place = |of: &Origin| (of.file, of.span);
        let mut places = diagnostic.also.iter().map(|(of, _)| of);
        // A place may be read more than once.
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

    /// Whether so much is recorded already that costly advice is not worth its time.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.len() > ADVISED
    }

    /// Whether anything that stops the output was recorded.
    pub fn has_errors(&self) -> bool {
        let mut all = self.diagnostics.iter();
        all.any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the value if there was no error, else everything that was recorded.
    ///
    /// # Errors
    ///
    /// All errors and warnings of the input, in the order of files and places; also where there is
    /// no value.
    pub fn finish<T>(&self, value: Option<T>, files: &dyn Files) -> Result<T, Report> {
        match value {
            Some(value) if !self.has_errors() => Ok(value),
            _ => Err(self.report(files)),
        }
    }

    /// Returns all that was recorded, rendered; used for warnings after [`finish`](Self::finish).
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
        // Errors come first where not everything is shown.
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

/// Every mistake of the input, each with its place and advice.
///
/// `Debug` prints the same text as `Display`, so that a build script whose `main` returns it shows
/// it as it is meant to be read.
#[derive(Clone, Default)]
pub struct Report {
    diagnostics: Vec<Rendered>,
    errors: usize,
    warnings: usize,
    /// Whether some files may have been written all the same.
    partly: bool,
    /// Whether the errors are warnings that somebody denies.
    denies: bool,
}

impl Report {
    /// Makes a report of one mistake that has no place in the input.
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

    /// Makes one report of several.
    pub(crate) fn all(reports: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for report in reports {
            all.diagnostics.extend(report.diagnostics);
            all.errors += report.errors;
            all.warnings += report.warnings;
        }
        all
    }

    /// Says what to do about each mistake of the report.
    pub(crate) fn with_help(mut self, text: &str) -> Self {
        for diagnostic in &mut self.diagnostics {
            diagnostic.help = Some(text.to_owned());
        }
        self
    }

    /// Makes every warning an error, as somebody asked for; `Ok` where there is none.
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

    /// Marks a failure in the middle of writing, after which "nothing was written" would not be true.
    pub(crate) fn partly(mut self) -> Self {
        self.partly = true;
        self.with_help(
            "files that were written before are whole; run it again once the cause is removed",
        )
    }

    /// Returns the code of each diagnostic in the order in which they are printed.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code)
    }

    /// Returns how many errors there are.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Returns how many warnings there are.
    pub fn warnings(&self) -> usize {
        self.warnings
    }

    /// Returns each diagnostic as one line with its place.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.diagnostics.iter().map(Rendered::line)
    }

    /// Returns the whole text, with terminal colours if asked for.
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
        // `main` prints `Error: ` before it; the text begins on a line of its own.
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Report {}
