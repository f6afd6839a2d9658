//! Reads the file that describes an API, whatever its format; each format has a folder of its own.

mod toml;
mod unused;

use crate::definition::Definition;
use crate::report::Reporter;
use crate::schema::Schemas;
use crate::source::Sources;

pub(crate) use toml::dialect;

/// Reads the definition of an API from the input's main file; `None` where there is none that could be read.
///
/// The schemas that it refers to, or that stand in it, join `schemas`.
pub(crate) fn read(
    sources: &Sources,
    schemas: &mut Schemas,
    reporter: &mut Reporter,
) -> Option<Definition> {
    let main = sources.main()?;
    let definition = match sources.file(main.file).name.rsplit_once('.') {
        Some((_, "toml")) => toml::read(main, sources, schemas, reporter)?,
        _ => return None,
    };
    unused::report(&definition, schemas, sources, reporter);
    Some(definition)
}
