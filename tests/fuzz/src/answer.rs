//! Bytes as the body of an answer.

use billing_runtime::client::{Retry, Server};
use billing_runtime::endpoint::Returns;
use billing_runtime::endpoint::{Binary, Field, List, Nothing, One, Plain};
use billing_runtime::testing::{ManualClock, MockTransport, Reply, block_on};
use billing_runtime::types::{Extra, Secret};
use billing_runtime::{
    Client, Credential, Decimal, Endpoint, Envelope, Error, Id, Record, Value, Wire,
};

use super::choice;

/// What no error may show, wherever a body repeats it.
const KEY: &str = "canary-key-of-the-caller";

#[derive(Clone, Credential)]
#[credential(bearer(key = key))]
struct Key {
    key: Secret,
}

#[derive(Envelope)]
#[envelope(
    success(name = "success", is(true, "true", 1), not(false, "false", 0)),
    kind = "type",
    data = "data",
    record(id = "id", attributes = "attributes")
)]
#[envelope(error(message = "error", details = "errors"))]
struct Flat;

#[derive(Envelope)]
#[envelope(error(
    when = "error.code",
    message = "error.message",
    code = "error.code",
    details = "error.details"
))]
#[envelope(error(when = "error_code", message = "msg", code = "error_code"))]
#[envelope(error(message = "error_description", code = "error"))]
struct Nested;

#[derive(Clone, Debug, PartialEq, Wire)]
struct Invoice {
    no: Option<String>,
    #[wire(accept(string, number))]
    total: Option<Decimal>,
    extra: Extra,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/one", effect = read, auth = Key, envelope = Flat, kind = "invoices", returns = One<Record<Invoice>>)]
struct GetOne;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/list", effect = read, auth = Key, envelope = Flat, kind = "invoices", returns = List<Record<Invoice>>)]
struct GetList;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/field", effect = create, auth = Key, envelope = Flat, returns = Field<Id<Invoice>>, field = "id")]
struct MakeField;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/plain", effect = read, auth = Key, envelope = Nested, returns = Plain<Invoice>)]
struct GetPlain;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(delete = "/nothing", effect = delete, auth = Key, envelope = Nested, returns = Nothing)]
struct DeleteNothing;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/bare", effect = read, auth = Key, returns = Plain<Value>)]
struct GetBare;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/bytes", effect = read, auth = Key, envelope = Flat, returns = Binary, media = "application/pdf")]
struct GetBytes;

/// Gives the body with a status of success to an endpoint; both are chosen by the first byte.
///
/// # Panics
///
/// When the client does, or its error shows the key.
pub fn envelope(data: &[u8]) {
    let (how, body) = choice(data);
    answered([200, 201, 204, 299][usize::from(how >> 6)], how, body);
}

/// The same with a status that refuses; the body never turns it into a success.
///
/// # Panics
///
/// As [`envelope`], and when the call succeeds.
pub fn error_body(data: &[u8]) {
    const STATUSES: [u16; 8] = [301, 400, 401, 404, 422, 429, 500, 502];
    let (how, body) = choice(data);
    let status = STATUSES[usize::from(how >> 5)];
    let error = answered(status, how, body).expect("a refusal is an error");
    assert_eq!(error.status().map(|found| found.as_u16()), Some(status));
}

fn answered(status: u16, how: u8, body: &[u8]) -> Option<Error> {
    const MEDIA: [&str; 4] = [
        "application/json",
        "text/html",
        "application/json; charset=iso-8859-2",
        "application/pdf",
    ];
    let media = MEDIA[usize::from(how >> 3) % MEDIA.len()];
    let mock = MockTransport::new();
    mock.reply(Reply::media(status, media, body.to_vec()));
    let client = client(mock.clone());
    let error = match how % 8 {
        0 => send(&client, &GetOne),
        1 => send(&client, &GetList),
        2 => send(&client, &MakeField),
        3 => send(&client, &GetPlain),
        4 => send(&client, &DeleteNothing),
        5 => send(&client, &GetBare),
        _ => block_on(async { client.send(&GetBytes).await?.bytes().await }).err(),
    };
    assert_eq!(mock.requests().len(), 1, "sent once, whatever came back");
    if let Some(error) = &error {
        shows_no_key(error);
    }
    error
}

fn send<E: Endpoint>(client: &Client, endpoint: &E) -> Option<Error>
where
    E::Returns: Returns,
{
    block_on(client.send(endpoint)).err()
}

fn client(mock: MockTransport) -> Client {
    Client::builder()
        .transport(mock)
        // One answer for each call.
        .retry(Retry::never())
        .clock(ManualClock::at(1_700_000_000))
        .credential(Key::new(KEY).expect("a usable key"))
        .build()
        .expect("a client")
        .with_servers(&[Server::new("https://api.example")])
}

fn shows_no_key(error: &Error) {
    let parts = [
        error.to_string(),
        format!("{error:?}"),
        error.code().unwrap_or_default().to_owned(),
        error.message().unwrap_or_default().to_owned(),
        error.details().map(Wire::to_json).unwrap_or_default(),
        format!("{:?}", error.field_errors()),
        String::from_utf8_lossy(error.body()).into_owned(),
    ];
    for part in parts {
        assert!(!part.contains(KEY), "{part}");
    }
    let _ = (
        error.retry_after(),
        error.outcome_unknown(),
        error.is_auth(),
    );
}
