//! Prints one line per step: its name, the HTTP call and the outcome.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use billing_runtime::client::AttemptEvent;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const CYAN: &str = "36";

/// Prints one line per step.
pub struct Journal {
    out: Box<dyn Write>,
    color: bool,
    steps: usize,
    call: Arc<Mutex<Option<Call>>>,
}

/// The HTTP call of a step.
struct Call {
    request: String,
    status: Option<u16>,
}

impl Journal {
    /// Creates a journal.
    pub fn new(out: Box<dyn Write>, color: bool) -> Self {
        Self {
            out,
            color,
            steps: 0,
            call: Arc::default(),
        }
    }

    /// Returns an observer for `on_attempt` of a client's builder; it records the call of each step.
    pub fn observer(&self) -> impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static {
        let call = Arc::clone(&self.call);
        move |event| {
            let request = format!("{} {}", event.method, target(event.url));
            let status = event.status.map(|status| status.as_u16());
            *call.lock().unwrap_or_else(PoisonError::into_inner) = Some(Call { request, status });
        }
    }

    /// Prints a heading.
    pub(crate) fn heading(&mut self, text: impl Display) -> io::Result<()> {
        let text = self.colored(BOLD, text);
        writeln!(self.out, "{text}\n")
    }

    /// Prints the line of a finished step.
    pub(crate) fn step(&mut self, name: &str, outcome: impl Display) -> io::Result<()> {
        let line = self.line(name);
        writeln!(self.out, "{line}  {outcome}")
    }

    /// Prints the lines of a step that was meant to fail: the error message, then what a program can read
    /// from the error.
    pub(crate) fn failure(
        &mut self,
        name: &str,
        error: &billing_runtime::Error,
        facts: &[String],
    ) -> io::Result<()> {
        let line = self.line(name);
        let message = self.colored(RED, format_args!("error: {error}"));
        writeln!(self.out, "{}\n    {message}", line.trim_end())?;
        for fact in facts {
            let fact = self.colored(DIM, fact);
            writeln!(self.out, "    {fact}")?;
        }
        Ok(())
    }

    /// Formats the number, the name and the HTTP call of a step.
    fn line(&mut self, name: &str) -> String {
        self.steps += 1;
        let call = self
            .call
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let (request, status) = match call {
            Some(call) => (call.request, call.status),
            None => ("nothing was sent".to_owned(), None),
        };
        let (color, status) = match status {
            Some(status @ 200..300) => (GREEN, status.to_string()),
            Some(status) => (RED, status.to_string()),
            None => (DIM, "-".to_owned()),
        };
        let number = self.colored(DIM, format_args!("{:>2}", self.steps));
        let name = self.colored(BOLD, format_args!("{name:<20}"));
        let request = self.colored(CYAN, format_args!("{request:<42}"));
        let status = self.colored(color, format_args!("{status:<3}"));
        format!("{number}  {name}  {request} {status}")
    }

    fn colored(&self, color: &str, text: impl Display) -> String {
        if self.color {
            format!("\x1b[{color}m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }
}

/// Returns the part of a URL after the scheme and the host.
fn target(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or("/", |at| &url[host + at..])
}
