//! The command `billing-codegen`.

use std::process::ExitCode;

fn main() -> ExitCode {
    billing_codegen::cli::main()
}
