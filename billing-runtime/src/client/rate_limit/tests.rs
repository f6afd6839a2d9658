//! Tests rate limits on a manual clock: which calls are permitted, and in what order.

mod random;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::{DeadlineExceeded, Permit, RateLimits};
use crate::clock::Clock;
use crate::operation::{Effect, Method, Operation};
use crate::testing::ManualClock;

const URL: &str = "https://api.example/x/1";
const NAMED: Operation = Operation::new("X", Method::Get, "/x/{id}", Effect::Read);
static TEN: Operation = NAMED.rate(10, 60);
static THREE: Operation = NAMED.rate(3, 60);

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The clock and the limits of a client, and calls that are polled only when they are woken.
struct World {
    clock: ManualClock,
    shared: Arc<dyn Clock>,
    limits: Arc<RateLimits>,
    operation: &'static Operation,
    waiting: BTreeMap<usize, Call>,
}

struct Call {
    future: Pin<Box<dyn Future<Output = Result<Permit, DeadlineExceeded>>>>,
    woken: Arc<Flag>,
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl World {
    fn new(operation: &'static Operation) -> Self {
        let clock = ManualClock::at(0).without_auto_advance();
        Self {
            shared: Arc::new(clock.clone()),
            clock,
            limits: Arc::default(),
            operation,
            waiting: BTreeMap::new(),
        }
    }

    fn arrive(&mut self, id: usize, max_wait: Option<Duration>) {
        let (limits, clock) = (Arc::clone(&self.limits), Arc::clone(&self.shared));
        let operation = self.operation;
        let future =
            Box::pin(async move { limits.acquire(&clock, operation, URL, max_wait).await });
        let woken = Arc::new(Flag(AtomicBool::new(true)));
        self.waiting.insert(id, Call { future, woken });
    }

    /// Polls woken calls until none is left; returns the results of those that finished.
    fn settle(&mut self) -> Vec<(usize, Result<Permit, DeadlineExceeded>)> {
        let mut out = Vec::new();
        loop {
            let mut calls = self.waiting.iter_mut();
            let woken = calls.find(|(_, call)| call.woken.0.swap(false, Ordering::SeqCst));
            let Some((&id, call)) = woken else {
                return out;
            };
            let waker = Waker::from(Arc::clone(&call.woken));
            if let Poll::Ready(outcome) =
                call.future.as_mut().poll(&mut Context::from_waker(&waker))
            {
                self.waiting.remove(&id);
                out.push((id, outcome));
            }
        }
    }

    /// Returns the calls that are permitted now. Each is sent and gets its response at once.
    fn go(&mut self) -> Vec<usize> {
        let through = self.settle();
        let gone = through.into_iter().map(|(id, permit)| {
            permit.unwrap().set_sent(true);
            id
        });
        gone.collect()
    }
}

#[test]
fn ten_go_and_the_next_waits_for_the_first() {
    let mut world = World::new(&TEN);
    for id in 0..30 {
        world.arrive(id, None);
    }
    assert_eq!(world.go(), (0..10).collect::<Vec<_>>());
    world.clock.advance(secs(60));
    assert!(
        world.go().is_empty(),
        "the window has an edge that belongs to it"
    );
    let guard = world.clock.advance_to_next().unwrap();
    assert_eq!(guard, Duration::from_millis(60));
    assert_eq!(world.go(), (10..20).collect::<Vec<_>>());
    assert_eq!(
        world.clock.sleepers(),
        1,
        "only the first of the queue sleeps"
    );
}

#[test]
fn a_call_counts_until_after_its_answer() {
    let mut world = World::new(&THREE);
    world.arrive(0, None);
    let (_, slow) = world.settle().remove(0);
    let mut slow = slow.unwrap();
    slow.set_sent(true);
    world.clock.advance(secs(50));
    (1..5).for_each(|id| world.arrive(id, None));
    assert_eq!(world.go(), [1, 2]);
    world.clock.advance(secs(30));
    drop(slow);
    // The first one ended at 80, the others at 50.
    while world.clock.elapsed() < secs(110) {
        assert!(world.go().is_empty());
        world.clock.advance_to_next().unwrap();
    }
    assert_eq!(world.go(), [3, 4]);
    world.arrive(5, None);
    assert!(world.go().is_empty());
    world.clock.advance_to_next().unwrap();
    assert!(world.clock.elapsed() > secs(140));
    assert_eq!(world.go(), [5]);
}

#[test]
fn a_slot_that_is_not_used_is_free_at_once() {
    let mut world = World::new(&THREE);
    (0..5).for_each(|id| world.arrive(id, None));
    let mut through = world.settle();
    assert_eq!(through.len(), 3);
    assert!(world.settle().is_empty());
    through.remove(1).1.unwrap().set_sent(false);
    assert_eq!(world.go(), [3]);
}

#[test]
fn who_cannot_wait_hears_so_at_once() {
    let mut world = World::new(&THREE);
    (0..3).for_each(|id| world.arrive(id, None));
    assert_eq!(world.go(), [0, 1, 2]);
    world.clock.advance(secs(20));
    (3..6).for_each(|id| world.arrive(id, None));
    world.arrive(6, Some(secs(41)));
    world.arrive(7, Some(secs(101)));
    let refused = world.settle();
    assert_eq!(refused.len(), 1);
    let window = Duration::from_millis(60_060);
    assert_eq!(refused[0].0, 6);
    assert_eq!(
        refused[0].1.as_ref().unwrap_err().wait,
        window - secs(20) + window
    );
    // The server requests a pause so long that call 7 cannot be sent either, and call 7 fails at once.
    let limits = Arc::clone(&world.limits);
    limits.learn(&world.shared, &THREE, URL, Some(secs(90)));
    let refused = world.settle();
    assert_eq!((refused[0].0, refused.len()), (7, 1));
}

#[test]
fn a_refusal_teaches() {
    let mut world = World::new(&THREE);
    let limits = Arc::clone(&world.limits);
    let mut waits = Vec::new();
    for (id, pause) in [Some(5), None, Some(99_999)].into_iter().enumerate() {
        world.clock.advance(secs(1000));
        limits.learn(&world.shared, &THREE, URL, pause.map(secs));
        world.arrive(id, None);
        assert!(world.go().is_empty());
        waits.push(world.clock.advance_to_next().unwrap().as_secs());
        assert_eq!(world.go(), [id]);
    }
    assert_eq!(waits, [5, 60, 300]);
}

#[test]
fn limits_are_apart() {
    static OTHER: Operation = Operation::new("Y", Method::Get, "/y", Effect::Read).rate(1, 3600);
    let mut world = World::new(&OTHER);
    let go = |world: &mut World, operation: &'static Operation, url: &'static str| {
        let (limits, clock) = (Arc::clone(&world.limits), Arc::clone(&world.shared));
        let future = Box::pin(async move { limits.acquire(&clock, operation, url, None).await });
        let woken = Arc::new(Flag(AtomicBool::new(true)));
        world.waiting.insert(0, Call { future, woken });
        let gone = world.go().len();
        world.waiting.clear();
        gone
    };
    let urls = [
        "https://a.example/x?1",
        "https://a.example/y/2",
        "https://b.example/x",
        "http://a.example/x",
    ];
    let gone = urls.map(|url| go(&mut world, &OTHER, url));
    assert_eq!(gone, [1, 0, 1, 1], "one limit for each origin");
    assert_eq!(go(&mut world, &THREE, urls[0]), 1, "and for each endpoint");
    for _ in 0..100 {
        assert_eq!(
            go(&mut world, &NAMED_FREE, urls[0]),
            1,
            "and no limit if none is declared"
        );
    }
}

static NAMED_FREE: Operation = NAMED;
