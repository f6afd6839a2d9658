//! Chance: an argument, so that tests know what comes.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives numbers that nobody expects: for waits between attempts and for idempotency keys.
///
/// ```
/// # use billing_runtime::Client;
/// # fn main() -> billing_runtime::Result<()> {
/// // In a test: every wait is as long as it may be.
/// let client = Client::builder().random(|| u64::MAX).build()?;
/// # Ok(()) }
/// ```
pub trait Random: Send + Sync + 'static {
    /// Returns the next number; all are equally likely.
    fn next(&self) -> u64;
}

impl<F: Fn() -> u64 + Send + Sync + 'static> Random for F {
    fn next(&self) -> u64 {
        self()
    }
}

/// Numbers from a keyed hash whose key the system drew.
#[derive(Debug, Default)]
pub struct SystemRandom {
    keys: RandomState,
    drawn: AtomicU64,
}

impl SystemRandom {
    /// Draws a key.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Random for SystemRandom {
    fn next(&self) -> u64 {
        self.keys
            .hash_one(self.drawn.fetch_add(1, Ordering::Relaxed))
    }
}

impl fmt::Debug for dyn Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

/// A random UUID, as RFC 9562 writes one of version 4.
pub(crate) fn uuid(random: &dyn Random) -> String {
    let bits = (u128::from(random.next()) << 64) | u128::from(random.next());
    let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        assert_eq!(uuid(&|| u64::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(&|| 0), "00000000-0000-4000-8000-000000000000");
    }

    #[test]
    fn numbers_do_not_come_twice() {
        let (one, other) = (SystemRandom::new(), SystemRandom::new());
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            assert!(seen.insert(one.next()) && seen.insert(other.next()));
        }
        // Each bit is as often set as not; six standard deviations.
        for bit in 0..64 {
            let set = seen.iter().filter(|n| *n & (1 << bit) != 0).count();
            assert!(set.abs_diff(10_000) < 430, "bit {bit}: {set}");
        }
    }
}
