//! Signs tokens with whichever cryptographic backend this build has.

#[cfg(feature = "jwt-aws-lc")]
pub(super) use aws_lc::sign;
#[cfg(not(feature = "jwt"))]
pub(super) use missing::md5_hex;
#[cfg(not(any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto")))]
pub(super) use missing::sign;
#[cfg(all(feature = "jwt-rust-crypto", not(feature = "jwt-aws-lc")))]
pub(super) use rust_crypto::sign;

/// The signature algorithm of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl Algorithm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }
}

#[cfg(feature = "jwt-aws-lc")]
mod aws_lc {
    // Does not use the process-wide provider of jsonwebtoken: its automatic choice panics if both
    // backends are in the dependency graph, and installing one would take the choice from the user.
    use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
    use jsonwebtoken::{Algorithm as Alg, EncodingKey};

    use super::Algorithm;
    use crate::{Error, Result};

    pub(in crate::credential) fn sign(
        algorithm: Algorithm,
        key: &[u8],
        message: &[u8],
    ) -> Result<Vec<u8>> {
        let algorithm = match algorithm {
            Algorithm::Hs256 => Alg::HS256,
            Algorithm::Hs384 => Alg::HS384,
            Algorithm::Hs512 => Alg::HS512,
        };
        let signer = EncodingKey::from_secret(key)
            .and_then(|key| (DEFAULT_PROVIDER.signer_factory)(&algorithm, &key));
        let signer = signer.map_err(|_| Error::credential("the key cannot sign with HMAC"))?;
        let failed = |_| Error::credential("the token could not be signed with this key");
        signer.try_sign(message).map_err(failed)
    }
}

#[cfg(all(feature = "jwt-rust-crypto", any(test, not(feature = "jwt-aws-lc"))))]
mod rust_crypto {
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::{Sha256, Sha384, Sha512};

    use super::Algorithm;
    use crate::{Error, Result};

    pub(in crate::credential) fn sign(
        algorithm: Algorithm,
        key: &[u8],
        message: &[u8],
    ) -> Result<Vec<u8>> {
        match algorithm {
            Algorithm::Hs256 => code::<Hmac<Sha256>>(key, message),
            Algorithm::Hs384 => code::<Hmac<Sha384>>(key, message),
            Algorithm::Hs512 => code::<Hmac<Sha512>>(key, message),
        }
    }

    fn code<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Result<Vec<u8>> {
        let failed = |_| Error::credential("the key cannot sign with HMAC");
        let mut mac = <M as KeyInit>::new_from_slice(key).map_err(failed)?;
        mac.update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

#[cfg(not(any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto")))]
mod missing {
    use super::Algorithm;
    use crate::{Error, Result};

    const ADVICE: &str = "this build cannot sign tokens; enable the feature `jwt-aws-lc` or \
        `jwt-rust-crypto` of billing-runtime";

    pub(in crate::credential) fn sign(_: Algorithm, _: &[u8], _: &[u8]) -> Result<Vec<u8>> {
        Err(Error::credential(ADVICE))
    }

    #[cfg(not(feature = "jwt"))]
    pub(in crate::credential) fn md5_hex(_: &[u8]) -> Result<String> {
        Err(Error::credential(ADVICE))
    }
}

/// Returns the MD5 of `input` in lower-case hex.
#[cfg(feature = "jwt")]
pub(super) fn md5_hex(input: &[u8]) -> crate::Result<String> {
    Ok(format!("{:x}", md5::compute(input)))
}

#[cfg(all(test, feature = "jwt-aws-lc", feature = "jwt-rust-crypto"))]
mod tests {
    use super::*;
    #[test]
    fn backends_agree() {
        for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
            for key in [&b"k"[..], &[7; 200]] {
                let signed = rust_crypto::sign(algorithm, key, b"message").unwrap();
                assert_eq!(signed, aws_lc::sign(algorithm, key, b"message").unwrap());
            }
        }
    }
}
