//! An answer that arrived: its head, and its body whole or still streaming.

mod content;

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use crate::envelope::{self, Form, Opened, Payload};
use crate::error::{Api, Kind, Redactor, Seen};
use crate::operation::Operation;
use crate::transport::Body;
use crate::wire::Node;
use crate::{Error, Result, Value, Wire as _};

/// An error body longer than this is cut; no service says more.
const ERROR_BODY: u64 = 1 << 20;

/// How much room is made for a body because it is announced.
const ROOM: u64 = 1 << 20;

/// The answer to one call, before its shape is read. Secrets that the service sends are still in it, so
/// its `Debug` shows neither headers nor body.
pub struct Response {
    pub(crate) context: Context,
    pub(crate) content: Content,
    /// How much of a streamed body is taken at most.
    pub(crate) cap: u64,
}

pub(crate) enum Content {
    Whole(Bytes),
    Stream(Body),
}

/// What every error about an answer is made of.
pub(crate) struct Context {
    pub(crate) operation: &'static Operation,
    pub(crate) redactor: Redactor,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Context {
    /// An error with everything that was seen, free of secrets.
    pub(crate) fn error(&self, kind: Kind, body: &Bytes) -> Error {
        let body = match self.operation.confidential {
            true => Bytes::new(),
            false => self.redactor.preview(body),
        };
        Error::new(kind).of(self.operation).seen(Seen {
            status: self.status,
            headers: self.redactor.headers(&self.headers),
            body,
        })
    }

    fn form(&self) -> &'static Form {
        const BARE: &Form = &Form::new();
        self.operation.envelope.unwrap_or(BARE)
    }

    /// The length that the head announces.
    pub(crate) fn announced(&self) -> Option<u64> {
        self.headers
            .get(http::header::CONTENT_LENGTH)?
            .to_str()
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// Reads the whole body, at most `cap` bytes of it.
    pub(crate) async fn collect(&self, mut body: Body, cap: u64) -> Result<Bytes> {
        let announced = self.announced();
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

    /// The error of an answer whose status is one; its body may be cut or broken.
    pub(crate) async fn refusal(&self, mut body: Body) -> Error {
        let mut text = BytesMut::new();
        while let Ok(Some(chunk)) = body.chunk().await {
            text.extend_from_slice(&chunk);
            if text.len() as u64 > ERROR_BODY {
                break;
            }
        }
        self.refused(&text.freeze())
    }

    /// The error of an answer whose status is one, by its body.
    pub(crate) fn refused(&self, text: &Bytes) -> Error {
        match content::value(text) {
            Some(value) => self.failed(&value, text, Kind::Status),
            None => self.worded(Kind::Status, text),
        }
    }

    /// The error of a body that is no JSON of a declared form; plain text is the service's words.
    fn worded(&self, kind: Kind, text: &Bytes) -> Error {
        let message = match Value::from_json(&text[..]) {
            Ok(Value::String(text)) => Some(text),
            _ => envelope::words::of_text(content::without_mark(text)),
        };
        let api = Api {
            message,
            ..Api::default()
        };
        self.error(kind, text).api(api.redacted(&self.redactor))
    }

    /// Hands on a body while it arrives, if it is of the declared media type.
    pub(crate) async fn streamed(&self, body: Body) -> Result<Content> {
        let expected = self.operation.media.unwrap_or("application/octet-stream");
        if content::is_media(&self.headers, expected) {
            return Ok(Content::Stream(body));
        }
        let text = self.collect(body, ERROR_BODY).await?;
        Err(self.other_media(expected, &text))
    }

    /// The error of a body that was parsed: what it says in a declared form, else `otherwise`.
    fn failed(&self, value: &Value, text: &Bytes, otherwise: Kind) -> Error {
        let form = self.form();
        let refused = envelope::refused(form, value);
        // A form may begin with a member that successes have too; then it must also say something.
        let said = envelope::failure(form, value).filter(|api| refused || !api.is_empty());
        let declared = refused || said.is_some();
        let kind = match declared && !matches!(otherwise, Kind::Envelope(_)) {
            true => Kind::Api,
            false => otherwise,
        };
        let mut api = said.unwrap_or_default();
        if api.message.is_none() && api.fields.is_empty() {
            // Whatever the form, the service's words are not lost.
            api.message = envelope::words::of_json(value);
        }
        self.error(kind, text).api(api.redacted(&self.redactor))
    }

    /// The error of an answer of another media type than the one that was declared.
    fn other_media(&self, expected: &'static str, text: &Bytes) -> Error {
        let found = self
            .redactor
            .text(content::media(&self.headers))
            .into_owned();
        let kind = Kind::Media { expected, found };
        match content::value(text) {
            Some(value) => self.failed(&value, text, kind),
            None => self.worded(kind, text),
        }
    }
}

impl Response {
    /// Returns what is known about the endpoint.
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

    pub(crate) fn text(&self) -> Bytes {
        match &self.content {
            Content::Whole(text) => text.clone(),
            Content::Stream(_) => Bytes::new(),
        }
    }

    /// Reads the payload into `node`, if the answer is one of success.
    ///
    /// # Errors
    ///
    /// When the answer says that the call failed, or is not as declared.
    pub fn read(self, payload: Payload, node: &mut dyn Node) -> Result<()> {
        self.opened(payload, node, None)
    }

    /// Reads a list into `node`, and returns what stands beside it as an object of JSON.
    pub(crate) fn read_list(self, node: &mut dyn Node) -> Result<(Context, Vec<u8>)> {
        let mut beside = Vec::new();
        self.opened(Payload::List, node, Some(&mut beside))?;
        Ok((self.context, beside))
    }

    fn opened(
        &self,
        payload: Payload,
        node: &mut dyn Node,
        beside: Option<&mut Vec<u8>>,
    ) -> Result<()> {
        let context = &self.context;
        let text = self.text();
        if text.iter().all(u8::is_ascii_whitespace) {
            return match payload {
                Payload::Nothing => Ok(()),
                // Where no word of success is to be in it, the status alone says that it was done.
                _ => {
                    let error = context.error(Kind::Envelope("it is empty".into()), &text);
                    Err(error.done(context.form().success.is_none()))
                }
            };
        }
        if payload == Payload::Nothing && context.operation.envelope.is_none() {
            return Ok(());
        }
        if let Some(charset) = content::foreign_charset(&context.headers, &text) {
            let found = format!(
                "text in the character set {}",
                context.redactor.text(&charset)
            );
            return Err(context.error(
                Kind::Media {
                    expected: "UTF-8",
                    found,
                },
                &text,
            ));
        }
        match envelope::open(
            context.operation,
            content::without_mark(&text),
            payload,
            node,
            beside,
        ) {
            Opened::Done => Ok(()),
            Opened::Refused => Err(self.refused(&text)),
            Opened::Wrong { words, done } => {
                let kind = Kind::Envelope(context.redactor.owned(words));
                let error = match content::value(&text) {
                    Some(value) => context.failed(&value, &text, kind),
                    None => context.worded(kind, &text),
                };
                Err(error.done(done && content::looks_like_json(&text)))
            }
            // JSON, also under another name, as PHP sends it.
            Opened::Unreadable { error, done }
                if content::is_json(&context.headers) || content::value(&text).is_some() =>
            {
                let error = error.cleaned(&|text| context.redactor.owned(text));
                let error = match content::looks_like_json(&text) {
                    true => context.error(Kind::Decode(error), &text),
                    false => context.worded(Kind::Decode(error), &text),
                };
                Err(error.done(done && content::looks_like_json(&text)))
            }
            Opened::Unreadable { .. } => Err(context.other_media("application/json", &text)),
        }
    }

    fn refused(&self, text: &Bytes) -> Error {
        match content::value(text) {
            Some(value) => self.context.failed(&value, text, Kind::Api),
            None => self.context.worded(Kind::Api, text),
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
            Content::Whole(text) => out.field("body", &format_args!("{} bytes", text.len())),
            Content::Stream(body) => out.field("body", body),
        };
        out.finish()
    }
}

/// Appends a chunk. Most bodies are one; others get room for all that is announced, up to a limit
/// that nobody needs to be believed for.
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
