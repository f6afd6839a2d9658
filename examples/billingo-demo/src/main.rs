//! The command: `cargo run -p billingo-demo`.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use billingo_demo::{Journal, live, tour};

const USAGE: &str = "\
usage: cargo run -p billingo-demo [-- --live]

Without arguments, starts a mock server, then issues, pays, downloads and cancels an invoice.
--live runs the read-only steps against the real service.
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut journal = Journal::new(Box::new(io::stdout()), color());
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => tour::run(&mut journal).await,
        ["--live"] => live::run(&mut journal).await,
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that closes the output early, such as `head`, is not a failure.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns true on a terminal, unless the user disabled colors (<https://no-color.org>).
fn color() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !refused
}
