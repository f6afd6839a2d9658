//! Converts dates from and to chrono.
use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone};

use super::{NO_ZONE, RANGE};
use crate::Date;
use crate::types::DateTime;
use crate::wire::ParseError;

impl TryFrom<Date> for NaiveDate {
    type Error = ParseError;

    fn try_from(date: Date) -> Result<Self, ParseError> {
        Self::from_ymd_opt(date.year().into(), date.month().into(), date.day().into()).ok_or(RANGE)
    }
}

impl TryFrom<NaiveDate> for Date {
    type Error = ParseError;

    fn try_from(date: NaiveDate) -> Result<Self, ParseError> {
        let part = |part: u32| u8::try_from(part).map_err(|_| RANGE);
        let year = u16::try_from(date.year()).map_err(|_| RANGE)?;
        Self::new(year, part(date.month())?, part(date.day())?).ok_or(RANGE)
    }
}

/// Converts to the local date-time, without the zone.
impl TryFrom<&DateTime> for NaiveDateTime {
    type Error = ParseError;

    fn try_from(value: &DateTime) -> Result<Self, ParseError> {
        // chrono represents a leap second as more than a billion nanoseconds.
        let (second, more) = if value.second() == 60 {
            (59, 1_000_000_000)
        } else {
            (value.second(), 0)
        };
        NaiveDate::try_from(value.date())?
            .and_hms_nano_opt(
                value.hour().into(),
                value.minute().into(),
                second.into(),
                value.nanosecond() + more,
            )
            .ok_or(RANGE)
    }
}

impl TryFrom<&DateTime> for chrono::DateTime<FixedOffset> {
    type Error = ParseError;

    fn try_from(value: &DateTime) -> Result<Self, ParseError> {
        let seconds = i32::from(value.offset().ok_or(NO_ZONE)?) * 60;
        let offset = FixedOffset::east_opt(seconds).ok_or(RANGE)?;
        offset
            .from_local_datetime(&NaiveDateTime::try_from(value)?)
            .single()
            .ok_or(RANGE)
    }
}

impl<Z: TimeZone> TryFrom<chrono::DateTime<Z>> for DateTime {
    type Error = ParseError;

    fn try_from(value: chrono::DateTime<Z>) -> Result<Self, ParseError> {
        value
            .fixed_offset()
            .to_rfc3339_opts(SecondsFormat::AutoSi, true)
            .parse()
            .map_err(|_| RANGE)
    }
}
