//! Measures time, CPU time and allocations.
use std::alloc::System;
use std::hint::black_box;
use std::time::{Duration, Instant};

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// Returns the shortest time of one run of each task. The tasks alternate, so that other load on the machine affects all
/// of them.
pub fn best<const N: usize>(
    rounds: u32,
    repeat: u32,
    mut tasks: [&mut dyn FnMut() -> usize; N],
) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..rounds {
        for (task, best) in tasks.iter_mut().zip(&mut best) {
            let start = Instant::now();
            for _ in 0..repeat {
                black_box(task());
            }
            *best = (*best).min(start.elapsed() / repeat);
        }
    }
    best
}

/// Returns the median of a few figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Returns the number of allocations and reallocations so far.
pub fn allocations() -> usize {
    let stats = ALLOCATOR.stats();
    stats.allocations + stats.reallocations
}

/// Returns the CPU time that the main thread has used, user and system, in seconds.
///
/// # Errors
///
/// If the system has no `/proc`.
pub fn cpu_seconds() -> Result<f64, String> {
    let stat =
        std::fs::read_to_string("/proc/self/schedstat").map_err(|error| error.to_string())?;
    let nanoseconds = stat
        .split(' ')
        .next()
        .and_then(|first| first.parse::<f64>().ok());
    nanoseconds
        .map(|nanoseconds| nanoseconds / 1e9)
        .ok_or_else(|| "`/proc/self/schedstat` does not begin with a number".to_owned())
}
