//! What a mock reads beside its folder.

use std::path::{Path, PathBuf};

use super::{Error, Mock};
use billing_codegen::source::UrlMap;

/// What a mock reads in addition to its folder; [`Mock::setup`] begins one.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    pub(super) maps: Vec<UrlMap>,
    pub(super) settings: Vec<PathBuf>,
}

impl Setup {
    /// Reads what references find below a URL from a folder, as `Generator::map` does.
    #[must_use]
    pub fn map(mut self, prefix: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        self.maps.push(UrlMap {
            prefix: prefix.into(),
            folder: folder.into(),
        });
        self
    }

    /// The same for several maps.
    #[must_use]
    pub fn maps(mut self, maps: impl IntoIterator<Item = UrlMap>) -> Self {
        self.maps.extend(maps);
        self
    }

    /// Reads another `mock.toml`, whose keys are added to those of the folder's own file and take precedence over them.
    #[must_use]
    pub fn settings(mut self, file: impl Into<PathBuf>) -> Self {
        self.settings.push(file.into());
        self
    }

    /// Reads the folder of an API.
    ///
    /// # Errors
    /// As [`Mock::open`], and files that are not there.
    pub fn open(self, folder: impl AsRef<Path>) -> Result<Mock, Error> {
        Mock::with(folder.as_ref(), &self)
    }
}
