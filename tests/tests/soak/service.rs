//! The service of the soak: does what it is asked, counts it, and has a bad network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use billing_runtime::testing::{Fault, FaultServer, RecordedRequest, Reply};

use crate::support::random::Random;

/// How many of a hundred requests meet a fault.
const FAULTY: usize = 30;

/// How often each call was done, by its number.
type Ledger = Arc<Mutex<HashMap<usize, usize>>>;

pub struct Service {
    server: FaultServer,
    ledger: Ledger,
    faults: Arc<Mutex<usize>>,
}

impl Service {
    pub fn start() -> Self {
        let ledger = Ledger::default();
        let faults = Arc::<Mutex<usize>>::default();
        let server = {
            let ledger = Arc::clone(&ledger);
            FaultServer::start(move |request| answer(request, &ledger)).unwrap()
        };
        let count = Arc::clone(&faults);
        server.plan(move |number| {
            let mut random = Random(0x50a4 ^ number as u64);
            let fault = (random.below(100) < FAULTY).then(|| fault(&mut random));
            *count.lock().unwrap() += usize::from(fault.is_some());
            fault
        });
        Self {
            server,
            ledger,
            faults,
        }
    }

    pub fn url(&self) -> &str {
        self.server.url()
    }

    /// How often a call was done.
    pub fn done(&self, number: usize) -> usize {
        let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.get(&number).copied().unwrap_or(0)
    }

    pub fn faults(&self) -> usize {
        *self.faults.lock().unwrap()
    }

    /// The requests themselves are not needed.
    pub fn forget(&self) {
        self.server.take_served();
    }

    /// Waits until nothing is under way any more.
    pub fn settle(&self) {
        let until = Instant::now() + Duration::from_secs(20);
        while self.server.open() > 0 {
            assert!(Instant::now() < until, "{:?} stays open", self.server);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Does what is asked. A twentieth of the calls is refused, and a hundredth is too much just now;
/// of those a gateway speaks about nobody knows anything.
fn answer(request: &RecordedRequest, ledger: &Ledger) -> Reply {
    let digits = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<usize>().unwrap()
    };
    let number = match request.method() {
        "POST" => digits(request.body()),
        _ => digits(request.target()),
    };
    let mut random = Random(0xa45e ^ number as u64);
    let refused = match random.below(100) {
        0..5 => Some((422, r#"{"error":"no"}"#)),
        5 => Some((429, "")),
        _ => None,
    };
    if let Some((status, body)) = refused {
        return Reply::json(status, body);
    }
    *ledger.lock().unwrap().entry(number).or_default() += 1;
    match random.below(100) {
        0 => Reply::media(502, "text/html", "<h1>Bad Gateway</h1>"),
        1 => Reply::media(504, "text/html", "<h1>Gateway Timeout</h1>"),
        _ => Reply::json(200, format!(r#"{{"number":{number}}}"#)),
    }
}

fn fault(random: &mut Random) -> Fault {
    let some = random.below(12);
    match random.below(17) {
        0 | 1 => Fault::ResetUnread,
        2 => Fault::ResetUnanswered,
        3 => Fault::CloseUnanswered,
        4 => Fault::HalfClose,
        5 => Fault::StallUnanswered,
        6 => Fault::StallHead,
        7 => Fault::StallBody(some),
        8 => Fault::CutBody(some),
        9 => Fault::ResetBody(some),
        10 => Fault::LongerLength(some + 1),
        11 => Fault::ShorterLength(some + 1),
        12 => Fault::Trickle {
            bytes: 20,
            every: Duration::from_millis(2),
        },
        13 => Fault::AnswerTwice,
        14 => Fault::Garbage("HTTP/9.9 what\r\n\r\n".into()),
        15 => Fault::CloseIdle,
        _ => Fault::ConnectionClose,
    }
}
