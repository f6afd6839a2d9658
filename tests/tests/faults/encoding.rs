//! E2: what leaves, and what never does.

use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::Reply;
use billing_runtime::types::Maybe;
use billing_runtime::{Client, Decimal, Endpoint, Wire as _};
use billing_tests::billingo::Billingo;
use billing_tests::billingo::invoices::{
    ElectronicInvoice, Entitlement, ListInvoices, NewInvoice, NewPayment,
};
use billing_tests::billingo::products::NewProduct;

use super::network::{Network, data, record};
use crate::support::bodies::{date, new_invoice};
use crate::support::client::keys;
use crate::support::random::Random;

#[test]
fn e2_26_an_id_stays_one_segment() {
    let network = Network::new();
    for (id, segment) in [
        ("a/b?c#d%", "a%2Fb%3Fc%23d%25"),
        ("../7", "..%2F7"),
        ("á é", "%C3%A1%20%C3%A9"),
        ("...", "..."),
    ] {
        let reply = record("invoices", "{}");
        let (answer, seen) = network.asked(reply, async |api| api.invoices().get(id).await);
        answer.unwrap();
        assert_eq!(seen.target(), format!("/api/invoices/{segment}"));
    }
    for id in ["", ".", ".."] {
        let error = network.unsent(async |api| api.invoices().get(id).await);
        let error = error.unwrap_err();
        assert!(error.is_validation() && error.not_sent(), "{error:?}");
    }
}

#[test]
fn e2_27_a_header_cannot_begin_another() {
    #[derive(Clone, Debug, Endpoint)]
    #[endpoint(get = "/x", effect = read, returns = Nothing)]
    struct Traced {
        #[endpoint(header = "X-Trace")]
        trace: String,
    }
    let network = Network::new();
    let client = Client::builder().base_url(network.server.url());
    let client = client.build().unwrap();
    for trace in ["a\r\nX-Other: b", "a\nb", "a\0b", "á", "\u{7f}"] {
        let trace = trace.to_owned();
        let error = network.unsent(async |_| client.send(&Traced { trace }).await);
        let error = error.unwrap_err();
        assert!(error.is_validation() && error.not_sent(), "{error:?}");
        assert!(error.to_string().contains("`X-Trace`"), "{error}");
    }
    let trace = "a b:c".to_owned();
    let reply = Reply::json(200, "{}");
    let (answer, seen) = network.asked(reply, async |_| client.send(&Traced { trace }).await);
    answer.unwrap();
    assert_eq!(seen.header("x-trace"), "a b:c");
}

#[test]
fn e2_28_what_breaks_a_rule_is_not_sent() {
    let network = Network::new();
    let broken = NewInvoice {
        electronic_invoice: ElectronicInvoice::Other(2.into()),
        ..new_invoice()
    };
    let query = ListInvoices {
        page: Some(1),
        max_per_page: Some(51),
    };
    let created = network.unsent(async |api| api.invoices().create(&broken).await.map(drop));
    let listed = network.unsent(async |api| {
        let page = api.invoices().list(&query).try_next_page().await;
        page.map(drop)
    });
    for (answer, broken) in [
        (created, ("/electronic_invoice", "enum")),
        (listed, ("/max_per_page", "maximum")),
    ] {
        let error = answer.unwrap_err();
        assert!(error.is_validation() && error.not_sent(), "{error:?}");
        let violation = &error.violations().unwrap().violations()[0];
        assert_eq!((violation.pointer(), violation.rule()), broken);
    }
}

/// Absent, null and a value are three things on the wire, and come back as what they were.
#[test]
fn e2_29_absent_null_and_a_value_on_the_wire() {
    let states = [
        (Maybe::Absent, None),
        (Maybe::Null, Some("null")),
        (Maybe::Present(Entitlement::Ho), Some(r#""HO""#)),
        (Maybe::Present(Entitlement::Unset), Some(r#""""#)),
        (
            Maybe::Present(Entitlement::Other("NEW".into())),
            Some(r#""NEW""#),
        ),
    ];
    let network = Network::new();
    let mut random = Random(29);
    for round in 0..60 {
        let (entitlement, written) = states[random.below(4)].clone();
        let (name, price) = (random.below(3), random.below(100_000));
        let product = NewProduct {
            name: (name > 0).then(|| format!("n{round}")),
            price: (price % 3 > 0).then(|| {
                format!("{}.{:02}", price / 100, price % 100)
                    .parse()
                    .unwrap()
            }),
            entitlement,
            ..Default::default()
        };
        let (answer, seen) = network.asked(record("products", "{}"), async |api| {
            api.products().update(1, &product).await
        });
        answer.unwrap();
        let member = crate::support::json::member(seen.body(), "entitlement");
        assert_eq!(member, written, "{}", seen.body());
        assert_eq!(NewProduct::from_json(seen.body()).unwrap(), product);
    }
    // A value that the schema does not list is no value of a request.
    let product = NewProduct {
        entitlement: states[4].0.clone(),
        ..Default::default()
    };
    assert_eq!(product.to_json(), r#"{"entitlement":"NEW"}"#);
    let error = network.unsent(async |api| api.products().update(1, &product).await);
    assert!(error.unwrap_err().is_validation());
}

#[test]
fn e2_30_amounts_reach_the_server_digit_by_digit() {
    let network = Network::new();
    let exact: Vec<Decimal> = vec![
        "1234567890123456789012345.678".parse().unwrap(),
        "-0".parse().unwrap(),
        "4445.000".parse().unwrap(),
        "0.30000000000000004".parse().unwrap(),
        "1e-7".parse().unwrap(),
        3.into(),
    ];
    let literals = [
        "1234567890123456789012345.678",
        "-0",
        "4445.000",
        "0.30000000000000004",
        "1e-7",
        "3",
    ];
    for (amount, literal) in exact.into_iter().zip(literals) {
        let payment = NewPayment::new(date("2024-04-02"), amount, 1);
        let reply = data("invoices", r#"{"fully_paid":true}"#);
        let (answer, seen) =
            network.asked(reply, async |api| api.invoices().pay(1, &payment).await);
        answer.unwrap();
        let amount = crate::support::json::member(seen.body(), "amount");
        assert_eq!(amount, Some(literal));
    }
}

#[test]
fn e2_31_the_base_url_keeps_its_prefix() {
    let network = Network::new();
    for (prefix, expected) in [
        ("", "/invoices/1"),
        ("/", "/invoices/1"),
        ("/v2/api", "/v2/api/invoices/1"),
        ("/v2/api/", "/v2/api/invoices/1"),
    ] {
        let client = Client::builder()
            .base_url(format!("{}{prefix}", network.server.url()))
            .credential(keys());
        let api = Billingo::new(client.build().unwrap());
        let (answer, seen) = network.asked(record("invoices", "{}"), async |_| {
            api.invoices().get(1).await
        });
        answer.unwrap();
        assert_eq!(seen.target(), expected);
    }
    let host = network.server.url().strip_prefix("http://").unwrap();
    for refused in [
        format!("http://user:pass@{host}"),
        format!("http://{host}?a=1"),
        format!("http://{host}/#a"),
        "http://192.0.2.1/api".to_owned(),
        format!("ftp://{host}"),
    ] {
        let error = Client::builder().base_url(&refused).build().unwrap_err();
        assert!(error.is_config() && error.not_sent(), "{refused}: {error}");
        assert!(!error.to_string().contains("pass@"), "{error}");
    }
    assert_eq!(network.server.requests().len(), 4);
}
