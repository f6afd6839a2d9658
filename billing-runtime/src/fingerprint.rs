//! A fingerprint of a request; equal requests have equal fingerprints.

use std::fmt;

/// A short hash of method, path and body, by which the logs of client and service can be searched for a
/// request. Equal requests have equal fingerprints. The hash is not cryptographic: an attacker can create
/// two requests with the same fingerprint.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Hashes the parts of a request, each followed by a line break.
    pub(crate) fn of_parts(parts: &[&[u8]]) -> Self {
        let bytes = parts.iter().flat_map(|part| part.iter().chain(b"\n"));
        Self(hash(bytes))
    }

    /// Reads what `Display` wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        u64::from_str_radix(text, 16)
            .ok()
            .filter(|_| digits)
            .map(Self)
    }
}

/// Computes FNV-1a, which has the same result in every version of every library.
pub(crate) fn hash<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> u64 {
    let bytes = bytes.into_iter();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}
