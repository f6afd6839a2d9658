//! `billing-codegen mock`

use std::path::{Path, PathBuf};

use super::Failure;
use crate::source::UrlMap;

#[cfg(feature = "mock")]
pub(super) fn run(
    dir: &Path,
    listen: &str,
    settings: Vec<PathBuf>,
    maps: Vec<UrlMap>,
) -> Result<(), Failure> {
    let setup = crate::mock::Mock::setup().maps(maps);
    let setup = settings
        .into_iter()
        .fold(setup, crate::mock::Setup::settings);
    crate::mock::serve(dir, listen, setup).map_err(|error| Failure::Message(error.to_string()))
}

#[cfg(not(feature = "mock"))]
pub(super) fn run(_: &Path, _: &str, _: Vec<PathBuf>, _: Vec<UrlMap>) -> Result<(), Failure> {
    let message = "this command was built without its mock server; build it with `cargo install billing-codegen --features cli,mock`, or run `cargo run -p billing-codegen --features cli,mock -- mock <DIR>`";
    Err(Failure::Message(message.to_owned()))
}
