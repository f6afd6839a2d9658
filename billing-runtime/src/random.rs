//! The source of randomness of a client, which tests replace to be deterministic.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of random numbers, for the waits between attempts and for idempotency keys.
///
/// ```
/// # use billing_runtime::Client;
/// # fn main() -> billing_runtime::Result<()> {
/// // In a test: every wait has its greatest length.
/// let client = Client::builder().random(|| u64::MAX).build()?;
/// # Ok(()) }
/// ```
pub trait Random: Send + Sync + 'static {
    /// Returns the next number, uniformly distributed.
    fn next(&self) -> u64;
}

impl<F: Fn() -> u64 + Send + Sync + 'static> Random for F {
    fn next(&self) -> u64 {
        self()
    }
}

/// Random numbers from a keyed hash, with a random key from the system.
#[derive(Debug, Default)]
pub struct SystemRandom {
    keys: RandomState,
    count: AtomicU64,
}

impl SystemRandom {
    /// Returns a source with a new key.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Random for SystemRandom {
    fn next(&self) -> u64 {
        self.keys
            .hash_one(self.count.fetch_add(1, Ordering::Relaxed))
    }
}

impl fmt::Debug for dyn Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

/// Returns a random UUID, version 4 of RFC 9562.
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
    fn numbers_do_not_repeat() {
        let (one, other) = (SystemRandom::new(), SystemRandom::new());
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            assert!(seen.insert(one.next()) && seen.insert(other.next()));
        }
        // Each bit is set half the time, within six standard deviations.
        for bit in 0..64 {
            let set = seen.iter().filter(|n| *n & (1 << bit) != 0).count();
            assert!(set.abs_diff(10_000) < 430, "bit {bit}: {set}");
        }
    }
}
