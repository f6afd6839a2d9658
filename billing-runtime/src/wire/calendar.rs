//! Parses the dates and times of RFC 3339.

/// A calendar day that exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day {
    pub(crate) year: u16,
    /// From 1.
    pub(crate) month: u8,
    /// From 1.
    pub(crate) day: u8,
}

impl Day {
    /// Returns the day, if it exists.
    pub(crate) fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        (year <= 9999 && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day))
            .then_some(Self { year, month, day })
    }
}

impl Default for Day {
    fn default() -> Self {
        Self {
            year: 0,
            month: 1,
            day: 1,
        }
    }
}

/// A point in time.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Time {
    pub(crate) day: Day,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    /// The second, up to 60 in a leap second.
    pub(crate) second: u8,
    pub(crate) nanosecond: u32,
    /// The offset from UTC in minutes, if the string has one.
    pub(crate) offset: Option<i16>,
}

/// Returns the number of days of a month.
fn days(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

/// Reads a date and returns it with the rest of the string.
pub(crate) fn date(text: &str) -> Option<(Day, &str)> {
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
    Some((
        Day::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?,
        rest,
    ))
}

/// Reads a date-time of RFC 3339, or one with a space and no zone.
pub(crate) fn date_time(text: &str) -> Option<Time> {
    let (day, rest) = date(text)?;
    let spaced = rest.starts_with(' ');
    let (hour, rest) = number(rest.strip_prefix(['T', 't', ' '])?, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = number(rest.strip_prefix(':')?, 2)?;
    let (nanosecond, rest) = match rest.strip_prefix('.') {
        Some(rest) => fraction(rest)?,
        None => (0, rest),
    };
    let offset = if rest.is_empty() && spaced {
        None
    } else {
        Some(zone(rest)?)
    };
    // A leap second is the last second of a day in UTC.
    let utc_minute = i32::from(hour) * 60 + i32::from(minute) - i32::from(offset.unwrap_or(0));
    let leap = second == 60 && utc_minute.rem_euclid(1440) == 1439;
    if hour > 23 || minute > 59 || (second > 59 && !leap) {
        return None;
    }
    let small = |number: u16| u8::try_from(number).ok();
    Some(Time {
        day,
        hour: small(hour)?,
        minute: small(minute)?,
        second: small(second)?,
        nanosecond,
        offset,
    })
}

fn zone(text: &str) -> Option<i16> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = number(text.strip_prefix(['+', '-'])?, 2)?;
    let (minutes, rest) = number(rest.strip_prefix(':')?, 2)?;
    let offset = i16::try_from(hours * 60 + minutes).ok()?;
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * offset)
}

/// Reads the digits after a dot as nanoseconds and returns them with the rest of the string.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(count);
    let nanoseconds = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    (count > 0).then(|| {
        (
            nanoseconds.fold(0, |value, digit| value * 10 + u32::from(digit - b'0')),
            rest,
        )
    })
}

/// Reads a number of exactly this many digits and returns it with the rest of the string.
fn number(text: &str, digits: usize) -> Option<(u16, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    number
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(())?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_which_days_exist() {
        for text in ["2024-02-29", "2000-02-29", "2025-12-31", "0001-01-01"] {
            assert!(date(text).is_some(), "{text}");
        }
        for text in [
            "2025-02-29",
            "1900-02-29",
            "2025-02-30",
            "2025-04-31",
            "2025-13-01",
            "0000-00-00",
            "2025-1-1",
            "25-01-01",
            "２025-01-01",
        ] {
            assert!(date(text).is_none(), "{text}");
        }
    }

    #[test]
    fn reads_times_with_and_without_zone() {
        let time = date_time("2025-01-15T10:30:00.25-01:30").unwrap();
        assert_eq!(
            (time.hour, time.nanosecond, time.offset),
            (10, 250_000_000, Some(-90))
        );
        assert_eq!(date_time("2017-10-04 15:26:26").unwrap().offset, None);
        assert!(date_time("1998-12-31T23:59:60Z").is_some());
        assert!(date_time("1998-12-31T15:59:60.123-08:00").is_some());
        for text in [
            "2017-10-04T15:26:26",
            "1998-12-31T23:58:60Z",
            "2017-10-04 24:00:00",
            "2017-10-04",
            "2017-10-04T15:26:26+24:00",
            "-0001-11-30 00:00:00",
        ] {
            assert!(date_time(text).is_none(), "{text}");
        }
    }
}
