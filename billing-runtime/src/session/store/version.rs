//! Versions of entries: an epoch that grows with each save.

/// A generation that no clock and no count of renewals can reach. Far above it, counting would
/// overflow.
pub(in crate::session) const MAX_GENERATION: u64 = 1 << 60;

/// The first version that leaves no room above it for the saves of one renewal.
const LAST: u64 = u64::MAX - 16;

/// Returns true if no entry can be saved above this version.
pub(in crate::session) fn is_last(version: u64) -> bool {
    version >= LAST
}
