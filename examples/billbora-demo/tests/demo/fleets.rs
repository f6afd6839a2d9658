//! Fleets whose store is attacked: a real Redis server that refuses, forgets, is suspended and
//! restarted while tokens expire and workers are killed.
//!
//! In every case there are no more refreshes than expiries plus killed workers, no refresh token is
//! reused too late, no session is revoked, and every worker finishes. If the store forgets tokens
//! just renewed, another worker exchanges the identity once more.

use std::thread::sleep;
use std::time::{Duration, Instant};

use billbora_demo::fleet::Worker;
use billbora_demo::redis::Redis;
use billbora_demo::worker::Mode;
use billbora_mock::{Controls, Counts, EMAIL, Step};

use super::{fleet, run, server, signed_in};

const WORKERS: usize = 8;
const CALLS: usize = 60;
/// After how many calls a token expires.
const EXPIRY: u64 = 75;

/// An attack on a running fleet.
struct Attack<'a> {
    redis: &'a mut Redis,
    controls: &'a Controls,
    workers: &'a mut Vec<Worker>,
    killed: u64,
    /// How often the store has lost its data.
    lost: u64,
}

/// The outcome of an attack.
struct Outcome {
    counts: Counts,
    killed: u64,
    lost: u64,
}

impl Attack<'_> {
    fn forget(&mut self, words: &[&str]) {
        self.tell(words);
        self.lost += 1;
    }

    fn tell(&self, words: &[&str]) {
        let answer = self.redis.command(words).unwrap();
        assert!(!answer.starts_with('-'), "{words:?}: {answer}");
    }

    /// Waits until this many more calls were accepted, or until no call was accepted for a while.
    fn calls(&self, more: u64) {
        let before = self.controls.counts().calls;
        let (mut last, mut since) = (before, Instant::now());
        while last < before + more && since.elapsed() < Duration::from_millis(1_500) {
            sleep(Duration::from_millis(2));
            let now = self.controls.counts().calls;
            if now > last {
                (last, since) = (now, Instant::now());
            }
        }
    }

    /// Kills a worker.
    fn kill(&mut self) {
        self.workers.pop().unwrap().kill().unwrap();
        self.killed += 1;
    }
}

/// Runs a fleet during an attack.
fn fleet_under(mode: Mode, attack: impl FnOnce(&mut Attack<'_>)) -> Option<Outcome> {
    let mut redis = server()?;
    let mock = billbora_mock::start().unwrap();
    run(signed_in(&mock, &redis)).unwrap();
    let controls = mock.controls();
    controls.forget_counts();
    controls.expire_every(Some(EXPIRY));
    let urls = [mock.project_url(), mock.url()];
    let mut workers: Vec<_> = {
        let fleet = fleet(&urls, &redis);
        let start = |_| fleet.start_as(mode, CALLS).unwrap();
        (0..WORKERS).map(start).collect()
    };
    let mut attack_ = Attack {
        redis: &mut redis,
        controls,
        workers: &mut workers,
        killed: 0,
        lost: 0,
    };
    attack_.calls(40);
    attack(&mut attack_);
    let (killed, lost) = (attack_.killed, attack_.lost);
    for worker in workers {
        worker.finish().unwrap();
    }
    let counts = controls.counts();
    assert_eq!(counts.revocations, 0, "{counts:?}");
    assert!(counts.reuses <= killed, "{counts:?}, {killed} killed");
    Some(Outcome {
        counts,
        killed,
        lost,
    })
}

/// Checks what holds for tokens of organizations when nobody switches.
fn is_thrifty(outcome: Option<Outcome>) {
    let Some(outcome) = outcome else { return };
    let (counts, most) = (
        outcome.counts,
        outcome.counts.calls / EXPIRY + outcome.killed,
    );
    assert!(counts.refreshes <= most, "{counts:?}, {most}");
    let new = counts.refreshes + counts.exchanges;
    assert!(new <= most + outcome.lost, "{counts:?}, {most}");
}

/// The ways to make the server refuse, and how to start and stop each.
const REFUSALS: &[(&str, &[&str], &[&str])] = &[
    (
        "no memory",
        &["CONFIG", "SET", "maxmemory", "1"],
        &["CONFIG", "SET", "maxmemory", "0"],
    ),
    (
        "a replica",
        &["REPLICAOF", "127.0.0.1", "1"],
        &["REPLICAOF", "NO", "ONE"],
    ),
    (
        "too few replicas",
        &["CONFIG", "SET", "min-replicas-to-write", "1"],
        &["CONFIG", "SET", "min-replicas-to-write", "0"],
    ),
];

#[test]
fn a_store_that_answers_and_refuses() {
    for (name, refuse, stop) in REFUSALS {
        println!("{name}");
        is_thrifty(fleet_under(Mode::Patient, |attack| {
            attack.tell(refuse);
            attack.calls(EXPIRY * 2);
            attack.tell(stop);
        }));
    }
}

#[test]
fn a_store_that_forgets_everything() {
    is_thrifty(fleet_under(Mode::Patient, |attack| {
        for _ in 0..4 {
            attack.forget(&["FLUSHALL"]);
            attack.calls(90);
        }
    }));
}

#[test]
fn a_store_whose_entries_another_program_has_overwritten() {
    is_thrifty(fleet_under(Mode::Patient, |attack| {
        let name = format!("billing:{{billbora.session:{EMAIL}}}:tokens");
        attack.forget(&["DEL", &name]);
        attack.tell(&["SET", &name, "something else"]);
        attack.calls(EXPIRY);
        attack.forget(&["DEL", &name]);
    }));
}

#[test]
fn a_store_that_is_started_anew_and_empty() {
    is_thrifty(fleet_under(Mode::Patient, |attack| {
        for _ in 0..2 {
            attack.redis.restart().unwrap();
            attack.lost += 1;
            attack.calls(100);
        }
    }));
}

/// Requests that a worker cancelled take effect when the server resumes.
#[test]
fn a_store_that_stands_still_for_longer_than_it_is_waited_for() {
    is_thrifty(fleet_under(Mode::Patient, |attack| {
        attack.redis.signal("STOP").unwrap();
        sleep(Duration::from_millis(2_300));
        attack.redis.signal("CONT").unwrap();
    }));
}

#[test]
fn workers_that_are_killed_while_the_store_forgets() {
    is_thrifty(fleet_under(Mode::Patient, |attack| {
        for _ in 0..2 {
            attack.kill();
            attack.forget(&["FLUSHALL"]);
            attack.calls(60);
        }
    }));
}

/// One runtime with several threads and tasks in each process.
#[test]
fn threads_share_as_processes_do() {
    is_thrifty(fleet_under(Mode::Threads, |attack| {
        attack.calls(100);
        attack.tell(&["CONFIG", "SET", "maxmemory", "1"]);
        attack.calls(EXPIRY * 2);
        attack.tell(&["CONFIG", "SET", "maxmemory", "0"]);
        attack.calls(60);
        attack.forget(&["FLUSHALL"]);
    }));
}

/// The service revokes all tokens of organizations; the identity is valid and is exchanged once.
#[test]
fn tokens_that_the_service_ends_come_back_from_the_identity() {
    let outcome = fleet_under(Mode::Patient, |attack| {
        attack.controls.revoke_access(EMAIL);
        attack.calls(100);
    });
    let Some(Outcome { counts, .. }) = outcome else {
        return;
    };
    assert!((1..=2).contains(&counts.renewals), "{counts:?}");
    assert!((1..=2).contains(&counts.exchanges), "{counts:?}");
    let new = counts.refreshes + counts.exchanges;
    assert!(new <= counts.calls / EXPIRY + 2, "{counts:?}");
}

/// The identity's own tokens, renewed for each switch by whichever worker switches, under the same
/// conditions.
#[test]
fn the_identity_is_renewed_by_one_at_a_time() {
    let outcome = fleet_under(Mode::Switching, |attack| {
        attack.tell(&["CONFIG", "SET", "maxmemory", "1"]);
        attack.calls(60);
        attack.tell(&["CONFIG", "SET", "maxmemory", "0"]);
        attack.calls(60);
        attack.forget(&["FLUSHALL"]);
        attack.controls.expire_identity_now();
        attack.calls(60);
        attack
            .controls
            .delay(Step::Renew, Duration::from_millis(20));
    });
    let Some(Outcome { counts, .. }) = outcome else {
        return;
    };
    assert_eq!((counts.reuses, counts.revocations), (0, 0), "{counts:?}");
    // At most one per switch; some workers find that another has just renewed.
    let switches = (WORKERS * CALLS / 10) as u64;
    assert!(counts.renewals <= switches, "{counts:?}");
}

#[test]
fn a_person_who_signs_out_ends_every_worker_with_that_reason() {
    let Some(redis) = server() else { return };
    let mock = billbora_mock::start().unwrap();
    let session = run(signed_in(&mock, &redis)).unwrap();
    let urls = [mock.project_url(), mock.url()];
    let fleet = fleet(&urls, &redis);
    let start = |_| fleet.start_as(Mode::Patient, 100_000).unwrap();
    let workers: Vec<_> = (0..3).map(start).collect();
    let controls = mock.controls();
    let begun = Instant::now();
    while controls.counts().calls < 30 && begun.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(2));
    }
    run(session.sign_out()).unwrap();
    controls.expire_now();
    for worker in workers {
        let error = worker.finish().unwrap_err().to_string();
        assert!(error.contains("somebody signed out"), "{error}");
    }
}
