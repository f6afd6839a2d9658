//! The cryptography behind signed tokens, through whichever backend this build has.

#[cfg(not(any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto")))]
pub(super) use missing::{md5_hex, sign};
#[cfg(any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto"))]
pub(super) use present::{md5_hex, sign};

#[cfg(any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto"))]
mod present {
    // The process-wide provider of jsonwebtoken is left alone: its automatic choice panics
    // where both backends are in the graph, and installing one takes the choice from the user.
    #[cfg(feature = "jwt-aws-lc")]
    use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
    #[cfg(not(feature = "jwt-aws-lc"))]
    use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
    use jsonwebtoken::{Algorithm as Alg, EncodingKey};
    use md5::{Digest as _, Md5};

    use crate::credential::Algorithm;
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
        let signer = (DEFAULT_PROVIDER.signer_factory)(&algorithm, &EncodingKey::from_secret(key));
        let signer = signer.map_err(|_| Error::credential("the key cannot sign with HMAC"))?;
        let failed = |_| Error::credential("the token could not be signed with this key");
        signer.try_sign(message).map_err(failed)
    }

    pub(in crate::credential) fn md5_hex(input: &[u8]) -> Result<String> {
        Ok(Md5::digest(input)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect())
    }
}

#[cfg(not(any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto")))]
mod missing {
    use crate::credential::Algorithm;
    use crate::{Error, Result};

    const ADVICE: &str = "this build cannot sign tokens; switch on one of the features \
        `jwt-aws-lc` and `jwt-rust-crypto` of billing-runtime";

    pub(in crate::credential) fn sign(_: Algorithm, _: &[u8], _: &[u8]) -> Result<Vec<u8>> {
        Err(Error::credential(ADVICE))
    }

    pub(in crate::credential) fn md5_hex(_: &[u8]) -> Result<String> {
        Err(Error::credential(ADVICE))
    }
}
