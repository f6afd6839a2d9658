//! The clock skew of a server, learned from refusals and used only for signatures.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::{AGE, DATE};

use crate::clock::unix_seconds;
use crate::error::ClockCheck;

/// Differences of fewer seconds are ignored: `Date` has whole seconds, and the clocks of several servers
/// behind one name differ.
const NOISE: i64 = 3;
/// The seconds by which a corrected signature is older than the server's clock. Many servers refuse a
/// signature that is one second ahead; none refuses one that is a little late.
const MARGIN: i64 = 1;
/// The plausible dates. A server whose date is before 2020 or after 2099 does not know the time.
const SENSIBLE: std::ops::Range<i64> = 1_577_836_800..4_102_444_800;

/// The seconds to add to the local clock for signatures to one server.
#[derive(Debug, Default)]
pub(super) struct ClockSkew(AtomicI64);

/// The time that a signature contains.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedAt {
    /// The seconds that were added to the local clock.
    pub(super) correction: i64,
    /// The time in the signature.
    pub(super) signed: i64,
}

impl ClockSkew {
    /// Returns the correction.
    pub(super) fn seconds(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Learns from the headers of a refusal that arrived at `now`. Returns whether the clock explains the
    /// refusal.
    pub(super) fn learn(
        &self,
        signed_at: SignedAt,
        headers: &HeaderMap,
        now: SystemTime,
    ) -> ClockCheck {
        // A response from a cache has an old date.
        if headers.contains_key(AGE) {
            return ClockCheck::Ok;
        }
        let Some(date) = headers.get(DATE) else {
            return ClockCheck::Ok;
        };
        let server = date.to_str().ok().and_then(seconds);
        let Some(server) = server.filter(|server| SENSIBLE.contains(server)) else {
            let date = String::from_utf8_lossy(date.as_bytes()).into_owned();
            return ClockCheck::UnusableDate(date);
        };
        // `Date` has whole seconds and was written a moment ago. The difference is rounded toward the
        // past, which no server refuses.
        let ahead = server - rounded_up(now);
        let found = ahead - MARGIN;
        self.0.store(found, Ordering::Relaxed);
        // A signature ahead of the server's time is worth another attempt even within the noise.
        let differs = found.abs_diff(signed_at.correction) >= NOISE.unsigned_abs();
        match differs || signed_at.signed > server {
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

    fn learned(signed: i64, date: &str, age: Option<&str>) -> (ClockCheck, i64) {
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
            assert_eq!(learned(NOW, date, None), (timing, correction), "{date}");
        }
        let cached = learned(NOW, "Tue, 14 Nov 2023 22:14:04 GMT", Some("60"));
        assert_eq!(cached, (Ok, 0));
    }

    /// Fault 62: a plausible `Date` is believed.
    #[test]
    fn fault_62_implausible_dates_are_ignored() {
        for odd in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Fri, 01 Jan 2100 00:00:00 GMT",
            "yesterday",
            "",
            "Tue, 99 Nov 2023 22:13:20 GMT",
        ] {
            let unbelievable = ClockCheck::UnusableDate(odd.to_owned());
            assert_eq!(learned(NOW, odd, None), (unbelievable, 0), "{odd}");
        }
    }
}
