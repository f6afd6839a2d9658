//! Clocks that jump while a call is under way.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use billing_runtime::client::Retry;
use billing_runtime::client::clock::{Clock, Sleeping};
use billing_runtime::testing::{MockTransport, Reply};
use billing_runtime::transport::{ResponseFuture, Transport};
use billing_runtime::{Client, Id};
use bytes::Bytes;

use super::api::*;
use super::calls::{INVOICE, wrapped};

const HOUR: Duration = Duration::from_secs(3600);

/// A clock whose wall time is set at will, before 1970 too; time passes as it is slept.
#[derive(Clone)]
struct Jumpy(Arc<Mutex<(SystemTime, Duration)>>);

impl Clock for Jumpy {
    fn now(&self) -> SystemTime {
        self.0.lock().unwrap().0
    }

    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().1
    }

    fn sleep(&self, length: Duration) -> Sleeping {
        let mut times = self.0.lock().unwrap();
        times.0 += length;
        times.1 += length;
        Box::pin(std::future::ready(()))
    }

    fn limit(&self, _: Duration) -> Sleeping {
        Box::pin(std::future::pending())
    }
}

/// Sets the clock whenever something is sent.
struct Setting(MockTransport, Jumpy, Jump);

type Jump = fn(SystemTime) -> SystemTime;

impl Transport for Setting {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        let mut times = (self.1).0.lock().unwrap();
        times.0 = (self.2)(times.0);
        drop(times);
        self.0.send(request)
    }
}

/// Fault 60: whatever the wall clock does, waits and deadlines are those of the other one, nothing
/// panics, and nothing goes on for ever.
#[test]
fn e4_60_the_wall_clock_decides_nothing_but_signatures() {
    let jumps: [(&str, Jump); 5] = [
        ("back an hour", |now| now - HOUR),
        ("forward a day", |now| now + 24 * HOUR),
        ("before 1970", |_| UNIX_EPOCH - HOUR),
        ("far ahead", |_| UNIX_EPOCH + 10_000_000 * HOUR),
        ("a step", |now| now + Duration::from_millis(300)),
    ];
    for (name, jump) in jumps {
        let now = UNIX_EPOCH + Duration::from_secs(NOW);
        let clock = Jumpy(Arc::new(Mutex::new((now, Duration::ZERO))));
        let mock = MockTransport::new();
        let client = Client::builder()
            .transport(Setting(mock.clone(), clock.clone(), jump))
            .clock(clock.clone())
            .random(|| u64::MAX)
            .retry(
                Retry::default()
                    .max_attempts(10)
                    .time_limit(Duration::from_secs(3)),
            )
            .credential(keys())
            .build()
            .unwrap()
            .with_servers(SERVERS);
        for _ in 0..10 {
            mock.reply(Reply::json(503, "").header("date", "Tue, 14 Nov 2023 22:13:20 GMT"));
        }
        let call = GetInvoice { id: Id::from(7) };
        send(&client, &call).unwrap_err();
        assert_eq!(clock.elapsed(), Duration::from_millis(1750), "{name}");
        assert_eq!(mock.requests().len(), 4, "{name}");

        // A refusal whose date is far from ours is signed once more, and once only.
        let mock = MockTransport::new();
        let client = Client::builder()
            .transport(Setting(mock.clone(), clock.clone(), jump))
            .clock(clock.clone())
            .credential(keys())
            .build()
            .unwrap()
            .with_servers(SERVERS);
        for _ in 0..10 {
            mock.reply(Reply::json(401, "").header("date", "Tue, 14 Nov 2023 22:13:20 GMT"));
        }
        assert!(send(&client, &call).unwrap_err().is_auth());
        assert!(mock.requests().len() <= 2, "{name}");
        let mock = MockTransport::new();
        let client = client_of(&mock, &clock);
        mock.respond(200, wrapped(INVOICE));
        send(&client, &call).unwrap();
    }
}

/// Fault 60: a moment to come again at is reckoned with the clock that the answer has, and where it
/// has none, a wall clock that is wrong makes no endless wait.
#[test]
fn e4_60_a_wrong_clock_and_a_moment_to_come_again() {
    for (wall, waits) in [(0, false), (NOW, true), (NOW + 86_400, true)] {
        let now = UNIX_EPOCH + Duration::from_secs(wall);
        let clock = Jumpy(Arc::new(Mutex::new((now, Duration::ZERO))));
        let mock = MockTransport::new();
        let client = client_of(&mock, &clock);
        let moment = "Tue, 14 Nov 2023 22:13:30 GMT";
        mock.reply(Reply::json(503, "").header("retry-after", moment));
        mock.respond(200, wrapped(INVOICE));
        let call = GetInvoice { id: Id::from(7) };
        assert_eq!(send(&client, &call).is_ok(), waits, "{wall}");
        assert!(clock.elapsed() <= Duration::from_secs(11));
    }
}

fn client_of(mock: &MockTransport, clock: &Jumpy) -> Client {
    let builder = Client::builder()
        .transport(mock.clone())
        .clock(clock.clone());
    builder
        .credential(keys())
        .build()
        .unwrap()
        .with_servers(SERVERS)
}
