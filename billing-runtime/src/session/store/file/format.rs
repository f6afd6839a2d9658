//! What stands in a file of tokens, and in one of a lease.
//!
//! A file of tokens begins with lines for whoever looks into it: what it is, its account and slot,
//! the version, the length of the text, which is the rest, and a checksum of all this.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::names;
use crate::Secret;
use crate::session::store::{Entry, Key, Lease};

const TITLE: &str = "billing tokens 1";

/// What stands in the file of a lease that was given back.
pub(super) const FREE: &str = "free\n";

/// How much two looks at the clock may differ without anybody having set it back.
const TOLERANCE: Duration = Duration::from_secs(1);

/// What a file of tokens turned out to be.
pub(super) enum Found {
    Entry(Entry),
    /// The names of both keys have the same hash.
    Foreign,
    Damaged,
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

pub(super) fn read(key: &Key, bytes: &[u8]) -> Found {
    let Some((owner, entry)) = parsed(bytes) else {
        return Found::Damaged;
    };
    match owner == name(key) {
        true => Found::Entry(entry),
        false => Found::Foreign,
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
    let said = u128::from_str_radix(numbers.next()?, 16).ok()?;
    let whole = text.len() == length && sum(owner, version, text) == said;
    let entry = Entry {
        version,
        text: Secret::from(text),
    };
    (whole && numbers.next().is_none()).then_some((owner, entry))
}

fn name(key: &Key) -> String {
    format!(
        "{} {}",
        names::encoded(&key.account),
        names::encoded(&key.slot)
    )
}

/// A lease that was handed out: its token, since when, until when.
pub(super) struct Held {
    lease: Lease,
    from: u128,
    until: u128,
}

impl Held {
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

    /// Anything that is no lease holds nobody off: whoever held it finds out when it saves.
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

    /// Whether it still runs. One from the future has ended: somebody has set the clock back, and
    /// it would hold everybody off until the clock is there again.
    pub(super) fn runs(&self, now: SystemTime) -> bool {
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
    fn what_was_written_is_read() {
        for text in ["", "token", "lines\n\nand é\0", "billing tokens 1\n"] {
            let Found::Entry(entry) = read(&key(), written(text).as_bytes()) else {
                panic!("{text:?}");
            };
            assert_eq!((entry.version, entry.text.expose()), (7, text));
        }
    }

    #[test]
    fn fault_74_every_half_and_every_flip_is_damage() {
        let whole = written("a-token é");
        for end in 0..whole.len() {
            assert!(matches!(
                read(&key(), &whole.as_bytes()[..end]),
                Found::Damaged
            ));
        }
        for i in 0..whole.len() {
            let mut flipped = whole.clone().into_bytes();
            flipped[i] ^= 0x01;
            assert!(matches!(read(&key(), &flipped), Found::Damaged), "{i}");
        }
        assert!(matches!(
            read(&key(), (whole + "x").as_bytes()),
            Found::Damaged
        ));
        assert!(matches!(read(&key(), b"\xff\xfe"), Found::Damaged));
    }

    #[test]
    fn a_file_of_another_key_is_not_this_ones() {
        let other = Key {
            slot: "identity".into(),
            ..key()
        };
        assert!(matches!(
            read(&other, written("t").as_bytes()),
            Found::Foreign
        ));
    }

    #[test]
    fn a_lease_ends_by_time_and_when_the_clock_is_set_back() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let lease = Lease::unique();
        let held = Held::new(&lease, at(1_000), Duration::from_secs(30));
        let held = Held::read(held.write().as_bytes()).unwrap();
        assert!(held.is(&lease));
        assert!(held.runs(at(1_000)) && held.runs(at(1_029)) && held.runs(at(999)));
        assert!(!held.runs(at(1_030)) && !held.runs(at(400)));
        assert!(Held::new(&lease, at(1), Duration::MAX).runs(at(9_000_000_000)));
        for damaged in ["", "token", "token\n1", "token\n1 2", "token\n1 x\n"] {
            assert!(Held::read(damaged.as_bytes()).is_none(), "{damaged}");
        }
    }
}
