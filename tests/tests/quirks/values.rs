//! Quirks of single values in answers.

use billing_runtime::types::{Integer, Maybe};
use billing_runtime::{Decimal, Id, Wire as _};
use billing_tests::billingo::clients::TaxType;
use billing_tests::billingo::invoices::{Entitlement, InvoiceStatus};
use billing_tests::billingo::products::Product;

use super::{answered, client, invoice, one, product};
use crate::samples::response_survives;
use crate::support::answers::decode;
use crate::support::folder::fixture;
use crate::support::json::exact;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn q08_ids_are_numbers_or_texts() {
    for id in ["2", r#""2""#] {
        let body = format!(
            r#"{{"success":true,"type":"payment_methods","data":[{{"id":{id},"attributes":{{"id":{id}}}}}]}}"#
        );
        response_survives(id, "payment_methods.list", &body);
        let language = billing_tests::billingo::payment_methods::PaymentMethodLanguage::English;
        let methods = answered(&body, async |api| {
            api.payment_methods().list(language).await
        });
        let method = methods.unwrap().remove(0);
        // The same method, whichever way it is written.
        assert_eq!(method.id, Id::from(2));
        assert_eq!(method.id, Id::from("2"));
        assert_eq!(method.attributes.id.as_deref(), Some(&2));
    }
    for vat_id in ["1", r#""1""#] {
        let item = invoice(&format!(r#"{{"items":[{{"vat_id":{vat_id}}}]}}"#))
            .attributes
            .items;
        assert_eq!(item.unwrap()[0].vat_id.as_deref(), Some(&1));
    }
}

#[test]
fn q09_defaults_may_be_an_empty_list_or_text() {
    for empty in ["[]", r#""""#, "{}"] {
        let client = client(&format!(r#"{{"defaults":{empty}}}"#));
        assert_eq!(client.defaults.unwrap().payment_method, None, "{empty}");
    }
    let client = client(r#"{"defaults":{"payment_method":"1","electronic_invoice":"0"}}"#);
    assert_eq!(
        client.defaults.unwrap().electronic_invoice.as_deref(),
        Some("0")
    );
    // A list that says something is no empty object.
    for wrong in ["[1]", "[{}]", "7"] {
        let body = one("clients", &format!(r#"{{"defaults":{wrong}}}"#));
        let error = decode("clients.get", 200, &body).unwrap_err();
        assert!(error.is_decode(), "{wrong}: {error:?}");
        let pointer = error.decode_error().unwrap().pointer();
        assert!(
            pointer.starts_with("/data/attributes/defaults"),
            "{pointer}"
        );
    }
}

#[test]
fn q10_amounts_are_numbers_or_texts_and_exact() {
    let total = |literal: &str| {
        let invoice = invoice(&format!(r#"{{"total":{literal}}}"#));
        invoice.attributes.total.unwrap()
    };
    assert_eq!(total(r#""4445.000""#), decimal("4445"));
    assert_eq!(total(r#""4445.000""#).as_str(), "4445.000");
    assert_eq!(total("4445"), decimal("4445.000"));
    assert_eq!(total("-4445"), (-4445).into());
    assert_eq!(total(r#""-0.005""#), decimal("-0.005"));
    assert_eq!(total("111.81166910218").as_str(), "111.81166910218");
    assert_eq!(total("1e3"), 1000.into());
    let long = "1234567890123456789012345678.0000000000012";
    assert_eq!(total(long).as_str(), long);
    for wrong in [
        r#""""#,
        r#""1 000,50""#,
        r#""NaN""#,
        r#""0x10""#,
        "null",
        "true",
        r#"" 1""#,
    ] {
        let body = one("invoices", &format!(r#"{{"total":{wrong}}}"#));
        let error = decode("invoices.get", 200, &body).unwrap_err();
        assert!(error.is_decode(), "{wrong}: {error:?}");
        assert_eq!(
            error.decode_error().unwrap().pointer(),
            "/data/attributes/total"
        );
    }
    let body = fixture("expenses.list.response");
    assert!(body.contains(r#""5000.00""#));
    response_survives("expenses.list", "expenses.list", &body);
}

#[test]
fn q11_rates_are_texts_or_numbers() {
    for rate in [r#""0.27""#, "0.27", r#""0""#, "0"] {
        let vat = product(&format!(r#"{{"vat":{{"value":{rate}}}}}"#))
            .vat
            .unwrap();
        assert_eq!(vat.value.unwrap(), decimal(rate.trim_matches('"')));
        let body = format!(r#"{{"success":true,"data":{{"tax_rate":{rate}}}}}"#);
        response_survives(rate, "vat.eu", &body);
    }
}

#[test]
fn q12_flags_are_numbers_texts_or_booleans() {
    for (yes, no) in [("1", "0"), (r#""1""#, r#""0""#), ("true", "false")] {
        let product = product(&format!(r#"{{"deleted":{yes},"is_service":{no}}}"#));
        assert_eq!(product.deleted.as_deref(), Some(&1), "{yes}");
        assert_eq!(product.is_service.as_deref(), Some(&0), "{no}");
        let attributes = format!(
            r#"{{"is_cancel_invoice":{yes},"electronic_invoice":{no},"payment_method":{{"advance_paid":{yes}}}}}"#
        );
        let invoice = invoice(&attributes).attributes;
        assert_eq!(invoice.is_cancel_invoice.as_deref(), Some(&1));
        assert_eq!(invoice.electronic_invoice.as_deref(), Some(&0));
        assert_eq!(
            invoice.payment_method.unwrap().advance_paid.as_deref(),
            Some(&1)
        );
        let paid = format!(r#"{{"success":true,"data":{{"fully_paid":{yes}}}}}"#);
        response_survives(yes, "invoices.pay", &paid);
        let state = answered(&paid, async |api| api.invoices().unpay(1).await).unwrap();
        assert_eq!(state.fully_paid.as_deref(), Some(&true));
    }
}

#[test]
fn q13_zero_dates_are_no_dates() {
    let zeros = [
        "0000-00-00 00:00:00",
        "-0001-11-30 00:00:00",
        "0000-00-00",
        "",
    ];
    for zero in zeros {
        let product = product(&format!(r#"{{"archived_at":"{zero}","deleted_at":null}}"#));
        assert_eq!(product.archived_at.unwrap().get(), None, "{zero}");
        assert_eq!(product.deleted_at, Maybe::Null);
    }
    let deleted = product(r#"{"deleted_at":"2018-06-01 10:00:00"}"#).deleted_at;
    assert!(deleted.as_ref().unwrap().get().is_some());
    for wrong in ["2018-02-30 10:00:00", "0000-00-00 00:00:01", "yesterday"] {
        let body = one("products", &format!(r#"{{"archived_at":"{wrong}"}}"#));
        assert!(
            decode("products.get", 200, &body).unwrap_err().is_decode(),
            "{wrong}"
        );
    }
}

#[test]
fn q14_times_have_a_space_and_no_zone() {
    let created = |text: &str| {
        let product = product(&format!(r#"{{"created_at":"{text}"}}"#));
        product.created_at.unwrap().get().unwrap().clone()
    };
    let local = created("2017-10-04 15:26:26");
    assert_eq!(
        (local.hour(), local.minute(), local.offset()),
        (15, 26, None)
    );
    assert_eq!(local.date().to_string(), "2017-10-04");
    assert_eq!(created("2017-10-04T15:26:26+02:00").offset(), Some(120));
    assert_eq!(created("2017-10-04T15:26:26.5Z").offset(), Some(0));
}

#[test]
fn q15_null_missing_and_empty_are_three_things() {
    let of = |member: &str| product(&format!("{{{member}}}"));
    assert_eq!(of("").comment, Maybe::Absent);
    assert_eq!(of(r#""comment":null"#).comment, Maybe::Null);
    assert_eq!(of(r#""comment":"""#).comment, Maybe::Present(String::new()));
    assert_eq!(of(r#""entitlement":null"#).entitlement, Maybe::Null);
    assert_eq!(
        of(r#""entitlement":"""#).entitlement,
        Maybe::Present(Entitlement::Unset)
    );
    let rate = |member: &str| of(&format!(r#""vat":{{{member}}}"#)).vat.unwrap().info_text;
    assert_eq!(rate(""), Maybe::Absent);
    assert_eq!(rate(r#""info_text":null"#), Maybe::Null);
    assert_eq!(
        rate(r#""info_text":"EU-n belül""#),
        Maybe::Present("EU-n belül".into())
    );
    assert_eq!(client("{}").tax_type, None);
    assert_eq!(client(r#"{"tax_type":""}"#).tax_type, Some(TaxType::Unset));
    let district = |text: &str| client(text).billing_address.unwrap().district;
    assert_eq!(district(r#"{"billing_address":{}}"#), None);
    assert_eq!(
        district(r#"{"billing_address":{"district":""}}"#).as_deref(),
        Some("")
    );
    for (literal, text) in [(r#""""#, ""), ("2", "2"), (r#""2""#, "2")] {
        let kind = client(&format!(r#"{{"type":{literal}}}"#)).r#type.unwrap();
        assert_eq!(*kind, text);
    }
}

#[test]
fn q26_members_come_and_go() {
    // The same type, from a full list, a short answer and one with members that nobody knows.
    for name in [
        "products.list",
        "products.create",
        "products.update",
        "invoices.query",
    ] {
        response_survives(name, name, &fixture(&format!("{name}.response")));
    }
    let unknown =
        r#"{"block":{"name":"a","prefix":"","uid":7},"new":{"a":[1.50,null]},"status":9}"#;
    let found = invoice(unknown).attributes;
    assert_eq!(found.block.unwrap().uid, Some(7));
    assert_eq!(
        found.extra.get("new").unwrap().to_string(),
        r#"{"a":[1.50,null]}"#
    );
    assert_eq!(found.status, Some(InvoiceStatus::Other(Integer::from(9))));
    assert_eq!(invoice("{}").attributes, Default::default());
}

#[test]
fn q28_ids_are_large() {
    for id in [
        "1998940267",
        "2147483648",
        "9007199254740993",
        "9223372036854775807",
        "0",
    ] {
        let found = invoice(&format!(
            r#"{{"uid":{id},"client_uid":{id},"block_uid":{id}}}"#
        ));
        assert_eq!(found.attributes.uid.unwrap().to_string(), id);
        let body = format!(
            r#"{{"success":true,"type":"invoices","data":{{"id":{id},"attributes":{{}}}}}}"#
        );
        response_survives(id, "invoices.get", &body);
        let record = answered(&body, async |api| api.invoices().get(id).await).unwrap();
        assert_eq!(record.id.as_str(), id);
    }
    // Larger than any integer of the machine, and still exact.
    let huge = "98765432109876543210";
    let body = one("invoices", "{}").replace(r#""id":1"#, &format!(r#""id":{huge}"#));
    response_survives(huge, "invoices.get", &body);
}

#[test]
fn q30_names_stay_as_they_are() {
    let names = |json: &str| exact(json);
    let text = r#"{"account_no_iban":"a","account_swift":"b","currency":"HUF","uid":1}"#;
    response_survives("account", "bank_accounts.get", &one("bank_accounts", text));
    let text = r#"{"bank":{"iban":"a","swift":"b","account_no":"c"}}"#;
    assert_eq!(client(text).bank.unwrap().iban.as_deref(), Some("a"));
    // The currency and the VAT rate have other names, and other shapes, elsewhere.
    let product: Product = product(r#"{"currency_code":"HUF","vat":{"id":1},"vat_id":1}"#);
    assert_eq!(
        names(&product.to_json()),
        r#"{"currency_code":"HUF","vat":{"id":1},"vat_id":1}"#
    );
    let expense = one("expenses", r#"{"vat":"1","client_uid":1}"#);
    response_survives("expense", "expenses.create", &expense);
}

#[test]
fn q33_letters_are_raw_or_escaped() {
    for name in ["Árvíztűrő", r"\u00c1rv\u00edzt\u0171r\u0151"] {
        assert_eq!(
            client(&format!(r#"{{"name":"{name}"}}"#)).name.as_deref(),
            Some("Árvíztűrő")
        );
    }
    assert_eq!(client(r#"{"name":"a\/b"}"#).name.as_deref(), Some("a/b"));
    assert_eq!(
        client(r#"{"name":"\ud83d\ude00"}"#).name.as_deref(),
        Some("😀")
    );
    let half = one("clients", r#"{"name":"\ud83d"}"#);
    assert!(decode("clients.get", 200, &half).unwrap_err().is_decode());
}
