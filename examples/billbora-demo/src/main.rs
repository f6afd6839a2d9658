//! The command: `cargo run -p billbora-demo`.

use std::process::ExitCode;

use billbora_demo::worker::Mode;
use billbora_demo::{Result, redis, tour, worker};

const USAGE: &str = "\
usage: cargo run -p billbora-demo

Starts a mock server. One person signs in and works for two organizations. Then, if `redis-server` is
installed, eight processes share the session through Redis.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        [] => block_on(demo()),
        ["worker", project, api, redis, calls, mode] => work([project, api, redis], calls, mode),
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

/// Runs a future on this thread only.
fn block_on(work: impl Future<Output = Result>) -> Result {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(work)
}

/// Runs one worker of a fleet, which prints to standard output how it ends.
fn work(urls: [&str; 3], calls: &str, mode: &str) -> Result {
    let (calls, mode): (usize, Mode) = (calls.parse()?, mode.parse()?);
    let work = worker::run(urls, calls, mode);
    let outcome = match mode {
        Mode::Threads => {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            runtime
                .worker_threads(2)
                .enable_all()
                .build()?
                .block_on(work)
        }
        _ => block_on(work),
    };
    outcome.inspect_err(|error| println!("{error}"))
}

async fn demo() -> Result {
    tour::run().await?;
    let Some(redis) = redis::start()? else {
        println!(
            "\nskipped: eight processes with one session, because `redis-server` is not installed"
        );
        return Ok(());
    };
    tour::fleet(&redis, &std::env::current_exe()?).await
}
