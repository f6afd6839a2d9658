//! Bytes as the headers that tell a time: when to come again, and what time it is there.

use std::time::Duration;

use billing_runtime::client::Server;
use billing_runtime::client::clock::Clock;
use billing_runtime::credential::{Attempt, Credential};
use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::{ManualClock, MockTransport, Reply, block_on};
use billing_runtime::{Client, Endpoint, Error, Result};

use super::choice;

const NOW: u64 = 1_700_000_000;
/// How long a call may take with everything.
const TOTAL: Duration = Duration::from_secs(90);

/// Signs with the time, so that a wrong clock matters.
struct Stamp;

impl Credential for Stamp {
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()> {
        let now = attempt.now();
        attempt.header("X-Stamp", &now.to_string())
    }

    fn secrets(&self, _: &mut dyn FnMut(&str)) {}
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/read", effect = read, auth = Stamp, returns = Nothing)]
struct Read;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/create", effect = create, auth = Stamp, returns = Nothing)]
struct Create;

/// The lines of the text as `Retry-After`, several times where there are several.
///
/// # Panics
///
/// When the client does, waits beyond the end of the call, or sends a creation again.
pub fn retry_after(data: &[u8]) {
    let (how, text) = choice(data);
    let status = [429, 503][usize::from(how) % 2];
    let headers: Vec<(&str, &str)> = lines(text).map(|line| ("retry-after", line)).collect();
    let (mock, clock) = world(status, &headers);
    let client = client(&mock, &clock);
    assert!(block_on(client.send(&Read)).is_err());
    assert!(mock.requests().len() <= 3, "more attempts than asked for");
    assert!(clock.elapsed() <= TOTAL, "{:?}", clock.elapsed());
    let before = mock.requests().len();
    let error: Error = block_on(client.send(&Create)).unwrap_err();
    assert_eq!(
        mock.requests().len(),
        before + 1,
        "a creation was sent again"
    );
    let _ = (error.to_string(), error.retry_after());
}

/// The first line of the text as `Date`, and the second as `Age`.
///
/// # Panics
///
/// When the client does, or moves its clock by more than a day.
pub fn date(data: &[u8]) {
    let (how, text) = choice(data);
    let status = [401, 403, 429][usize::from(how) % 3];
    let names = ["date", "age", "retry-after"];
    let headers: Vec<(&str, &str)> = names.into_iter().zip(lines(text)).collect();
    let (mock, clock) = world(status, &headers);
    let error = block_on(client(&mock, &clock).send(&Create)).unwrap_err();
    assert!(!error.not_sent());
    let requests = mock.requests();
    assert!(requests.len() <= 2, "signed more than once anew");
    for request in requests {
        let stamp: i64 = request.header("x-stamp").parse().expect("a number");
        assert!(stamp.abs_diff(NOW as i64) <= 86_400, "{stamp}");
    }
}

/// Lines that can stand in a header.
fn lines(text: &[u8]) -> impl Iterator<Item = &str> {
    let lines = text.split(|byte| *byte == b'\n').take(4);
    let lines = lines.filter_map(|line| std::str::from_utf8(line).ok());
    lines.filter(|line| line.bytes().all(|byte| (0x20..0x7f).contains(&byte)))
}

/// A service that refuses everything with these headers.
fn world(status: u16, headers: &[(&str, &str)]) -> (MockTransport, ManualClock) {
    let mock = MockTransport::new();
    for _ in 0..8 {
        let reply = Reply::json(status, "{}");
        let reply = headers
            .iter()
            .fold(reply, |reply, (name, value)| reply.header(name, value));
        mock.reply(reply);
    }
    (mock, ManualClock::at(NOW))
}

fn client(mock: &MockTransport, clock: &ManualClock) -> Client {
    Client::builder()
        .transport(mock.clone())
        .clock(clock.clone())
        .timeout(TOTAL)
        .credential(Stamp)
        .build()
        .expect("a client")
        .with_servers(&[Server::new("https://api.example")])
}
