//! Converts dates from and to the time crate.
use time::{Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::{NO_ZONE, RANGE};
use crate::Date;
use crate::types::DateTime;
use crate::wire::ParseError;

impl TryFrom<Date> for time::Date {
    type Error = ParseError;

    fn try_from(date: Date) -> Result<Self, ParseError> {
        let month = Month::try_from(date.month()).map_err(|_| RANGE)?;
        Self::from_calendar_date(date.year().into(), month, date.day()).map_err(|_| RANGE)
    }
}

impl TryFrom<time::Date> for Date {
    type Error = ParseError;

    fn try_from(date: time::Date) -> Result<Self, ParseError> {
        let year = u16::try_from(date.year()).map_err(|_| RANGE)?;
        Self::new(year, date.month().into(), date.day()).ok_or(RANGE)
    }
}

/// Converts to the local date-time, without the zone.
impl TryFrom<&DateTime> for PrimitiveDateTime {
    type Error = ParseError;

    fn try_from(value: &DateTime) -> Result<Self, ParseError> {
        // The time crate has no leap seconds; the previous second is the nearest.
        let second = value.second().min(59);
        let time = Time::from_hms_nano(value.hour(), value.minute(), second, value.nanosecond());
        Ok(Self::new(
            value.date().try_into()?,
            time.map_err(|_| RANGE)?,
        ))
    }
}

impl TryFrom<&DateTime> for OffsetDateTime {
    type Error = ParseError;

    fn try_from(value: &DateTime) -> Result<Self, ParseError> {
        let seconds = i32::from(value.offset().ok_or(NO_ZONE)?) * 60;
        let offset = UtcOffset::from_whole_seconds(seconds).map_err(|_| RANGE)?;
        Ok(PrimitiveDateTime::try_from(value)?.assume_offset(offset))
    }
}

impl TryFrom<OffsetDateTime> for DateTime {
    type Error = ParseError;

    fn try_from(value: OffsetDateTime) -> Result<Self, ParseError> {
        let (hours, minutes, _) = value.offset().as_hms();
        let sign = if hours < 0 || minutes < 0 { '-' } else { '+' };
        let date = Date::try_from(value.date())?;
        let (hour, minute, second) = value.time().as_hms();
        format!(
            "{date}T{hour:02}:{minute:02}:{second:02}.{:09}{sign}{:02}:{:02}",
            value.nanosecond(),
            hours.abs(),
            minutes.abs()
        )
        .parse()
        .map_err(|_| RANGE)
    }
}
