//! Calendar dates and points in time.
mod convert;

use std::fmt;
use std::str::FromStr;

use crate::wire::ParseError;
use crate::wire::calendar::{self, Day, Time};
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};

/// A calendar date, `YYYY-MM-DD`, that exists: `2025-02-30` is refused.
///
/// ```
/// use billing_runtime::Date;
/// let due: Date = "2024-02-29".parse()?;
/// assert_eq!((due.year(), due.month(), due.day()), (2024, 2, 29));
/// assert!("2025-02-30".parse::<Date>().is_err());
/// assert!(due < Date::new(2024, 3, 1).unwrap());
/// # Ok::<(), billing_runtime::types::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Day);

impl Date {
    /// Returns the date, if it exists.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        Day::new(year, month, day).map(Self)
    }

    /// Returns the year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.0.year
    }

    /// Returns the month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.0.month
    }

    /// Returns the day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.0.day
    }
}

impl FromStr for Date {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match calendar::date(text) {
            Some((day, "")) => Ok(Self(day)),
            _ => Err(ParseError {
                what: "not a date, expected a day that exists as YYYY-MM-DD",
            }),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!(
            "{:04}-{:02}-{:02}",
            self.0.year, self.0.month, self.0.day
        ))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A point in time that keeps its string: RFC 3339, or `YYYY-MM-DD HH:MM:SS` without a zone, as in databases.
///
/// Two points in time are equal if their strings are. [`offset`](Self::offset) is `None` if the zone is unknown.
///
/// ```
/// use billing_runtime::types::DateTime;
/// let created: DateTime = "2017-10-04 15:26:26".parse()?;
/// assert_eq!((created.date().day(), created.hour(), created.offset()), (4, 15, None));
/// let expired: DateTime = "2025-01-15T10:30:00+01:00".parse()?;
/// assert_eq!(expired.offset(), Some(60));
/// # Ok::<(), billing_runtime::types::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    text: Box<str>,
    time: Time,
}

impl DateTime {
    /// Returns the string, as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the date, in the zone of the string.
    #[must_use]
    pub fn date(&self) -> Date {
        Date(self.time.day)
    }

    /// Returns the hour.
    #[must_use]
    pub fn hour(&self) -> u8 {
        self.time.hour
    }

    /// Returns the minute.
    #[must_use]
    pub fn minute(&self) -> u8 {
        self.time.minute
    }

    /// Returns the second; 60 in a leap second.
    #[must_use]
    pub fn second(&self) -> u8 {
        self.time.second
    }

    /// Returns the nanoseconds of the second; finer fractions are only in the string.
    #[must_use]
    pub fn nanosecond(&self) -> u32 {
        self.time.nanosecond
    }

    /// Returns the offset from UTC in minutes, if the string has one.
    #[must_use]
    pub fn offset(&self) -> Option<i16> {
        self.time.offset
    }
}

impl FromStr for DateTime {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let time = calendar::date_time(text).ok_or(ParseError {
            what: "not a date-time, expected for example 2025-01-15T10:30:00Z or 2025-01-15 10:30:00",
        })?;
        Ok(Self {
            text: text.into(),
            time,
        })
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! wire {
    ($type:ident $blank:expr) => {
        impl Node for $type {
            fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
                match reader.string(peek)?.parse::<Self>() {
                    Ok(value) => {
                        *self = value;
                        Ok(())
                    }
                    Err(error) => Err(reader.error(error.what)),
                }
            }

            fn write(&self, writer: &mut Writer) {
                writer.string(&self.to_string());
            }
        }

        impl Wire for $type {
            const KINDS: Kinds = Kinds::STRING;

            fn blank() -> Self {
                $blank
            }

            fn rules() -> Rules {
                &[Rule::Type(Kinds::STRING)]
            }
        }
    };
}
wire! { Date Self(Day::default()) }
wire! { DateTime Self { text: "".into(), time: Time::default() } }
