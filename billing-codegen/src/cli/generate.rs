//! `billing-codegen generate`

use std::path::{Path, PathBuf};

use crate::generator::Generator;
use crate::output::SourceTree;
use crate::source::UrlMap;

use super::{Failure, format, print, warn};

pub(super) fn run(dir: PathBuf, out: &Path, force: bool, maps: Vec<UrlMap>) -> Result<(), Failure> {
    let tree = formatted(dir, out, maps)?;
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

/// Generates a tree as it is checked in.
pub(super) fn formatted(
    dir: PathBuf,
    out: &Path,
    maps: Vec<UrlMap>,
) -> Result<SourceTree, Failure> {
    let generator = maps
        .into_iter()
        .fold(Generator::new(dir), |generator, map| {
            generator.map(map.prefix, map.folder)
        });
    let generated = generator.run()?;
    warn(&generated.warnings);
    Ok(generator
        .tree(generated)
        .map(|text| format::rustfmt(text, out)))
}
