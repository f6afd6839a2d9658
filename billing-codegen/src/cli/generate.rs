//! `billing-codegen generate`: writes the generated files.

use std::path::Path;

use crate::generator::Generator;
use crate::output::SourceTree;

use super::{Failure, format, print, warn};

pub(super) fn run(generator: &Generator, out: &Path, force: bool) -> Result<(), Failure> {
    let tree = formatted(generator, out)?;
    let count = tree.iter().count();
    let done = match force {
        true => tree.replace(out)?,
        false => tree.write_to(out)?,
    };
    for path in &done.written {
        print(&format!("wrote {path}\n"))?;
    }
    for path in &done.deleted {
        print(&format!("deleted {path}\n"))?;
    }
    for path in &done.left {
        print(&format!(
            "left {path}, which is not generated; remove it if nothing uses it\n"
        ))?;
    }
    let unchanged = count - done.written.len();
    if unchanged > 0 {
        print(&format!("{unchanged} unchanged\n"))?;
    }
    Ok(())
}

/// Generates a tree, prints its warnings, and formats its files with rustfmt.
pub(super) fn formatted(generator: &Generator, out: &Path) -> Result<SourceTree, Failure> {
    let generated = generator.run()?;
    warn(&generated.warnings);
    let tree = generator.tree(generated);
    Ok(tree.map(|text| format::rustfmt(text, out)))
}
