//! Hands out an invoice and cancels it.

use billing_runtime::Id;

use crate::billingo::Billingo;
use crate::billingo::invoices::Invoice;
use crate::{Error, Journal, Result};

/// Makes the public link of an invoice.
pub(crate) async fn link(
    billingo: &Billingo,
    invoice: &Id<Invoice>,
    journal: &mut Journal,
) -> Result<()> {
    let code = billingo.invoices().code(invoice.clone()).await?.code;
    let code = code.ok_or(Error::Missing("code"))?;
    let link = format!("https://www.billingo.hu/access/c:{code}");
    Ok(journal.step("make a link", link)?)
}

/// Downloads the PDF to a file. It arrives in chunks, and the file appears once it is complete.
pub(crate) async fn download(
    billingo: &Billingo,
    invoice: &Id<Invoice>,
    journal: &mut Journal,
) -> Result<()> {
    let path = std::env::temp_dir().join("billingo-demo.pdf");
    let download = billingo.invoices().download(invoice.clone()).await?;
    let size = download.save(&path).await?;
    let outcome = format!("{size} bytes in {}", path.display());
    Ok(journal.step("download the PDF", outcome)?)
}

/// Cancels an invoice. By law nothing is deleted: a second invoice reverses the amount.
pub(crate) async fn cancel(
    billingo: &Billingo,
    invoice: &Id<Invoice>,
    journal: &mut Journal,
) -> Result<()> {
    let cancelling = billingo
        .invoices()
        .cancel(invoice.clone())
        .await?
        .attributes;
    let no = cancelling.invoice_no.ok_or(Error::Missing("invoice_no"))?;
    let total = cancelling.total.ok_or(Error::Missing("total"))?;
    let outcome = format!("cancelled by invoice {no} over {total} HUF");
    Ok(journal.step("cancel the invoice", outcome)?)
}
