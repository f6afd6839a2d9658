//! How far the clocks of servers are from ours, learnt from refusals; used for signing alone.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::{AGE, DATE};

/// Less than this is the resolution of `Date` and the time that an answer takes.
const NOISE: i64 = 3;
/// No clock is corrected by more than a day.
const MOST: i64 = 86_400;
/// A server that says it is before 2020 or after 2100 does not know the time.
const SENSIBLE: std::ops::Range<u64> = 1_577_836_800..4_102_444_800;

/// Seconds to add to our clock for one server that refused a signature for it.
#[derive(Debug, Default)]
pub(super) struct Skew(AtomicI64);

impl Skew {
    /// Returns the correction.
    pub(super) fn seconds(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Learns from the head of a refusal that came at `now`, `took` after it was asked for, of a
    /// request that was signed with the correction `used`. Returns whether another one is due.
    pub(super) fn learn(
        &self,
        used: i64,
        headers: &HeaderMap,
        now: SystemTime,
        took: Duration,
    ) -> bool {
        let Some(found) = difference(headers, now, took) else {
            return false;
        };
        self.0.store(found, Ordering::Relaxed);
        (found - used).abs() >= NOISE
    }
}

/// How many seconds the server is ahead; zero within the noise.
fn difference(headers: &HeaderMap, now: SystemTime, took: Duration) -> Option<i64> {
    // An answer out of a cache has the date of another day.
    if headers.contains_key(AGE) {
        return None;
    }
    let date = headers.get(DATE)?.to_str().ok()?;
    let theirs = httpdate::parse_http_date(date).ok()?;
    if !SENSIBLE.contains(&theirs.duration_since(UNIX_EPOCH).ok()?.as_secs()) {
        return None;
    }
    // `Date` is cut to seconds; half a second is the best guess. It was written half way.
    let theirs = theirs + Duration::from_millis(500);
    let ours = now.checked_sub(took / 2)?;
    let seconds = |d: Duration| i64::try_from(d.as_secs()).unwrap_or(i64::MAX);
    let ahead = match theirs.duration_since(ours) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => -seconds(behind.duration()),
    };
    let noise = NOISE.saturating_add(seconds(took / 2));
    Some(if ahead.abs() <= noise {
        0
    } else {
        ahead.clamp(-MOST, MOST)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(date: &str, age: Option<&str>) -> Option<i64> {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, date.parse().unwrap());
        if let Some(age) = age {
            headers.insert(AGE, age.parse().unwrap());
        }
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        difference(&headers, now, Duration::from_secs(2))
    }

    /// Fault 62: what `Date` says is believed where it can be meant.
    #[test]
    fn fault_62_dates_that_cannot_be_meant_are_ignored() {
        // 1_700_000_000 is Tue, 14 Nov 2023 22:13:20 GMT; the request was on its way at :19.
        assert_eq!(ahead("Tue, 14 Nov 2023 22:13:20 GMT", None), Some(0));
        assert_eq!(ahead("Tue, 14 Nov 2023 22:14:04 GMT", None), Some(45));
        assert_eq!(ahead("Tue, 14 Nov 2023 22:12:34 GMT", None), Some(-44));
        assert_eq!(ahead("Tue, 14 Nov 2023 23:13:19 GMT", None), Some(3600));
        assert_eq!(ahead("Tue, 21 Nov 2023 23:13:19 GMT", None), Some(MOST));
        assert_eq!(ahead("Tue, 14 Nov 2023 22:14:04 GMT", Some("60")), None);
        for odd in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Fri, 01 Jan 2100 00:00:00 GMT",
            "yesterday",
            "",
            "Tue, 99 Nov 2023 22:13:20 GMT",
        ] {
            assert_eq!(ahead(odd, None), None, "{odd}");
        }
    }
}
