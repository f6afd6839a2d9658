//! `billing-codegen check`: compares checked-in files with generated ones.

use std::path::Path;

use crate::generator::Generator;
use crate::output::Change;

use super::{Failure, generate, print, say};

pub(super) fn run(dir: &Path, generator: &Generator, out: &Path) -> Result<(), Failure> {
    let tree = generate::formatted(generator, out)?;
    let differences = tree.compare(out)?;
    if differences.is_empty() {
        let count = tree.iter().count();
        return print(&format!("{count} files are up to date\n"));
    }
    for difference in &differences {
        let path = &difference.path;
        print(&match &difference.change {
            Change::Missing => format!("missing: {path}\n"),
            Change::Extra => format!("extra: {path} would not be generated\n"),
            Change::Differs(diff) => format!("{diff}\n"),
        })?;
    }
    let count = match differences.len() {
        1 => "1 file differs".to_owned(),
        count => format!("{count} files differ"),
    };
    let (dir, out) = (dir.display(), out.display());
    say(&format!(
        "error: {count} from what would be generated; run `billing-codegen generate {dir} --out {out}` and remove extra files\n"
    ));
    Err(Failure::Differs)
}
