//! Collects every mistake of the input and prints each with its place and advice.

use crate::source::Origin;

/// What a diagnostic is about; its text is what `explain` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// A `$ref` whose target does not exist.
    UnresolvedRef,
    /// A server, credential or resource that is not defined.
    UnknownName,
    /// A value that is not of the form that its key takes.
    BadValue,
    /// A path that cannot be read.
    BadPath,
    /// A body on a method that has none.
    BodyOnGet,
    /// A placeholder without a parameter.
    MissingParameter,
    /// A parameter without a placeholder.
    UnknownPlaceholder,
    /// Two operations with one method and path.
    DuplicateOperation,
    /// Two names of the output that are the same.
    NameCollision,
    /// Parts of an `allOf` that no document can meet together.
    Contradiction,
}

/// Returns the candidate nearest to a word.
pub(crate) fn did_you_mean<'a>(
    _word: &str,
    _candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    None
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
}

impl Diagnostic {
    /// Says what to write instead.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
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
        };
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }
}
