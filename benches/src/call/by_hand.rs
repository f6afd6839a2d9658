//! The same call written by hand, without this project: reqwest, serde, jsonwebtoken.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::crypto::rust_crypto;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    iat: u64,
    exp: u64,
    iss: &'a str,
    jti: String,
}

#[derive(Deserialize)]
struct Envelope<T> {
    success: bool,
    data: Vec<Record<T>>,
}

/// A stored object with its ID.
#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded like the generated type, but never read")]
pub struct Record<T> {
    id: i64,
    attributes: T,
}

/// An invoice. Amounts are strings.
#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded like the generated type, but never read")]
pub struct Invoice {
    date: Option<String>,
    fulfillment_date: Option<String>,
    due_date: Option<String>,
    invoice_no: Option<String>,
    total: Option<String>,
    total_paid: Option<String>,
    comment: Option<String>,
    currency: Option<String>,
    client_uid: Option<i64>,
    block_uid: Option<i64>,
    uid: Option<i64>,
    items: Option<Vec<Item>>,
}

/// A line of an invoice.
#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded like the generated type, but never read")]
pub struct Item {
    description: Option<String>,
    net_unit_price: Option<String>,
    qty: Option<String>,
    unit: Option<String>,
    vat_id: Option<String>,
    item_comment: Option<String>,
    entitlement: Option<String>,
}

/// The client.
pub struct HandWritten {
    client: reqwest::Client,
    url: String,
    key: EncodingKey,
}

impl HandWritten {
    pub fn new(base: &str) -> Result<Self, String> {
        // A build may contain both crypto backends; then the library requires an explicit choice.
        let _ = rust_crypto::DEFAULT_PROVIDER.install_default();
        let client = reqwest::Client::builder().no_proxy().build();
        Ok(Self {
            client: client.map_err(|error| error.to_string())?,
            url: format!("{base}/invoices"),
            key: EncodingKey::from_secret(b"private").expect("the key is not empty"),
        })
    }

    pub async fn list(&self) -> Result<Vec<Record<Invoice>>, String> {
        let response = self
            .client
            .get(&self.url)
            .header("Authorization", format!("Beamer {}", self.token()?))
            .header("Accept", "application/json")
            .send()
            .await
            .map_err(|error| error.to_string())?;
        let body = response.bytes().await.map_err(|error| error.to_string())?;
        let envelope: Envelope<Invoice> =
            serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        if !envelope.success {
            return Err("the service refused".to_owned());
        }
        Ok(envelope.data)
    }

    fn token(&self) -> Result<String, String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let iat = now.map_err(|error| error.to_string())?.as_secs();
        let digest = Md5::digest(format!("public{iat}"));
        let claims = Claims {
            sub: "public",
            iat,
            exp: iat + 30,
            iss: "cli",
            jti: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.key)
            .map_err(|error| error.to_string())
    }
}
