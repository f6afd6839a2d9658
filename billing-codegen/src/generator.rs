//! What a build script calls.

use std::env;
use std::path::{Path, PathBuf};

use crate::output::SourceTree;
use crate::pipeline::{self, Generated, TypesOptions};
use crate::report::{Code, Report};
use crate::source::{Input, UrlMap};

/// Generates the client of one API from a folder with an `api.toml` and draft-4 schemas.
///
/// A whole `build.rs`:
///
/// ```no_run
/// fn main() -> Result<(), billing_codegen::Report> {
///     billing_codegen::Generator::new("schemas/billingo").write_to_out_dir()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    input: Input,
    maps: Vec<UrlMap>,
}

impl Generator {
    /// Names the folder; a relative path begins at the package whose build script runs.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self::from(Input::Folder(folder.into()))
    }

    /// Reads what references find below a URL from a folder; nothing is ever fetched.
    ///
    /// The longest prefix counts. The folder is relative as the one of [`new`](Self::new).
    ///
    /// ```no_run
    /// # fn main() -> Result<(), billing_codegen::Report> {
    /// billing_codegen::Generator::new("schemas/billing")
    ///     .map("https://schemas.example.com/v1/", "vendor/schemas")
    ///     .write_to_out_dir()
    /// # }
    /// ```
    #[must_use]
    pub fn map(mut self, prefix: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        self.maps.push(UrlMap {
            prefix: prefix.into(),
            folder: folder.into(),
        });
        self
    }

    /// Generates without writing.
    ///
    /// # Errors
    ///
    /// Every mistake of the input, each with its place.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), billing_codegen::Report> {
    /// let tree = billing_codegen::Generator::new("schemas/billingo").generate()?;
    /// for (path, text) in tree.iter() {
    ///     println!("{path}: {} lines", text.lines().count());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn generate(&self) -> Result<SourceTree, Report> {
        self.run().map(tree)
    }

    /// Writes `<OUT_DIR>/<name of the API>/mod.rs` and the modules below it, for
    /// `billing_runtime::include_api!`.
    ///
    /// Tells Cargo which files and folders were read, so that a changed, new or deleted one runs
    /// the build script again and nothing else does. Warnings become warnings of the build. Only
    /// files whose content changed are written.
    ///
    /// # Errors
    ///
    /// Every mistake of the input, each with its place; nothing is written then. Fails too outside
    /// of a build script, and where the system refuses to write.
    pub fn write_to_out_dir(&self) -> Result<(), Report> {
        let Some(out) = env::var_os("OUT_DIR") else {
            let message = "`OUT_DIR` is not set: this is for build scripts; elsewhere, write what `generate` returns";
            return Err(Report::plain(Code::Output, message));
        };
        let generated = self.run()?;
        for path in &generated.read {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        for line in generated.warnings.lines() {
            println!("cargo::warning={line}");
        }
        let folder = Path::new(&out).join(&generated.name);
        tree(generated).write_to(folder).map(drop)
    }

    pub(crate) fn run(&self) -> Result<Generated, Report> {
        pipeline::generate(&self.input, &self.maps)
    }
}

/// Generates the types of one schema as the text of one self-contained module, with the warnings.
///
/// # Errors
///
/// Every mistake of the schema and of the files that it refers to, each with its place.
///
/// ```
/// use billing_codegen::{TypesOptions, source::Input};
///
/// let schema = br#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#;
/// let input = Input::Memory(vec![("client.json".into(), schema.to_vec())]);
/// let options = TypesOptions { root: "Client".into(), ..TypesOptions::default() };
/// let (module, warnings) = billing_codegen::types(&input, &options)?;
/// assert!(module.contains("pub struct Client"));
/// assert_eq!(warnings.warnings(), 0);
/// # Ok::<(), billing_codegen::Report>(())
/// ```
pub fn types(input: &Input, options: &TypesOptions) -> Result<(String, Report), Report> {
    let generated = pipeline::generate_types(input, options)?;
    let warnings = generated.warnings.clone();
    let text = tree(generated).iter().map(|(_, text)| text).collect();
    Ok((text, warnings))
}

impl From<Input> for Generator {
    fn from(input: Input) -> Self {
        Self {
            input,
            maps: Vec::new(),
        }
    }
}

pub(crate) fn tree(generated: Generated) -> SourceTree {
    let files = generated.files.into_iter();
    files.map(|file| (file.path, file.text)).collect()
}
