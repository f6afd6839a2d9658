//! A response: its head, and its body, whole or still streaming.

mod content;
mod error_message;
mod find_error;
mod unwrap;

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use crate::envelope::{EnvelopeSpec, Payload};
use crate::error::{ApiError, Kind, Redactor, ResponseSnapshot};
use crate::operation::Operation;
use crate::transport::Body;
use crate::wire::Node;
use crate::{Error, Result, Value, Wire as _};
use unwrap::Unwrapped;

pub(crate) use find_error::at;

/// Bodies of errors are cut after this many bytes; no service says more.
const ERROR_BODY: u64 = 1 << 20;

/// The most memory that is reserved for a body because `Content-Length` announces it.
const ROOM: u64 = 1 << 20;

/// The response to one call, before its body is read into a type. It still contains secrets that the
/// service sends, so its `Debug` shows neither headers nor body.
pub struct Response {
    pub(crate) context: Context,
    pub(crate) content: Content,
    /// The most bytes that are read of a streamed body.
    pub(crate) cap: u64,
}

pub(crate) enum Content {
    Whole(Bytes),
    Stream(Body),
}

/// The information from which errors about a response are made.
pub(crate) struct Context {
    pub(crate) operation: &'static Operation,
    pub(crate) redactor: Redactor,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Context {
    /// Returns an error with a snapshot of the response that contains no secrets.
    pub(crate) fn error(&self, kind: Kind, body: &Bytes) -> Error {
        let body = match self.operation.confidential {
            true => Bytes::new(),
            false => self.redactor.preview(body),
        };
        let snapshot = ResponseSnapshot {
            status: self.status,
            headers: self.redactor.headers(&self.headers),
            body,
        };
        Error::new(kind)
            .with_operation(self.operation)
            .with_response(snapshot)
    }

    fn envelope(&self) -> &'static EnvelopeSpec {
        const BARE: &EnvelopeSpec = &EnvelopeSpec::new();
        self.operation.envelope.unwrap_or(BARE)
    }

    /// Returns the length of the body as `Content-Length` announces it.
    pub(crate) fn announced_length(&self) -> Option<u64> {
        self.headers
            .get(http::header::CONTENT_LENGTH)?
            .to_str()
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// Reads the whole body, at most `cap` bytes.
    pub(crate) async fn collect(&self, mut body: Body, cap: u64) -> Result<Bytes> {
        let announced = self.announced_length();
        if announced.is_some_and(|length| length > cap) {
            return Err(self.error(Kind::TooLarge(cap), &Bytes::new()));
        }
        let mut whole = Bytes::new();
        loop {
            match body.chunk().await {
                Ok(Some(chunk)) if (whole.len() + chunk.len()) as u64 > cap => {
                    return Err(self.error(Kind::TooLarge(cap), &whole));
                }
                Ok(Some(chunk)) => whole = joined(whole, chunk, announced),
                Ok(None) => break,
                Err(failure) => return Err(self.error(Kind::Transport(failure), &whole)),
            }
        }
        match announced {
            Some(expected) if expected != whole.len() as u64 => {
                let received = whole.len() as u64;
                Err(self.error(Kind::Incomplete { expected, received }, &whole))
            }
            _ => Ok(whole),
        }
    }

    /// Reads the body of a response with an error status and returns the error. The body may be cut
    /// or broken off.
    pub(crate) async fn read_status_error(&self, mut body: Body) -> Error {
        let mut read = BytesMut::new();
        while let Ok(Some(chunk)) = body.chunk().await {
            read.extend_from_slice(&chunk);
            if read.len() as u64 > ERROR_BODY {
                break;
            }
        }
        self.status_error(&read.freeze())
    }

    /// Returns the error of a response with an error status and this body.
    pub(crate) fn status_error(&self, body: &Bytes) -> Error {
        match content::json(body) {
            Some(value) => self.json_error(&value, body, Kind::Status),
            None => self.text_error(Kind::Status, body),
        }
    }

    /// Returns the error of a body that is not a JSON object or array; plain text becomes its message.
    fn text_error(&self, kind: Kind, body: &Bytes) -> Error {
        let message = match Value::from_json(&body[..]) {
            Ok(Value::String(message)) => Some(message),
            _ => error_message::from_text(content::without_mark(body)),
        };
        let api = ApiError {
            message,
            ..ApiError::default()
        };
        self.error(kind, body)
            .with_api_error(api.redacted(&self.redactor))
    }

    /// Returns the error of a JSON body: the error that the body reports as declared, else `otherwise`.
    fn json_error(&self, value: &Value, body: &Bytes, otherwise: Kind) -> Error {
        let envelope = self.envelope();
        let refused = find_error::refused(envelope, value);
        // The condition of an error may be a member that successes have too. Then the error must also
        // have content.
        let found = find_error::find(envelope, value).filter(|api| refused || !api.is_empty());
        let declared = refused || found.is_some();
        let kind = match declared && !matches!(otherwise, Kind::Envelope(_)) {
            true => Kind::Api,
            false => otherwise,
        };
        let mut api = found.unwrap_or_default();
        if api.message.is_none() && api.fields.is_empty() {
            // Keeps the message of the service, wherever it is.
            api.message = error_message::from_json(value);
        }
        self.error(kind, body)
            .with_api_error(api.redacted(&self.redactor))
    }

    /// Passes on a body while it arrives, if its media type is the declared one.
    pub(crate) async fn stream(&self, body: Body) -> Result<Content> {
        let expected = self.operation.media.unwrap_or("application/octet-stream");
        if content::is_media(&self.headers, expected) {
            return Ok(Content::Stream(body));
        }
        let body = self.collect(body, ERROR_BODY).await?;
        Err(self.media_type_error(expected, &body))
    }

    /// Returns the error of a response with another media type than the declared one.
    fn media_type_error(&self, expected: &'static str, body: &Bytes) -> Error {
        let found = self
            .redactor
            .text(content::media_type(&self.headers))
            .into_owned();
        let kind = Kind::Media { expected, found };
        match content::json(body) {
            Some(value) => self.json_error(&value, body, kind),
            None => self.text_error(kind, body),
        }
    }
}

impl Response {
    /// Returns the constant that describes the endpoint.
    pub fn operation(&self) -> &'static Operation {
        self.context.operation
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.context.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.context.headers
    }

    pub(crate) fn body(&self) -> Bytes {
        match &self.content {
            Content::Whole(body) => body.clone(),
            Content::Stream(_) => Bytes::new(),
        }
    }

    /// Reads the payload into `node` if the response reports success.
    ///
    /// # Errors
    ///
    /// If the response reports an error or is unexpected.
    pub fn read(self, payload: Payload, node: &mut dyn Node) -> Result<()> {
        self.unwrap(payload, node, None)
    }

    /// Reads a list into `node`, and returns the other members of the envelope as a JSON object.
    pub(crate) fn read_list(self, node: &mut dyn Node) -> Result<(Context, Vec<u8>)> {
        let mut siblings = Vec::new();
        self.unwrap(Payload::List, node, Some(&mut siblings))?;
        Ok((self.context, siblings))
    }

    fn unwrap(
        &self,
        payload: Payload,
        node: &mut dyn Node,
        siblings: Option<&mut Vec<u8>>,
    ) -> Result<()> {
        let context = &self.context;
        let body = self.body();
        if body.iter().all(u8::is_ascii_whitespace) {
            return self.read_empty(payload, &body);
        }
        if payload == Payload::Nothing && context.operation.envelope.is_none() {
            return Ok(());
        }
        if let Some(charset) = content::foreign_charset(&context.headers, &body) {
            let charset = context.redactor.text(&charset);
            let kind = Kind::Media {
                expected: "UTF-8",
                found: format!("the character set {charset}"),
            };
            return Err(context.error(kind, &body));
        }
        let json = content::without_mark(&body);
        match unwrap::unwrap(context.operation, json, payload, node, siblings) {
            Unwrapped::Done => Ok(()),
            Unwrapped::Failed => Err(self.reported_error(&body)),
            Unwrapped::Malformed { message, done } => {
                let kind = Kind::Envelope(context.redactor.owned(message));
                let error = match content::json(&body) {
                    Some(value) => context.json_error(&value, &body, kind),
                    None => context.text_error(kind, &body),
                };
                Err(error.with_done(done && content::looks_like_json(&body)))
            }
            // The body is JSON, perhaps under another media type, as PHP sends it.
            Unwrapped::Unreadable { error, done }
                if content::is_json(&context.headers) || content::json(&body).is_some() =>
            {
                let error = error.cleaned(&|text| context.redactor.owned(text));
                let error = match content::looks_like_json(&body) {
                    true => context.error(Kind::Decode(error), &body),
                    false => context.text_error(Kind::Decode(error), &body),
                };
                Err(error.with_done(done && content::looks_like_json(&body)))
            }
            Unwrapped::Unreadable { .. } => {
                Err(context.media_type_error("application/json", &body))
            }
        }
    }

    fn read_empty(&self, payload: Payload, body: &Bytes) -> Result<()> {
        if payload == Payload::Nothing {
            return Ok(());
        }
        let kind = Kind::Envelope("the body is empty".into());
        // Without a declared success member, the status alone says that the call was done.
        let done = self.context.envelope().success.is_none();
        Err(self.context.error(kind, body).with_done(done))
    }

    /// Returns the error that the body of a response with a success status reports.
    fn reported_error(&self, body: &Bytes) -> Error {
        match content::json(body) {
            Some(value) => self.context.json_error(&value, body, Kind::Api),
            None => self.context.text_error(Kind::Api, body),
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Response");
        out.field("operation", &format_args!("{}", self.context.operation))
            .field("status", &self.context.status)
            .field("headers", &self.context.headers.len());
        match &self.content {
            Content::Whole(body) => out.field("body", &format_args!("{} bytes", body.len())),
            Content::Stream(body) => out.field("body", body),
        };
        out.finish()
    }
}

/// Appends a chunk. Most bodies are a single chunk. For others, memory for the announced length is
/// reserved, up to a limit, since the announcement may be wrong.
fn joined(whole: Bytes, chunk: Bytes, announced: Option<u64>) -> Bytes {
    if whole.is_empty() {
        return chunk;
    }
    let length = whole.len() + chunk.len();
    let mut joined = whole.try_into_mut().unwrap_or_else(|whole| {
        let announced = announced.map_or(0, |a| a.min(ROOM) as usize);
        let mut joined = BytesMut::with_capacity(announced.max(length));
        joined.extend_from_slice(&whole);
        joined
    });
    joined.extend_from_slice(&chunk);
    joined.freeze()
}
