//! The words of an error.

use std::error::Error as StdError;
use std::fmt;

use super::{Error, Inner, Kind, Timing};

/// More than this many field errors are counted, not listed.
const LISTED: usize = 5;

/// What went wrong, without the name of the call and how it came about.
pub(super) fn words(error: &Error) -> String {
    Words(error).to_string()
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
            Kind::Envelope(m) => answer_is(f, &error.0, m),
            Kind::Decode(e) => answer_is(f, &error.0, &e.to_string()),
            Kind::Media { expected, found } => {
                answer_is(f, &error.0, &format!("it is {found}, not {expected}"))
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
                "page {page} is the same as page {earlier}; the service seems to ignore the page number"
            ),
            Kind::PageLoop(page, None) => write!(
                f,
                "page {page} and those before it hold nothing new; the list would never end"
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
        self.0.story.tell(f, &words)?;
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
    match inner.story.fingerprint {
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
            ": the server points to {to}; redirects are not followed, so set the base URL to where \
             the API is"
        ),
        None => f.write_str(": a redirect without a location"),
    }
}

fn answer_is(f: &mut fmt::Formatter<'_>, inner: &Inner, what: &str) -> fmt::Result {
    status(f, inner)?;
    write!(f, ": the answer is not as declared: {what}")
}

fn answered(f: &mut fmt::Formatter<'_>, error: &Error) -> fmt::Result {
    status(f, &error.0)?;
    let api = &error.0.api;
    if let Some(code) = &api.code {
        write!(f, ": {code}")?;
    }
    if let Some(message) = api.message.as_deref().filter(|m| !m.is_empty()) {
        write!(f, ": {message}")?;
    }
    for (i, (path, message)) in api.fields.iter().take(LISTED).enumerate() {
        f.write_str(if i == 0 { ": " } else { "; " })?;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        f.write_str(message)?;
    }
    if api.fields.len() > LISTED {
        write!(f, "; and {} more", api.fields.len() - LISTED)?;
    }
    // A code says more than this guess.
    if error.is_auth() && api.code.is_none() {
        let advice = error.0.advice.unwrap_or("check the keys and the clock");
        write!(f, " (the service refused the credential: {advice})")?;
    }
    if let Timing::Unbelievable(date) = &error.0.timing {
        write!(
            f,
            " (the server's clock says `{date}`, which cannot be meant, so the time of the \
             signature was not corrected for it)"
        )?;
    }
    Ok(())
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind);
        if let Some(operation) = self.0.operation {
            out.field("operation", &format_args!("{operation}"));
        }
        out.field("sent", &self.0.sent);
        let story = &self.0.story;
        if story.tried.len() > 1 {
            out.field("attempts", &story.tried);
        }
        if let Some(reason) = &story.gave_up {
            out.field("gave_up", reason);
        }
        if let Some(fingerprint) = story.fingerprint.filter(|_| self.outcome_unknown()) {
            out.field("fingerprint", &fingerprint);
        }
        if let Some(key) = &story.key {
            out.field("idempotency_key", key);
        }
        if let Some(seen) = &self.0.seen {
            out.field("status", &seen.status)
                .field("headers", &seen.headers);
            out.field("body", &String::from_utf8_lossy(&seen.body));
        }
        if !self.0.api.is_empty() {
            out.field("api", &self.0.api);
        }
        out.finish()
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
