//! Signs tokens. The mock accepts only tokens that it remembers, so it never verifies them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The secret of all tokens of the mock.
const SECRET: &[u8] = b"mock-jwt-secret-with-at-least-32-characters";

/// Signs claims with HS256.
pub(crate) fn sign(claims: &Value) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT" }).to_string();
    let header = URL_SAFE_NO_PAD.encode(header);
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    let signed = format!("{header}.{claims}");
    // HMAC accepts a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SECRET) else {
        return signed;
    };
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// Returns an unguessable string of 22 characters, the same in every run.
pub(crate) fn opaque(kind: &str, serial: u64) -> String {
    let digest = Sha256::digest(format!("{kind} {serial}"));
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

/// Returns a UUID, the same in every run.
pub(crate) fn uuid(kind: &str, serial: u64) -> String {
    let digest = Sha256::digest(format!("{kind} {serial}"));
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let (a, b, c) = (&hex[..8], &hex[8..12], &hex[13..16]);
    let (d, e) = (&hex[17..20], &hex[20..32]);
    format!("{a}-{b}-4{c}-8{d}-{e}")
}
