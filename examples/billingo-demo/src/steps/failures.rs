//! Three failures: what a user reads, and how a program tells them apart.

use billing_runtime::Id;

use super::invoices::order;
use crate::billingo::Billingo;
use crate::billingo::invoices::{FreeItem, ListInvoices, NewItem};
use crate::{Error, Journal, Result};

/// Requests a page that is too large. The rule is in the schema, so nothing is sent.
pub(crate) async fn broken_rule(billingo: &Billingo, journal: &mut Journal) -> Result<()> {
    let query = ListInvoices {
        max_per_page: Some(100),
        ..ListInvoices::default()
    };
    let outcome = billingo.invoices().list(&query).try_next().await;
    let error = failed(outcome, "ask for a page of 100")?;
    let violations = error.violations().into_iter().flat_map(|v| v.violations());
    let facts = violations.map(|v| format!("violation: {} breaks `{}`", v.pointer(), v.rule()));
    Ok(journal.failure("a rule is broken", &error, &facts.collect::<Vec<_>>())?)
}

/// Bills a client that does not exist, which only the service can know.
pub(crate) async fn refused(billingo: &Billingo, journal: &mut Journal) -> Result<()> {
    let items = vec![NewItem::FreeItem(FreeItem {
        net_unit_price: Some(100.into()),
        ..FreeItem::new("Consulting", 1, "hours", 1)
    })];
    let outcome = billingo
        .invoices()
        .create(&order(&Id::from(1), items)?)
        .await;
    let error = failed(outcome, "bill a client that does not exist")?;
    let fields = error.field_errors().iter();
    let facts = fields.map(|(member, message)| format!("field error: {member}: {message}"));
    Ok(journal.failure("a request is refused", &error, &facts.collect::<Vec<_>>())?)
}

/// Signs with a key that the service does not know.
pub(crate) async fn wrong_key(stranger: &Billingo, journal: &mut Journal) -> Result<()> {
    let outcome = stranger.user().is_sandbox().await;
    let error = failed(outcome, "sign with a wrong key")?;
    let fact = format!(
        "is_auth: {}, not_sent: {}",
        error.is_auth(),
        error.not_sent()
    );
    Ok(journal.failure("a key is wrong", &error, &[fact])?)
}

fn failed<T>(
    outcome: billing_runtime::Result<T>,
    step: &'static str,
) -> Result<billing_runtime::Error> {
    match outcome {
        Ok(_) => Err(Error::Unexpected(step)),
        Err(error) => Ok(error),
    }
}
