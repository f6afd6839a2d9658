//! `billing-codegen mock`

use std::path::Path;

use super::Failure;

#[cfg(feature = "mock")]
pub(super) fn run(dir: &Path, listen: &str) -> Result<(), Failure> {
    crate::mock::serve(dir, listen).map_err(|error| Failure::Message(error.to_string()))
}

#[cfg(not(feature = "mock"))]
pub(super) fn run(_dir: &Path, _listen: &str) -> Result<(), Failure> {
    let message = "this command was built without its mock server; build it with `cargo install billing-codegen --features cli,mock`, or run `cargo run -p billing-codegen --features cli,mock -- mock <DIR>`";
    Err(Failure::Message(message.to_owned()))
}
