//! Reads the definition of an API from its file; each file format has its own folder.

mod toml;
mod unused;

use crate::definition::Definition;
use crate::report::{Code, Reporter};
use crate::schema::{self, Schemas};
use crate::source::{Sources, Span};

/// Reads the definition of an API from the main file of the input. Returns `None` if the file is missing or unreadable;
/// the error has already been reported.
pub(crate) fn read(sources: &Sources, reporter: &mut Reporter) -> Option<Definition> {
    let Some(main) = sources.main() else {
        // Report the errors in the schemas anyway.
        Schemas::new(sources).read(sources, &schema::definitions(sources), reporter);
        return None;
    };
    let definition = match sources.file(main.file).name.rsplit_once('.') {
        Some((_, "toml")) => toml::read(main, sources, reporter)?,
        _ => {
            let message = "this file does not describe an API";
            let error = reporter.error(Code::Unsupported, &main.part(Span::default()), message);
            error.help("name a folder with an `api.toml`");
            return None;
        }
    };
    unused::report(&definition, sources, reporter);
    Some(definition)
}
