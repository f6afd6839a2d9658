//! Formats dates and times.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the system's time in seconds since 1970.
pub(crate) fn system() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// Returns the year, month and day in UTC.
pub(crate) fn civil(seconds: i64) -> (i64, i64, i64) {
    // An era is 400 years that begin on March 1, so that a leap day is the last day of a year.
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// Formats seconds since 1970 as `2015-12-31`.
pub(crate) fn date(seconds: i64) -> String {
    let (year, month, day) = civil(seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Formats seconds since 1970 as `2015-12-31 23:59:59`.
pub(crate) fn date_time(seconds: i64) -> String {
    let second = seconds.rem_euclid(86_400);
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!("{} {hour:02}:{minute:02}:{:02}", date(seconds), second % 60)
}

/// Formats seconds since 1970 as `2015-12-31T23:59:59Z`.
pub fn rfc3339(seconds: i64) -> String {
    date_time(seconds).replace(' ', "T") + "Z"
}

/// Formats seconds since 1970 as an HTTP date: `Thu, 31 Dec 2015 23:59:59 GMT`.
pub(crate) fn http_date(seconds: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = |names: &[&'static str], at: i64| {
        let at = usize::try_from(at).unwrap_or(0);
        names.get(at).copied().unwrap_or("")
    };
    let (year, month, day) = civil(seconds);
    // January 1, 1970 was a Thursday.
    let weekday = name(&DAYS, seconds.div_euclid(86_400).rem_euclid(7));
    let month = name(&MONTHS, month - 1);
    let time = date_time(seconds);
    let time = time.rsplit(' ').next().unwrap_or("");
    format!("{weekday}, {day:02} {month} {year:04} {time} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert_eq!(date_time(0), "1970-01-01 00:00:00");
        assert_eq!(date_time(1_700_000_000), "2023-11-14 22:13:20");
        assert_eq!(date(951_782_400), "2000-02-29");
        assert_eq!(rfc3339(1_700_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_456_704_000), "Mon, 29 Feb 2016 00:00:00 GMT");
    }
}
