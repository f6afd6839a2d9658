//! Servers that refuse what is signed a second ahead of their clock, without leeway, as PyJWT does.

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_runtime::client::{Retry, clock::Clock as _};
use billing_runtime::testing::ManualClock;
use billing_runtime::transport::{Body, ResponseFuture, Transport};
use billing_runtime::{Client, Id, Value, Wire as _};
use bytes::Bytes;

use super::api::*;

/// A server whose clock is so many milliseconds ahead of the client's, far from it by `way`.
#[derive(Clone)]
struct Strict {
    clock: ManualClock,
    ahead: i64,
    way: Duration,
    /// How far its `Date` is from its clock; a text stands in place of a date.
    date: Date,
    seen: Arc<Mutex<Vec<u16>>>,
}

#[derive(Clone)]
enum Date {
    Own,
    Text(&'static str),
}

impl Strict {
    /// Its time, cut to seconds.
    fn now(&self) -> i64 {
        let since = self.clock.now().duration_since(UNIX_EPOCH).unwrap();
        (i64::try_from(since.as_millis()).unwrap() + self.ahead).div_euclid(1000)
    }

    fn judge(&self, request: &http::Request<Bytes>) -> u16 {
        let token = request.headers()["authorization"].to_str().unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let claims = Value::from_json(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        let claim = |name| claims.get(name).and_then(Value::as_i64).unwrap();
        match claim("iat") > self.now() || claim("exp") <= self.now() {
            true => 401,
            false => 200,
        }
    }
}

impl Transport for Strict {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        self.clock.advance(self.way);
        let status = self.judge(&request);
        self.seen.lock().unwrap().push(status);
        let date = match self.date {
            Date::Own => {
                let now = Duration::from_secs(u64::try_from(self.now()).unwrap());
                httpdate::fmt_http_date(UNIX_EPOCH + now)
            }
            Date::Text(text) => text.to_owned(),
        };
        let body = match status {
            200 => r#"{"success":true}"#,
            _ => r#"{"success":false,"error":"the token is not yet valid (iat)"}"#,
        };
        let mut response = http::Response::new(Body::from(Bytes::from_static(body.as_bytes())));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        response.headers_mut().insert("date", date.parse().unwrap());
        self.clock.advance(self.way);
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A server that is so many milliseconds ahead of a client, whose clock stands at a phase of the second.
fn server(ahead: i64, phase: u64, way: u64) -> (Client, Strict) {
    let clock = ManualClock::at(NOW);
    clock.advance(Duration::from_millis(phase));
    let server = Strict {
        clock: clock.clone(),
        ahead,
        way: Duration::from_millis(way),
        date: Date::Own,
        seen: Arc::default(),
    };
    (client_of(&server), server)
}

fn client_of(server: &Strict) -> Client {
    let client = Client::builder().transport(server.clone());
    let client = client.clock(server.clock.clone()).retry(Retry::never());
    let client = client.credential(keys()).build().unwrap();
    client.with_servers(SERVERS)
}

const SECOND: i64 = 1000;
const HOUR: i64 = 3600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// Whatever the difference and the phase, the second attempt is taken at the latest, and every later
/// call at once.
#[test]
fn fault_62_a_strict_server_lets_in_at_the_second_attempt() {
    let call = SendInvoice { id: Id::from(1) };
    let ahead = [
        1,
        500,
        999,
        1000,
        1001,
        1500,
        2000,
        2500,
        3000,
        4000,
        5000,
        7300,
        29_000,
        30_000,
        31_000,
        60_000,
        600_000,
        HOUR,
        5 * HOUR,
        DAY,
        DAY + SECOND,
        3 * DAY,
        400 * DAY,
    ];
    for difference in ahead.into_iter().flat_map(|ahead| [-ahead, ahead]) {
        for phase in [0, 1, 120, 250, 400, 500, 620, 750, 880, 999] {
            for way in [0, 40, 400] {
                let (client, server) = server(difference, phase, way);
                for number in 1..=5 {
                    let outcome = send(&client, &call);
                    let seen = server.seen.lock().unwrap().clone();
                    assert!(
                        outcome.is_ok(),
                        "{difference} {phase} {way}: {outcome:?} {seen:?}"
                    );
                    assert!(
                        seen.len() <= number + 1,
                        "{difference} {phase} {way}: {seen:?}"
                    );
                    server.clock.advance(Duration::from_millis(730));
                }
            }
        }
    }
}

/// A server that does not know the time: nothing is corrected, and the error says so.
#[test]
fn fault_62_a_date_that_cannot_be_meant_is_told() {
    for (date, shown) in [
        (
            "Thu, 01 Jan 1970 00:00:07 GMT",
            "Thu, 01 Jan 1970 00:00:07 GMT",
        ),
        ("Mon, 01 Jan 2201 00:00:00 GMT", "2201"),
        ("soon", "`soon`"),
    ] {
        let (_, mut server) = server(-HOUR, 300, 20);
        server.date = Date::Text(date);
        let client = client_of(&server);
        let error = send(&client, &SendInvoice { id: Id::from(1) }).unwrap_err();
        assert!(error.is_auth() && error.attempts().len() == 1);
        let text = error.to_string();
        assert!(text.contains(shown), "{text}");
        assert!(text.contains("was not corrected"), "{text}");
    }
}

/// A key that is wrong costs one attempt more at most, and not with every call.
#[test]
fn fault_62_a_wrong_key_is_not_taken_for_a_wrong_clock_each_time() {
    for phase in [0, 250, 500, 999] {
        let (_, mut server) = server(0, phase, 30);
        // Everything is refused: the token looks a day old.
        server.ahead = DAY;
        server.date = Date::Text("Tue, 14 Nov 2023 22:13:20 GMT");
        let client = client_of(&server);
        for _ in 0..10 {
            send(&client, &SendInvoice { id: Id::from(1) }).unwrap_err();
        }
        let seen = server.seen.lock().unwrap().len();
        assert!(seen <= 11, "{phase}: {seen}");
    }
}
