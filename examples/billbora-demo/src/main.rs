//! The command: `cargo run -p billbora-demo`.

use std::process::ExitCode;

use billbora_demo::worker::How;
use billbora_demo::{Result, redis, tour, worker};

const USAGE: &str = "\
usage: cargo run -p billbora-demo

A mock server is started. One person signs in and works for two organizations; then eight processes share
her session through Redis, where a `redis-server` is installed.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        [] => alone(demo()),
        ["worker", project, api, redis, calls, how] => work([project, api, redis], calls, how),
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

/// Runs on this thread alone.
fn alone(work: impl Future<Output = Result>) -> Result {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(work)
}

/// One worker of a fleet, who says on standard output how it ends.
fn work(urls: [&str; 3], calls: &str, how: &str) -> Result {
    let (calls, how): (usize, How) = (calls.parse()?, how.parse()?);
    let work = worker::run(urls, calls, how);
    let outcome = match how {
        How::Threads => {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            runtime
                .worker_threads(2)
                .enable_all()
                .build()?
                .block_on(work)
        }
        _ => alone(work),
    };
    outcome.inspect_err(|error| println!("{error}"))
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
