//! The formats of a token file and of a lease file.
//!
//! A token file begins with three readable lines: a title; the account and slot; and the version, the length of
//! the text and a checksum of account, slot, version and text. The rest is the text.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::names;
use crate::secret::Secret;
use crate::session::store::{Entry, Key, Lease};

const TITLE: &str = "billing tokens 1";

/// The content of a lease file after the lease was released.
pub(super) const FREE: &str = "free\n";

/// How far the clock may be behind an earlier reading before it counts as set back.
const TOLERANCE: Duration = Duration::from_secs(1);

/// The content of a token file.
pub(super) enum TokenFile {
    Entry(Entry),
    /// The file belongs to another key whose name has the same hash.
    OtherKey,
    Corrupt,
}

pub(super) fn write(key: &Key, entry: &Entry) -> Secret {
    let (owner, version, text) = (name(key), entry.version, entry.text.expose());
    let sum = sum(&owner, version, text);
    Secret::from(format!(
        "{TITLE}\n{owner}\n{version} {} {sum:032x}\n{text}",
        text.len()
    ))
}

fn sum(owner: &str, version: u64, text: &str) -> u128 {
    let all = Secret::from(format!("{owner}\n{version}\n{text}"));
    names::hash(all.expose().as_bytes())
}

pub(super) fn read(key: &Key, bytes: &[u8]) -> TokenFile {
    let Some((owner, entry)) = parsed(bytes) else {
        return TokenFile::Corrupt;
    };
    match owner == name(key) {
        true => TokenFile::Entry(entry),
        false => TokenFile::OtherKey,
    }
}

fn parsed(bytes: &[u8]) -> Option<(&str, Entry)> {
    let all = std::str::from_utf8(bytes).ok()?;
    let rest = all.strip_prefix(TITLE)?.strip_prefix('\n')?;
    let (owner, rest) = rest.split_once('\n')?;
    let (numbers, text) = rest.split_once('\n')?;
    let mut numbers = numbers.split(' ');
    let version = numbers.next()?.parse().ok()?;
    let length: usize = numbers.next()?.parse().ok()?;
    let stated = u128::from_str_radix(numbers.next()?, 16).ok()?;
    let intact = text.len() == length && sum(owner, version, text) == stated;
    let entry = Entry {
        version,
        text: Secret::from(text),
    };
    (intact && numbers.next().is_none()).then_some((owner, entry))
}

fn name(key: &Key) -> String {
    format!(
        "{} {}",
        names::encoded(&key.account),
        names::encoded(&key.slot)
    )
}

/// A granted lease: its token, when it was granted, and when it expires.
pub(super) struct LeaseFile {
    lease: Lease,
    from: u128,
    until: u128,
}

impl LeaseFile {
    pub(super) fn new(lease: &Lease, now: SystemTime, length: Duration) -> Self {
        let from = millis(now);
        Self {
            lease: lease.clone(),
            from,
            until: from + length.as_millis(),
        }
    }

    pub(super) fn write(&self) -> String {
        format!("{}\n{} {}\n", self.lease.token, self.from, self.until)
    }

    /// Reads a lease file. An unreadable file counts as a free lease; its holder finds out at the
    /// next save.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (token, times) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
        let (from, until) = times.strip_suffix('\n')?.split_once(' ')?;
        Some(Self {
            lease: Lease {
                token: token.to_owned(),
            },
            from: from.parse().ok()?,
            until: until.parse().ok()?,
        })
    }

    /// Returns true if the lease has not expired. A lease from the future counts as expired: the clock was set
    /// back, and the lease would block everybody until the clock catches up.
    pub(super) fn is_running(&self, now: SystemTime) -> bool {
        let now = millis(now);
        now < self.until && self.from <= now + TOLERANCE.as_millis()
    }

    pub(super) fn is(&self, lease: &Lease) -> bool {
        self.lease == *lease
    }
}

fn millis(time: SystemTime) -> u128 {
    time.duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key {
            account: "an/account".into(),
            slot: "Identity".into(),
        }
    }

    fn written(text: &str) -> String {
        let entry = Entry {
            version: 7,
            text: Secret::from(text),
        };
        write(&key(), &entry).expose().to_owned()
    }

    #[test]
    fn a_written_file_is_read_back() {
        for text in ["", "token", "lines\n\nand é\0", "billing tokens 1\n"] {
            let TokenFile::Entry(entry) = read(&key(), written(text).as_bytes()) else {
                panic!("{text:?}");
            };
            assert_eq!((entry.version, entry.text.expose()), (7, text));
        }
    }

    #[test]
    fn fault_74_every_truncation_and_bit_flip_is_corrupt() {
        let whole = written("a-token é");
        for end in 0..whole.len() {
            assert!(matches!(
                read(&key(), &whole.as_bytes()[..end]),
                TokenFile::Corrupt
            ));
        }
        for i in 0..whole.len() {
            let mut flipped = whole.clone().into_bytes();
            flipped[i] ^= 0x01;
            assert!(matches!(read(&key(), &flipped), TokenFile::Corrupt), "{i}");
        }
        assert!(matches!(
            read(&key(), (whole + "x").as_bytes()),
            TokenFile::Corrupt
        ));
        assert!(matches!(read(&key(), b"\xff\xfe"), TokenFile::Corrupt));
    }

    #[test]
    fn a_file_of_another_key_is_recognized() {
        let other = Key {
            slot: "identity".into(),
            ..key()
        };
        assert!(matches!(
            read(&other, written("t").as_bytes()),
            TokenFile::OtherKey
        ));
    }

    #[test]
    fn a_lease_ends_by_time_and_when_the_clock_is_set_back() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let lease = Lease::unique();
        let file = LeaseFile::new(&lease, at(1_000), Duration::from_secs(30));
        let file = LeaseFile::read(file.write().as_bytes()).unwrap();
        assert!(file.is(&lease));
        assert!(
            file.is_running(at(1_000)) && file.is_running(at(1_029)) && file.is_running(at(999))
        );
        assert!(!file.is_running(at(1_030)) && !file.is_running(at(400)));
        assert!(LeaseFile::new(&lease, at(1), Duration::MAX).is_running(at(9_000_000_000)));
        for corrupt in ["", "token", "token\n1", "token\n1 2", "token\n1 x\n"] {
            assert!(LeaseFile::read(corrupt.as_bytes()).is_none(), "{corrupt}");
        }
    }
}
