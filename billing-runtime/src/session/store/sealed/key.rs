//! The key that encrypts tokens.

use std::fmt::{self, Write as _};

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use secrecy::{ExposeSecret, SecretBox};

use crate::{Error, Result};

const LENGTH: usize = 32;

/// A key of 32 random bytes, such as the output of `openssl rand -hex 32`. Wiped from memory when
/// dropped.
pub struct SealKey(SecretBox<[u8; LENGTH]>);

impl SealKey {
    /// Reads 64 hex digits, or 32 bytes as base64 (either alphabet, padded or not).
    ///
    /// # Errors
    ///
    /// If the text is neither. The error never repeats it.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = |what: &str| {
            Err(Error::config(format!(
                "the key that encrypts tokens {what}; generate one with `openssl rand -hex 32`"
            )))
        };
        if text.is_empty() {
            return refused("is empty");
        }
        if text.trim() != text {
            return refused("begins or ends with white space or a line break");
        }
        // 64 characters can only be hex: as base64 they would be 48 bytes.
        let bytes = from_hex(text).or_else(|| from_base64(text));
        let Some(bytes) = bytes.map(SecretBox::<[u8]>::from) else {
            return refused("is neither hex nor base64");
        };
        match <[u8; LENGTH]>::try_from(bytes.expose_secret()) {
            Ok(bytes) => Ok(Self::from(bytes)),
            Err(_) => refused(&format!(
                "has {} bytes instead of {LENGTH}",
                bytes.expose_secret().len()
            )),
        }
    }

    pub(super) fn bytes(&self) -> &[u8; LENGTH] {
        self.0.expose_secret()
    }
}

impl From<[u8; LENGTH]> for SealKey {
    fn from(bytes: [u8; LENGTH]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(***)")
    }
}

pub(super) fn push_hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
}

pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).map(|d| d as u8);
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [alphabet::STANDARD, alphabet::URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn keys_are_hex_or_base64() {
        let bytes: [u8; 32] = std::array::from_fn(|i| (i * 37 + 251) as u8);
        let mut hex = String::new();
        push_hex(&mut hex, &bytes);
        let texts = [
            hex.clone(),
            hex.to_uppercase(),
            STANDARD.encode(bytes),
            URL_SAFE_NO_PAD.encode(bytes),
        ];
        for text in texts {
            assert_eq!(SealKey::parse(&text).unwrap().bytes(), &bytes);
        }
    }

    #[test]
    fn an_invalid_key_is_refused_with_a_suggestion() {
        let cases = [
            ("", "is empty"),
            ("canary\n", "line break"),
            ("canary key", "neither hex nor base64"),
            ("abcdef", "has 3 bytes instead of 32"),
            ("Y2FuYXJ5", "has 6 bytes instead of 32"),
            (&"0".repeat(62), "has 31 bytes"),
        ];
        for (text, part) in cases {
            let error = SealKey::parse(text).unwrap_err();
            let message = error.to_string();
            assert!(error.is_config() && message.contains(part), "{message}");
            assert!(message.contains("openssl rand -hex 32"), "{message}");
            assert!(!message.contains("canary"), "{message}");
        }
    }

    #[test]
    fn fault_76_a_key_never_shows() {
        assert_eq!(format!("{:?}", SealKey::from([7; 32])), "SealKey(***)");
    }
}
