//! Issues and lists invoices.

use billing_runtime::{Id, Record};

use super::day;
use crate::billingo::Billingo;
use crate::billingo::clients::Client;
use crate::billingo::invoices::{
    CreatedInvoice, ElectronicInvoice, FreeItem, Invoice, InvoiceType, ListInvoices, NewInvoice,
    NewInvoiceRequired, NewItem, ProductItem, TemplateLanguage,
};
use crate::billingo::products::Product;
use crate::{Error, Journal, Result};

/// The id of bank transfers at this service.
pub(crate) const TRANSFER: i64 = 2;

/// Issues an invoice with two items: one described in full, one a product.
pub(crate) async fn create(
    billingo: &Billingo,
    client: &Id<Client>,
    product: &Id<Product>,
    journal: &mut Journal,
) -> Result<Record<CreatedInvoice, Invoice>> {
    let work = FreeItem {
        net_unit_price: Some("3500".parse()?),
        ..FreeItem::new("Consulting", 2, "hours", 1)
    };
    let mugs = ProductItem::new(number(product)?, 3);
    let items = vec![NewItem::FreeItem(work), NewItem::ProductItem(mugs)];
    let issued = billingo.invoices().create(&order(client, items)?).await?;
    let invoice = &issued.attributes;
    let no = invoice.invoice_no.as_deref().unwrap_or("without a number");
    let total = invoice.total.as_ref().ok_or(Error::Missing("total"))?;
    let outcome = format!("invoice {no} over {total} HUF, id {}", issued.id);
    journal.step("create an invoice", outcome)?;
    Ok(issued)
}

/// Makes the request for an invoice. It has eleven required members, too many for the arguments of a
/// `new`, so they are named.
pub(crate) fn order(client: &Id<Client>, items: Vec<NewItem>) -> Result<NewInvoice> {
    let required = NewInvoiceRequired {
        fulfillment_date: day(5)?,
        due_date: day(13)?,
        payment_method: TRANSFER,
        comment: String::new(),
        currency: "HUF".into(),
        client_uid: number(client)?,
        block_uid: 0,
        electronic_invoice: ElectronicInvoice::Yes,
        template_lang_code: TemplateLanguage::English,
        r#type: InvoiceType::Normal,
        items,
    };
    Ok(required.into())
}

/// Converts an id to a number: requests need numbers, responses have been seen with both.
fn number<T>(id: &Id<T>) -> Result<i64> {
    let number = id.as_str().parse();
    number.map_err(|_| Error::Missing("id that is a number"))
}

/// Lists all invoices, 20 per page.
pub(crate) async fn pages(billingo: &Billingo, journal: &mut Journal) -> Result<()> {
    let twenty = ListInvoices {
        max_per_page: Some(20),
        ..ListInvoices::default()
    };
    // `try_next` would return one invoice at a time and request pages as needed.
    let mut pages = billingo.invoices().list(&twenty);
    let mut count = 0;
    while let Some(page) = pages.try_next_page().await? {
        count += page.len();
        journal.step("list invoices", summary(&page))?;
    }
    let outcome = format!("an empty page is the end: {count} invoices");
    Ok(journal.step("list invoices", outcome)?)
}

/// Lists the first page only, and returns the id of its first invoice.
#[cfg(feature = "live")]
pub(crate) async fn first_page(
    billingo: &Billingo,
    journal: &mut Journal,
) -> Result<Option<Id<Invoice>>> {
    let mut pages = billingo.invoices().list(&ListInvoices::default());
    let page = pages.try_next_page().await?;
    let invoices = page.map_or(Vec::new(), |page| page.items);
    journal.step("list invoices", summary(&invoices))?;
    Ok(invoices.into_iter().next().map(|invoice| invoice.id))
}

/// Returns the first and last number of a page.
fn summary(page: &[Record<Invoice>]) -> String {
    let no = |invoice: Option<&Record<Invoice>>| {
        let no = invoice.and_then(|invoice| invoice.attributes.invoice_no.clone());
        no.unwrap_or_else(|| "-".to_owned())
    };
    let (first, last) = (no(page.first()), no(page.last()));
    format!("{} invoices, {first} to {last}", page.len())
}
