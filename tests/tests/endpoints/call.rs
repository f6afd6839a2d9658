//! Makes one call in each way, and looks at what the server saw.

use std::pin::Pin;

use billing_mock::{Misbehave, Mock, Running, Seen};
use billing_runtime::{Error, Result};
use billing_tests::billingo::{Billingo, Keys};
use serde_json::{Value, json};

use crate::support::client::{fields, keys, seen, start, to, wait};
use crate::support::folder::fixture;
use crate::support::schemas::{Schemas, decoded, pairs};
use crate::token::jwt;

/// The client that is there from the beginning, and so on.
pub const CLIENT: i64 = 1_963_092_040;
pub const INVOICE: i64 = 878_790_507;
pub const PRODUCT: i64 = 1_206_264_827;
pub const ACCOUNT: i64 = 1_700_000_001;
pub const EXPENSE: i64 = 1_500_000_001;

type Calling<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// A call, and the request that it must become.
pub struct Call {
    /// The row in the table of documented endpoints.
    pub row: u8,
    pub operation: &'static str,
    pub method: &'static str,
    /// Path and query, from the root of the server.
    pub target: &'static str,
    /// JSON; empty for none.
    pub body: &'static str,
    /// Calls, and checks what comes back.
    pub call: for<'a> fn(&'a Billingo) -> Calling<'a>,
}

/// Makes a test of each call, and the list of all.
macro_rules! calls {
    ($($name:ident: $call:expr;)*) => {
        $(
            #[test]
            fn $name() {
                const CALL: $crate::endpoints::call::Call = $call;
                $crate::endpoints::call::check(&CALL);
            }
        )*
        pub const CALLS: &[$crate::endpoints::call::Call] = &[$($call),*];
    };
}
pub(super) use calls;

/// A server with three invoices, and one of everything else.
pub fn seeded() -> Mock {
    let mock = billingo_mock::open().unwrap();
    billingo_mock::invoices(mock, 3).given(|state| {
        let product = json!({ "name": "Mug", "price": 5200, "unit": "db", "currency_code": "HUF", "vat_id": 1 });
        state.create("products", &product);
        state.create("bank_accounts", &json!({ "bank_name": "Bank", "currency": "HUF" }));
        state.create("expenses", &json!({ "name": "Power", "gross_price": 5000, "client_uid": CLIENT }));
    })
}

/// Success, both forms of refusal, and a wrong key.
pub fn check(call: &Call) {
    succeeds(call);
    let enveloped = !Schemas::get()
        .operation(call.operation)
        .contains_key("server");
    refused_by_status(call, enveloped);
    if enveloped {
        refused_in_the_envelope(call);
        refused_for_the_key(call);
    }
}

fn succeeds(call: &Call) {
    let (mock, billingo) = start(seeded());
    wait((call.call)(&billingo)).unwrap_or_else(|error| panic!("{}: {error}", call.operation));
    arrived(call, &mock);
    assert_eq!(mock.faults(), [""; 0]);
}

/// Status 400 with field errors, as the service prints them.
fn refused_by_status(call: &Call, enveloped: bool) {
    let answer = Misbehave::new()
        .status(400)
        .body(fixture("any.error.fields"));
    let error = fails(call, answer);
    assert_eq!(error.status().unwrap().as_u16(), 400);
    assert!(!error.is_auth() && !error.not_sent() && !error.outcome_unknown());
    let expected = [
        (
            "items[0].net_unit_price",
            "String value found, but a number is required",
        ),
        ("due_date", "is missing, but it is required"),
    ];
    if enveloped {
        assert!(error.is_api(), "{error:?}");
        assert_eq!(fields(&error), expected);
        assert_eq!(error.message(), None);
    } else {
        assert!(!error.is_api(), "{error:?}");
        assert!(!error.body().is_empty());
    }
}

/// Status 200, and a body that says no.
fn refused_in_the_envelope(call: &Call) {
    let error = fails(call, Misbehave::new().body(fixture("any.error.message")));
    assert!(error.is_api(), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(error.message(), Some("The client is not known."));
}

/// The server's own refusal of a token that another key signed.
fn refused_for_the_key(call: &Call) {
    let mock = seeded().start().unwrap();
    let wrong = Keys::new(billingo_mock::PUBLIC_KEY, "another-private-key").unwrap();
    let error = wait((call.call)(&to(&mock, wrong))).unwrap_err();
    assert!(error.is_auth() && error.is_api(), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 403);
    let message = error.message().unwrap();
    assert!(message.contains("signature"), "{message}");
}

fn fails(call: &Call, answer: Misbehave) -> Error {
    let (mock, billingo) = start(seeded());
    mock.next(answer.of(call.operation));
    let error = wait((call.call)(&billingo)).unwrap_err();
    arrived(call, &mock);
    let called = error.operation().unwrap();
    let known = Schemas::get().operation(call.operation);
    assert_eq!(called.method.as_str(), call.method);
    assert_eq!(
        known[&call.method.to_ascii_lowercase()].as_str(),
        Some(called.path)
    );
    error
}

/// Exactly this request arrived, and the files as they are allow it.
fn arrived(call: &Call, mock: &Running) {
    let all = seen(mock, call.operation);
    let [request] = &all[..] else {
        panic!("{} arrived {} times", call.operation, all.len());
    };
    let (path, query) = call.target.split_once('?').unwrap_or((call.target, ""));
    assert_eq!(request.method, call.method);
    assert_eq!(decoded(&request.path), path);
    assert_eq!(decoded(&request.query), query);
    let known = Schemas::get().operation(call.operation);
    signed(request, !known.contains_key("server"));
    body_arrived(call, request);
    if let Some(query) = known.get("query") {
        let reference = query.as_str().unwrap();
        let typed = Schemas::get().typed_query(reference, &pairs(&request.query));
        Schemas::get().check(reference, &typed).unwrap();
    }
    let parameters = known.get("path").and_then(toml::Value::as_table);
    for (name, kind) in parameters.into_iter().flatten() {
        let fixed = known[&call.method.to_ascii_lowercase()].as_str().unwrap();
        let at = fixed.split('/').position(|s| s == format!("{{{name}}}"));
        let text = decoded(path)
            .split('/')
            .nth(at.unwrap() + 1)
            .unwrap()
            .to_owned();
        match kind.as_str() {
            Some(reference) => Schemas::get().check(reference, &Value::from(text)).unwrap(),
            None => assert!(text.parse::<i64>().is_ok(), "{text}"),
        }
    }
}

fn body_arrived(call: &Call, request: &Seen) {
    let reference = Schemas::get().operation(call.operation).get("body");
    assert_eq!(reference.is_some(), !call.body.is_empty());
    let Some(reference) = reference else {
        assert!(request.body.is_empty());
        assert_eq!(request.header("content-type"), None);
        return;
    };
    assert_eq!(request.header("content-type"), Some("application/json"));
    let sent: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(sent, serde_json::from_str::<Value>(call.body).unwrap());
    Schemas::get()
        .check(reference.as_str().unwrap(), &sent)
        .unwrap();
}

fn signed(request: &Seen, expected: bool) {
    let header = request.header("authorization");
    if !expected {
        assert_eq!(header, None);
        return;
    }
    let (scheme, token) = header.unwrap().split_once(' ').unwrap();
    assert_eq!(scheme, keys().scheme);
    jwt::verify(token, billingo_mock::PRIVATE_KEY).unwrap();
}
