//! Collects what a mock reads in addition to its folder.

use std::path::{Path, PathBuf};

use super::{Error, Mock};
use billing_codegen::source::UrlMap;

/// The folders and settings that a mock reads in addition to its own folder; [`Mock::setup`] creates it.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    pub(super) maps: Vec<UrlMap>,
    pub(super) settings: Vec<PathBuf>,
}

impl Setup {
    /// Reads the documents below a URL from a folder, as `Generator::map` does.
    #[must_use]
    pub fn map(mut self, prefix: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        self.maps.push(UrlMap {
            prefix: prefix.into(),
            folder: folder.into(),
        });
        self
    }

    /// Adds several maps.
    #[must_use]
    pub fn maps(mut self, maps: impl IntoIterator<Item = UrlMap>) -> Self {
        self.maps.extend(maps);
        self
    }

    /// Reads another `mock.toml`, whose keys are added to those of the folder's `mock.toml` and override them.
    #[must_use]
    pub fn settings(mut self, file: impl Into<PathBuf>) -> Self {
        self.settings.push(file.into());
        self
    }

    /// Reads the folder of an API.
    ///
    /// # Errors
    /// The errors of [`Mock::open`], and files that do not exist.
    pub fn open(self, folder: impl AsRef<Path>) -> Result<Mock, Error> {
        Mock::with(folder.as_ref(), &self)
    }
}
