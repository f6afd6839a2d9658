//! Serves Billingo until its standard input ends, for clients in other processes and languages.
//!
//! `billingo-mock [--listen ADDRESS] [--settings FILE] [--strict]` prints a name and a value on each line: `api` and
//! `site` with their URLs, then `public` and `private` with the keys that are taken, and last `ready`. `--settings` names
//! another `mock.toml` over the one of the folder, and `--strict` grants tokens no leeway. What is there from the beginning
//! is one client and two invoices of it.
//!
//! Then each line of the input is answered with one line: `ahead SECONDS` sets the server's clock off, `seen` says how many
//! requests there were.

use std::error::Error;
use std::io::{BufRead as _, Write as _, stdin, stdout};

use billing_codegen::mock::{Mock, Running};
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
        let answer = told(&running, &line?);
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// Does what a line says; the answer says what was done or what is wrong.
fn told(running: &Running, line: &str) -> String {
    let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    match (word, rest.parse()) {
        ("ahead", Ok(seconds)) => {
            running.set_clock_ahead(seconds);
            "ok".to_owned()
        }
        ("seen", _) if rest.is_empty() => running.seen().len().to_string(),
        _ => format!("unknown: {line}"),
    }
}
