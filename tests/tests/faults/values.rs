//! Values that are sent and read exactly, or refused.

use billing_runtime::endpoint::request::Request;
use billing_runtime::testing::{MockTransport, block_on};
use billing_runtime::types::Maybe;
use billing_runtime::{Client, Decimal, Wire as _};
use billing_tests::billingo::Billingo;
use billing_tests::billingo::currency::CurrencyConvert;
use billing_tests::billingo::invoices::{
    ElectronicInvoice, Entitlement, ListInvoices, NewInvoice, NewPayment,
};
use billing_tests::billingo::products::NewProduct;

use crate::support::answers::decode;
use crate::support::bodies::{date, new_invoice};
use crate::support::client::keys;
use crate::support::folder::fixture;

/// What breaks a rule is not sent, unless the caller says that it knows better.
#[test]
fn e2_28_checks_before_sending_can_be_switched_off() {
    let broken = NewInvoice {
        electronic_invoice: ElectronicInvoice::Other(2.into()),
        ..new_invoice()
    };
    let query = ListInvoices {
        max_per_page: Some(500),
        ..Default::default()
    };
    for validate in [true, false] {
        let mock = MockTransport::new();
        mock.respond(200, fixture("invoices.create.response"));
        mock.respond(200, fixture("invoices.list.response"));
        let client = Client::builder()
            .transport(mock.clone())
            .credential(keys())
            .validate(validate);
        let api = Billingo::new(client.build().unwrap());
        let created = block_on(api.invoices().create(&broken));
        let listed = block_on(api.invoices().list(&query).try_next());
        if validate {
            assert!(created.unwrap_err().is_validation());
            assert!(listed.unwrap_err().is_validation());
            assert!(mock.requests().is_empty());
        } else {
            assert!(created.is_ok() && listed.is_ok());
            assert!(
                mock.requests()[0]
                    .body()
                    .contains(r#""electronic_invoice":2"#)
            );
            assert!(mock.requests()[1].url().ends_with("max_per_page=500"));
        }
    }
}

#[test]
fn e2_29_absent_null_and_a_value() {
    let json = |entitlement| {
        NewProduct {
            entitlement,
            ..Default::default()
        }
        .to_json()
    };
    assert_eq!(json(Maybe::Absent), "{}");
    assert_eq!(json(Maybe::Null), r#"{"entitlement":null}"#);
    assert_eq!(
        json(Maybe::Present(Entitlement::Ho)),
        r#"{"entitlement":"HO"}"#
    );
    assert_eq!(
        json(Maybe::Present(Entitlement::Unset)),
        r#"{"entitlement":""}"#
    );
}

/// What is printed is what was given, digit by digit, in a body and in a query.
#[test]
fn e2_30_amounts_leave_as_they_are() {
    let literals = [
        "0.1",
        "-0",
        "1.500",
        "12345678901234567890123456.78",
        "0.0000000000000000000000000001",
        "1e3",
    ];
    for literal in literals {
        let amount: Decimal = literal.parse().unwrap();
        let payment = NewPayment::new(date("2024-04-02"), amount.clone(), 1);
        assert!(
            payment
                .to_json()
                .contains(&format!(r#""amount":{literal},"#)),
            "{}",
            payment.to_json()
        );
        let call = CurrencyConvert {
            from: "HUF".into(),
            to: "EUR".into(),
            value: amount,
        };
        let target = Request::of(&call).unwrap().target().to_owned();
        assert_eq!(target, format!("/currency?from=HUF&to=EUR&value={literal}"));
    }
    for wrong in ["", "1,5", "NaN", "inf", "0x1", "1.", ".5", "+1", " 1"] {
        assert!(wrong.parse::<Decimal>().is_err(), "{wrong}");
    }
}

/// A zero date is none only where the schema says that the service writes zeros.
#[test]
fn e3_45_dates_are_days_of_the_calendar() {
    let read = |text: &str| {
        let body = format!(
            r#"{{"success":true,"type":"invoices","data":{{"id":1,"attributes":{{"date":"{text}"}}}}}}"#
        );
        decode("invoices.get", 200, &body)
    };
    for right in ["2024-02-29", "1999-12-31", "0001-01-01"] {
        assert!(read(right).unwrap().contains(right));
    }
    for wrong in [
        "2025-02-30",
        "2023-02-29",
        "0000-00-00",
        "",
        "2024-13-01",
        "2024-1-1",
        "2024-02-29 00:00:00",
    ] {
        let error = read(wrong).unwrap_err();
        assert!(error.is_decode(), "{wrong}: {error:?}");
        assert_eq!(
            error.decode_error().unwrap().pointer(),
            "/data/attributes/date"
        );
        // The text itself may be anything, so no message repeats it.
        assert!(
            wrong.is_empty() || !error.to_string().contains(wrong),
            "{error}"
        );
    }
}
