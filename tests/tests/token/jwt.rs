//! A second opinion on tokens: HMAC and claims checked by hand, without the library that signs them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use md5::Md5;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const BLOCK: usize = 64;

/// A token whose signature fits, taken apart.
pub struct Token {
    /// The claims as they are printed.
    pub text: String,
    pub claims: Value,
}

/// Checks the form, the header, the signature and the claims of a token.
pub fn verified(token: &str, key: &str) -> Result<Token, String> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        return Err(format!("{} parts", parts.len()));
    };
    let read = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|e| e.to_string())?;
        String::from_utf8(bytes).map_err(|e| e.to_string())
    };
    let header: Value = serde_json::from_str(&read(header)?).map_err(|e| e.to_string())?;
    if header != serde_json::json!({ "alg": "HS256", "typ": "JWT" }) {
        return Err(format!("the header is {header}"));
    }
    let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
    if URL_SAFE_NO_PAD.encode(hmac(key.as_bytes(), signed.as_bytes())) != signature {
        return Err("the signature does not fit".into());
    }
    let text = read(claims)?;
    let claims: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    documented(&claims)?;
    Ok(Token { text, claims })
}

/// What the documents say about the claims.
fn documented(claims: &Value) -> Result<(), String> {
    let number = |name: &str| {
        let value = &claims[name];
        value
            .as_i64()
            .ok_or_else(|| format!("{name} is {value}, not a whole number"))
    };
    let text = |name: &str| {
        let value = &claims[name];
        value
            .as_str()
            .ok_or_else(|| format!("{name} is {value}, not a text"))
    };
    let (iat, exp) = (number("iat")?, number("exp")?);
    if !(1..=30).contains(&(exp - iat)) {
        return Err(format!("the token lives for {} s", exp - iat));
    }
    text("iss")?;
    let digest = Md5::digest(format!("{}{iat}", text("sub")?));
    let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if text("jti")? != expected {
        return Err(format!("jti is {}, not {expected}", claims["jti"]));
    }
    Ok(())
}

/// HMAC with SHA-256, written out after RFC 2104.
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

/// Test case 2 of RFC 4231, and one of a key that is longer than a block.
#[test]
fn the_hand_written_hmac_is_right() {
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
