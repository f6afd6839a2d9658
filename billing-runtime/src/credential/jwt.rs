//! Signs JWTs (RFC 7519), with the claims in the declared order.

use super::backend::{self, Algorithm};
use super::field::{Field, find};
use crate::{Error, Result};

/// One claim of a signed token.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The name of the claim.
    pub name: &'static str,
    /// The value of the claim.
    pub value: ClaimValue,
}

impl Claim {
    /// Makes a claim.
    pub const fn new(name: &'static str, value: ClaimValue) -> Self {
        Self { name, value }
    }
}

/// The value of a claim.
#[derive(Clone, Copy, Debug)]
pub enum ClaimValue {
    /// The value of the field with this name.
    Field(&'static str),
    /// The time of the attempt plus this many seconds, as a number.
    Now(i64),
    /// The MD5, in lower-case hex, of the concatenated values of these claims.
    Md5(&'static [&'static str]),
    /// A fixed string.
    String(&'static str),
    /// A fixed number.
    Integer(i64),
    /// A fixed boolean.
    Bool(bool),
}

/// Returns the token for one attempt.
pub(super) fn token(
    algorithm: Algorithm,
    key: &str,
    claims: &[Claim],
    fields: &[Field<'_>],
    now: i64,
) -> Result<String> {
    let header = format!(r#"{{"alg":"{}","typ":"JWT"}}"#, algorithm.name());
    let mut payload = String::from("{");
    for (i, claim) in claims.iter().enumerate() {
        if i > 0 {
            payload.push(',');
        }
        payload.push_str(&json_text(claim.name));
        payload.push(':');
        payload.push_str(&printed(&claim.value, claims, fields, now)?);
    }
    payload.push('}');
    let message = format!(
        "{}.{}",
        base64url(header.as_bytes()),
        base64url(payload.as_bytes())
    );
    let signature = backend::sign(algorithm, key.as_bytes(), message.as_bytes())?;
    Ok(format!("{message}.{}", base64url(&signature)))
}

fn printed(value: &ClaimValue, claims: &[Claim], fields: &[Field<'_>], now: i64) -> Result<String> {
    Ok(match value {
        ClaimValue::Now(_) | ClaimValue::Integer(_) | ClaimValue::Bool(_) => {
            text(value, claims, fields, now)?
        }
        _ => json_text(&text(value, claims, fields, now)?),
    })
}

/// Returns the value as a plain string, which is also the input of a hash.
fn text(value: &ClaimValue, claims: &[Claim], fields: &[Field<'_>], now: i64) -> Result<String> {
    Ok(match value {
        ClaimValue::Field(name) => find(fields, name)?.to_owned(),
        ClaimValue::Now(shift) => now.saturating_add(*shift).to_string(),
        ClaimValue::String(text) => (*text).to_owned(),
        ClaimValue::Integer(number) => number.to_string(),
        ClaimValue::Bool(truth) => truth.to_string(),
        ClaimValue::Md5(names) => {
            let mut input = String::new();
            for name in *names {
                input.push_str(&hashed_claim(name, claims, fields, now)?);
            }
            backend::md5_hex(input.as_bytes())?
        }
    })
}

fn hashed_claim(name: &str, claims: &[Claim], fields: &[Field<'_>], now: i64) -> Result<String> {
    match claims.iter().find(|c| c.name == name) {
        // A hash of a hash could be cyclic; the derive refuses it too.
        Some(Claim {
            value: ClaimValue::Md5(_),
            ..
        })
        | None => Err(Error::credential(format!(
            "`md5` needs a claim `{name}` that is not itself a hash"
        ))),
        Some(claim) => text(&claim.value, claims, fields, now),
    }
}

fn json_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Encodes base64 with the URL alphabet and without padding (RFC 4648, section 5).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0u32, |w, b| w << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            let sextet = (word >> (18 - 6 * i)) & 63;
            out.push(char::from(ALPHABET[sextet as usize]));
        }
    }
    out
}

#[cfg(any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto"))]
#[cfg(test)]
mod tests {
    use super::*;

    const CLAIMS: &[Claim] = &[
        Claim {
            name: "sub",
            value: ClaimValue::Field("public_key"),
        },
        Claim {
            name: "iat",
            value: ClaimValue::Now(0),
        },
        Claim {
            name: "exp",
            value: ClaimValue::Now(30),
        },
        Claim {
            name: "iss",
            value: ClaimValue::Field("issuer"),
        },
        Claim {
            name: "jti",
            value: ClaimValue::Md5(&["sub", "iat"]),
        },
    ];

    fn fields<'a>(issuer: &'a str) -> [Field<'a>; 2] {
        let public = "0123456789abcdef0123456789abcdef";
        [
            Field {
                name: "public_key",
                text: public,
                secret: false,
            },
            Field {
                name: "issuer",
                text: issuer,
                secret: false,
            },
        ]
    }

    /// A test vector from the documentation of an API, made with dummy keys.
    #[test]
    fn the_token_equals_the_test_vector() {
        let fields = fields("https://client.example/");
        let token = token(
            Algorithm::Hs256,
            "test-private-key",
            CLAIMS,
            &fields,
            1_700_000_000,
        );
        assert_eq!(
            token.unwrap(),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZiIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMDMwLCJpc3MiOiJodHRwczovL2NsaWVudC5leGFtcGxlLyIsImp0aSI6IjIyNGRkNzMwZTNhMzdmM2EwMDRkYmYwOGFhYWVmNzI5In0.VO6Bf0OywNOp9HlXQcevnI0Mp_859ZTPQk0_gRbctmo"
        );
    }

    /// RFC 7515, A.1: signing the example's input with its key gives its signature.
    #[test]
    fn fault_61_signature_of_rfc_7515_a_1() {
        let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let key: [u8; 64] = [
            3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40,
            230, 240, 84, 201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6,
            71, 239, 150, 138, 180, 195, 119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205,
            154, 245, 103, 208, 128, 163,
        ];
        let signature = backend::sign(Algorithm::Hs256, &key, input.as_bytes()).unwrap();
        assert_eq!(
            base64url(&signature),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
    }

    #[test]
    fn base64url_of_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(plain.as_bytes()), coded);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn claims_are_escaped_and_never_overflow() {
        assert_eq!(json_text("a\"b\\c\u{1}é"), "\"a\\\"b\\\\c\\u0001é\"");
        let late = text(&ClaimValue::Now(i64::MAX), &[], &[], 10).unwrap();
        assert_eq!(late, i64::MAX.to_string());
        let circle = [Claim {
            name: "a",
            value: ClaimValue::Md5(&["a"]),
        }];
        assert!(text(&circle[0].value, &circle, &[], 0).is_err());
    }
}
