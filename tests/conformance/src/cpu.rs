//! Reads the CPU time of this process and of its finished children, if the system provides it.

use std::fs;

/// Returns the seconds of this process.
pub fn own() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// Returns the seconds of finished child processes.
pub fn children() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    // User and system time of the children; a tick is a hundredth of a second on every Linux that Rust supports.
    Some((ticks(13)? + ticks(14)?) / 100.0)
}

/// Returns the time between two readings.
pub fn between(from: Option<f64>, to: Option<f64>) -> f64 {
    match (from, to) {
        (Some(from), Some(to)) => to - from,
        _ => f64::NAN,
    }
}
