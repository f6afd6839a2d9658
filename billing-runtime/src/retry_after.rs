//! Reads `Retry-After`.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// Returns how long the server asks to wait; `None` if the header is missing or invalid.
///
/// A date is compared with the `Date` of the response, which the same clock wrote, or with `now` if there
/// is none. The longest of several headers counts.
pub(crate) fn parse(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let read = |text: &str| {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            // A number that does not fit is a very long wait.
            return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
        }
        let until = httpdate::parse_http_date(text).ok()?;
        let from = date(headers).unwrap_or(now);
        // A date in the past means no wait.
        Some(until.duration_since(from).unwrap_or_default())
    };
    let values = headers.get_all(RETRY_AFTER).iter();
    values.filter_map(|value| read(value.to_str().ok()?)).max()
}

fn date(headers: &HeaderMap) -> Option<SystemTime> {
    let text = headers.get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(text).ok()
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn wait(values: &[&str], date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        // Tue, 14 Nov 2023 22:13:20 GMT.
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        parse(&headers, now).map(|length| length.as_secs())
    }

    /// Fault 54: valid values are read, invalid ones are ignored.
    #[test]
    fn e4_54_values_of_retry_after() {
        let date = "Tue, 14 Nov 2023 22:14:05 GMT";
        for (value, expected) in [
            ("2", Some(2)),
            (" 2 ", Some(2)),
            ("0", Some(0)),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("abc", None),
            ("", None),
            ("99999999999", Some(99_999_999_999)),
            ("99999999999999999999999", Some(u64::MAX)),
            (date, Some(45)),
            ("Tuesday, 14-Nov-23 22:14:05 GMT", Some(45)),
            ("Tue, 14 Nov 2023 22:13:19 GMT", Some(0)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Tue, 99 Nov 2023 22:14:05 GMT", None),
            ("Tue, 14 Nov 2023", None),
        ] {
            assert_eq!(wait(&[value], None), expected, "{value:?}");
        }
        assert_eq!(wait(&[], None), None);
        assert_eq!(wait(&["2", "7"], None), Some(7));
        assert_eq!(wait(&["abc", "2"], None), Some(2));
        // The server's clock is 40 s ahead of ours: it requests five seconds.
        assert_eq!(
            wait(&[date], Some("Tue, 14 Nov 2023 22:14:00 GMT")),
            Some(5)
        );
        assert_eq!(wait(&[date], Some("yesterday")), Some(45));
    }
}
