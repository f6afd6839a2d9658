//! A transport that answers from a list and remembers what it was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;

use super::Reply;
use crate::transport::{Failure, Sending, Transport};

/// Answers requests from a list, in order, and remembers them. Clones share list and memory.
#[derive(Clone, Debug, Default)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    requests: Vec<Recorded>,
}

/// A request that a script was sent.
#[derive(Clone, Debug)]
pub struct Recorded {
    method: String,
    url: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Script {
    /// A script without answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer with a JSON body.
    ///
    /// # Panics
    ///
    /// When the status is no HTTP status.
    pub fn answer(&self, status: u16, body: impl Into<Bytes>) {
        self.reply(Reply::json(status, body));
    }

    /// Adds an outcome.
    pub fn reply(&self, reply: Reply) {
        self.state().replies.push_back(reply);
    }

    /// Returns the requests that were sent so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        let (head, body) = request.into_parts();
        let recorded = Recorded {
            method: head.method.to_string(),
            url: head.uri.to_string(),
            headers: head.headers,
            body,
        };
        let what = format!(
            "the script has no answer for {} {}",
            recorded.method, recorded.url
        );
        let mut state = self.state();
        state.requests.push(recorded);
        let outcome = state
            .replies
            .pop_front()
            .map_or_else(|| Err(Failure::not_sent(what).permanent()), |r| r.0);
        Box::pin(std::future::ready(outcome))
    }
}

impl Recorded {
    /// Returns the method's word.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the whole URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns all headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header; empty where it is missing or not text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// Returns the body as text; empty where it is not UTF-8.
    pub fn body(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }
}
