//! The messages of errors.

use std::error::Error as StdError;
use std::fmt;

use super::{ClockCheck, Error, Inner, Kind};
use crate::shown::{cut, escaped, shown};

/// `Debug` cuts each part after this many characters; the accessors return it whole.
const LONGEST_PART: usize = 4096;
/// Field errors beyond this number are counted, not listed.
const LISTED: usize = 5;

/// Returns what went wrong, without the name and the history of the call.
pub(super) fn message(error: &Error) -> String {
    // A message may quote other messages, whose control characters must not reach a terminal.
    escaped(&Message(error).to_string()).into_owned()
}

struct Message<'a>(&'a Error);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.0;
        match &error.0.kind {
            Kind::Config(m) | Kind::Credential(m) | Kind::Request(m) => f.write_str(m),
            Kind::Invalid(invalid) => write!(f, "not sent: {invalid}"),
            Kind::Transport(failure) => write!(f, "{failure}"),
            Kind::Redirect(to) => redirect(f, &error.0, to.as_deref()),
            Kind::Status | Kind::Api => service_error(f, error),
            Kind::Envelope(m) => unexpected(f, &error.0, &shown(m)),
            Kind::Decode(e) => unexpected(f, &error.0, &shown(&e.to_string())),
            Kind::Media { expected, found } => {
                let what = format!("expected {expected}, found {}", shown(found));
                unexpected(f, &error.0, &what)
            }
            Kind::TooLarge(cap) => write!(
                f,
                "the response is larger than {cap} bytes; allow more with `.body_cap(...)` or \
                 `Download::with_cap`"
            ),
            Kind::Limited(wait) => write!(
                f,
                "not sent: rate limit: the next call is allowed in {} s, after this call's deadline",
                wait.as_secs_f32().ceil()
            ),
            Kind::Incomplete { expected, received } => {
                write!(f, "the response ended after {received} of {expected} bytes")
            }
            Kind::PageLoop(page, Some(earlier)) => write!(
                f,
                "{page} is the same as {earlier}; the service seems to ignore the page number"
            ),
            Kind::PageLoop(page, None) => write!(
                f,
                "{page} contains nothing that earlier pages did not; the list would never end"
            ),
            Kind::TooMany(cap) => write!(
                f,
                "the list has more than {cap} items; allow more with `collect_all`, or continue with \
                 `try_next`, which begins with the items that were read"
            ),
            Kind::Io(e) => write!(f, "cannot write the file: {e}"),
            Kind::Session(error) => match &error.cause {
                Some(cause) => write!(f, "{}: {cause}", error.message),
                None => f.write_str(&error.message),
            },
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        let message = message(self);
        f.write_str(&message)?;
        self.0.history.write(f, &message)?;
        if self.was_done() {
            return f.write_str(
                "; the service reported success: do not call again, `body()` returns the response",
            );
        }
        match self.outcome_unknown() {
            true => unknown(f, &self.0),
            false => Ok(()),
        }
    }
}

/// Writes what to do if it is unknown whether the call took effect.
fn unknown(f: &mut fmt::Formatter<'_>, inner: &Inner) -> fmt::Result {
    f.write_str("; it may have been done: check ")?;
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
    match &inner.response {
        Some(response) => write!(f, "{}", response.status),
        None => f.write_str("no status"),
    }
}

fn redirect(f: &mut fmt::Formatter<'_>, inner: &Inner, to: Option<&str>) -> fmt::Result {
    status(f, inner)?;
    match to {
        Some(to) => write!(
            f,
            ": the server redirects to {}; redirects are not followed, so set the base URL to where \
             the API is",
            shown(to)
        ),
        None => f.write_str(": a redirect without a location"),
    }
}

fn unexpected(f: &mut fmt::Formatter<'_>, inner: &Inner, what: &str) -> fmt::Result {
    status(f, inner)?;
    write!(f, ": unexpected response: {what}")?;
    match service_message(inner) {
        Some(message) => write!(f, "; it says: {}", shown(message)),
        None => Ok(()),
    }
}

fn service_message(inner: &Inner) -> Option<&str> {
    let message = inner.api.message.as_deref();
    message.filter(|message| !message.is_empty())
}

fn service_error(f: &mut fmt::Formatter<'_>, error: &Error) -> fmt::Result {
    status(f, &error.0)?;
    let api = &error.0.api;
    if let Some(code) = &api.code {
        write!(f, ": {}", shown(code))?;
    }
    // Some bodies only repeat the reason phrase of the status.
    let reason = error.status().and_then(|status| status.canonical_reason());
    if let Some(message) = service_message(&error.0).filter(|message| Some(*message) != reason) {
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
            " (the server's `Date` is `{}`, which cannot be right, so the time of the signature \
             was not corrected)",
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
        if history.failed.len() > 1 {
            out.field("attempts", &history.failed);
        }
        if let Some(reason) = &history.not_retried {
            out.field("not_retried", reason);
        }
        if let Some(fingerprint) = history.fingerprint.filter(|_| self.outcome_unknown()) {
            out.field("fingerprint", &fingerprint);
        }
        if let Some(key) = &history.idempotency_key {
            out.field("idempotency_key", key);
        }
        if let Some(response) = &self.0.response {
            out.field("status", &response.status)
                .field("headers", &Cut(format!("{:?}", response.headers)));
            let body = String::from_utf8_lossy(&response.body);
            out.field("body", &Cut(format!("{body:?}")));
        }
        if !self.0.api.is_empty() {
            out.field("api", &Cut(format!("{:?}", self.0.api)));
        }
        out.finish()
    }
}

/// A part of the `Debug` output, escaped and cut.
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
            Kind::Session(error) => error.cause.as_deref().map(|cause| cause as _),
            _ => None,
        }
    }
}
