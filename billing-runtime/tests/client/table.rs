//! What errors say of calls of every kind under every fault, against what a server saw of them.

mod faults;
mod kinds;

use std::collections::BTreeSet;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use billing_runtime::client::Retry;
use billing_runtime::endpoint::{Nothing, Plain};
use billing_runtime::testing::{
    FaultServer, ManualClock, MockTransport, RecordedRequest, Reply, block_on,
};
use billing_runtime::transport::{HttpTransport, Timeout, Timeouts};
use billing_runtime::{Client, Endpoint, Error};
use tokio::runtime::Runtime;

use super::api::{Code, NOW, client as client_of_api, send};
use super::network::UnusedAddress;
use faults::{How, ROWS, Row, Told};
use kinds::{KINDS, Kind, Outcome, Takes};

/// How often a call is sent at most.
const ATTEMPTS: u32 = 2;

/// A client for one cell of the table. Waits between attempts pass at once.
fn client(row: &Row, url: &str, transport: &HttpTransport) -> Client {
    let builder = Client::builder().base_url(url).random(|| 0);
    let retry = Retry::default().max_attempts(ATTEMPTS);
    let builder = builder.retry(retry).body_cap(4096).download_cap(4096);
    let How::Silent(limit) = row.how else {
        let builder = builder.clock(ManualClock::at(NOW));
        return builder.transport(transport.clone()).build().unwrap();
    };
    let mut limits = Timeouts::default();
    let short = Some(Duration::from_millis(800));
    match limit {
        Timeout::Stall => limits.stall = short,
        Timeout::Attempt => limits.attempt = short,
        _ => limits.total = short,
    }
    builder.timeouts(limits).build().unwrap()
}

/// The questions that an error answers with yes.
fn says(error: &Error) -> BTreeSet<&'static str> {
    let answers = [
        ("api", error.is_api()),
        ("auth", error.is_auth()),
        ("connect", error.is_connect()),
        ("content_type", error.is_content_type()),
        ("decode", error.is_decode()),
        ("envelope", error.is_envelope()),
        ("incomplete", error.is_incomplete()),
        ("not_found", error.is_not_found()),
        ("rate_limited", error.is_rate_limited()),
        ("redirect", error.is_redirect()),
        ("timeout", error.is_timeout()),
        ("too_large", error.is_too_large()),
        ("transient", error.is_transient()),
    ];
    answers.iter().filter(|a| a.1).map(|a| a.0).collect()
}

fn told(error: &Error) -> Vec<Told> {
    let answers = [
        (Told::NotSent, error.not_sent()),
        (Told::Unknown, error.outcome_unknown()),
        (Told::Done, error.was_done()),
    ];
    let yes = answers
        .iter()
        .filter(|a| a.1)
        .map(|a| a.0)
        .collect::<Vec<_>>();
    match yes.is_empty() {
        true => vec![Told::Refused],
        false => yes,
    }
}

/// One cell of the table.
struct Cell<'a> {
    kind: &'a Kind,
    row: &'a Row,
    outcome: Outcome,
    /// Requests that the server read whole, and those that it began to read.
    whole: usize,
    begun: usize,
    keys: BTreeSet<String>,
}

impl<'a> Cell<'a> {
    fn of(kind: &'a Kind, row: &'a Row, world: &World) -> Self {
        let takes = kind.takes;
        // Each cell has its own rows, so that the server's thread may keep it.
        let place = ROWS
            .iter()
            .position(|other| std::ptr::eq(other, row))
            .unwrap();
        let server = FaultServer::start(move |_| ROWS[place].reply(takes)).unwrap();
        server.plan(move |_| ROWS[place].fault());
        let unused = UnusedAddress::new();
        let url = match row.how {
            How::Refused => unused.url(),
            How::Tls => server.url().replace("http:", "https:"),
            _ => server.url().to_owned(),
        };
        if let How::ResetAtOnce = row.how {
            server.reset_connections(100);
        }
        let client = client(row, &url, &world.transport);
        let outcome = world.runtime.block_on((kind.run)(&client));
        let requests = server.requests();
        let key = |r: &RecordedRequest| {
            let key = r.headers().get("idempotency-key")?;
            Some(key.to_str().unwrap().to_owned())
        };
        Self {
            kind,
            row,
            outcome,
            whole: requests.len(),
            begun: match row.how {
                // What it began to read is the greeting of TLS.
                How::Tls => 0,
                _ => requests.len() + server.unread(),
            },
            keys: requests.iter().filter_map(key).collect(),
        }
    }

    /// What the error is expected to be; `None` where there is to be none.
    fn expected(&self) -> Option<(Told, &'static str)> {
        let Row { how, told, says } = self.row;
        match (self.kind.takes, how) {
            // What came whole is handed on as it is, unless it is too large.
            (Takes::Anything, How::Answer(..)) => None,
            (Takes::Anything, How::Half(404, _)) => Some((*told, "incomplete not_found transient")),
            (Takes::Anything, How::Half(..)) => Some((*told, "incomplete transient")),
            (Takes::Anything, How::Large(_)) => Some((*told, "too_large")),
            // Without a member for its data, a list is an empty one.
            (Takes::List, _) if *told == Told::Done && *says == "envelope" => None,
            (Takes::Document, _) if matches!(*says, "decode" | "envelope") => {
                Some((*told, "content_type"))
            }
            _ => Some((*told, says)),
        }
    }

    /// How often the call is sent, where that is certain.
    fn sends(&self, told: Told, transient: bool) -> Option<usize> {
        let asks_too_long = matches!(self.row.how, How::Answer(_, _, _, Some("90")));
        let handed_on = self.kind.takes == Takes::Document && self.row.says.contains("incomplete");
        Some(match told {
            Told::Any => return None,
            Told::NotSent => 0,
            _ if transient && self.kind.again && !asks_too_long && !handed_on => ATTEMPTS as usize,
            _ => 1,
        })
    }

    fn check(&self) {
        let Self { kind, row, .. } = self;
        let place = format!("{}, {:?}: {:?}", kind.name, row.how, self.outcome);
        // What creates never arrives twice without its key.
        let most = if kind.again { ATTEMPTS as usize } else { 1 };
        assert!(self.begun <= most, "{place}");
        match kind.name {
            "create with a key" => assert!(
                self.keys.len() <= 1 && (self.whole == 0 || self.keys.len() == 1),
                "{place}"
            ),
            _ => assert!(self.keys.is_empty(), "{place}"),
        }
        let Some((told_as, words)) = self.expected() else {
            let status = *self.outcome.as_ref().unwrap_or_else(|_| panic!("{place}"));
            assert!(status.is_none() || status == row.status(), "{place}");
            let transient = row.says.contains("transient");
            assert_eq!(Some(self.whole), self.sends(row.told, transient), "{place}");
            return;
        };
        let error = self.outcome.as_ref().expect_err(&place);
        self.fits(error, &place);
        let words: BTreeSet<_> = words.split_whitespace().collect();
        let mut says = says(error);
        if told_as == Told::Any {
            says.remove("connect");
            assert_eq!(says, words, "{place}");
            return;
        }
        assert_eq!(says, words, "{place}");
        match kind.changes {
            true => assert_eq!(told(error), [told_as], "{place}"),
            false => assert_eq!(error.not_sent(), told_as == Told::NotSent, "{place}"),
        }
        let sends = self.sends(told_as, says.contains("transient"));
        assert_eq!(Some(self.begun), sends, "{place}");
        if self.begun > 0 {
            assert_eq!(error.attempts().len().max(1), self.begun, "{place}");
        }
    }

    /// What holds of every error, whatever happened.
    fn fits(&self, error: &Error, place: &str) {
        // Nothing, a part or a whole request: whoever says "nothing" is right.
        assert!(!error.not_sent() || self.begun == 0, "{place}");
        assert!(
            error.attempts().iter().all(|tried| !tried.not_sent())
                || self.whole < error.attempts().len(),
            "{place}"
        );
        // One way to end, and no outcome where nothing changes.
        assert_eq!(told(error).len(), 1, "{place}");
        if !self.kind.changes {
            assert!(!error.outcome_unknown() && !error.was_done(), "{place}");
        }
        let asked = match self.row.how {
            How::Answer(_, _, _, Some(asked)) => asked.parse().ok().map(Duration::from_secs),
            _ => None,
        };
        assert_eq!(error.retry_after(), asked, "{place}");
        let limit = match self.row.how {
            How::Silent(limit) => Some(limit),
            _ => None,
        };
        assert_eq!(error.timeout(), limit, "{place}");
        if let Some(status) = self.row.status() {
            assert_eq!(error.status().unwrap().as_u16(), status, "{place}");
        }
        assert!(
            !error.needs_sign_in() && !error.is_config() && !error.is_credential(),
            "{place}"
        );
    }
}

/// What the cells of one kind share: the roots of TLS are read once.
struct World {
    runtime: Runtime,
    transport: HttpTransport,
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Self {
            runtime: runtime.unwrap(),
            transport: HttpTransport::new(&Timeouts::default()).unwrap(),
        }
    }
}

#[test]
fn what_errors_say_is_what_the_server_saw() {
    let columns = KINDS.iter().map(|kind| {
        thread::spawn(move || {
            let world = World::new();
            for row in &ROWS {
                Cell::of(kind, row, &world).check();
            }
        })
    });
    let columns: Vec<_> = columns.collect();
    let failed = columns.into_iter().filter_map(|c| c.join().err()).count();
    assert_eq!(failed, 0, "kinds of call with an error that does not fit");
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/x", effect = create, returns = Plain<Code>)]
struct Bare;

/// Without a word of success, the status says whether it was done; a page of somebody in between does not.
#[test]
fn without_an_envelope_the_status_says_what_was_done() {
    let (client, mock) = client_of_api();
    for (status, media, body, expected) in [
        (200, "application/json", "", Told::Done),
        (201, "application/json", " ", Told::Done),
        (204, "application/json", "", Told::Done),
        (201, "application/json", "{}", Told::Done),
        (201, "application/json", "[1]", Told::Done),
        (200, "text/html", "<html></html>", Told::Unknown),
        (200, "application/json", "<html></html>", Told::Unknown),
        (404, "application/json", "", Told::Refused),
        (600, "application/json", "", Told::Unknown),
    ] {
        mock.reply(Reply::media(status, media, body));
        let error = send(&client, &Bare).unwrap_err();
        assert_eq!(told(&error), [expected], "{status} {body}: {error}");
    }
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/x", effect = create, returns = Nothing, rate = "1/min")]
struct Rated;

/// A call whose turn does not come, or that is dropped while it waits, sends nothing.
#[test]
fn a_turn_that_does_not_come_sends_nothing() {
    let (client, mock) = client_of_api();
    mock.respond(200, "{}");
    send(&client, &Rated).unwrap();
    let call = client.call(&Rated).timeout(Duration::from_millis(100));
    let error = block_on(call.send()).unwrap_err();
    assert_eq!(told(&error), [Told::NotSent], "{error}");
    assert_eq!(says(&error), BTreeSet::from(["rate_limited"]), "{error}");

    let held = ManualClock::at(NOW).without_auto_advance();
    let mock = MockTransport::new();
    let client = Client::builder()
        .transport(mock.clone())
        .clock(held.clone());
    let client = client.base_url("https://api.example").build().unwrap();
    mock.respond(200, "{}");
    send(&client, &Rated).unwrap();
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        let mut waiting = pin!(client.send(&Rated));
        assert!(waiting.as_mut().poll(&mut cx).is_pending());
    }
    assert_eq!((mock.requests().len(), held.sleepers()), (1, 0));
    // Those who left are not in the way of the next one.
    mock.respond(200, "{}");
    let mut next = pin!(client.send(&Rated));
    assert!(next.as_mut().poll(&mut cx).is_pending());
    while held.advance_to_next().is_some() {}
    assert!(matches!(next.as_mut().poll(&mut cx), Poll::Ready(Ok(()))));
    assert_eq!(mock.requests().len(), 2);
}
