//! Converts dates from and to jiff.
use jiff::Timestamp;
use jiff::civil;

use super::{NO_ZONE, RANGE};
use crate::Date;
use crate::types::DateTime;
use crate::wire::ParseError;

impl TryFrom<Date> for civil::Date {
    type Error = ParseError;

    fn try_from(date: Date) -> Result<Self, ParseError> {
        let part = |part: u8| i8::try_from(part).map_err(|_| RANGE);
        let year = i16::try_from(date.year()).map_err(|_| RANGE)?;
        Self::new(year, part(date.month())?, part(date.day())?).map_err(|_| RANGE)
    }
}

impl TryFrom<civil::Date> for Date {
    type Error = ParseError;

    fn try_from(date: civil::Date) -> Result<Self, ParseError> {
        let part = |part: i8| u8::try_from(part).map_err(|_| RANGE);
        let year = u16::try_from(date.year()).map_err(|_| RANGE)?;
        Self::new(year, part(date.month())?, part(date.day())?).ok_or(RANGE)
    }
}

/// Converts to the local date-time, without the zone.
impl TryFrom<&DateTime> for civil::DateTime {
    type Error = ParseError;

    fn try_from(value: &DateTime) -> Result<Self, ParseError> {
        let part = |part: u8| i8::try_from(part).map_err(|_| RANGE);
        // jiff has no leap seconds; the previous second is the nearest.
        let second = value.second().min(59);
        let nanosecond = i32::try_from(value.nanosecond()).map_err(|_| RANGE)?;
        let time = civil::Time::new(
            part(value.hour())?,
            part(value.minute())?,
            part(second)?,
            nanosecond,
        );
        Ok(civil::Date::try_from(value.date())?.to_datetime(time.map_err(|_| RANGE)?))
    }
}

impl TryFrom<&DateTime> for Timestamp {
    type Error = ParseError;

    fn try_from(value: &DateTime) -> Result<Self, ParseError> {
        let seconds = i32::from(value.offset().ok_or(NO_ZONE)?) * 60;
        let offset = jiff::tz::Offset::from_seconds(seconds).map_err(|_| RANGE)?;
        offset
            .to_timestamp(civil::DateTime::try_from(value)?)
            .map_err(|_| RANGE)
    }
}

impl TryFrom<Timestamp> for DateTime {
    type Error = ParseError;

    fn try_from(value: Timestamp) -> Result<Self, ParseError> {
        value.to_string().parse().map_err(|_| RANGE)
    }
}
