//! Sends any operation with any answer, and prints what the caller gets.

use billing_runtime::pages::Page;
use billing_runtime::testing::{MockTransport, Reply, block_on};
use billing_runtime::{Date, Result, Wire as _};
use billing_tests::billingo::Billingo;
use billing_tests::billingo::expenses::{CategoryLanguage, ListExpenses};
use billing_tests::billingo::invoices::{ListInvoices, NewPayment, QueryInvoices};
use billing_tests::billingo::payment_methods::PaymentMethodLanguage;
use billing_tests::billingo::vat::{ListVat, VatEu};
use billing_tests::billingo::{clients::ListClients, products::ListProducts};

use super::bodies;
use super::client::scripted;

/// Gives the answer to the operation, and returns what its caller gets, as JSON again.
pub fn decode(operation: &str, status: u16, body: &str) -> Result<String> {
    decode_reply(operation, Reply::json(status, body.to_owned()))
}

/// The same with an answer of any kind.
pub fn decode_reply(operation: &str, reply: Reply) -> Result<String> {
    let (mock, billingo) = scripted();
    mock.reply(reply);
    block_on(called(operation, &billingo, &mock))
}

async fn called(operation: &str, api: &Billingo, mock: &MockTransport) -> Result<String> {
    let (resource, verb) = operation.split_once('.').unwrap();
    let printed = match resource {
        "invoices" => invoices(verb, api).await?,
        "clients" => clients(verb, api).await?,
        "products" => products(verb, api).await?,
        "bank_accounts" => bank_accounts(verb, api).await?,
        "expenses" => expenses(verb, api).await?,
        _ => others(operation, api).await?,
    };
    assert_eq!(mock.requests().len(), 1, "{operation} asks once");
    Ok(printed)
}

async fn invoices(verb: &str, api: &Billingo) -> Result<String> {
    let invoices = api.invoices();
    Ok(match verb {
        "list" => page(
            invoices
                .list(&ListInvoices::default())
                .try_next_page()
                .await?,
        ),
        "query" => page(
            invoices
                .query(&QueryInvoices::default())
                .try_next_page()
                .await?,
        ),
        "get" => invoices.get(1).await?.to_json(),
        "blocks" => invoices.blocks().await?.to_json(),
        "create" => invoices.create(&bodies::new_invoice()).await?.to_json(),
        "code" => invoices.code(1).await?.to_json(),
        "generate" => invoices.generate(1).await?.to_json(),
        "download" => {
            let bytes = invoices.download(1).await?.bytes().await?;
            String::from_utf8_lossy(&bytes).into_owned().to_json()
        }
        "cancel" => invoices.cancel(1).await?.to_json(),
        "send" => nothing(invoices.send(1).await?),
        "pay" => {
            let payment = NewPayment::new(Date::new(2024, 4, 2).unwrap(), 100, 1);
            invoices.pay(1, &payment).await?.to_json()
        }
        "unpay" => invoices.unpay(1).await?.to_json(),
        other => panic!("invoices.{other} is not called here"),
    })
}

async fn clients(verb: &str, api: &Billingo) -> Result<String> {
    let clients = api.clients();
    Ok(match verb {
        "list" => page(
            clients
                .list(&ListClients::default())
                .try_next_page()
                .await?,
        ),
        "get" => clients.get(1).await?.to_json(),
        "create" => clients.create(&bodies::new_client()).await?.to_json(),
        "update" => clients.update(1, &bodies::new_client()).await?.to_json(),
        "delete" => nothing(clients.delete(1).await?),
        other => panic!("clients.{other} is not called here"),
    })
}

async fn products(verb: &str, api: &Billingo) -> Result<String> {
    let products = api.products();
    Ok(match verb {
        "list" => page(
            products
                .list(&ListProducts::default())
                .try_next_page()
                .await?,
        ),
        "get" => products.get(1).await?.to_json(),
        "create" => products.create(&Default::default()).await?.to_json(),
        "update" => products.update(1, &Default::default()).await?.to_json(),
        "delete" => nothing(products.delete(1).await?),
        other => panic!("products.{other} is not called here"),
    })
}

async fn bank_accounts(verb: &str, api: &Billingo) -> Result<String> {
    let accounts = api.bank_accounts();
    Ok(match verb {
        "list" => accounts.list().await?.to_json(),
        "get" => accounts.get(1).await?.to_json(),
        "create" => accounts.create(&Default::default()).await?.to_json(),
        "update" => accounts.update(1, &Default::default()).await?.to_json(),
        other => panic!("bank_accounts.{other} is not called here"),
    })
}

async fn expenses(verb: &str, api: &Billingo) -> Result<String> {
    let expenses = api.expenses();
    Ok(match verb {
        "list" => page(
            expenses
                .list(&ListExpenses::default())
                .try_next_page()
                .await?,
        ),
        "categories" => {
            let language = CategoryLanguage::Hungarian;
            expenses.categories(language).await?.to_json()
        }
        "create" => expenses.create(&Default::default()).await?.to_json(),
        "update" => expenses.update(1, &Default::default()).await?.to_json(),
        other => panic!("expenses.{other} is not called here"),
    })
}

async fn others(operation: &str, api: &Billingo) -> Result<String> {
    Ok(match operation {
        "payment_methods.list" => {
            let language = PaymentMethodLanguage::English;
            api.payment_methods().list(language).await?.to_json()
        }
        "vat.list" => api.vat().list(&ListVat::default()).await?.to_json(),
        "vat.eu" => {
            let call = VatEu {
                country: "DE".into(),
                business_country: "HU".into(),
                ip: None,
                vat_code: None,
            };
            api.vat().eu(&call).await?.to_json()
        }
        "currency.convert" => api.currency().convert("HUF", "EUR", 1).await?.to_json(),
        "user.is_sandbox" => api.user().is_sandbox().await?.to_json(),
        "user.tax_code" => api.user().tax_code().await?.to_json(),
        "service.time" => api.service().time().await?.to_json(),
        other => panic!("{other} is not called here"),
    })
}

fn page<T: billing_runtime::Wire>(page: Option<Page<T>>) -> String {
    page.map_or(Vec::new(), |page| page.items).to_json()
}

fn nothing((): ()) -> String {
    "null".to_owned()
}
