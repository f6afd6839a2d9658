//! Advice for connections that fail because of TLS or a proxy.

use std::error::Error as StdError;

#[cfg(feature = "tls")]
use rustls::{AlertDescription, CertificateError, Error as Tls};

/// The message of hyper-util for a proxy that requires authentication.
const PROXY_AUTHENTICATION: &str = "tunnel error: proxy authorization required";

/// What the user can do about a failed connection.
#[derive(Clone, Copy)]
pub(super) struct Advice {
    pub(super) text: &'static str,
    /// Whether every attempt would fail in the same way.
    pub(super) permanent: bool,
}

/// Returns advice about a failure to connect, if there is any.
pub(super) fn of(error: &reqwest::Error) -> Option<Advice> {
    #[cfg(feature = "tls")]
    if let Some(tls) = causes(error).find_map(|cause| cause.downcast_ref::<Tls>()) {
        let text =
            tls_advice(tls).unwrap_or("the server was reached, but the TLS handshake failed");
        return Some(Advice {
            text,
            permanent: true,
        });
    }
    let messages = causes(error).map(ToString::to_string);
    messages.filter_map(|message| proxy_advice(&message)).next()
}

#[cfg(feature = "tls")]
fn tls_advice(error: &Tls) -> Option<&'static str> {
    use CertificateError as Bad;

    Some(match error {
        Tls::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            "the server's certificate has expired, or the clock of this machine is ahead"
        }
        Tls::InvalidCertificate(Bad::NotValidYet | Bad::NotValidYetContext { .. }) => {
            "the server's certificate is not valid yet, or the clock of this machine is behind"
        }
        Tls::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => {
            "the certificate belongs to another host; check the host of the base URL"
        }
        Tls::InvalidCertificate(Bad::UnknownIssuer) => {
            "this machine does not trust the issuer of the server's certificate; if the certificate \
             is the right one, add its issuer to the certificates of this machine (on Linux, \
             `SSL_CERT_FILE` can name a file of certificates)"
        }
        Tls::InvalidCertificate(_) => {
            "the server's certificate is invalid; the operator of the server has to replace it"
        }
        Tls::PeerIncompatible(_) | Tls::AlertReceived(AlertDescription::ProtocolVersion) => {
            "the server does not support TLS 1.2 or 1.3 with a safe cipher"
        }
        Tls::AlertReceived(AlertDescription::CertificateRequired) => {
            "the server requires a client certificate, which this library does not support"
        }
        Tls::InvalidMessage(_) => {
            "the server does not speak TLS; check host, port and `https://` of the base URL"
        }
        _ => return None,
    })
}

fn proxy_advice(message: &str) -> Option<Advice> {
    let advice = |text, permanent| Some(Advice { text, permanent });
    if message == PROXY_AUTHENTICATION {
        return advice(
            "the proxy requires another user name and password; write them into the variable that \
             names the proxy, as `http://user:password@host:port`",
            true,
        );
    }
    if message.starts_with("tunnel error: ") || message.contains("socks proxy") {
        return advice(
            "this is about the proxy in the environment variable `HTTPS_PROXY` or `ALL_PROXY`; hosts \
             in `NO_PROXY` are reached without it",
            false,
        );
    }
    None
}

/// Returns the causes of an error, outermost first.
pub(super) fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| {
        // The source of an `io::Error` is the source of the error that it wraps, which would skip the
        // wrapped error.
        match cause.downcast_ref::<std::io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as _),
            None => StdError::source(*cause),
        }
    })
}
