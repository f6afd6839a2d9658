//! The command: `cargo run -p billbora-demo`.

use std::process::ExitCode;

use billbora_demo::{Result, redis, tour, worker};

const USAGE: &str = "\
usage: cargo run -p billbora-demo

A mock server is started. One person signs in and works for two organizations; then eight processes share
her session through Redis, where a `redis-server` is installed.
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        [] => demo().await,
        ["worker", project, api, redis, calls] => worker::run(project, api, redis, calls).await,
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn demo() -> Result {
    tour::run().await?;
    let Some(redis) = redis::start()? else {
        println!(
            "\nskipped: eight processes with one session, since no `redis-server` is installed"
        );
        return Ok(());
    };
    tour::fleet(&redis, &std::env::current_exe()?).await
}
