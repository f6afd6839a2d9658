//! The words of an error.

use std::error::Error as StdError;
use std::fmt;

use super::{ClockCheck, Error, Inner, Kind};
use crate::shown::{cut, escaped, shown};

/// More than this of one part is in no `Debug`; the accessors have it whole.
const LONGEST_PART: usize = 4096;
/// More than this many field errors are counted, not listed.
const LISTED: usize = 5;

/// What went wrong, without the name of the call and how it came about.
pub(super) fn words(error: &Error) -> String {
    // Whatever others said in it steers no terminal.
    escaped(&Words(error).to_string()).into_owned()
}

struct Words<'a>(&'a Error);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.0;
        match &error.0.kind {
            Kind::Config(m) | Kind::Credential(m) | Kind::Request(m) => f.write_str(m),
            Kind::Invalid(invalid) => write!(f, "not sent, since {invalid}"),
            Kind::Transport(failure) => write!(f, "{failure}"),
            Kind::Redirect(to) => redirect(f, &error.0, to.as_deref()),
            Kind::Status | Kind::Api => answered(f, error),
            Kind::Envelope(m) => answer_is(f, &error.0, &shown(m)),
            Kind::Decode(e) => answer_is(f, &error.0, &shown(&e.to_string())),
            Kind::Media { expected, found } => {
                let what = format!("it is {}, not {expected}", shown(found));
                answer_is(f, &error.0, &what)
            }
            Kind::TooLarge(cap) => write!(
                f,
                "the answer is larger than {cap} bytes; allow more with `.body_cap(...)` or \
                 `Download::with_cap`"
            ),
            Kind::Limited(wait) => write!(
                f,
                "not sent: its turn under the service's limit comes in {} s, later than it may take",
                wait.as_secs_f32().ceil()
            ),
            Kind::Incomplete { expected, received } => {
                write!(f, "the answer stopped after {received} of {expected} bytes")
            }
            Kind::PageLoop(page, Some(earlier)) => write!(
                f,
                "{} is the same as {}; the service seems to ignore the page number",
                page.described(),
                earlier.described()
            ),
            Kind::PageLoop(page, None) => write!(
                f,
                "{} and those before it hold nothing new; the list would never end",
                page.described()
            ),
            Kind::TooMany(cap) => write!(
                f,
                "the list has more than {cap} items; allow more with `collect_all`, or read on with \
                 `try_next`, which begins with those that were read"
            ),
            Kind::Io(e) => write!(f, "the file could not be written: {e}"),
            Kind::Session(fault) => match &fault.cause {
                Some(cause) => write!(f, "{}: {cause}", fault.message),
                None => f.write_str(&fault.message),
            },
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        let words = words(self);
        f.write_str(&words)?;
        self.0.history.tell(f, &words)?;
        if self.was_done() {
            return f.write_str(
                "; the service said that it was done: do not call again, `body()` has its answer",
            );
        }
        match self.outcome_unknown() {
            true => unknown(f, &self.0),
            false => Ok(()),
        }
    }
}

/// What to do where nobody knows whether the service did it.
fn unknown(f: &mut fmt::Formatter<'_>, inner: &Inner) -> fmt::Result {
    f.write_str("; it may have been done all the same: look ")?;
    if let Some(with) = inner.operation.and_then(|o| o.reconcile) {
        write!(f, "with `{with}` ")?;
    }
    f.write_str("before calling again")?;
    match inner.history.fingerprint {
        Some(fingerprint) => write!(f, " (request {fingerprint})"),
        None => Ok(()),
    }
}

fn status(f: &mut fmt::Formatter<'_>, inner: &Inner) -> fmt::Result {
    match &inner.seen {
        Some(seen) => write!(f, "{}", seen.status),
        None => f.write_str("no status"),
    }
}

fn redirect(f: &mut fmt::Formatter<'_>, inner: &Inner, to: Option<&str>) -> fmt::Result {
    status(f, inner)?;
    match to {
        Some(to) => write!(
            f,
            ": the server points to {}; redirects are not followed, so set the base URL to where \
             the API is",
            shown(to)
        ),
        None => f.write_str(": a redirect without a location"),
    }
}

fn answer_is(f: &mut fmt::Formatter<'_>, inner: &Inner, what: &str) -> fmt::Result {
    status(f, inner)?;
    write!(f, ": the answer is not as declared: {what}")?;
    match said(inner) {
        Some(message) => write!(f, "; it says: {}", shown(message)),
        None => Ok(()),
    }
}

/// The service's words, where it has any.
fn said(inner: &Inner) -> Option<&str> {
    let message = inner.api.message.as_deref();
    message.filter(|message| !message.is_empty())
}

fn answered(f: &mut fmt::Formatter<'_>, error: &Error) -> fmt::Result {
    status(f, &error.0)?;
    let api = &error.0.api;
    if let Some(code) = &api.code {
        write!(f, ": {}", shown(code))?;
    }
    // Some bodies are the words of the status.
    let reason = error.status().and_then(|status| status.canonical_reason());
    if let Some(message) = said(&error.0).filter(|message| Some(*message) != reason) {
        write!(f, ": {}", shown(message))?;
    }
    for (i, (path, message)) in api.fields.iter().take(LISTED).enumerate() {
        f.write_str(if i == 0 { ": " } else { "; " })?;
        if !path.is_empty() {
            write!(f, "{}: ", shown(path))?;
        }
        f.write_str(&shown(message))?;
    }
    if api.fields.len() > LISTED {
        write!(f, "; and {} more", api.fields.len() - LISTED)?;
    }
    // A code says more than this guess.
    if error.is_auth() && api.code.is_none() {
        let advice = error.0.advice.unwrap_or("check the keys and the clock");
        write!(f, " (the service refused the credential: {advice})")?;
    }
    if let ClockCheck::UnusableDate(date) = &error.0.clock_check {
        write!(
            f,
            " (the server's clock says `{}`, which cannot be meant, so the time of the \
             signature was not corrected for it)",
            shown(date)
        )?;
    }
    Ok(())
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &Cut(format!("{:?}", self.0.kind)));
        if let Some(operation) = self.0.operation {
            out.field("operation", &format_args!("{operation}"));
        }
        out.field("sent", &self.0.sent);
        let history = &self.0.history;
        if history.tried.len() > 1 {
            out.field("attempts", &history.tried);
        }
        if let Some(reason) = &history.gave_up {
            out.field("gave_up", reason);
        }
        if let Some(fingerprint) = history.fingerprint.filter(|_| self.outcome_unknown()) {
            out.field("fingerprint", &fingerprint);
        }
        if let Some(key) = &history.key {
            out.field("idempotency_key", key);
        }
        if let Some(seen) = &self.0.seen {
            out.field("status", &seen.status)
                .field("headers", &Cut(format!("{:?}", seen.headers)));
            let body = String::from_utf8_lossy(&seen.body);
            out.field("body", &Cut(format!("{body:?}")));
        }
        if !self.0.api.is_empty() {
            out.field("api", &Cut(format!("{:?}", self.0.api)));
        }
        out.finish()
    }
}

/// A part of what `Debug` shows, escaped and cut.
struct Cut(String);

impl fmt::Debug for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&cut(&self.0, LONGEST_PART))
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            Kind::Transport(failure) => failure.source(),
            Kind::Io(e) => Some(e),
            Kind::Session(fault) => fault.cause.as_deref().map(|cause| cause as _),
            _ => None,
        }
    }
}
