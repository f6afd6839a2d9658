//! Random arrivals, durations and cancellations on a manual clock: every window is counted.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::{Limits, Slot, TooLate};
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

/// Clock and limits as a client has them, and calls that are polled only when they are woken.
struct World {
    clock: ManualClock,
    shared: Arc<dyn Clock>,
    limits: Arc<Limits>,
    operation: &'static Operation,
    waiting: BTreeMap<usize, Call>,
}

struct Call {
    future: Pin<Box<dyn Future<Output = Result<Slot, TooLate>>>>,
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
        let clock = ManualClock::at(0).held();
        Self {
            shared: Arc::new(clock.clone()),
            clock,
            limits: Arc::default(),
            operation,
            waiting: BTreeMap::new(),
        }
    }

    fn arrive(&mut self, id: usize, longest: Option<Duration>) {
        let (limits, clock) = (Arc::clone(&self.limits), Arc::clone(&self.shared));
        let operation = self.operation;
        let future = Box::pin(async move { limits.admit(&clock, operation, URL, longest).await });
        let woken = Arc::new(Flag(AtomicBool::new(true)));
        self.waiting.insert(id, Call { future, woken });
    }

    /// Polls whoever is woken, until nobody is; gives what became of those who are through.
    fn settle(&mut self) -> Vec<(usize, Result<Slot, TooLate>)> {
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

    /// The calls that go now; they are sent and answered at once.
    fn go(&mut self) -> Vec<usize> {
        let through = self.settle();
        let gone = through.into_iter().map(|(id, slot)| {
            slot.unwrap().set_sent(true);
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
    // The server wants to be left alone for so long that 7 cannot go either, and it hears of it.
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
        let future = Box::pin(async move { limits.admit(&clock, operation, url, None).await });
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
            "and none where none is stated"
        );
    }
}

static NAMED_FREE: Operation = NAMED;

/// Pseudo-random numbers that are the same everywhere: SplitMix64.
struct Prng(u64);

impl Prng {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

enum Event {
    Arrive(usize),
    Cancel(usize),
    Land(usize),
    Learn(u64),
}

/// What happened in one run.
#[derive(Default)]
struct Log {
    /// When the server saw calls: anywhere between sending and answer.
    seen: Vec<Duration>,
    /// Who went, in order.
    gone: Vec<usize>,
    /// Slots in use: from sending until the answer, if that came already.
    flights: BTreeMap<usize, (Duration, Option<Duration>)>,
    held: Duration,
    late: usize,
}

struct Run {
    world: World,
    random: Prng,
    events: BTreeMap<(Duration, u64), Event>,
    numbers: u64,
    slots: BTreeMap<usize, Slot>,
    arrived: BTreeMap<usize, Duration>,
    log: Log,
}

impl Run {
    fn new(seed: u64, operation: &'static Operation, calls: usize) -> Self {
        let mut run = Self {
            world: World::new(operation),
            random: Prng(seed),
            events: BTreeMap::new(),
            numbers: 0,
            slots: BTreeMap::new(),
            arrived: BTreeMap::new(),
            log: Log::default(),
        };
        let mut at = 0;
        for id in 0..calls {
            // Bursts and pauses.
            at += match run.random.below(4) {
                0 => run.random.below(30_000),
                1 => run.random.below(100),
                _ => 0,
            };
            run.event(Duration::from_millis(at), Event::Arrive(id));
            if run.random.below(5) == 0 {
                let cancel = at + run.random.below(120_000);
                run.event(Duration::from_millis(cancel), Event::Cancel(id));
            }
        }
        for _ in 0..run.random.below(4) {
            let when = Duration::from_millis(run.random.below(at + 1));
            let pause = run.random.below(200);
            run.event(when, Event::Learn(pause));
        }
        run
    }

    fn event(&mut self, at: Duration, event: Event) {
        self.numbers += 1;
        self.events.insert((at, self.numbers), event);
    }

    fn go(mut self) -> Log {
        loop {
            self.settle();
            let clock = &self.world.clock;
            let now = clock.elapsed();
            let wake = clock.next_in().map(|left| now + left);
            let event = self.events.keys().next().map(|(at, _)| *at);
            match (wake, event) {
                (None, None) => {
                    assert!(self.world.waiting.is_empty(), "nobody is forgotten");
                    return self.log;
                }
                (Some(wake), event) if event.is_none_or(|at| wake <= at) => {
                    clock.advance(wake - now);
                }
                (_, Some(at)) => {
                    clock.advance(at - now);
                    let (_, event) = self.events.pop_first().unwrap();
                    self.happen(event);
                }
                (Some(_), None) => unreachable!(),
            }
        }
    }

    fn happen(&mut self, event: Event) {
        let now = self.world.clock.elapsed();
        match event {
            Event::Arrive(id) => {
                let longest = match self.random.below(4) {
                    0 => Some(Duration::from_millis(self.random.below(90_000))),
                    _ => None,
                };
                self.arrived.insert(id, now);
                self.world.arrive(id, longest);
            }
            Event::Cancel(id) => {
                self.world.waiting.remove(&id);
                self.land(id);
            }
            Event::Land(id) => self.land(id),
            Event::Learn(seconds) => {
                let limits = Arc::clone(&self.world.limits);
                let operation = self.world.operation;
                limits.learn(&self.world.shared, operation, URL, Some(secs(seconds)));
                self.log.held = self.log.held.max(now + secs(seconds));
            }
        }
    }

    fn land(&mut self, id: usize) {
        let now = self.world.clock.elapsed();
        if self.slots.remove(&id).is_some() {
            self.log.flights.get_mut(&id).unwrap().1 = Some(now);
            let sent = self.log.flights[&id].0;
            let within = u64::try_from((now - sent).as_millis()).unwrap() + 1;
            let seen = sent + Duration::from_millis(self.random.below(within));
            self.log.seen.push(seen);
        }
    }

    /// Lets go whoever may; a slot that is given back lets more go.
    fn settle(&mut self) {
        loop {
            let through = self.world.settle();
            if through.is_empty() {
                return;
            }
            self.send(through);
        }
    }

    fn send(&mut self, through: Vec<(usize, Result<Slot, TooLate>)>) {
        for (id, outcome) in through {
            let now = self.world.clock.elapsed();
            let Ok(mut slot) = outcome else {
                self.log.late += 1;
                continue;
            };
            assert!(
                now >= self.log.held,
                "nobody goes while the server wants to be left alone"
            );
            assert!(self.fits(now), "the limit holds");
            if now > self.arrived[&id] && now > self.log.held {
                let before = now - Duration::from_nanos(1);
                assert!(!self.fits(before), "nobody waits longer than it must");
            }
            assert_eq!(slot.waited(), now - self.arrived[&id]);
            if self.random.below(10) == 0 {
                // It is not sent after all.
                continue;
            }
            slot.set_sent(true);
            self.slots.insert(id, slot);
            self.log.gone.push(id);
            self.log.flights.insert(id, (now, None));
            let land = now + Duration::from_millis(self.random.below(8_000));
            self.event(land, Event::Land(id));
        }
    }

    /// Whether one more call may count at this time, by looking at all of them.
    fn fits(&self, now: Duration) -> bool {
        let rate = self.world.operation.rate.unwrap();
        let window = rate.per + (rate.per / 1000).max(Duration::from_millis(1));
        let counts =
            |(_, end): &&(Duration, Option<Duration>)| end.is_none_or(|e| e + window > now);
        self.log.flights.values().filter(counts).count() < rate.calls as usize
    }
}

/// E4 56: whatever happens, no window holds more than is stated, as the server sees it.
#[test]
fn e4_56_every_window_of_random_runs() {
    static FAST: Operation = NAMED.rate(5, 1);
    let mut late = 0;
    for seed in 0..600 {
        let operation = [&TEN, &THREE, &FAST][seed as usize % 3];
        let Log {
            mut seen,
            gone,
            late: refused,
            ..
        } = Run::new(seed, operation, 60).go();
        late += refused;
        assert!(gone.is_sorted(), "first come, first served: {gone:?}");
        let rate = operation.rate.unwrap();
        seen.sort_unstable();
        for window in seen.windows(rate.calls as usize + 1) {
            let span = window[window.len() - 1] - window[0];
            assert!(
                span > rate.per,
                "seed {seed}: {span:?} holds {}",
                window.len()
            );
        }
    }
    assert!(late > 100, "some could not wait: {late}");
}
