//! The error of this crate: one opaque type for everything that can go wrong with a call.

mod api_error;
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

use crate::fingerprint::Fingerprint;
use crate::operation::Operation;
use crate::retry_after;
use crate::transport::{Failure, Timeout};
use crate::{Value, wire};

pub(crate) use api_error::ApiError;
pub(crate) use history::AttemptHistory;
pub(crate) use kind::{ClockCheck, Kind, ResponseSnapshot, Sent, SessionError};
pub(crate) use redact::Redactor;

pub use history::{FailedAttempt, NotRetried};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of a call.
///
/// The predicates classify the error, and the accessors return what the service reported. An error never
/// shows a secret, even if the service repeats one in its response.
///
/// ```
/// # use billing_runtime::Error;
/// fn advice(error: &Error) -> &'static str {
///     if error.outcome_unknown() {
///         "check whether it was done before calling again"
///     } else if error.not_sent() {
///         "nothing happened; call again"
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
    response: Option<ResponseSnapshot>,
    api: ApiError,
    needs_sign_in: bool,
    /// Whether a step of a session failed, rather than a call.
    step: bool,
    /// Whether the service refused the caller, whatever the status.
    refused: bool,
    /// What to do if the service refused the credential.
    advice: Option<&'static str>,
    clock_check: ClockCheck,
    retry_after: Option<Duration>,
    history: AttemptHistory,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        let sent = kind.sent();
        Self(Box::new(Inner {
            kind,
            operation: None,
            sent,
            response: None,
            api: ApiError::default(),
            needs_sign_in: false,
            step: false,
            refused: false,
            advice: None,
            clock_check: ClockCheck::Ok,
            retry_after: None,
            history: AttemptHistory::default(),
        }))
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(Kind::Config(message.into()))
    }

    /// Returns the error of a credential that cannot be used, for a hand-written
    /// [`Credential`](crate::Credential). Nothing was sent.
    pub fn credential(message: impl Into<String>) -> Self {
        Self::new(Kind::Credential(message.into()))
    }

    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self::new(Kind::Request(message.into()))
    }

    /// Sets the endpoint, unless it is already set.
    pub(crate) fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }

    /// Adds the response, unless there already is one.
    pub(crate) fn with_response(mut self, response: ResponseSnapshot) -> Self {
        // With these statuses the service itself refused the call, even if the body cannot be read.
        let refused = matches!(response.status.as_u16(), 300..=407 | 409..=499);
        match self.0.kind {
            // A gateway responded, or the service crashed; the call may have taken effect nevertheless.
            Kind::Status if !refused => self.0.sent = Sent::Unknown,
            _ if refused && self.0.sent == Sent::Unknown => self.0.sent = Sent::Yes,
            _ => {}
        }
        self.0.response.get_or_insert(response);
        self
    }

    pub(crate) fn with_api_error(mut self, api: ApiError) -> Self {
        self.0.api = api;
        self
    }

    /// Adds whether the clock explains a refusal, for a signature that contains the time.
    pub(crate) fn with_clock_check(mut self, check: Option<ClockCheck>) -> Self {
        self.0.clock_check = check.unwrap_or(ClockCheck::Ok);
        self
    }

    pub(crate) fn is_clock_skewed(&self) -> bool {
        self.0.clock_check == ClockCheck::Skewed
    }

    /// Adds the wait that the server requests; `now` is when its response arrived.
    pub(crate) fn with_retry_after(mut self, now: SystemTime) -> Self {
        let headers = self.headers();
        self.0.retry_after = headers.and_then(|headers| retry_after::parse(headers, now));
        self
    }

    /// Adds how earlier attempts went, and what the service may have seen of them.
    pub(crate) fn with_history(mut self, sent: Sent, history: AttemptHistory) -> Self {
        self.0.sent = self.0.sent.max(sent);
        self.0.history = history;
        self
    }

    /// Adds why the call was not sent again.
    pub(crate) fn with_not_retried(mut self, reason: NotRetried) -> Self {
        self.0.history.not_retried = Some(reason);
        self
    }

    /// Adds what to do if the service refused the credential, unless the error already says so.
    pub(crate) fn with_advice(mut self, advice: Option<&'static str>) -> Self {
        self.0.advice = self.0.advice.or(advice);
        self
    }

    pub(crate) fn sent(&self) -> Sent {
        self.0.sent
    }

    /// Returns this error as one failed attempt of a call.
    pub(crate) fn failed_attempt(&self) -> FailedAttempt {
        FailedAttempt {
            status: self.status(),
            reason: match &self.0.kind {
                // The final error gives the advice, once.
                Kind::Transport(failure) => failure.what(),
                _ => show::message(self),
            },
            sent: self.0.sent,
        }
    }

    /// Returns true if the setup of the client is wrong: a base URL, an endpoint or the transport.
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

    /// Returns true if the service reported the error in the way that its envelope declares.
    pub fn is_api(&self) -> bool {
        matches!(self.root().0.kind, Kind::Api)
    }

    /// Returns true if time ran out.
    pub fn is_timeout(&self) -> bool {
        self.timeout().is_some()
    }

    /// Returns which time limit was reached.
    pub fn timeout(&self) -> Option<Timeout> {
        self.transport_failure()?.timeout()
    }

    /// Returns true if the failure may pass. A client repeats such a call itself where that is safe.
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

    /// Returns true if the last attempt could not connect.
    pub fn is_connect(&self) -> bool {
        matches!(&self.root().0.kind, Kind::Transport(failure) if failure.is_not_sent())
    }

    /// Returns true if the response ended too early.
    pub fn is_incomplete(&self) -> bool {
        match &self.root().0.kind {
            Kind::Transport(failure) => failure.is_broken(),
            Kind::Incomplete { .. } => true,
            _ => false,
        }
    }

    /// Returns true if the response is larger than the cap, or the list is longer than its limit.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge(_) | Kind::TooMany(_))
    }

    /// Returns true if the body of the response does not match its type.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// Returns true if the envelope of the response is not as declared: the success member is missing,
    /// the kind differs, or there is no data.
    pub fn is_envelope(&self) -> bool {
        matches!(self.0.kind, Kind::Envelope(_))
    }

    /// Returns true if the response has another media type than declared.
    pub fn is_content_type(&self) -> bool {
        matches!(self.0.kind, Kind::Media { .. })
    }

    /// Returns true if the server sent a redirect; redirects are never followed.
    pub fn is_redirect(&self) -> bool {
        matches!(self.0.kind, Kind::Redirect(_))
    }

    /// Returns true if the service asks to call less often, with status 429, or if the call was not
    /// sent because the declared rate limit would permit it only after its deadline.
    pub fn is_rate_limited(&self) -> bool {
        matches!(self.0.kind, Kind::Limited(_)) || self.code_of_status() == Some(429)
    }

    /// Returns true if the service does not have what the call names: status 404 or 410.
    pub fn is_not_found(&self) -> bool {
        matches!(self.code_of_status(), Some(404 | 410))
    }

    /// Returns true if pages repeat, so that the list would never end.
    pub fn is_page_loop(&self) -> bool {
        matches!(self.0.kind, Kind::PageLoop(..))
    }

    /// Returns true if a file could not be written.
    pub fn is_io(&self) -> bool {
        matches!(self.0.kind, Kind::Io(_))
    }

    /// Returns true if the session is over and only signing in again begins a new one.
    pub fn needs_sign_in(&self) -> bool {
        let over = matches!(&self.0.kind, Kind::Session(error) if error.needs_sign_in);
        over || self.0.needs_sign_in
    }

    /// Records that only signing in again helps, for use by a [`Credential`](crate::Credential).
    pub fn set_needs_sign_in(&mut self) {
        self.0.needs_sign_in = true;
    }

    /// Returns the status of the response. For a session, it is that of the step that failed.
    pub fn status(&self) -> Option<StatusCode> {
        self.root().0.response.as_ref().map(|s| s.status)
    }

    /// Returns the service's own code for the error.
    pub fn code(&self) -> Option<&str> {
        self.root().0.api.code.as_deref()
    }

    /// Returns the service's message, whole and as it arrived. Escape it before you show it on a
    /// terminal, as `Display` of this error does.
    pub fn message(&self) -> Option<&str> {
        self.root().0.api.message.as_deref()
    }

    /// Returns the details that the service adds to message and code, unchanged.
    pub fn details(&self) -> Option<&Value> {
        self.root().0.api.details.as_ref()
    }

    /// Returns what is wrong with each member, as pairs of path and message. The path is empty if the
    /// service names none.
    pub fn field_errors(&self) -> &[(String, String)] {
        &self.root().0.api.fields
    }

    /// Returns the rules that the request breaks, if it was not sent for that reason.
    pub fn violations(&self) -> Option<&wire::Invalid> {
        match &self.0.kind {
            Kind::Invalid(invalid) => Some(invalid),
            _ => None,
        }
    }

    /// Returns where in the response decoding stopped, and why.
    pub fn decode_error(&self) -> Option<&wire::Error> {
        match &self.0.kind {
            Kind::Decode(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the failure of the transport.
    pub fn transport_failure(&self) -> Option<&Failure> {
        match &self.root().0.kind {
            Kind::Transport(failure) => Some(failure),
            _ => None,
        }
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.root().0.response.as_ref().map(|s| &s.headers)
    }

    /// Returns the id of the call in the logs of the server.
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "cf-ray"];
        NAMES.iter().find_map(|name| self.header(name))
    }

    /// Returns how long the server asked to wait, counted from its response.
    pub fn retry_after(&self) -> Option<Duration> {
        self.root().0.retry_after
    }

    /// Returns the attempts of the call; empty if no attempt was made.
    pub fn attempts(&self) -> &[FailedAttempt] {
        &self.0.history.failed
    }

    /// Returns why the call was not sent again after a failure that may pass; `None` for other failures.
    pub fn not_retried(&self) -> Option<NotRetried> {
        self.0.history.not_retried
    }

    /// Returns true if the call was not sent again because the retry budget is exhausted.
    pub fn is_budget_exhausted(&self) -> bool {
        self.not_retried() == Some(NotRetried::Budget)
    }

    /// Returns the short name of the [request](crate::request::Request::fingerprint); `None` if the
    /// request holds a secret.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.0.history.fingerprint
    }

    /// Returns the idempotency key of the call. Sending the same call with the same key is safe.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.history.idempotency_key.as_deref()
    }

    /// Returns the first MiB of the body of the response, with secrets masked. Empty for endpoints that
    /// send or return secrets, such as passwords.
    pub fn body(&self) -> &[u8] {
        self.root().0.response.as_ref().map_or(&[], |s| &s.body)
    }

    /// Returns the endpoint that was called.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// Returns the error that has the response. For a session, it is the error of the step that failed.
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
