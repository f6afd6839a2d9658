//! A small API as the generator would write it.

use billing_runtime::client::{Retry, Server};
use billing_runtime::endpoint::{Binary, Field, List, Nothing, One, Plain};
use billing_runtime::testing::{ManualClock, MockTransport};
use billing_runtime::types::{Extra, Secret};
use billing_runtime::{Client, Credential, Decimal, Endpoint, Id, Record, Result, Wire};

/// The key pair that signs each request.
#[derive(Clone, Credential)]
#[credential(jwt(algorithm = "HS256", scheme = scheme, key = private_key))]
#[credential(claims(sub = public_key, iat = now, exp = now + 30, iss = issuer, jti = md5(sub, iat)))]
pub struct Keys {
    pub public_key: String,
    #[credential(secret)]
    private_key: Secret,
    #[credential(default = "cli")]
    pub issuer: String,
    #[credential(default = "Beamer")]
    pub scheme: String,
}

/// A key that is sent as it is.
#[derive(Clone, Credential)]
#[credential(bearer(key = key))]
pub struct ApiKey {
    key: Secret,
}

/// What every answer is wrapped in.
#[derive(billing_runtime::Envelope)]
#[envelope(
    success(name = "success", is(true, "true", 1), not(false, "false", 0)),
    kind = "type",
    data = "data",
    record(id = "id", attributes = "attributes")
)]
#[envelope(error(message = "error", details = "errors"))]
pub struct Envelope;

#[derive(Clone, Debug, PartialEq, Wire)]
pub struct Invoice {
    pub invoice_no: Option<String>,
    #[wire(accept(string, number))]
    pub total: Option<Decimal>,
    pub extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Wire)]
pub struct NewInvoice {
    #[wire(max_length = 5)]
    pub comment: String,
    #[wire(minimum = 1)]
    pub client_uid: i64,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/invoices/{id}", effect = read, auth = Keys, envelope = Envelope, kind = "invoices", returns = One<Record<Invoice>>)]
pub struct GetInvoice {
    pub id: Id<Invoice>,
}

#[derive(Clone, Debug, Default, Endpoint)]
#[endpoint(get = "/invoices", effect = read, auth = Keys, envelope = Envelope, kind = "invoices", returns = List<Record<Invoice>>, page = page, size = max_per_page)]
pub struct ListInvoices {
    pub page: Option<i64>,
    #[endpoint(maximum = 50)]
    pub max_per_page: Option<i64>,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/invoices", effect = create, auth = Keys, envelope = Envelope, kind = "invoices", returns = One<Record<Invoice>>)]
pub struct CreateInvoice {
    #[endpoint(body)]
    pub body: NewInvoice,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/invoices/{id}/generate", effect = create, auth(ApiKey, Keys), envelope = Envelope, returns = Field<i64>, field = "id")]
pub struct GenerateInvoice {
    pub id: Id<Invoice>,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/invoices/{id}/send", effect = side_effect, auth = Keys, envelope = Envelope, returns = Nothing)]
pub struct SendInvoice {
    pub id: Id<Invoice>,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/invoices/{id}/download", effect = read, auth = Keys, envelope = Envelope, returns = Binary, media = "application/pdf", rate = "10/min")]
pub struct DownloadInvoice {
    pub id: Id<Invoice>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
pub struct Code {
    pub code: String,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/invoices/{id}/code", effect = read, auth = Keys, envelope = Envelope, returns = Plain<Code>)]
pub struct GetCode {
    pub id: Id<Invoice>,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/time?type=json", effect = read, server = "site", returns = Plain<billing_runtime::Value>)]
pub struct GetTime;

pub const SERVERS: &[Server] = &[
    Server::new("https://www.billingo.example/api"),
    Server::named("site", "https://www.billingo.example"),
];

pub const NOW: u64 = 1_700_000_000;

pub fn keys() -> Keys {
    Keys::new("0123456789abcdef0123456789abcdef", "canary-private-key").unwrap()
}

/// A client over a mock transport, at a fixed time, that sends each call once.
pub fn client() -> (Client, MockTransport) {
    let mock = MockTransport::new();
    let builder = Client::builder()
        .transport(mock.clone())
        .retry(Retry::never())
        .clock(ManualClock::at(NOW));
    (
        builder
            .credential(keys())
            .build()
            .unwrap()
            .with_servers(SERVERS),
        mock,
    )
}

pub fn send<E: Endpoint>(
    client: &Client,
    endpoint: &E,
) -> Result<<E::Returns as billing_runtime::endpoint::Returns>::Output> {
    billing_runtime::testing::block_on(client.send(endpoint))
}
