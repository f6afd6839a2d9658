//! `billing-codegen generate`

use std::path::{Path, PathBuf};

use crate::generator::{Generator, tree};
use crate::output::SourceTree;

use super::{Failure, format, print, warn};

pub(super) fn run(dir: PathBuf, out: &Path) -> Result<(), Failure> {
    let tree = formatted(dir, out)?;
    let count = tree.iter().count();
    let done = tree.write_to(out)?;
    for path in &done.written {
        print(&format!("wrote {path}\n"))?;
    }
    for path in &done.deleted {
        print(&format!("deleted {path}\n"))?;
    }
    let unchanged = count - done.written.len();
    if unchanged > 0 {
        print(&format!("{unchanged} unchanged\n"))?;
    }
    Ok(())
}

/// Generates a tree as it is checked in.
pub(super) fn formatted(dir: PathBuf, out: &Path) -> Result<SourceTree, Failure> {
    let generated = Generator::new(dir).run()?;
    warn(&generated.warnings);
    Ok(tree(generated).map(|text| format::rustfmt(text, out)))
}
