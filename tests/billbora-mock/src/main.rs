//! Serves Billbora until its standard input ends, for clients in other processes and languages.
//!
//! `billbora-mock [--listen ADDRESS] [--lifetime SECONDS]` prints one name and value per line: `project`, `identity`
//! and `api` with their URLs, then `apikey`, `email`, `password` and `key`, and finally `ready`. `--lifetime` sets the
//! lifetime of all access tokens.
//!
//! Each line of the input is a command and gets one line of output: `advance SECONDS`, `expire` (all current access
//! tokens), `errors usual|oauth|database`, `revoke EMAIL`, `limit SECONDS` (sign-in and renewal, with Retry-After) and
//! `counts`.

use std::error::Error;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::time::Duration;

use billbora_mock::{ANON_KEY, API_KEY, Billbora, Controls, EMAIL, ErrorFormat, PASSWORD, Step};

const USAGE: &str = "billbora-mock [--listen ADDRESS] [--lifetime SECONDS]";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut mock, controls) = billbora_mock::open()?;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match argument.as_str() {
            "--listen" => mock = mock.listen(value),
            "--lifetime" => {
                let lifetime = Duration::from_secs(value.parse()?);
                controls.lifetime(lifetime);
                controls.identity_lifetime(lifetime);
            }
            _ => return Err(USAGE.into()),
        }
    }
    let billbora = Billbora::of(mock, controls)?;
    let mut out = stdout();
    writeln!(out, "project {}", billbora.project_url())?;
    writeln!(out, "identity {}", billbora.identity_url())?;
    writeln!(out, "api {}", billbora.url())?;
    writeln!(out, "apikey {ANON_KEY}\nemail {EMAIL}\npassword {PASSWORD}")?;
    writeln!(out, "key {API_KEY}\nready")?;
    out.flush()?;
    for line in stdin().lock().lines() {
        let output = run_command(billbora.controls(), &line?);
        writeln!(out, "{output}")?;
        out.flush()?;
    }
    Ok(())
}

/// Runs the command of a line and returns `ok`, a result or what is wrong.
fn run_command(controls: &Controls, line: &str) -> String {
    let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    let time = rest.parse().map(Duration::from_secs);
    match (word, time, rest) {
        ("advance", Ok(time), _) => controls.advance(time),
        ("limit", Ok(time), _) => {
            controls.rate_limit(Step::SignIn, time, true);
            controls.rate_limit(Step::Renew, time, true);
        }
        ("expire", _, "") => {
            controls.expire_now();
            controls.expire_identity_now();
        }
        ("errors", _, "usual") => controls.error_format(ErrorFormat::Usual),
        ("errors", _, "oauth") => controls.error_format(ErrorFormat::OAuth),
        ("errors", _, "database") => controls.error_format(ErrorFormat::Database),
        ("revoke", _, email) if !email.is_empty() => controls.revoke(email),
        ("counts", _, "") => return format!("{:?}", controls.counts()),
        _ => return format!("unknown: {line}"),
    }
    "ok".to_owned()
}
