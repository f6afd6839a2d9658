//! What can go wrong with a call: one opaque error.

mod api;
mod history;
mod kind;
mod outcome;
mod redact;
mod secret_matcher;
mod show;
mod steps;
mod unescape;

use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};

use crate::operation::Operation;
use crate::request::{Fingerprint, Request};
use crate::retry_after;
use crate::transport::{Failure, Timeout};
use crate::{Value, wire};

pub(crate) use api::Api;
pub(crate) use history::{AttemptHistory, GaveUp};
pub(crate) use kind::{ClockCheck, Kind, Seen, Sent, SessionError};
pub(crate) use redact::Redactor;

pub use history::FailedAttempt;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not give its answer.
///
/// What kind of error it is, the predicates tell; what the service said, the accessors. Nothing
/// in it shows a secret, also where the service's answer repeats one.
///
/// ```
/// # use billing_runtime::Error;
/// fn advice(error: &Error) -> &'static str {
///     if error.outcome_unknown() {
///         "look whether it was done before trying again"
///     } else if error.not_sent() {
///         "nothing happened; try again"
///     } else if error.is_auth() {
///         "check the keys"
///     } else {
///         "read the message"
///     }
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<&'static Operation>,
    sent: Sent,
    seen: Option<Seen>,
    api: Api,
    needs_sign_in: bool,
    /// Whether a step of a session failed, and not a call of its own.
    step: bool,
    /// Whether the service refused who calls, whatever the status.
    refused: bool,
    /// What to do where the credential was refused.
    advice: Option<&'static str>,
    clock_check: ClockCheck,
    asked: Option<Duration>,
    history: AttemptHistory,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        let sent = kind.sent();
        Self(Box::new(Inner {
            kind,
            operation: None,
            sent,
            seen: None,
            api: Api::default(),
            needs_sign_in: false,
            step: false,
            refused: false,
            advice: None,
            clock_check: ClockCheck::Ok,
            asked: None,
            history: AttemptHistory::default(),
        }))
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(Kind::Config(message.into()))
    }

    /// A credential that cannot be used; what a hand-written [`Credential`](crate::Credential)
    /// returns. Nothing was sent.
    pub fn credential(message: impl Into<String>) -> Self {
        Self::new(Kind::Credential(message.into()))
    }

    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self::new(Kind::Request(message.into()))
    }

    /// Adds what is known about the call; what was added before stays.
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }

    pub(crate) fn seen(mut self, seen: Seen) -> Self {
        // Of these the service was reached and said no, whatever becomes of the body.
        let refused = matches!(seen.status.as_u16(), 300..=407 | 409..=499);
        match self.0.kind {
            // A gateway speaks here, or a program that fell over; the work may be done all the same.
            Kind::Status if !refused => self.0.sent = Sent::Unknown,
            _ if refused && self.0.sent == Sent::Unknown => self.0.sent = Sent::Yes,
            _ => {}
        }
        self.0.seen.get_or_insert(seen);
        self
    }

    pub(crate) fn api(mut self, api: Api) -> Self {
        self.0.api = api;
        self
    }

    /// Notes what a refusal says of the time that the signature carried, if it carried one.
    pub(crate) fn with_clock_check(mut self, clock_check: Option<ClockCheck>) -> Self {
        self.0.clock_check = clock_check.unwrap_or(ClockCheck::Ok);
        self
    }

    pub(crate) fn is_clock_skewed(&self) -> bool {
        self.0.clock_check == ClockCheck::Skewed
    }

    /// Notes how long the server asked to wait, at the time of its answer.
    pub(crate) fn asked_at(mut self, now: SystemTime) -> Self {
        self.0.asked = self.headers().and_then(|h| retry_after::asked(h, now));
        self
    }

    /// Adds how the call went before, and what the server may have seen of it by then.
    pub(crate) fn after(mut self, sent: Sent, history: AttemptHistory) -> Self {
        self.0.sent = self.0.sent.max(sent);
        self.0.history = history;
        self
    }

    /// Adds what is known of the request of a call that was answered.
    pub(crate) fn about(self, request: &Request) -> Self {
        self.after(Sent::No, request.history())
    }

    /// Says why the call was not sent again.
    pub(crate) fn gave_up(mut self, reason: GaveUp) -> Self {
        self.0.history.gave_up = Some(reason);
        self
    }

    pub(crate) fn sent(&self) -> Sent {
        self.0.sent
    }

    /// The error as one attempt of several.
    pub(crate) fn tried(&self) -> FailedAttempt {
        FailedAttempt {
            status: self.status(),
            reason: match &self.0.kind {
                // What to do about it is said once, at the end.
                Kind::Transport(failure) => failure.what(),
                _ => show::words(self),
            },
            sent: self.0.sent,
        }
    }

    /// Returns true if the client was set up wrongly: a base URL, an endpoint, the transport.
    pub fn is_config(&self) -> bool {
        matches!(self.0.kind, Kind::Config(_))
    }

    /// Returns true if a credential is missing or cannot be used; nothing was sent.
    pub fn is_credential(&self) -> bool {
        matches!(self.0.kind, Kind::Credential(_))
    }

    /// Returns true if the request breaks a rule and was therefore not sent.
    pub fn is_validation(&self) -> bool {
        matches!(self.0.kind, Kind::Invalid(_) | Kind::Request(_))
    }

    /// Returns true if the service refused the caller: status 401 or 403, or wrong credentials at
    /// a sign-in, whatever their status.
    pub fn is_auth(&self) -> bool {
        self.root().0.refused || matches!(self.code_of_status(), Some(401 | 403))
    }

    /// Returns true if the service said in its own form what is wrong.
    pub fn is_api(&self) -> bool {
        matches!(self.root().0.kind, Kind::Api)
    }

    /// Returns true if time ran out.
    pub fn is_timeout(&self) -> bool {
        self.timeout().is_some()
    }

    /// Returns which limit on time was reached.
    pub fn timeout(&self) -> Option<Timeout> {
        self.transport_failure()?.timeout()
    }

    /// Returns true if the failure may pass: what a client repeats by itself where that is safe.
    pub fn is_transient(&self) -> bool {
        match &self.root().0.kind {
            _ if self.needs_sign_in() => false,
            Kind::Transport(failure) => !failure.is_permanent(),
            Kind::Incomplete { .. } => true,
            Kind::Status | Kind::Api => matches!(
                self.code_of_status(),
                Some(408 | 429 | 500 | 502 | 503 | 504)
            ),
            _ => false,
        }
    }

    /// Returns true if no connection could be made, by the last attempt at least.
    pub fn is_connect(&self) -> bool {
        matches!(&self.root().0.kind, Kind::Transport(failure) if failure.is_not_sent())
    }

    /// Returns true if the answer stopped before its end.
    pub fn is_incomplete(&self) -> bool {
        match &self.root().0.kind {
            Kind::Transport(failure) => failure.is_broken(),
            Kind::Incomplete { .. } => true,
            _ => false,
        }
    }

    /// Returns true if the answer is larger than the cap, or a list longer than its own.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge(_) | Kind::TooMany(_))
    }

    /// Returns true if the answer's text is not what its type says.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// Returns true if the answer's wrapping is not what was declared: no success word, another
    /// kind, no data.
    pub fn is_envelope(&self) -> bool {
        matches!(self.0.kind, Kind::Envelope(_))
    }

    /// Returns true if the answer has another media type than was declared.
    pub fn is_content_type(&self) -> bool {
        matches!(self.0.kind, Kind::Media { .. })
    }

    /// Returns true if the server pointed elsewhere; redirects are never followed.
    pub fn is_redirect(&self) -> bool {
        matches!(self.0.kind, Kind::Redirect(_))
    }

    /// Returns true if the service asks to call less often, with status 429; or if the call was not
    /// sent, since its turn under the stated rate would come too late.
    pub fn is_rate_limited(&self) -> bool {
        matches!(self.0.kind, Kind::Limited(_)) || self.code_of_status() == Some(429)
    }

    /// Returns true if the service does not know what was named: status 404 or 410.
    pub fn is_not_found(&self) -> bool {
        matches!(self.code_of_status(), Some(404 | 410))
    }

    /// Returns true if a page came twice; going on would never end.
    pub fn is_page_loop(&self) -> bool {
        matches!(self.0.kind, Kind::PageLoop(..))
    }

    /// Returns true if a file could not be written.
    pub fn is_io(&self) -> bool {
        matches!(self.0.kind, Kind::Io(_))
    }

    /// Returns true if the session is over and only signing in again begins another one.
    pub fn needs_sign_in(&self) -> bool {
        let over = matches!(&self.0.kind, Kind::Session(error) if error.needs_sign_in);
        over || self.0.needs_sign_in
    }

    /// Says that only signing in again helps; for a [`Credential`](crate::Credential) that knows.
    pub fn set_needs_sign_in(&mut self) {
        self.0.needs_sign_in = true;
    }

    /// Returns the status of the answer; for a session, of the answer to the step that failed.
    pub fn status(&self) -> Option<StatusCode> {
        self.root().0.seen.as_ref().map(|s| s.status)
    }

    /// Returns the service's own code for the error.
    pub fn code(&self) -> Option<&str> {
        self.root().0.api.code.as_deref()
    }

    /// Returns the service's own words, as long as they are and as they came: who shows them to a
    /// terminal escapes them, as the texts of this error do.
    pub fn message(&self) -> Option<&str> {
        self.root().0.api.message.as_deref()
    }

    /// Returns what the service says beside message and code, exactly.
    pub fn details(&self) -> Option<&Value> {
        self.root().0.api.details.as_ref()
    }

    /// Returns what is wrong with each member, as pairs of path and message; the path is empty
    /// where the service names none.
    pub fn field_errors(&self) -> &[(String, String)] {
        &self.root().0.api.fields
    }

    /// Returns the rules that the request breaks, when it was not sent for that.
    pub fn violations(&self) -> Option<&wire::Invalid> {
        match &self.0.kind {
            Kind::Invalid(invalid) => Some(invalid),
            _ => None,
        }
    }

    /// Returns where in the answer decoding stopped, and why.
    pub fn decode_error(&self) -> Option<&wire::Error> {
        match &self.0.kind {
            Kind::Decode(error) => Some(error),
            _ => None,
        }
    }

    /// Returns how the exchange failed.
    pub fn transport_failure(&self) -> Option<&Failure> {
        match &self.root().0.kind {
            Kind::Transport(failure) => Some(failure),
            _ => None,
        }
    }

    /// Returns the headers of the answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.root().0.seen.as_ref().map(|s| &s.headers)
    }

    /// Returns the name that the server gave the call in its logs.
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "cf-ray"];
        NAMES.iter().find_map(|name| self.header(name))
    }

    /// Returns how long the server asked to wait, from its answer on.
    pub fn retry_after(&self) -> Option<Duration> {
        self.root().0.asked
    }

    /// Returns each attempt of the call; none where it never came to one.
    pub fn attempts(&self) -> &[FailedAttempt] {
        &self.0.history.tried
    }

    /// Returns true if the call would have been sent again, had not too many others failed too.
    pub fn is_budget_exhausted(&self) -> bool {
        self.0.history.gave_up == Some(GaveUp::Budget)
    }

    /// Returns the short name of the [request](crate::request::Request::fingerprint); `None` where
    /// the request holds a secret.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.0.history.fingerprint
    }

    /// Returns the idempotency key that went along; the same call with the same key is safe.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.history.key.as_deref()
    }

    /// Returns the answer's body, its first MiB, with secrets taken out. Where the request holds a
    /// secret of its own, such as a password, there is none.
    pub fn body(&self) -> &[u8] {
        self.root().0.seen.as_ref().map_or(&[], |s| &s.body)
    }

    /// Returns the endpoint that was called.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// The error that tells what the service said: of a session, the one of its step.
    fn root(&self) -> &Self {
        match &self.0.kind {
            Kind::Session(SessionError {
                cause: Some(cause), ..
            }) => cause.root(),
            _ => self,
        }
    }

    fn code_of_status(&self) -> Option<u16> {
        self.status().map(|s| s.as_u16())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers()?.get(name)?.to_str().ok()
    }
}
