//! Serves Billingo until its standard input ends, for clients in other processes and languages.
//!
//! `billingo-mock [--listen ADDRESS] [--settings FILE] [--strict]` prints one name and value per line: `api` and `site`
//! with their URLs, then `public` and `private` with the accepted keys, and finally `ready`. `--settings` names a
//! second `mock.toml`, which overrides the one of the API's folder, and `--strict` allows no clock leeway for tokens. Initially there is one
//! client with two invoices.
//!
//! Each line of the input is a command and gets one line of output: `ahead SECONDS` offsets the server's clock, `seen`
//! prints the number of requests.

use std::error::Error;
use std::io::{BufRead as _, Write as _, stdin, stdout};

use billing_mock::{Mock, Running};
use billingo_mock::{PRIVATE_KEY, PUBLIC_KEY};

const USAGE: &str = "billingo-mock [--listen ADDRESS] [--settings FILE] [--strict]";

fn main() -> Result<(), Box<dyn Error>> {
    let mut setup = Mock::setup();
    let (mut listen, mut strict) = (None, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match argument.as_str() {
            "--listen" => listen = Some(value()?),
            "--settings" => setup = setup.settings(value()?),
            "--strict" => strict = true,
            _ => return Err(USAGE.into()),
        }
    }
    let mock = billingo_mock::with_handlers(setup.open(billingo_mock::folder())?);
    let mut mock = billingo_mock::invoices(mock.key(PUBLIC_KEY, PRIVATE_KEY), 2);
    if let Some(address) = listen {
        mock = mock.listen(address);
    }
    if strict {
        mock = mock.strict();
    }
    let running = mock.start()?;
    let mut out = stdout();
    writeln!(out, "api {}", running.url())?;
    writeln!(
        out,
        "site {}",
        running.server_url("site").unwrap_or_default()
    )?;
    writeln!(out, "public {PUBLIC_KEY}\nprivate {PRIVATE_KEY}\nready")?;
    out.flush()?;
    for line in stdin().lock().lines() {
        let output = run_command(&running, &line?);
        writeln!(out, "{output}")?;
        out.flush()?;
    }
    Ok(())
}

/// Runs the command of a line and returns `ok`, a result or an error message.
fn run_command(running: &Running, line: &str) -> String {
    let (command, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    match (command, rest.parse()) {
        ("ahead", Ok(seconds)) => {
            running.set_clock_ahead(seconds);
            "ok".to_owned()
        }
        ("seen", _) if rest.is_empty() => running.seen().len().to_string(),
        _ => format!("unknown: {line}"),
    }
}
