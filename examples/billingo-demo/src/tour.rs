//! The life of an invoice, on a mock server on this machine.

use billing_mock::Running;
use billing_runtime::Client;

use crate::billingo::{Billingo, Keys};
use crate::steps::{account, clients, documents, failures, invoices, payments};
use crate::{Journal, Result};

/// The tour issues another one, which makes 45: two full pages of 20, and one of 5.
const INVOICES_BEFORE: usize = 44;

/// Starts the mock server and runs all steps.
///
/// # Errors
///
/// If a step has an unexpected outcome.
pub async fn run(journal: &mut Journal) -> Result<()> {
    let mock = billingo_mock::invoices(billingo_mock::open()?, INVOICES_BEFORE).start()?;
    journal.heading(format_args!("Billingo on a mock server, {}", mock.url()))?;
    let billingo = connect(&mock, billingo_mock::PRIVATE_KEY, journal)?;

    account::sandbox(&billingo, journal).await?;
    let client = clients::create(&billingo, journal).await?;
    let product = clients::product(&billingo, journal).await?;
    let invoice = invoices::create(&billingo, &client, &product, journal).await?;
    invoices::pages(&billingo, journal).await?;

    let outstanding = payments::half(&billingo, &invoice, journal).await?;
    payments::rest(&billingo, &invoice, outstanding, journal).await?;

    documents::link(&billingo, &invoice.id, journal).await?;
    documents::download(&billingo, &invoice.id, journal).await?;
    documents::cancel(&billingo, &invoice.id, journal).await?;

    failures::broken_rule(&billingo, journal).await?;
    failures::refused(&billingo, journal).await?;
    let stranger = connect(&mock, "another-private-key", journal)?;
    failures::wrong_key(&stranger, journal).await
}

/// Makes a client of the mock server. Only the base URLs differ from the real service.
fn connect(mock: &Running, private_key: &str, journal: &Journal) -> Result<Billingo> {
    let keys = Keys::new(billingo_mock::PUBLIC_KEY, private_key)?;
    let client = Client::builder()
        .credential(keys)
        .servers(mock.servers())
        .on_attempt(journal.observer())
        .build()?;
    Ok(Billingo::new(client))
}
