//! Classifies a response: success or error, and how its body is read.

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, LOCATION};

use super::Client;
use super::call_state::CallState;
use super::deadline::{self, Deadline};
use crate::error::Kind;
use crate::response::{Content, Context, Response};
use crate::transport::{Body, Failure};
use crate::{Error, Result};

/// How the body of a response is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// Reads the whole body of a success.
    Buffered,
    /// Passes on the body of a success while it arrives.
    Streaming,
    /// Reads the whole body of any response.
    Raw,
}

impl BodyMode {
    /// Returns the mode for a return type, which is streamed or not.
    pub(super) fn of(streamed: bool) -> Self {
        match streamed {
            true => Self::Streaming,
            false => Self::Buffered,
        }
    }
}

impl Client {
    /// Classifies a response. The status decides first: no body turns an error status into a success.
    pub(super) async fn classify(
        &self,
        context: Context,
        body: Body,
        mode: BodyMode,
        mut deadline: Deadline,
        state: &mut CallState,
    ) -> Result<Response> {
        let core = &self.core;
        let cap = match mode {
            BodyMode::Streaming => core.download_cap,
            BodyMode::Raw if context.operation.media.is_some() => core.download_cap,
            _ => core.body_cap,
        };
        let content = match deadline.run(content(&context, body, mode, cap)).await {
            Some(content) => content?,
            None => return Err(timed_out(&context, &deadline)),
        };
        let content = match content {
            Content::Stream(body) => Content::Stream(deadline::limited(body, deadline)),
            whole => whole,
        };
        let error = match &content {
            Content::Whole(body) if !context.status.is_success() => Some(error(&context, body)),
            _ => None,
        };
        let response = Response {
            context,
            content,
            cap,
        };
        match error {
            None => Ok(response),
            Some(error) => {
                state.keep_raw(response);
                Err(error)
            }
        }
    }
}

async fn content(context: &Context, body: Body, mode: BodyMode, cap: u64) -> Result<Content> {
    if mode == BodyMode::Raw {
        return context.collect(body, cap).await.map(Content::Whole);
    }
    if context.status.is_redirection() {
        return Err(redirect(context));
    }
    if !context.status.is_success() {
        return Err(context.read_status_error(body).await);
    }
    if let Some(encoding) = content_encoding(context) {
        let encoding = context.redactor.text(&encoding).into_owned();
        let found = format!("the content encoding `{encoding}`, which was not requested");
        let expected = "no encoding";
        return Err(context.error(Kind::Media { expected, found }, &Bytes::new()));
    }
    match (mode, context.status) {
        (BodyMode::Streaming, _) => context.stream(body).await,
        (_, StatusCode::NO_CONTENT) => Ok(Content::Whole(Bytes::new())),
        _ => context.collect(body, cap).await.map(Content::Whole),
    }
}

/// Returns the error of a complete response that does not have a success status.
fn error(context: &Context, body: &Bytes) -> Error {
    match context.status.is_redirection() {
        true => redirect(context),
        false => context.status_error(body),
    }
}

fn redirect(context: &Context) -> Error {
    let location = context.headers.get(LOCATION).map(|location| {
        let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
        context.redactor.owned(location)
    });
    context.error(Kind::Redirect(location), &Bytes::new())
}

/// Returns the error of a response that did not arrive in time. An error status takes precedence, since it
/// says more than the timeout.
fn timed_out(context: &Context, deadline: &Deadline) -> Error {
    let kind = match context.status.is_success() {
        true => Kind::Transport(deadline.failure(Failure::broken)),
        false => Kind::Status,
    };
    context.error(kind, &Bytes::new())
}

/// Returns the content encoding of a response, unless it is `identity`.
fn content_encoding(context: &Context) -> Option<String> {
    let encoding = context.headers.get(CONTENT_ENCODING)?;
    let encoding = String::from_utf8_lossy(encoding.as_bytes())
        .trim()
        .to_ascii_lowercase();
    (!encoding.is_empty() && encoding != "identity").then_some(encoding)
}
