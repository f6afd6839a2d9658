//! The command: `cargo run -p billingo-demo`.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use billingo_demo::{Journal, live, tour};

const USAGE: &str = "\
usage: cargo run -p billingo-demo [-- --live]

Without arguments, a mock server is started and an invoice is issued, paid, downloaded and cancelled.
--live sends the steps that only read to the real service.
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut journal = Journal::new(Box::new(io::stdout()), colour());
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
        // A reader that has had enough, such as `head`, is no failure.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// In colour on a terminal only, and not where the user asked for none (<https://no-color.org>).
fn colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !refused
}
