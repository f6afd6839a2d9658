//! Times, taken in turns.
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The best time of a run of each task. The tasks take turns, so that a busy moment of the machine hits all.
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

/// The middle of a few figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
