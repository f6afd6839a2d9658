//! Request bodies: read from text by operation, and small ones to send.

use billing_runtime::wire::{self, Invalid};
use billing_runtime::{Date, Wire};
use billing_tests::billingo::bank_accounts::NewBankAccount;
use billing_tests::billingo::clients::{NewAddress, NewClient};
use billing_tests::billingo::expenses::NewExpense;
use billing_tests::billingo::invoices::{
    ElectronicInvoice, FreeItem, InvoiceType, NewInvoice, NewInvoiceRequired, NewItem, NewPayment,
    TemplateLanguage,
};
use billing_tests::billingo::products::NewProduct;

/// What became of a request body.
pub struct Decoded {
    /// The same body, printed again.
    pub json: String,
    /// The rules that it breaks.
    pub checked: Result<(), Invalid>,
}

/// Reads a request body as the operation's type.
pub fn decode(operation: &str, text: &str) -> Result<Decoded, wire::Error> {
    match operation {
        "invoices.create" => read::<NewInvoice>(text),
        "invoices.pay" => read::<NewPayment>(text),
        "clients.create" | "clients.update" => read::<NewClient>(text),
        "products.create" | "products.update" => read::<NewProduct>(text),
        "bank_accounts.create" | "bank_accounts.update" => read::<NewBankAccount>(text),
        "expenses.create" | "expenses.update" => read::<NewExpense>(text),
        other => panic!("{other} takes no body"),
    }
}

fn read<T: Wire>(text: &str) -> Result<Decoded, wire::Error> {
    let body = T::from_json(text)?;
    Ok(Decoded {
        json: body.to_json(),
        checked: body.validate(),
    })
}

/// A client with no more than is required.
pub fn new_client() -> NewClient {
    NewClient::new(
        "Kis Bt.",
        NewAddress::new("Fő tér 1.", "Sopron", "9400", "Hungary"),
    )
}

/// An invoice with one line and no more than is required.
pub fn new_invoice() -> NewInvoice {
    NewInvoiceRequired {
        fulfillment_date: date("2024-03-31"),
        due_date: date("2024-04-08"),
        payment_method: 2,
        comment: String::new(),
        currency: "HUF".into(),
        client_uid: 1_963_092_040,
        block_uid: 0,
        electronic_invoice: ElectronicInvoice::Yes,
        template_lang_code: TemplateLanguage::Hungarian,
        r#type: InvoiceType::Normal,
        items: vec![NewItem::FreeItem(free_item())],
    }
    .into()
}

/// A line of 1000 net.
pub fn free_item() -> FreeItem {
    FreeItem {
        net_unit_price: Some(1000.into()),
        ..FreeItem::new("Tanácsadás", 1, "óra", 1)
    }
}

/// A day.
pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}
