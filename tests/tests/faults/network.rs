//! A client of the generated API, and a server that answers it as a test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use billing_runtime::client::Retry;
use billing_runtime::testing::{Fault, FaultServer, RecordedRequest, Reply};
use billing_runtime::transport::Timeouts;
use billing_runtime::{Client, Result};
use billing_tests::billingo::Billingo;

use crate::support::client::{keys, wait};

/// A server and its client, which gives up on a silent server after a second.
pub struct Network {
    pub server: FaultServer,
    pub api: Billingo,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

impl Network {
    pub fn new() -> Self {
        let replies = Arc::<Mutex<VecDeque<Reply>>>::default();
        let queue = Arc::clone(&replies);
        let server = FaultServer::start(move |_| {
            let next = queue.lock().unwrap().pop_front();
            next.unwrap_or_else(|| Reply::media(500, "text/plain", "the test has no answer"))
        });
        let server = server.unwrap();
        let timeouts = Timeouts {
            stall: Some(Duration::from_secs(1)),
            ..Timeouts::default()
        };
        let builder = Client::builder()
            .base_url(format!("{}/api", server.url()))
            .timeouts(timeouts)
            // One request for each call: what is sent again has tests of its own.
            .retry(Retry::never())
            .credential(keys());
        Self {
            api: Billingo::new(builder.build().unwrap()),
            server,
            replies,
        }
    }

    /// Makes a call that is answered so; the server must see one request of it.
    #[track_caller]
    pub fn ask<T>(
        &self,
        reply: Reply,
        call: impl AsyncFnOnce(&Billingo) -> Result<T>,
    ) -> Result<T> {
        self.asked(reply, call).0
    }

    /// The same with the request that the server saw.
    #[track_caller]
    pub fn asked<T>(
        &self,
        reply: Reply,
        call: impl AsyncFnOnce(&Billingo) -> Result<T>,
    ) -> (Result<T>, RecordedRequest) {
        self.replies.lock().unwrap().push_back(reply);
        let before = self.server.requests().len();
        let answer = wait(call(&self.api));
        let mut requests = self.server.requests();
        assert_eq!(requests.len(), before + 1, "one call is one request");
        (answer, requests.remove(before))
    }

    /// The same with a fault.
    #[track_caller]
    pub fn meet<T>(
        &self,
        fault: Fault,
        reply: Reply,
        call: impl AsyncFnOnce(&Billingo) -> Result<T>,
    ) -> Result<T> {
        self.server.next(fault);
        self.ask(reply, call)
    }

    /// Makes a call of which the server must see nothing.
    #[track_caller]
    pub fn unsent<T>(&self, call: impl AsyncFnOnce(&Billingo) -> Result<T>) -> Result<T> {
        let before = (self.server.connections(), self.server.requests().len());
        let answer = wait(call(&self.api));
        let after = (self.server.connections(), self.server.requests().len());
        assert_eq!(after, before, "nothing reaches the server");
        answer
    }
}

/// An answer with this data.
pub fn data(kind: &str, data: &str) -> Reply {
    Reply::json(
        200,
        format!(r#"{{"success":true,"type":"{kind}","data":{data}}}"#),
    )
}

/// An answer with one record of these attributes.
pub fn record(kind: &str, attributes: &str) -> Reply {
    data(kind, &format!(r#"{{"id":1,"attributes":{attributes}}}"#))
}
