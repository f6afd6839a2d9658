//! Records and reverts payments.

use billing_mock::{Record, Refusal, Reply, Request, State};
use rust_decimal::Decimal;
use serde_json::json;

use super::{id, invoice_of};
use crate::money::{amount, json};

/// Records a payment. Refuses more than is due.
pub(crate) fn pay(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let body = request.body();
    if state
        .get("payment_methods", &id(&body["payment_method"]))
        .is_none()
    {
        let refusal = Refusal::new(400, "");
        return Err(refusal.detail("payment_method", "There is no such payment method"));
    }
    let invoice = invoice_of(state, request)?;
    if invoice.get("status").as_i64() == Some(4) {
        return Err(Refusal::new(400, "The invoice is cancelled."));
    }
    let paid = paid(invoice) + amount(&body["amount"]).unwrap_or(Decimal::ZERO);
    if paid > total(invoice) {
        let due = total(invoice) - self::paid(invoice);
        let message = format!("Only {due} is to be paid");
        return Err(Refusal::new(400, "").detail("amount", message));
    }
    settle(state, request, paid)
}

/// Reverts all payments.
pub(crate) fn unpay(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    if paid(invoice_of(state, request)?).is_zero() {
        return Err(Refusal::new(400, "Nothing has been paid."));
    }
    settle(state, request, Decimal::ZERO)
}

fn settle(state: &mut State, request: &Request, paid: Decimal) -> Result<Reply, Refusal> {
    let outstanding = total(invoice_of(state, request)?) - paid;
    if let Some(invoice) = state.get_mut("invoices", request.parameter("id")) {
        invoice.set("total_paid", json(paid));
        invoice.set("status", if outstanding.is_zero() { 1 } else { 2 });
    }
    Ok(Reply::Plain(json!({
        "fully_paid": outstanding.is_zero(),
        "outstanding": json(outstanding),
    })))
}

fn total(invoice: &Record) -> Decimal {
    amount(invoice.get("total")).unwrap_or(Decimal::ZERO)
}

fn paid(invoice: &Record) -> Decimal {
    amount(invoice.get("total_paid")).unwrap_or(Decimal::ZERO)
}
