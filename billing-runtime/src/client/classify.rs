//! What the head of an answer means, and what is taken of its body.

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, LOCATION};

use super::Client;
use super::deadline::{self, Deadline};
use crate::error::Kind;
use crate::response::{Content, Context, Response};
use crate::transport::{Body, Failure};
use crate::{Error, Result};

/// What is taken of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// The whole body of an answer of success.
    Buffered,
    /// The body of an answer of success while it arrives.
    Streaming,
    /// The whole body of any answer.
    Raw,
}

impl BodyMode {
    /// What a shape takes.
    pub(super) fn of(streamed: bool) -> Self {
        match streamed {
            true => Self::Streaming,
            false => Self::Buffered,
        }
    }
}

impl Client {
    /// Judges an answer. The status comes first: whatever a body says, it never makes an error
    /// status a success.
    pub(super) async fn classify(
        &self,
        context: Context,
        body: Body,
        mode: BodyMode,
        mut deadline: Deadline,
        raw: &mut Option<Response>,
    ) -> Result<Response> {
        let core = &self.core;
        let cap = match mode {
            BodyMode::Streaming => core.download_cap,
            BodyMode::Raw if context.operation.media.is_some() => core.download_cap,
            _ => core.body_cap,
        };
        let content = match deadline.hold(content(&context, body, mode, cap)).await {
            Some(content) => content?,
            None => return Err(late(&context, &deadline)),
        };
        let content = match content {
            Content::Stream(body) => Content::Stream(deadline::limited(body, deadline)),
            whole => whole,
        };
        let refused = match &content {
            Content::Whole(text) if !context.status.is_success() => Some(refused(&context, text)),
            _ => None,
        };
        let answer = Response {
            context,
            content,
            cap,
        };
        match refused {
            None => Ok(answer),
            Some(error) => {
                *raw = Some(answer);
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
        return Err(context.refusal(body).await);
    }
    if let Some(coding) = foreign_coding(context) {
        let coding = context.redactor.text(&coding).into_owned();
        let found = format!("packed with `{coding}`, which was not asked for");
        let expected = "plain";
        return Err(context.error(Kind::Media { expected, found }, &Bytes::new()));
    }
    match (mode, context.status) {
        (BodyMode::Streaming, _) => context.streamed(body).await,
        (_, StatusCode::NO_CONTENT) => Ok(Content::Whole(Bytes::new())),
        _ => context.collect(body, cap).await.map(Content::Whole),
    }
}

/// The error of a whole answer whose status is none of success.
fn refused(context: &Context, text: &Bytes) -> Error {
    match context.status.is_redirection() {
        true => redirect(context),
        false => context.refused(text),
    }
}

fn redirect(context: &Context) -> Error {
    let to = context.headers.get(LOCATION).map(|to| {
        let to = String::from_utf8_lossy(to.as_bytes()).into_owned();
        context.redactor.owned(to)
    });
    context.error(Kind::Redirect(to), &Bytes::new())
}

/// An answer that did not arrive in time; a status of failure says more than that.
fn late(context: &Context, deadline: &Deadline) -> Error {
    let kind = match context.status.is_success() {
        true => Kind::Transport(deadline.failure(Failure::broken)),
        false => Kind::Status,
    };
    context.error(kind, &Bytes::new())
}

fn foreign_coding(context: &Context) -> Option<String> {
    let coding = context.headers.get(CONTENT_ENCODING)?;
    let coding = String::from_utf8_lossy(coding.as_bytes())
        .trim()
        .to_ascii_lowercase();
    (!coding.is_empty() && coding != "identity").then_some(coding)
}
