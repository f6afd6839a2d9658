//! The command `billing-mock`: serves the API of a folder until the process ends.

use std::path::PathBuf;
use std::process::ExitCode;

use billing_codegen::source::UrlMap;
use billing_mock::{Mock, Setup};
use clap::Parser;

/// Serves the API of a folder with an api.toml and draft-4 JSON Schemas, for tests.
#[derive(Parser)]
#[command(name = "billing-mock", version)]
struct Arguments {
    /// The folder with api.toml and the schemas.
    dir: PathBuf,
    /// The address to listen on; port 0 picks a free port.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: String,
    /// An additional mock.toml, whose keys override those of the folder's mock.toml; may be repeated.
    #[arg(long, value_name = "FILE")]
    settings: Vec<PathBuf>,
    /// Read documents below a URL from a folder; may be repeated.
    #[arg(long = "map", value_name = "PREFIX=FOLDER")]
    maps: Vec<UrlMap>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let setup = Mock::setup().maps(arguments.maps);
    let setup = arguments.settings.into_iter().fold(setup, Setup::settings);
    match billing_mock::serve(&arguments.dir, &arguments.listen, setup) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = error.to_string();
            // A report about the folder already begins with "error".
            match message.trim_start().starts_with("error[") {
                true => eprintln!("{message}"),
                false => eprintln!("error: {message}"),
            }
            ExitCode::FAILURE
        }
    }
}
