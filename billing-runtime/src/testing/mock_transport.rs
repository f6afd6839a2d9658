//! A transport that answers from a list and remembers what it was sent.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::{RecordedRequest, Reply};
use crate::transport::{Failure, ResponseFuture, Transport};

/// Answers requests from a list, and remembers them. Clones share list and memory.
///
/// [`respond`](Self::respond) and [`reply`](Self::reply) say what comes next, whatever is asked.
/// [`expect`](Self::expect) says what a certain request is answered with, in any order; a request that
/// nobody expects fails, with the expectation that is nearest to it:
///
/// ```
/// use billing_runtime::testing::{Reply, MockTransport, block_on};
/// use billing_runtime::{Client, Endpoint, Nothing};
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
///     "nobody expects DELETE /v1/orders/8; the nearest that is expected is DELETE /v1/orders/7"
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
    /// A script without answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer with a JSON body.
    ///
    /// # Panics
    ///
    /// When the status is no HTTP status.
    pub fn respond(&self, status: u16, body: impl Into<Bytes>) {
        self.reply(Reply::json(status, body));
    }

    /// Adds an outcome.
    pub fn reply(&self, reply: Reply) {
        self.state().replies.push_back(reply);
    }

    /// Expects one request with this method, path and query, which is answered so. Requests that are
    /// not expected take the next of the other answers.
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

    /// Returns the requests that were sent so far as one text to compare with, with secrets masked.
    pub fn snapshot(&self) -> String {
        let requests = self.requests();
        let texts: Vec<_> = requests.iter().map(RecordedRequest::to_string).collect();
        texts.join("\n")
    }

    /// Checks that every request that was expected was also sent.
    ///
    /// # Panics
    ///
    /// When one was not; the message names them all.
    pub fn verify(&self) {
        let state = self.state();
        let mut missing = String::new();
        for Expected { method, target, .. } in &state.expected {
            // Writing to a String cannot fail.
            let _ = write!(missing, "\n  {method} {target}");
        }
        assert!(state.expected.is_empty(), "expected and not sent:{missing}");
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
        let meant = |e: &Expected| e.method == request.method && e.target == request.target();
        if let Some(at) = self.expected.iter().position(meant) {
            return self.expected.remove(at).reply;
        }
        if let Some(reply) = self.replies.pop_front() {
            return reply;
        }
        let line = request.line();
        let nearest = self.expected.iter().max_by_key(|e| e.likeness(request));
        let what = match nearest {
            Some(Expected { method, target, .. }) => {
                format!("nobody expects {line}; the nearest that is expected is {method} {target}")
            }
            None => format!("the mock transport has no response for {line}"),
        };
        Reply::failure(Failure::not_sent(what).permanent())
    }
}

impl Expected {
    /// How much of a request is as expected: segments and pairs in their places, then characters.
    fn likeness(&self, request: &RecordedRequest) -> (usize, usize) {
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
