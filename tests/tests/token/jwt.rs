//! An independent check of tokens: computes HMAC and claims by hand, without the library that signs them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use md5::Md5;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const BLOCK: usize = 64;

/// A token whose signature is valid, decoded.
pub struct Token {
    /// The JSON text of the claims.
    pub text: String,
    pub claims: Value,
}

/// Checks the structure, the header, the signature and the claims of a token.
pub fn verify(token: &str, key: &str) -> Result<Token, String> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        return Err(format!("the token has {} parts, not 3", parts.len()));
    };
    let decode = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|e| e.to_string())?;
        String::from_utf8(bytes).map_err(|e| e.to_string())
    };
    let header: Value = serde_json::from_str(&decode(header)?).map_err(|e| e.to_string())?;
    if header != serde_json::json!({ "alg": "HS256", "typ": "JWT" }) {
        return Err(format!("the header is {header}"));
    }
    let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
    if URL_SAFE_NO_PAD.encode(hmac(key.as_bytes(), signed.as_bytes())) != signature {
        return Err("the signature is invalid".into());
    }
    let text = decode(claims)?;
    let claims: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    check_claims(&claims)?;
    Ok(Token { text, claims })
}

/// Checks the claims against Billingo's documentation.
fn check_claims(claims: &Value) -> Result<(), String> {
    let number = |name: &str| {
        let value = &claims[name];
        value
            .as_i64()
            .ok_or_else(|| format!("{name} is {value}, not an integer"))
    };
    let text = |name: &str| {
        let value = &claims[name];
        value
            .as_str()
            .ok_or_else(|| format!("{name} is {value}, not a string"))
    };
    let (iat, exp) = (number("iat")?, number("exp")?);
    if !(1..=30).contains(&(exp - iat)) {
        return Err(format!(
            "the token is valid for {} s, not for 1 to 30 s",
            exp - iat
        ));
    }
    text("iss")?;
    let digest = Md5::digest(format!("{}{iat}", text("sub")?));
    let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if text("jti")? != expected {
        return Err(format!("jti is {}, not {expected}", claims["jti"]));
    }
    Ok(())
}

/// HMAC with SHA-256, implemented as in RFC 2104.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

/// Test cases 2 and 6 of RFC 4231; the key of the second is longer than a block.
#[test]
fn hmac_matches_rfc_4231() {
    let hex = |bytes: [u8; 32]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(
        hex(hmac(b"Jefe", b"what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    let long = hmac(
        &[0xaa; 131],
        b"Test Using Larger Than Block-Size Key - Hash Key First",
    );
    assert_eq!(
        hex(long),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}
