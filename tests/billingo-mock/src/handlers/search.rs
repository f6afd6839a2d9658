//! Searches for invoices.

use billing_mock::{Record, Refusal, Reply, Request, State};
use serde_json::Value;

/// Searches by date, number, payment method and block. Without dates, searches the current month.
pub(crate) fn query(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    for (number, year) in [("num_start", "year_start"), ("num_end", "year_end")] {
        for (given, other) in [(number, year), (year, number)] {
            if request.query(given).is_some() && request.query(other).is_none() {
                let message = format!("is missing, but {given} requires it");
                return Err(Refusal::new(400, "").detail(other, message));
            }
        }
    }
    let today = state.today();
    let text = |name: &str, default: String| match request.query(name).and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => default,
    };
    let start = text("start_date", format!("{}-01", &today[..7]));
    let end = text("end_date", today);
    let number = |name: &str| request.query(name).and_then(Value::as_i64);
    let first = number("year_start").zip(number("num_start"));
    let last = number("year_end").zip(number("num_end"));
    let found = state.records("invoices").iter().filter(|invoice| {
        let date = invoice.get("date").as_str().unwrap_or("");
        let no = year_and_number(invoice);
        let method = invoice.get("payment_method");
        start.as_str() <= date
            && date <= end.as_str()
            && first.is_none_or(|first| no >= Some(first))
            && last.is_none_or(|last| no.is_some_and(|no| no <= last))
            && number("payment_method").is_none_or(|id| method["id"].as_i64() == Some(id))
            && number("block").is_none_or(|id| invoice.get("block_uid").as_i64() == Some(id))
    });
    Ok(Reply::List(found.cloned().collect()))
}

/// Splits `2015-000012` into year and number.
fn year_and_number(invoice: &Record) -> Option<(i64, i64)> {
    let (year, number) = invoice.get("invoice_no").as_str()?.split_once('-')?;
    Some((year.parse().ok()?, number.parse().ok()?))
}
