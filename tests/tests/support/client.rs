//! Clients of the generated API: over sockets to the mock, and over a mock transport.

use billing_mock::{Mock, Running, Seen};
use billing_runtime::client::Retry;
use billing_runtime::testing::MockTransport;
use billing_runtime::{Client, Error};
use billing_tests::billingo::{Billingo, Keys};

/// Runs a future that uses sockets.
pub fn wait<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

/// The keys that the mock takes.
pub fn keys() -> Keys {
    Keys::new(billingo_mock::PUBLIC_KEY, billingo_mock::PRIVATE_KEY).unwrap()
}

/// The generated client of a mock. It sends each call once, so that a test sees what one answer gives.
pub fn to(mock: &Running, keys: Keys) -> Billingo {
    let builder = Client::builder()
        .servers(mock.servers())
        .credential(keys)
        .retry(Retry::never());
    Billingo::new(builder.build().unwrap())
}

/// A mock and a client of it.
pub fn start(mock: Mock) -> (Running, Billingo) {
    let mock = mock.start().unwrap();
    let billingo = to(&mock, keys());
    (mock, billingo)
}

/// A client whose answers a test writes; it sends each call once.
pub fn scripted() -> (MockTransport, Billingo) {
    let mock = MockTransport::new();
    let builder = Client::builder()
        .transport(mock.clone())
        .credential(keys())
        .retry(Retry::never());
    (mock, Billingo::new(builder.build().unwrap()))
}

/// The requests of one operation that the mock saw.
pub fn seen(mock: &Running, operation: &str) -> Vec<Seen> {
    let mut seen = mock.seen_with_secrets();
    seen.retain(|seen| seen.operation.as_deref() == Some(operation));
    seen
}

/// The field errors of an error, for comparing.
pub fn fields(error: &Error) -> Vec<(&str, &str)> {
    let pairs = error.field_errors().iter();
    pairs.map(|(p, m)| (p.as_str(), m.as_str())).collect()
}
