//! Runs the whole pipeline, from files to code.

use std::path::PathBuf;

use crate::emit::{self, File};
use crate::model::types::{Formats, Types};
use crate::model::{self, Api};
use crate::report::{Code, Report, Reporter};
use crate::rust::Foreign;
use crate::schema::{Dialect, FORMATS, Rename, SchemaId, Schemas};
use crate::source::{self, Input, Sited, Sources, UrlMap};
use crate::{read, rust, schema};

/// A complete API with the files that it was read from.
#[derive(Debug)]
pub struct Resolved {
    /// The API.
    pub api: Api,
    /// The files.
    pub sources: Sources,
    /// The warnings about the input.
    pub warnings: Report,
}

/// The generated code.
pub(crate) struct Generated {
    /// The API's name; empty for a single schema.
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
    pub(crate) warnings: Report,
    /// Every file and folder that was read.
    pub(crate) read: Vec<PathBuf>,
}

/// Reads an API and looks up its names. `maps` lists the folders with the documents of URLs.
///
/// # Errors
///
/// Returns every error in the input, each with its location.
pub fn resolve(input: &Input, maps: &[UrlMap]) -> Result<Resolved, Report> {
    resolve_with(input, maps, |_, _| ()).map(|(resolved, ())| resolved)
}

/// Runs every step that can fail: reads an API, looks up its names, and passes it to `more`, which can report errors
/// too.
pub(crate) fn resolve_with<T>(
    input: &Input,
    maps: &[UrlMap],
    more: fn(&Api, &mut Reporter) -> T,
) -> Result<(Resolved, T), Report> {
    let mut reporter = Reporter::default();
    let sources = source::load(input, maps, &mut reporter);
    let definition = read::read(&sources, &mut reporter);
    let api = definition
        .map(|definition| model::resolve(definition, &sources, rust::check_rename, &mut reporter));
    let more = api.as_ref().map(|api| more(api, &mut reporter));
    let (api, more) = reporter.finish(api.zip(more), &sources)?;
    let warnings = reporter.report(&sources);
    Ok((
        Resolved {
            api,
            sources,
            warnings,
        },
        more,
    ))
}

/// Generates an API's client.
pub(crate) fn generate(input: &Input, maps: &[UrlMap]) -> Result<Generated, Report> {
    let (resolved, foreign) = resolve_with(input, maps, Foreign::make)?;
    let Resolved {
        api,
        sources,
        warnings,
    } = resolved;
    let (from, read) = (from(&sources), sources.read().to_vec());
    // Dropped to save memory.
    drop(sources);
    let output = rust::lower(&api, &foreign);
    let name = api.name.clone();
    drop(api);
    Ok(Generated {
        name,
        files: emit::emit(output, &from),
        warnings,
        read,
    })
}

/// Options for generating the types of one schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypesOptions {
    /// The name of the type that the schema itself becomes.
    pub root: String,
    /// Whether decoding enforces every constraint.
    pub strict: bool,
    /// The values of `format` that are asserted or select a type, such as
    /// [`TEXT_FORMATS`](crate::schema::TEXT_FORMATS); any other `format` is an annotation.
    pub formats: Vec<String>,
    /// The drafts that the schema may be written in.
    pub dialect: Dialect,
    /// The folders with the documents of URLs.
    pub maps: Vec<UrlMap>,
    /// References into the schema, such as `#/definitions/stored` or `#/properties/type`, each with the name of the
    /// generated item.
    pub renames: Vec<(String, String)>,
}

/// Generates the types of one schema as one module.
pub(crate) fn generate_types(input: &Input, options: &TypesOptions) -> Result<Generated, Report> {
    let mut reporter = Reporter::default();
    let mut sources = source::load(input, &options.maps, &mut reporter);
    let (schemas, root) = schema::parse(&sources, options.dialect, &mut reporter);
    let types = root.map(|root| types(schemas, root, &mut sources, options, &mut reporter));
    let (schemas, types) = reporter.finish(types, &sources)?;
    let warnings = reporter.report(&sources);
    let (from, read) = (from(&sources), sources.read().to_vec());
    // Dropped to save memory.
    drop(sources);
    let root = types.roots().first();
    let output = root.map(|root| rust::lower_types(&schemas, &types, *root, options.strict));
    drop((schemas, types));
    Ok(Generated {
        name: String::new(),
        files: output.map_or_else(Vec::new, |output| emit::emit(output, &from)),
        warnings,
        read,
    })
}

fn types(
    mut schemas: Schemas,
    root: SchemaId,
    sources: &mut Sources,
    options: &TypesOptions,
    reporter: &mut Reporter,
) -> (Schemas, Types) {
    if let Err(message) = rust::check_name(&options.root) {
        let origin = &schemas.get(root).origin;
        reporter
            .error(Code::BadValue, origin, message)
            .help("choose another `--root`");
    }
    for format in &options.formats {
        if !FORMATS.contains(&format.as_str()) {
            let origin = &schemas.get(root).origin;
            let message = format!("`{format}` is not a format that can be asserted");
            let error = reporter.error(Code::BadValue, origin, message);
            error.suggest(format, FORMATS);
        }
    }
    let origin = schemas.get(root).origin.clone();
    let asked = |text: &String| Sited {
        value: text.clone(),
        origin: origin.clone(),
    };
    let renames = options.renames.iter().map(|(place, name)| Rename {
        place: asked(place),
        name: asked(name),
    });
    let renames: Vec<Rename> = renames.collect();
    schema::rename(
        &mut schemas,
        sources,
        &renames,
        rust::check_rename,
        reporter,
    );
    sources.forget_trees();
    let formats = Formats {
        words: options.formats.iter().cloned().collect(),
        strict: options.strict,
    };
    let types = model::types::lower(
        &mut schemas,
        &[(root, Some(options.root.clone()))],
        &formats,
        reporter,
    );
    (schemas, types)
}

/// Returns the input's name for the header of a generated file.
fn from(sources: &Sources) -> String {
    rust::on_one_line(sources.label())
}
