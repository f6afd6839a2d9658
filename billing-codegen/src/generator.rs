//! Provides `Generator`, which build scripts call.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::output::{Owner, SourceTree};
use crate::pipeline::{self, Generated, TypesOptions};
use crate::report::{Code, Report};
use crate::source::{Input, UrlMap};

/// Generates the client of one API from a folder with an `api.toml` and draft-4 schemas.
///
/// A complete `build.rs`:
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
    deny_warnings: bool,
}

impl Generator {
    /// Creates a generator for a folder. A relative path is relative to the package whose build script runs.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self::from(Input::Folder(folder.into()))
    }

    /// Reads documents below a URL from a folder. Nothing is ever fetched.
    ///
    /// If several prefixes match, the longest one applies. A relative folder is resolved as in [`new`](Self::new).
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

    /// Turns every warning into an error, such as the warning about a keyword without effect or an unused file.
    ///
    /// ```no_run
    /// fn main() -> Result<(), billing_codegen::Report> {
    ///     billing_codegen::Generator::new("schemas/billingo").deny_warnings().write_to_out_dir()
    /// }
    /// ```
    #[must_use]
    pub fn deny_warnings(mut self) -> Self {
        self.deny_warnings = true;
        self
    }

    /// Generates the client without writing it. [`warnings`](Self::warnings) returns the warnings.
    ///
    /// # Errors
    ///
    /// Returns every error in the input, each with its location.
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
        self.run().map(|generated| self.tree(generated))
    }

    /// Reads the input and returns its warnings, each with its location.
    ///
    /// # Errors
    ///
    /// Returns every error in the input, each with its location.
    pub fn warnings(&self) -> Result<Report, Report> {
        self.run().map(|generated| generated.warnings)
    }

    /// Writes `<OUT_DIR>/<name of the API>/mod.rs` and the modules below it, for
    /// `billing_runtime::include_api!`.
    ///
    /// Tells Cargo which files and folders were read, so that the build script runs again only when one of them is
    /// changed, added or deleted. Warnings become warnings of the build, each on one line with its location. Only files
    /// whose content changed are written.
    ///
    /// # Errors
    ///
    /// Returns every error in the input, each with its location, and writes nothing in that case. Also fails outside of
    /// a build script, and if a file cannot be written.
    pub fn write_to_out_dir(&self) -> Result<(), Report> {
        let Some(out) = env::var_os("OUT_DIR") else {
            let message = "`OUT_DIR` is not set: only build scripts can call this; elsewhere, write the tree that `generate` returns";
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
        self.claim(&folder)?;
        // The folder belongs to this build script, so anything in it is overwritten.
        self.tree(generated).replace(folder).map(drop)
    }

    /// Records which input writes to a folder of `OUT_DIR`, and reports a second API of the same name.
    fn claim(&self, folder: &Path) -> Result<(), Report> {
        static TAKEN: Mutex<BTreeMap<PathBuf, Input>> = Mutex::new(BTreeMap::new());
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let first = taken
            .entry(folder.to_owned())
            .or_insert_with(|| self.input.clone());
        if *first == self.input {
            return Ok(());
        }
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let message = format!("this build script has already written another API called `{name}`");
        let help = "change the `name` under `[api]` of one of the two";
        Err(Report::plain(Code::Output, message).with_help(help))
    }

    /// Returns the generated files as a tree with an owner.
    pub(crate) fn tree(&self, generated: Generated) -> SourceTree {
        let owner = match &self.input {
            Input::Folder(folder) => Owner::Folder(folder.clone()),
            Input::Schema(_) | Input::Memory(_) => Owner::Name(generated.name.clone()),
        };
        tree(generated).owned_by(owner)
    }

    pub(crate) fn run(&self) -> Result<Generated, Report> {
        let generated = pipeline::generate(&self.input, &self.maps)?;
        if self.deny_warnings {
            generated.warnings.denied()?;
        }
        Ok(generated)
    }
}

/// Generates the types of one schema as the source of one self-contained module, and returns it with the warnings.
///
/// # Errors
///
/// Returns every error in the schema and in the files that it refers to, each with its location.
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
            deny_warnings: false,
        }
    }
}

fn tree(generated: Generated) -> SourceTree {
    let files = generated.files.into_iter();
    files.map(|file| (file.path, file.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_apis_of_one_name_do_not_share_a_folder_of_out_dir() {
        let claim = |input: &str, out: &str| Generator::new(input).claim(Path::new(out));
        claim("one", "out/shop").unwrap();
        claim("one", "out/shop").unwrap();
        claim("two", "out/other").unwrap();
        let said = claim("two", "out/shop").unwrap_err().to_string();
        assert!(said.contains("another API called `shop`"), "{said}");
    }
}
