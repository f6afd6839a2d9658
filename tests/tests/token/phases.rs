//! A server without leeway lets a client in whose clock is off, whatever phase of the second the two are in.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use billing_runtime::Client;
use billing_runtime::client::Retry;
use billing_runtime::client::clock::Clock as _;
use billing_runtime::testing::ManualClock;
use billing_tests::billingo::Billingo;

use crate::support::client::{keys, wait};

const NOW: u64 = 1_700_000_000;

/// How far the client's clock is ahead of the server's, in milliseconds.
const AHEAD: [i64; 18] = [
    0,
    1,
    400,
    999,
    1_000,
    1_500,
    2_000,
    2_999,
    3_000,
    4_000,
    30_000,
    3_600_000,
    172_800_000,
    -1,
    -1_000,
    -5_000,
    -20_000,
    -3_600_000,
];

/// The milliseconds of the client's clock after a full second.
const PHASES: [u64; 8] = [0, 1, 167, 333, 500, 667, 834, 999];

#[test]
fn a_strict_server_lets_every_phase_in() {
    let clock = ManualClock::at(NOW);
    let ahead = Arc::new(AtomicI64::new(0));
    let mock = billingo_mock::open().unwrap().strict();
    let (time, difference) = (clock.clone(), ahead.clone());
    let mock = mock.clock(move || {
        let since = time.now().duration_since(UNIX_EPOCH).unwrap();
        let ours = i64::try_from(since.as_millis()).unwrap();
        (ours - difference.load(Ordering::Relaxed)).div_euclid(1_000)
    });
    let mock = mock.start().unwrap();
    let mut wrong = Vec::new();
    for by in AHEAD {
        ahead.store(by, Ordering::Relaxed);
        for phase in PHASES {
            let since = clock.now().duration_since(UNIX_EPOCH).unwrap();
            let full = Duration::from_millis(1_000 - u64::from(since.subsec_millis()) + phase);
            clock.advance(full);
            let builder = Client::builder()
                .servers(mock.servers())
                .credential(keys())
                .clock(clock.clone())
                .retry(Retry::never());
            let billingo = Billingo::new(builder.build().unwrap());
            mock.forget();
            let first = wait(billingo.user().is_sandbox());
            let sent = mock.seen().len();
            let second = wait(billingo.user().is_sandbox());
            let both = mock.seen().len() - sent;
            // One attempt may be lost to learn the server's time, and never another one.
            if first.is_err() || second.is_err() || sent > 2 || both > 1 {
                wrong.push((by, phase, first.err().map(|e| e.to_string()), sent, both));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        AHEAD.len() * PHASES.len()
    );
}
