//! Runs the command, which does for checked-in files what `Generator` does for build scripts.

mod check;
mod explain;
mod format;
mod generate;
mod schema;
mod show;
mod types;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::generator::Generator;
use crate::pipeline::TypesOptions;
use crate::report::Report;
use crate::schema::{Dialect, TEXT_FORMATS};
use crate::source::UrlMap;

/// Typed clients of billing APIs, from draft-4 JSON Schemas and an api.toml.
#[derive(Parser)]
#[command(name = "billing-codegen", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the generated client to a folder, formatted with rustfmt.
    Generate {
        /// The folder with api.toml and the schemas.
        dir: PathBuf,
        /// The folder for the generated files.
        #[arg(long)]
        out: PathBuf,
        /// Overwrite files that were not generated, and the client of another API.
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        maps: Maps,
        #[command(flatten)]
        deny: Deny,
    },
    /// Compare checked-in files with the generated ones; on differences print a diff and exit with 1.
    Check {
        /// The folder with api.toml and the schemas.
        dir: PathBuf,
        /// The folder with the generated files.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        maps: Maps,
        #[command(flatten)]
        deny: Deny,
    },
    /// Print the types of one schema as one module.
    Types {
        /// The schema.
        schema: PathBuf,
        /// The name of the type that the schema itself becomes.
        #[arg(long)]
        root: String,
        /// Let decoding enforce every constraint.
        #[arg(long)]
        strict: bool,
        /// The values of `format` that strings must match or that select a type; without a list, those of draft 4 with
        /// `date` and `time`.
        #[arg(
            long,
            value_name = "WORD,…",
            value_delimiter = ',',
            num_args = 0..,
            require_equals = true,
            default_missing_values = TEXT_FORMATS
        )]
        formats: Vec<String>,
        /// Accept a number in `exclusiveMinimum` and `exclusiveMaximum`, `const` and `$id`.
        #[arg(long)]
        draft6: bool,
        /// Rename the item at a location, as in `#/definitions/stored=Client` or `#/properties/type=kind`; may be repeated.
        #[arg(long = "rename", value_name = "POINTER=NAME", value_parser = types::rename)]
        renames: Vec<(String, String)>,
        #[command(flatten)]
        maps: Maps,
        #[command(flatten)]
        deny: Deny,
    },
    /// Explain a diagnostic, such as `unresolved-ref`; without a code, list all diagnostics.
    Explain {
        /// The code in the brackets of a message.
        code: Option<String>,
    },
    /// Print the generated code of one operation, with the types that it uses.
    Show {
        /// The folder with api.toml and the schemas.
        dir: PathBuf,
        /// The operation, as `resource.operation`; without it, list all operations.
        operation: Option<String>,
        #[command(flatten)]
        maps: Maps,
    },
    /// Print the JSON Schema of api.toml, for editors.
    Schema,
}

/// The folders with the documents of URLs.
#[derive(clap::Args)]
struct Maps {
    /// Read documents below a URL from a folder; may be repeated.
    #[arg(long = "map", value_name = "PREFIX=FOLDER")]
    maps: Vec<UrlMap>,
}

/// Which diagnostics are refused.
#[derive(clap::Args)]
struct Deny {
    /// Treat warnings as errors: fail and write nothing.
    #[arg(long = "deny", value_name = "warnings", value_parser = ["warnings"])]
    deny: Vec<String>,
}

impl Deny {
    fn warnings(&self) -> bool {
        !self.deny.is_empty()
    }
}

/// Why a command fails.
enum Failure {
    /// The input has errors, or a file cannot be read or written.
    Report(Report),
    /// Checked-in files differ from the generated ones; the differences have been printed.
    Differs,
    /// Any other failure, as a message.
    Message(String),
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Report(report)
    }
}

/// Runs the command with the arguments of the process.
///
/// Exits with 0 on success, with 1 if the input has errors or `check` finds a difference, and with 2 if the arguments
/// are invalid.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Generate {
            dir,
            out,
            force,
            maps,
            deny,
        } => generate::run(&generator(dir, maps, &deny), &out, force),
        Command::Check {
            dir,
            out,
            maps,
            deny,
        } => check::run(&dir, &generator(dir.clone(), maps, &deny), &out),
        Command::Types {
            schema,
            root,
            strict,
            formats,
            draft6,
            renames,
            maps,
            deny,
        } => types::run(
            schema,
            deny.warnings(),
            &TypesOptions {
                root,
                strict,
                formats,
                dialect: match draft6 {
                    true => Dialect::Draft6,
                    false => Dialect::Draft4,
                },
                maps: maps.maps,
                renames,
            },
        ),
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Show {
            dir,
            operation,
            maps,
        } => show::run(dir, operation.as_deref(), &maps.maps),
        Command::Schema => schema::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            match failure {
                Failure::Report(report) => say(&report.render(colour())),
                // A report that was converted to a string already begins with `error`.
                Failure::Message(message) if message.starts_with("error[") => say(&message),
                Failure::Message(message) => say(&format!("error: {message}\n")),
                Failure::Differs => {}
            }
            ExitCode::FAILURE
        }
    }
}

/// Creates the generator that the arguments describe.
fn generator(dir: PathBuf, maps: Maps, deny: &Deny) -> Generator {
    let maps = maps.maps.into_iter();
    let generator = maps.fold(Generator::new(dir), |generator, map| {
        generator.map(map.prefix, map.folder)
    });
    match deny.warnings() {
        true => generator.deny_warnings(),
        false => generator,
    }
}

/// Prints warnings, which do not stop a command.
fn warn(warnings: &Report) {
    if warnings.warnings() > 0 {
        say(&warnings.render(colour()));
    }
}

fn colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

fn say(text: &str) {
    // If standard error is closed, there is no way to report this.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints a result. A reader that closes the pipe early, such as `head`, is not a failure.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Message(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}
