//! A short name for a request, the same whenever it is made again.

use std::fmt;

use super::Request;

/// A short name for a request, the same whenever it is made again: what logs of both sides can be
/// searched for. It is made of method, path and body, and is no proof against somebody who wants two
/// requests to have the same name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Of a request without secrets; `None` for others, whose secrets could be guessed from it.
    pub(super) fn of(request: &Request) -> Option<Self> {
        if request.operation.confidential || !request.hidden.is_empty() {
            return None;
        }
        let body = request.body.as_deref().unwrap_or_default();
        let parts = [
            request.operation.method.as_str().as_bytes(),
            request.target.as_bytes(),
            body,
        ];
        let bytes = parts.iter().flat_map(|part| part.iter().chain(b"\n"));
        Some(Self(hash(bytes)))
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

/// FNV-1a, which every version of every library reckons in the same way.
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
