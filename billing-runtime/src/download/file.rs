//! A file that appears only when it is complete.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers the temporary files of this process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A temporary file that is renamed to its final path when it is complete, and removed otherwise.
#[derive(Debug)]
pub(super) struct PartialFile {
    file: Option<File>,
    temporary: PathBuf,
    path: PathBuf,
}

impl PartialFile {
    /// Creates a temporary file in the folder of `path`, because a rename cannot cross file systems.
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        let Some(name) = path.file_name() else {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "the path does not name a file",
            ));
        };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut temporary = std::ffi::OsString::from(".");
        temporary.push(name);
        temporary.push(format!(".{}-{number}.part", std::process::id()));
        let temporary = path.with_file_name(temporary);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)?;
        Ok(Self {
            file: Some(file),
            temporary,
            path: path.to_owned(),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        if let Some(file) = &self.file {
            file.sync_all()?;
        }
        std::fs::rename(&self.temporary, &self.path)?;
        self.file = None;
        Ok(())
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // `drop` cannot report a failure.
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}
