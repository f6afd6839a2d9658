//! How far the clocks of servers are from ours, learnt from refusals; used for signing alone.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::{AGE, DATE};

use crate::clock::unix_seconds;
use crate::error::ClockCheck;

/// A correction that differs by less is none: it is the resolution of `Date`, and what servers that
/// answer in turns are apart.
const NOISE: i64 = 3;
/// A corrected signature is this much older than the server's clock: many refuse what is one second
/// ahead, and nobody what is a little late.
const MARGIN: i64 = 1;
/// A server that says it is before 2020 or after 2100 does not know the time.
const SENSIBLE: std::ops::Range<i64> = 1_577_836_800..4_102_444_800;

/// Seconds to add to our clock for one server that refused a signature for it.
#[derive(Debug, Default)]
pub(super) struct ClockSkew(AtomicI64);

/// What a signature was made with.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedAt {
    /// The seconds that were added to our clock.
    pub(super) correction: i64,
    /// The time that it says.
    pub(super) signed: i64,
}

impl ClockSkew {
    /// Returns the correction.
    pub(super) fn seconds(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Learns from the head of a refusal that came at `now`, of a request that was signed so. Returns
    /// whether another signature is due, and what to say where none can be made.
    pub(super) fn learn(
        &self,
        signed_at: SignedAt,
        headers: &HeaderMap,
        now: SystemTime,
    ) -> ClockCheck {
        // An answer out of a cache has the date of another day.
        if headers.contains_key(AGE) {
            return ClockCheck::Ok;
        }
        let Some(date) = headers.get(DATE) else {
            return ClockCheck::Ok;
        };
        let theirs = date.to_str().ok().and_then(seconds);
        let Some(theirs) = theirs.filter(|theirs| SENSIBLE.contains(theirs)) else {
            let date = String::from_utf8_lossy(date.as_bytes()).into_owned();
            return ClockCheck::UnusableDate(date);
        };
        // `Date` is cut to seconds and was written a moment ago. Rounded towards the past, which is
        // where no server minds.
        let ahead = theirs - rounded_up(now);
        let found = ahead - MARGIN;
        self.0.store(found, Ordering::Relaxed);
        // A signature ahead of the server's second is worth an attempt also within the noise.
        let differs = found.abs_diff(signed_at.correction) >= NOISE.unsigned_abs();
        match differs || signed_at.signed > theirs {
            true => ClockCheck::Skewed,
            false => ClockCheck::Ok,
        }
    }
}

fn seconds(date: &str) -> Option<i64> {
    httpdate::parse_http_date(date).ok().map(unix_seconds)
}

fn rounded_up(time: SystemTime) -> i64 {
    let down = unix_seconds(time);
    let part = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.subsec_nanos(),
        Err(before) => before.duration().subsec_nanos(),
    };
    down + i64::from(part > 0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn learnt(signed: i64, date: &str, age: Option<&str>) -> (ClockCheck, i64) {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, date.parse().unwrap());
        if let Some(age) = age {
            headers.insert(AGE, age.parse().unwrap());
        }
        // 1_700_000_000 is Tue, 14 Nov 2023 22:13:20 GMT.
        let now = UNIX_EPOCH + Duration::from_millis(1_700_000_000_400);
        let clock_skew = ClockSkew::default();
        let signed_at = SignedAt {
            correction: 0,
            signed,
        };
        (
            clock_skew.learn(signed_at, &headers, now),
            clock_skew.seconds(),
        )
    }

    #[test]
    fn corrections_are_rounded_towards_the_past_and_have_no_limit() {
        use ClockCheck::{Ok, Skewed};
        for (date, timing, correction) in [
            ("Tue, 14 Nov 2023 22:13:21 GMT", Ok, -1),
            ("Tue, 14 Nov 2023 22:13:20 GMT", Ok, -2),
            ("Tue, 14 Nov 2023 22:13:19 GMT", Skewed, -3),
            ("Tue, 14 Nov 2023 22:14:05 GMT", Skewed, 43),
            ("Tue, 14 Nov 2023 22:12:34 GMT", Skewed, -48),
            ("Tue, 21 Nov 2023 22:13:20 GMT", Skewed, 7 * 86_400 - 2),
            (
                "Thu, 14 Nov 2013 22:13:20 GMT",
                ClockCheck::UnusableDate("Thu, 14 Nov 2013 22:13:20 GMT".into()),
                0,
            ),
        ] {
            assert_eq!(learnt(NOW, date, None), (timing, correction), "{date}");
        }
        let cached = learnt(NOW, "Tue, 14 Nov 2023 22:14:04 GMT", Some("60"));
        assert_eq!(cached, (Ok, 0));
    }

    /// Fault 62: what `Date` says is believed where it can be meant.
    #[test]
    fn fault_62_dates_that_cannot_be_meant_are_ignored() {
        for odd in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Fri, 01 Jan 2100 00:00:00 GMT",
            "yesterday",
            "",
            "Tue, 99 Nov 2023 22:13:20 GMT",
        ] {
            let unbelievable = ClockCheck::UnusableDate(odd.to_owned());
            assert_eq!(learnt(NOW, odd, None), (unbelievable, 0), "{odd}");
        }
    }
}
