//! The steps, by what they are about.

pub(crate) mod account;
pub(crate) mod clients;
pub(crate) mod documents;
pub(crate) mod failures;
pub(crate) mod invoices;
pub(crate) mod payments;

use billing_runtime::Date;

/// The day on which all is issued and paid. A program of yours asks its clock.
fn day(day: u8) -> crate::Result<Date> {
    Date::new(2026, 1, day).ok_or(crate::Error::Missing("day"))
}
