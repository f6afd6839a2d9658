//! What to do about a connection that could not be made: TLS and proxies in the user's words.

#[cfg(feature = "tls")]
use rustls::{AlertDescription, CertificateError, Error as Tls};

use super::net::causes;

/// What hyper-util calls a proxy that wants to be told who asks.
const UNKNOWN_TO_PROXY: &str = "tunnel error: proxy authorization required";

/// What is known of a failed connection beyond its cause.
#[derive(Clone, Copy)]
pub(super) struct Advice {
    pub(super) text: &'static str,
    /// Whether another attempt would meet the same.
    pub(super) permanent: bool,
}

/// Advice about a failure to connect, where there is some.
pub(super) fn of(error: &reqwest::Error) -> Option<Advice> {
    #[cfg(feature = "tls")]
    if let Some(tls) = causes(error).find_map(|cause| cause.downcast_ref::<Tls>()) {
        let text = tls_advice(tls).unwrap_or("the server was reached, and TLS with it failed");
        return Some(Advice {
            text,
            permanent: true,
        });
    }
    let words = causes(error).map(ToString::to_string);
    words.filter_map(|words| proxy_advice(&words)).next()
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
            "the certificate is that of another host; check the host of the base URL"
        }
        Tls::InvalidCertificate(Bad::UnknownIssuer) => {
            "nobody whom this machine trusts has issued the server's certificate; if it is the \
             right one, add its issuer to the certificates of this machine (on Linux, \
             `SSL_CERT_FILE` can name a file of them)"
        }
        Tls::InvalidCertificate(_) => {
            "the server's certificate is refused; whoever runs the server has to replace it"
        }
        Tls::PeerIncompatible(_) | Tls::AlertReceived(AlertDescription::ProtocolVersion) => {
            "the server has to speak TLS 1.2 or 1.3, with a cipher that is still safe"
        }
        Tls::AlertReceived(AlertDescription::CertificateRequired) => {
            "the server asks for a certificate of the client, which this library does not send"
        }
        Tls::InvalidMessage(_) => {
            "what answers does not speak TLS; check host, port and `https://` of the base URL"
        }
        _ => return None,
    })
}

fn proxy_advice(words: &str) -> Option<Advice> {
    let advice = |text, permanent| Some(Advice { text, permanent });
    if words == UNKNOWN_TO_PROXY {
        return advice(
            "the proxy wants another user name and password; write them into the variable that \
             names it, as `http://user:password@host:port`",
            true,
        );
    }
    if words.starts_with("tunnel error: ") || words.contains("socks proxy") {
        return advice(
            "this concerns the proxy that the environment names in `HTTPS_PROXY` or `ALL_PROXY`; \
             hosts in `NO_PROXY` are reached without it",
            false,
        );
    }
    None
}
