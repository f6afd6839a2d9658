//! Prints one line for each step: its name, the HTTP call, and what came back.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use billing_runtime::AttemptEvent;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const CYAN: &str = "36";

/// Prints one line for each step.
pub struct Journal {
    out: Box<dyn Write>,
    colour: bool,
    steps: usize,
    call: Arc<Mutex<Option<Call>>>,
}

/// The call of a step, as the client reports it.
struct Call {
    request: String,
    status: Option<u16>,
}

impl Journal {
    /// Begins a journal.
    pub fn new(out: Box<dyn Write>, colour: bool) -> Self {
        Self {
            out,
            colour,
            steps: 0,
            call: Arc::default(),
        }
    }

    /// What a client's builder takes as `on_attempt`: notes each call for the line of its step.
    pub fn observer(&self) -> impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static {
        let call = Arc::clone(&self.call);
        move |exchange| {
            let request = format!("{} {}", exchange.method, target(exchange.url));
            let status = exchange.status.map(|status| status.as_u16());
            *call.lock().unwrap_or_else(PoisonError::into_inner) = Some(Call { request, status });
        }
    }

    /// Prints a heading.
    pub(crate) fn heading(&mut self, text: impl Display) -> io::Result<()> {
        let text = self.painted(BOLD, text);
        writeln!(self.out, "{text}\n")
    }

    /// Prints the line of a step that is done.
    pub(crate) fn step(&mut self, name: &str, outcome: impl Display) -> io::Result<()> {
        let line = self.begun(name);
        writeln!(self.out, "{line}  {outcome}")
    }

    /// Prints the lines of a step that failed, as it was meant to: the error as a user reads it,
    /// then what a program can ask it.
    pub(crate) fn failure(
        &mut self,
        name: &str,
        error: &billing_runtime::Error,
        facts: &[String],
    ) -> io::Result<()> {
        let line = self.begun(name);
        let words = self.painted(RED, format_args!("error: {error}"));
        writeln!(self.out, "{}\n    {words}", line.trim_end())?;
        for fact in facts {
            let fact = self.painted(DIM, fact);
            writeln!(self.out, "    {fact}")?;
        }
        Ok(())
    }

    /// Number, name and call.
    fn begun(&mut self, name: &str) -> String {
        self.steps += 1;
        let call = self
            .call
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let (request, status) = match call {
            Some(call) => (call.request, call.status),
            None => ("nothing is sent".to_owned(), None),
        };
        let (colour, status) = match status {
            Some(status @ 200..300) => (GREEN, status.to_string()),
            Some(status) => (RED, status.to_string()),
            None => (DIM, "-".to_owned()),
        };
        let number = self.painted(DIM, format_args!("{:>2}", self.steps));
        let name = self.painted(BOLD, format_args!("{name:<20}"));
        let request = self.painted(CYAN, format_args!("{request:<42}"));
        let status = self.painted(colour, format_args!("{status:<3}"));
        format!("{number}  {name}  {request} {status}")
    }

    fn painted(&self, colour: &str, text: impl Display) -> String {
        if self.colour {
            format!("\x1b[{colour}m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }
}

/// The part of a URL after scheme and host.
fn target(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or("/", |at| &url[host + at..])
}
