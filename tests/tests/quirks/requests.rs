//! Quirks of requests.

use billing_runtime::endpoint::operation::Effect;
use billing_runtime::endpoint::request::Request;
use billing_runtime::testing::block_on;
use billing_runtime::types::Maybe;
use billing_runtime::{Endpoint, Wire as _};
use billing_tests::billingo::clients::NewClientDefaults;
use billing_tests::billingo::expenses::{CategoryLanguage, ExpenseCategories};
use billing_tests::billingo::invoices::{
    CancelInvoice, Entitlement, FreeItem, GenerateInvoice, GetInvoice, InvoiceBlocks, InvoiceCode,
    NewInvoice, NewItem, NewPayment, QueryInvoices, SendInvoice,
};
use billing_tests::billingo::products::{DeleteProduct, NewProduct};
use billing_tests::billingo::vat::VatEu;

use super::{answered, client, one, product};
use crate::support::bodies::{date, free_item, new_client, new_invoice};
use crate::support::client::scripted;
use crate::support::folder::fixture;
use crate::support::json::exact;
use crate::support::schemas::Schemas;

#[test]
fn q16_requests_and_answers_have_types_of_their_own() {
    // Sent as numbers, read as an object, as texts and as empty texts.
    let invoice = new_invoice();
    assert_eq!(invoice.payment_method, 2);
    let stored =
        super::invoice(r#"{"payment_method":{"id":2},"items":[{"vat_id":"1"}],"total":"1.000"}"#);
    assert_eq!(
        stored.attributes.payment_method.unwrap().id.as_deref(),
        Some(&2)
    );
    let sent = NewProduct {
        fokonyv_arbev: Some(0.into()),
        ..Default::default()
    };
    assert_eq!(sent.to_json(), r#"{"fokonyv_arbev":0}"#);
    assert_eq!(
        product(r#"{"fokonyv_arbev":""}"#).fokonyv_arbev.as_deref(),
        Some("")
    );
    // Sent as a text, read as a number.
    let mut sent = new_client();
    sent.r#type = Some("2".into());
    assert!(sent.to_json().contains(r#""type":"2""#));
    assert_eq!(
        client(r#"{"type":2}"#)
            .r#type
            .as_deref()
            .map(String::as_str),
        Some("2")
    );
}

#[test]
fn q21_requests_are_of_the_schemas_own_types() {
    let line = FreeItem {
        net_unit_price: Some("3500.50".parse().unwrap()),
        entitlement: Maybe::Present(Entitlement::Aam),
        ..free_item()
    };
    let invoice = NewInvoice {
        items: vec![NewItem::FreeItem(line)],
        ..new_invoice()
    };
    let json = invoice.to_json();
    assert!(
        json.contains(r#""electronic_invoice":1"#) && json.contains(r#""net_unit_price":3500.50"#)
    );
    let value = serde_json::from_str(&json).unwrap();
    Schemas::get()
        .check("invoice.json#/definitions/new", &value)
        .unwrap();
    // An amount that was read from an answer as a text is sent as the number that it is.
    let outstanding = answered(
        r#"{"success":true,"data":{"outstanding":"12.50"}}"#,
        async |api| api.invoices().unpay(1).await,
    );
    let amount = outstanding.unwrap().outstanding.unwrap();
    let payment = NewPayment::new(date("2024-04-02"), amount, 1);
    assert_eq!(
        exact(&payment.to_json()),
        r#"{"amount":12.50,"date":"2024-04-02","payment_method":1}"#
    );
    let (mock, api) = scripted();
    mock.respond(200, fixture("invoices.pay.response"));
    block_on(api.invoices().pay(1, &payment)).unwrap();
    assert_eq!(exact(mock.requests()[0].body()), exact(&payment.to_json()));
    // The defaults of a client are texts all, numbers included.
    let defaults = NewClientDefaults {
        invoice_due_days: Some("3".into()),
        ..Default::default()
    };
    assert_eq!(defaults.to_json(), r#"{"invoice_due_days":"3"}"#);
}

#[test]
fn q24_some_gets_change_something() {
    let effects = [
        (GenerateInvoice::OPERATION, Effect::Create),
        (CancelInvoice::OPERATION, Effect::Create),
        (SendInvoice::OPERATION, Effect::SideEffect),
        (InvoiceCode::OPERATION, Effect::Read),
    ];
    for (operation, effect) in effects {
        assert_eq!(
            (operation.method.as_str(), operation.effect),
            ("GET", effect),
            "{operation}"
        );
    }
    // After a lost answer, only what changes something needs a look.
    let lost = || {
        billing_runtime::testing::Reply::failure(billing_runtime::transport::Failure::lost("reset"))
    };
    let (mock, api) = scripted();
    mock.reply(lost());
    assert!(
        block_on(api.invoices().cancel(1))
            .unwrap_err()
            .outcome_unknown()
    );
    mock.reply(lost());
    assert!(
        !block_on(api.invoices().code(1))
            .unwrap_err()
            .outcome_unknown()
    );
}

#[test]
fn q25_a_created_client_may_be_an_older_one() {
    let old = one("clients", r#"{"name":"Gigazoom LLC.2","type":2}"#);
    let found = answered(&old, async |api| api.clients().create(&new_client()).await).unwrap();
    assert_ne!(
        found.attributes.name.as_deref(),
        Some(new_client().name.as_str())
    );
    assert_eq!(found.id, 1.into());
}

#[test]
fn q29_fixed_and_variable_segments_share_a_place() {
    fn target<E: Endpoint>(call: &E) -> String {
        Request::of(call).unwrap().target().to_owned()
    }
    assert_eq!(target(&InvoiceBlocks), "/invoices/blocks");
    assert_eq!(target(&QueryInvoices::default()), "/invoices/query");
    assert_eq!(
        target(&ExpenseCategories {
            langcode: CategoryLanguage::Hungarian
        }),
        "/expenses/categories/hu"
    );
    let eu = VatEu {
        country: "DE".into(),
        business_country: "HU".into(),
        ip: None,
        vat_code: None,
    };
    assert_eq!(target(&eu), "/vat/eu?country=DE&business_country=HU");
    // An id never leaves its place.
    for (id, path) in [
        ("1/code", "/invoices/1%2Fcode"),
        ("a?b#c", "/invoices/a%3Fb%23c"),
        ("100%", "/invoices/100%25"),
        ("ő", "/invoices/%C5%91"),
    ] {
        assert_eq!(target(&GetInvoice { id: id.into() }), path);
    }
}

#[test]
fn q31_paths_begin_behind_the_base_url() {
    // The documents print `/api/products/{id}` here, with the base's own segment.
    assert_eq!(DeleteProduct::OPERATION.path, "/products/{id}");
    let (mock, api) = scripted();
    mock.respond(200, r#"{"success":true}"#);
    block_on(api.products().delete(7)).unwrap();
    assert_eq!(
        mock.requests()[0].url(),
        "https://www.billingo.hu/api/products/7"
    );
    mock.respond(200, fixture("bank_accounts.list.response"));
    assert_eq!(block_on(api.bank_accounts().list()).unwrap().len(), 1);
    assert_eq!(
        mock.requests()[1].url(),
        "https://www.billingo.hu/api/bank_accounts"
    );
}
