//! A transport that responds from a list and records the requests.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::{RecordedRequest, Reply};
use crate::transport::{Failure, ResponseFuture, Transport};

/// A transport that responds from a list and records the requests. Clones share both.
///
/// [`respond`](Self::respond) and [`reply`](Self::reply) add a response to the list, for any request.
/// [`expect`](Self::expect) sets the response to one particular request, in any order. An unexpected
/// request fails, and the error names the most similar expectation:
///
/// ```
/// use billing_runtime::testing::{Reply, MockTransport, block_on};
/// use billing_runtime::{Client, Endpoint};
/// use billing_runtime::endpoint::Nothing;
///
/// /// `DELETE /orders/{id}`
/// #[derive(Clone, Debug, Endpoint)]
/// #[endpoint(delete = "/orders/{id}", effect = delete, returns = Nothing)]
/// pub struct DeleteOrder {
///     pub id: i64,
/// }
///
/// # fn main() -> billing_runtime::Result<()> {
/// let mock = MockTransport::new();
/// mock.expect("DELETE", "/v1/orders/7", Reply::json(204, ""));
/// let client = Client::builder().base_url("https://api.example/v1").transport(mock.clone()).build()?;
///
/// let error = block_on(client.send(&DeleteOrder { id: 8 })).unwrap_err();
/// assert!(error.to_string().ends_with(
///     "unexpected request DELETE /v1/orders/8; the most similar expectation is DELETE /v1/orders/7"
/// ));
/// block_on(client.send(&DeleteOrder { id: 7 }))?;
/// mock.verify();
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    expected: Vec<Expected>,
    requests: Vec<RecordedRequest>,
}

#[derive(Debug)]
struct Expected {
    method: String,
    target: String,
    reply: Reply,
}

impl MockTransport {
    /// Creates a transport without responses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a response with a JSON body.
    ///
    /// # Panics
    ///
    /// If the status is not a valid HTTP status.
    pub fn respond(&self, status: u16, body: impl Into<Bytes>) {
        self.reply(Reply::json(status, body));
    }

    /// Adds a response or a failure.
    pub fn reply(&self, reply: Reply) {
        self.state().replies.push_back(reply);
    }

    /// Expects one request with this method, path and query, and sets the response to it. Other requests
    /// get the next response of the list.
    pub fn expect(&self, method: &str, target: &str, reply: Reply) {
        self.state().expected.push(Expected {
            method: method.to_owned(),
            target: target.to_owned(),
            reply,
        });
    }

    /// Returns the requests that were sent so far.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// Returns the requests that were sent so far as one string, for comparisons, with secrets masked.
    pub fn snapshot(&self) -> String {
        let requests = self.requests();
        let texts: Vec<_> = requests.iter().map(RecordedRequest::to_string).collect();
        texts.join("\n")
    }

    /// Checks that every expected request was sent.
    ///
    /// # Panics
    ///
    /// If an expected request was not sent. The message lists all missing requests.
    pub fn verify(&self) {
        let state = self.state();
        let mut missing = String::new();
        for Expected { method, target, .. } in &state.expected {
            // Writing to a String cannot fail.
            let _ = write!(missing, "\n  {method} {target}");
        }
        assert!(state.expected.is_empty(), "expected but not sent:{missing}");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for MockTransport {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        let (head, body) = request.into_parts();
        let recorded = RecordedRequest {
            method: head.method.to_string(),
            url: head.uri.to_string(),
            headers: head.headers,
            body,
            unmarked: false,
        };
        let mut state = self.state();
        let reply = state.reply(&recorded);
        state.requests.push(recorded);
        Box::pin(std::future::ready(reply.0))
    }
}

impl State {
    fn reply(&mut self, request: &RecordedRequest) -> Reply {
        let matches = |e: &Expected| e.method == request.method && e.target == request.target();
        if let Some(at) = self.expected.iter().position(matches) {
            return self.expected.remove(at).reply;
        }
        if let Some(reply) = self.replies.pop_front() {
            return reply;
        }
        let line = request.line();
        let most_similar = self.expected.iter().max_by_key(|e| e.similarity(request));
        let what = match most_similar {
            Some(Expected { method, target, .. }) => {
                format!(
                    "unexpected request {line}; the most similar expectation is {method} {target}"
                )
            }
            None => format!("the mock transport has no response for {line}"),
        };
        Reply::failure(Failure::not_sent(what).permanent())
    }
}

impl Expected {
    /// Rates how similar a request is: first by segments and query pairs, then by characters.
    fn similarity(&self, request: &RecordedRequest) -> (usize, usize) {
        let parts = |text: &str| {
            let parts = text.split(['/', '?', '&']).map(str::to_owned);
            parts.collect::<Vec<_>>()
        };
        let (mine, other) = (parts(&self.target), parts(request.target()));
        let same = mine.iter().zip(&other).filter(|(a, b)| a == b).count();
        let longer = mine.len().abs_diff(other.len());
        let method = usize::from(self.method == request.method);
        let letters = self.target.bytes().zip(request.target().bytes());
        let begin = letters.take_while(|(a, b)| a == b).count();
        ((2 * same + method).saturating_sub(longer), begin)
    }
}
