//! Tests rate limits with random arrivals, durations and cancellations on a manual clock. Counts every window.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{NAMED, TEN, THREE, URL, World, secs};
use crate::client::rate_limit::{DeadlineExceeded, Permit};
use crate::clock::Clock;
use crate::operation::Operation;

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
    /// The times at which the server counted calls, each between sending and response.
    seen: Vec<Duration>,
    /// The calls that were sent, in order.
    gone: Vec<usize>,
    /// The permits in use: from sending until the response, if that has arrived.
    flights: BTreeMap<usize, (Duration, Option<Duration>)>,
    paused_until: Duration,
    late: usize,
}

struct Run {
    world: World,
    random: Prng,
    events: BTreeMap<(Duration, u64), Event>,
    numbers: u64,
    slots: BTreeMap<usize, Permit>,
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
                    assert!(self.world.waiting.is_empty(), "no call is forgotten");
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
                let max_wait = match self.random.below(4) {
                    0 => Some(Duration::from_millis(self.random.below(90_000))),
                    _ => None,
                };
                self.arrived.insert(id, now);
                self.world.arrive(id, max_wait);
            }
            Event::Cancel(id) => {
                self.world.waiting.remove(&id);
                self.complete(id);
            }
            Event::Land(id) => self.complete(id),
            Event::Learn(seconds) => {
                let limits = Arc::clone(&self.world.limits);
                let operation = self.world.operation;
                limits.learn(&self.world.shared, operation, URL, Some(secs(seconds)));
                self.log.paused_until = self.log.paused_until.max(now + secs(seconds));
            }
        }
    }

    fn complete(&mut self, id: usize) {
        let now = self.world.clock.elapsed();
        if self.slots.remove(&id).is_some() {
            self.log.flights.get_mut(&id).unwrap().1 = Some(now);
            let sent = self.log.flights[&id].0;
            let within = u64::try_from((now - sent).as_millis()).unwrap() + 1;
            let seen = sent + Duration::from_millis(self.random.below(within));
            self.log.seen.push(seen);
        }
    }

    /// Sends all permitted calls; a permit that is given back permits more.
    fn settle(&mut self) {
        loop {
            let through = self.world.settle();
            if through.is_empty() {
                return;
            }
            self.send(through);
        }
    }

    fn send(&mut self, through: Vec<(usize, Result<Permit, DeadlineExceeded>)>) {
        for (id, outcome) in through {
            let now = self.world.clock.elapsed();
            let Ok(mut permit) = outcome else {
                self.log.late += 1;
                continue;
            };
            assert!(
                now >= self.log.paused_until,
                "no call is permitted during a pause"
            );
            assert!(self.fits(now), "the limit is kept");
            if now > self.arrived[&id] && now > self.log.paused_until {
                let before = now - Duration::from_nanos(1);
                assert!(!self.fits(before), "no call waits longer than it must");
            }
            assert_eq!(permit.waited(), now - self.arrived[&id]);
            if self.random.below(10) == 0 {
                // The call is not sent after all.
                continue;
            }
            permit.set_sent(true);
            self.slots.insert(id, permit);
            self.log.gone.push(id);
            self.log.flights.insert(id, (now, None));
            let land = now + Duration::from_millis(self.random.below(8_000));
            self.event(land, Event::Land(id));
        }
    }

    /// Returns whether one more call may count at this time, computed from all calls so far.
    fn fits(&self, now: Duration) -> bool {
        let rate = self.world.operation.rate.unwrap();
        let window = rate.per + (rate.per / 1000).max(Duration::from_millis(1));
        let counts =
            |(_, end): &&(Duration, Option<Duration>)| end.is_none_or(|e| e + window > now);
        self.log.flights.values().filter(counts).count() < rate.calls as usize
    }
}

/// E4 56: whatever happens, no window has more calls than declared, as the server counts them.
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
                "seed {seed}: {span:?} has {}",
                window.len()
            );
        }
    }
    assert!(late > 100, "some could not wait: {late}");
}
