//! The steps, by topic.

pub(crate) mod account;
pub(crate) mod clients;
pub(crate) mod documents;
pub(crate) mod failures;
pub(crate) mod invoices;
pub(crate) mod payments;

use billing_runtime::Date;

/// Returns a day of January 2026. Your program would ask its clock.
fn day(day: u8) -> crate::Result<Date> {
    Date::new(2026, 1, day).ok_or(crate::Error::Missing("day"))
}
