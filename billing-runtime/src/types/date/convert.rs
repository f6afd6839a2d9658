//! Converts dates from and to the types of date crates, each behind its feature.
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
use crate::wire::ParseError;

#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
const NO_ZONE: ParseError = ParseError {
    what: "the text has no zone, so it is not an instant: convert it to a local date-time and add the zone of the service",
};
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
const RANGE: ParseError = ParseError {
    what: "a date or time that the other type cannot express",
};

#[cfg(test)]
mod tests {
    #[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
    use crate::Date;
    use crate::types::DateTime;

    #[cfg(feature = "jiff")]
    #[test]
    fn with_jiff() {
        let date: Date = "2024-02-29".parse().unwrap();
        let other = jiff::civil::Date::try_from(date).unwrap();
        assert_eq!(Date::try_from(other), Ok(date));
        let time: DateTime = "2025-01-15T10:30:00.25+01:00".parse().unwrap();
        let instant = jiff::Timestamp::try_from(&time).unwrap();
        assert_eq!(instant.to_string(), "2025-01-15T09:30:00.25Z");
        let local = jiff::civil::DateTime::try_from(&time).unwrap();
        assert_eq!(local.to_string(), "2025-01-15T10:30:00.25");
        assert_eq!(
            DateTime::try_from(instant).unwrap().as_str(),
            "2025-01-15T09:30:00.25Z"
        );
        let bare: DateTime = "2017-10-04 15:26:26".parse().unwrap();
        assert!(jiff::Timestamp::try_from(&bare).is_err());
        assert!(jiff::civil::DateTime::try_from(&bare).is_ok());
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn with_chrono() {
        let date: Date = "2024-02-29".parse().unwrap();
        let other = chrono::NaiveDate::try_from(date).unwrap();
        assert_eq!(Date::try_from(other), Ok(date));
        let time: DateTime = "2025-01-15T10:30:00.25+01:00".parse().unwrap();
        let instant = chrono::DateTime::<chrono::FixedOffset>::try_from(&time).unwrap();
        assert_eq!(
            DateTime::try_from(instant).unwrap().as_str(),
            time.as_str().replace(".25", ".250")
        );
        let bare: DateTime = "2017-10-04 15:26:26".parse().unwrap();
        assert!(chrono::DateTime::<chrono::FixedOffset>::try_from(&bare).is_err());
        assert!(chrono::NaiveDateTime::try_from(&bare).is_ok());
    }

    #[cfg(feature = "time")]
    #[test]
    fn with_time() {
        let date: Date = "2024-02-29".parse().unwrap();
        let other = time::Date::try_from(date).unwrap();
        assert_eq!(Date::try_from(other), Ok(date));
        let text: DateTime = "2025-01-15T10:30:00.25+01:00".parse().unwrap();
        let instant = time::OffsetDateTime::try_from(&text).unwrap();
        assert_eq!(DateTime::try_from(instant).unwrap().offset(), Some(60));
        let bare: DateTime = "2017-10-04 15:26:26".parse().unwrap();
        assert!(time::OffsetDateTime::try_from(&bare).is_err());
        assert!(time::PrimitiveDateTime::try_from(&bare).is_ok());
    }
}
