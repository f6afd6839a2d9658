//! Thousands of mixed calls against a server that misbehaves: what the caller is told of each is
//! held against what the server did.

mod calls;
mod service;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use billing_harness::alone;
use billing_runtime::client::Retry;
use billing_runtime::transport::Timeouts;
use billing_runtime::{Client, Error};

use crate::support::random::Random;
use calls::Kind;
use service::Service;

/// Longer than any call may take, whatever happens to it.
const HANGS: Duration = Duration::from_secs(30);
const TASKS: usize = 16;

/// What the caller knows after a call; nothing after one that it dropped on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Happened,
    DidNot,
    Unknown,
    Dropped,
}

impl Outcome {
    fn of(answer: &Result<(), Error>) -> Self {
        match answer {
            Ok(()) => Self::Happened,
            Err(error) if error.was_done() => Self::Happened,
            Err(error) if error.outcome_unknown() => Self::Unknown,
            Err(_) => Self::DidNot,
        }
    }
}

struct Told {
    number: usize,
    kind: Kind,
    outcome: Outcome,
    error: Option<String>,
}

fn client(service: &Service) -> Client {
    let timeouts = Timeouts {
        connect: Some(Duration::from_secs(5)),
        stall: Some(Duration::from_millis(250)),
        total: Some(Duration::from_secs(2)),
        ..Timeouts::default()
    };
    let builder = Client::builder().base_url(service.url());
    // Waits that a test can afford.
    let retry = Retry {
        initial_backoff: Duration::from_millis(10),
        max_backoff: Duration::from_millis(40),
        ..Retry::default()
    };
    builder.timeouts(timeouts).retry(retry).build().unwrap()
}

/// One of the tasks: takes numbers until there are no more.
async fn work(
    client: Client,
    service: Arc<Service>,
    numbers: Arc<AtomicUsize>,
    calls: usize,
) -> Vec<Told> {
    let mut told = Vec::new();
    loop {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        if number >= calls {
            return told;
        }
        let kind = Kind::of(Random(number as u64).below(100));
        let patience = match number % 20 {
            7 => Duration::from_millis(number as u64 / 20 % 8),
            _ => HANGS,
        };
        let answer = tokio::time::timeout(patience, kind.call(&client, number)).await;
        assert!(
            answer.is_ok() || patience < HANGS,
            "call {number} hangs: {kind:?}"
        );
        told.push(Told {
            number,
            kind,
            outcome: answer.as_ref().map_or(Outcome::Dropped, Outcome::of),
            error: answer.ok().and_then(Result::err).map(|e| e.to_string()),
        });
        if number.is_multiple_of(500) {
            service.forget();
        }
    }
}

/// The memory of this process, in KiB, by its name in /proc; 0 where there is no such file.
fn memory(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(name));
    let digits = line.and_then(|l| l.split_whitespace().next());
    digits.and_then(|d| d.parse().ok()).unwrap_or(0)
}

fn soak(calls: usize) {
    let service = Arc::new(Service::start());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    let begun = Instant::now();
    let (numbers, mut told, mut early) = (Arc::new(AtomicUsize::new(0)), Vec::new(), 0);
    runtime.block_on(async {
        let client = client(&service);
        // In two parts, between which the memory is looked at.
        for part in [calls / 4, calls] {
            numbers.store(told.len(), Ordering::Relaxed);
            let tasks = (0..TASKS).map(|_| {
                let (service, numbers) = (Arc::clone(&service), Arc::clone(&numbers));
                tokio::spawn(work(client.clone(), service, numbers, part))
            });
            for task in tasks.collect::<Vec<_>>() {
                told.extend(task.await.unwrap());
            }
            if early == 0 {
                early = memory("VmRSS:");
            }
        }
    });
    drop(runtime);
    let late = memory("VmRSS:");
    service.settle();
    let counts = judge(&told, &service);
    let faults = service.faults();
    println!(
        "{calls} calls in {:.1?}, {faults} faults: {counts:?}",
        begun.elapsed()
    );
    println!(
        "resident {early} KiB after a quarter, {late} KiB at the end, {} KiB at most",
        memory("VmHWM:")
    );
    assert_eq!(told.len(), calls);
    assert!(
        faults * 100 > calls * 25,
        "{faults} faults in {calls} calls"
    );
    assert!(late < early + 32 * 1024, "memory grows");
}

/// Holds each outcome against what the server did; counts them by kind.
fn judge(told: &[Told], service: &Service) -> BTreeMap<(Kind, Outcome), usize> {
    let mut counts = BTreeMap::new();
    for call in told {
        let Told {
            number,
            kind,
            outcome,
            error,
        } = call;
        let done = service.done(*number);
        let what =
            format!("call {number}, {kind:?}: told {outcome:?} ({error:?}), done {done} times");
        match outcome {
            Outcome::Happened => assert!(done > 0, "{what}"),
            // A read that fails leaves nothing to find out.
            Outcome::DidNot => assert!(done == 0 || *kind == Kind::Read, "{what}"),
            Outcome::Unknown => assert_ne!(*kind, Kind::Read, "{what}"),
            Outcome::Dropped => {}
        }
        if kind.is_once() {
            assert!(done <= 1, "{what}");
        }
        *counts.entry((*kind, *outcome)).or_default() += 1;
    }
    for kind in Kind::ALL {
        let of = |outcome| counts.get(&(kind, outcome)).copied().unwrap_or(0);
        assert!(
            of(Outcome::Happened) > 0 && of(Outcome::DidNot) > 0,
            "{counts:?}"
        );
        assert!(kind == Kind::Read || of(Outcome::Unknown) > 0, "{counts:?}");
    }
    counts
}

#[test]
fn soak_of_1_500_calls() {
    if alone("soak::soak_of_1_500_calls") {
        soak(1_500);
    }
}

#[test]
#[ignore = "takes a minute: cargo test -p billing-tests --test main soak -- --ignored --nocapture"]
fn soak_of_20_000_calls() {
    if alone("soak::soak_of_20_000_calls") {
        soak(20_000);
    }
}
