//! Records the requests that a mock received, the newest ones up to a limit of memory.

use std::collections::VecDeque;

use super::misbehave::Seen;

/// The maximum number of bytes that are kept.
const MOST: usize = 64 << 20;
/// The approximate size of a request without its strings.
const EACH: usize = 512;

/// The requests that a mock received, oldest first.
#[derive(Default)]
pub(crate) struct Ledger {
    seen: VecDeque<Seen>,
    bytes: usize,
}

impl Ledger {
    /// Records a request; drops the oldest ones while the total exceeds the limit.
    pub(crate) fn push(&mut self, seen: Seen) {
        self.bytes += size(&seen);
        self.seen.push_back(seen);
        while self.bytes > MOST {
            let Some(oldest) = self.seen.pop_front() else {
                break;
            };
            self.bytes -= size(&oldest);
        }
    }

    pub(crate) fn all(&self) -> Vec<Seen> {
        self.seen.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn size(seen: &Seen) -> usize {
    let headers = seen.headers.iter();
    let headers: usize = headers
        .map(|(name, value)| name.len() + value.len() + 48)
        .sum();
    EACH + seen.path.len() + seen.query.len() + seen.body.len() + headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept() {
        let mut ledger = Ledger::default();
        for at in 0..10 {
            ledger.push(Seen {
                method: "POST".into(),
                path: at.to_string(),
                query: String::new(),
                headers: Vec::new(),
                body: vec![0; 15 << 20],
                operation: None,
                status: 200,
            });
        }
        let kept: Vec<_> = ledger.all().into_iter().map(|seen| seen.path).collect();
        assert_eq!(kept, ["6", "7", "8", "9"]);
        ledger.clear();
        assert!(ledger.all().is_empty() && ledger.bytes == 0);
    }
}
