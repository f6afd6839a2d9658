//! Reads the lifetime of a JWT from its claims, without verifying it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Value, Wire as _};

/// Returns when a token expires (`exp`), in milliseconds since 1970.
pub(super) fn expiry(token: &str) -> Option<i64> {
    let (_, expiry) = times(token)?;
    Some((expiry * 1000.0) as i64)
}

/// Returns the lifetime of a token in milliseconds: from `iat` to `exp`, since the issuer's clock
/// may differ from this one, or from `now` to `exp` if `iat` is missing.
pub(super) fn lifetime(token: &str, now: i64) -> Option<i64> {
    let (issued, expiry) = times(token)?;
    let length = (expiry - issued.unwrap_or(now as f64 / 1000.0)) * 1000.0;
    (length > 0.0).then_some(length as i64)
}

/// Returns `iat` and `exp`, in seconds.
fn times(token: &str) -> Option<(Option<f64>, f64)> {
    let payload = token.split('.').nth(1)?;
    let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let Ok(Value::Object(claims)) = Value::from_json(json) else {
        return None;
    };
    let seconds = |name: &str| match claims.get(name) {
        Some(Value::Number(number)) => number.to_f64().filter(|s| s.abs() < 1e15),
        _ => None,
    };
    Some((seconds("iat"), seconds("exp")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn the_lifetime_comes_from_the_claims() {
        let life = |payload: &str| lifetime(&token(payload), 1_000_000);
        assert_eq!(life(r#"{"iat":100,"exp":160}"#), Some(60_000));
        assert_eq!(life(r#"{"exp":1010}"#), Some(10_000));
        assert_eq!(expiry(&token(r#"{"iat":100,"exp":160}"#)), Some(160_000));
        for odd in [
            r#"{"exp":"soon"}"#,
            r#"{"exp":1e400}"#,
            r#"{"iat":9,"exp":3}"#,
            "[]",
            "",
        ] {
            assert_eq!(life(odd), None, "{odd}");
        }
        for odd in ["", "opaque", "a.b.c", "a.!!.c"] {
            assert_eq!(lifetime(odd, 0), None, "{odd}");
        }
    }
}
