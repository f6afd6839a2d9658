//! Paying an invoice in parts, with exact amounts.

use billing_runtime::{Decimal, Record};

use super::day;
use super::invoices::TRANSFER;
use crate::billingo::Billingo;
use crate::billingo::invoices::{CreatedInvoice, Invoice, NewPayment};
use crate::{Error, Journal, Result};

/// Pays half and returns the outstanding amount.
pub(crate) async fn half(
    billingo: &Billingo,
    invoice: &Record<CreatedInvoice, Invoice>,
    journal: &mut Journal,
) -> Result<Decimal> {
    let total = invoice
        .attributes
        .total
        .as_ref()
        .ok_or(Error::Missing("total"))?;
    // The client keeps numbers exactly as sent; `rust_decimal` calculates with them.
    let total = rust_decimal::Decimal::try_from(total)?;
    let half = (total / rust_decimal::Decimal::TWO).round_dp(2);
    pay(billingo, invoice, half.into(), "pay half", journal).await
}

/// Pays the rest.
pub(crate) async fn rest(
    billingo: &Billingo,
    invoice: &Record<CreatedInvoice, Invoice>,
    rest: Decimal,
    journal: &mut Journal,
) -> Result<()> {
    let left = pay(billingo, invoice, rest, "pay the rest", journal).await?;
    if left == Decimal::from(0) {
        Ok(())
    } else {
        Err(Error::Unexpected("leave a paid invoice open"))
    }
}

async fn pay(
    billingo: &Billingo,
    invoice: &Record<CreatedInvoice, Invoice>,
    amount: Decimal,
    step: &str,
    journal: &mut Journal,
) -> Result<Decimal> {
    let payment = NewPayment::new(day(12)?, amount.clone(), TRANSFER);
    let state = billingo
        .invoices()
        .pay(invoice.id.clone(), &payment)
        .await?;
    let left = state.outstanding.ok_or(Error::Missing("outstanding"))?;
    let outcome = match state.fully_paid.as_deref() {
        Some(true) => format!("{amount} HUF; the invoice is paid"),
        _ => format!("{amount} HUF; {left} HUF left"),
    };
    journal.step(step, outcome)?;
    Ok(left)
}
