//! The servers of an API and their base URLs.

use std::net::IpAddr;

use reqwest::Url;

/// One server of an API: the default server or a named one.
///
/// ```
/// # use billing_runtime::client::Server;
/// const SERVERS: &[Server] = &[
///     Server::new("https://api.example.com/v1"),
///     Server::named("files", "https://files.example.com"),
/// ];
/// # assert_eq!(SERVERS[1].name(), "files");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Server {
    name: &'static str,
    url: &'static str,
}

impl Server {
    /// Creates the default server, which endpoints use unless they name another one.
    pub const fn new(url: &'static str) -> Self {
        Self { name: "", url }
    }

    /// Creates a server that endpoints select with `server = "name"`.
    pub const fn named(name: &'static str, url: &'static str) -> Self {
        Self { name, url }
    }

    /// Returns the name; empty for the default server.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the base URL.
    pub fn url(&self) -> &'static str {
        self.url
    }
}

/// A valid base URL: scheme, host, port and path prefix, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base(String);

impl Base {
    /// Checks a base URL. The error says what to write instead and never contains a password.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|e| {
            format!("the base URL is not a valid URL ({e}); write it as `https://host/path`")
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "the base URL contains a user name or a password; pass credentials with \
                 `Client::builder().credential(...)` instead"
                    .into(),
            );
        }
        let Some(host) = url.host_str() else {
            return Err(format!(
                "the base URL `{text}` has no host; write it as `https://host/path`"
            ));
        };
        match url.scheme() {
            "https" => {}
            "http" if allow_http || is_loopback(host) => {}
            "http" => {
                return Err(format!(
                    "the base URL `{text}` uses plain http, so anyone on the network path can read \
                     the credential; write `https://`, or allow http with `.allow_http(true)`"
                ));
            }
            other => {
                return Err(format!(
                    "the base URL has the unsupported scheme `{other}`; write `https://`"
                ));
            }
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(
                "the base URL has a query or a fragment; remove everything from `?` or `#` on"
                    .into(),
            );
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// Appends a path and query that are already encoded.
    pub(crate) fn join(&self, target: &str) -> String {
        let slash = if target.is_empty() || target.starts_with(['/', '?']) {
            ""
        } else {
            "/"
        };
        format!("{}{slash}{target}", self.0)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether this looks like a test server: it uses plain HTTP or runs on this machine.
    pub(crate) fn is_near(&self) -> bool {
        self.0.starts_with("http:")
            || Url::parse(&self.0).is_ok_and(|url| url.host_str().is_some_and(is_loopback))
    }
}

/// Returns the scheme, host and port of a URL.
pub(crate) fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map(|at| host + at);
    &url[..end.unwrap_or(url.len())]
}

/// Returns whether a host is certainly this machine: `localhost`, with or without a trailing dot, or a
/// loopback address, including an IPv4 address embedded in an IPv6 address.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = bare(host);
    name.eq_ignore_ascii_case("localhost") || is_address(name, |ip| ip.is_loopback())
}

/// Returns whether requests to a host are meant to stay on this machine, so that no proxy may see them.
/// This holds for loopback hosts, for names below `localhost`, which RFC 6761 reserves for loopback,
/// and for the unspecified address, which operating systems connect to the machine itself.
pub(crate) fn stays_here(host: &str) -> bool {
    let name = bare(host);
    let below = name.rsplit_once('.').map(|(_, last)| last);
    is_loopback(host)
        || below.is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
        || is_address(name, |ip| ip.is_unspecified())
}

/// Returns a host without the brackets of an address and without the trailing dot of a name.
fn bare(host: &str) -> &str {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.strip_suffix('.').unwrap_or(host)
}

/// Returns whether a host is an address for which `is` holds. An IPv6 address also counts if `is`
/// holds for the IPv4 address embedded in it.
fn is_address(host: &str, is: fn(IpAddr) -> bool) -> bool {
    let Ok(ip) = host.parse::<IpAddr>() else {
        return false;
    };
    let inner = match ip {
        IpAddr::V6(ip) => ip.to_ipv4().map(IpAddr::V4),
        IpAddr::V4(_) => None,
    };
    is(ip) || inner.is_some_and(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Base::parse(text, false).unwrap_err()
    }

    #[test]
    fn join_keeps_the_prefix() {
        for base in ["https://h.example/api", "https://h.example/api/"] {
            let base = Base::parse(base, false).unwrap();
            assert_eq!(base.join("/invoices"), "https://h.example/api/invoices");
            assert_eq!(base.join("invoices"), "https://h.example/api/invoices");
        }
        let root = Base::parse("https://h.example", false).unwrap();
        assert_eq!(
            root.join("/time?type=json"),
            "https://h.example/time?type=json"
        );
    }

    #[test]
    fn plain_http_only_on_loopback_or_on_request() {
        for ok in [
            "http://127.0.0.1:80",
            "http://localhost:9/x",
            "http://[::1]:1",
            "http://127.9.9.9",
        ] {
            assert!(Base::parse(ok, false).is_ok(), "{ok}");
        }
        for no in [
            "http://h.example",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "http://10.0.0.1",
        ] {
            assert!(refused(no).contains("allow_http"), "{no}");
            assert!(Base::parse(no, true).is_ok(), "{no}");
        }
    }

    /// Covers every spelling of this machine that URL parsing accepts.
    #[test]
    fn every_spelling_of_this_machine_is_recognized() {
        let host = |url: &str| Url::parse(url).unwrap().host_str().unwrap().to_owned();
        let loopback = [
            "http://localhost",
            "http://LocalHost.:80/",
            "http://%6cocalhost",
            "http://127.0.0.1.",
            "http://127.1",
            "http://2130706433",
            "http://0x7f.0.0.1",
            "http://0177.0.0.1",
            "http://0x7f000001",
            "http://127.255.255.254",
            "http://[::1]",
            "http://[0:0:0:0:0:0:0:1]",
            "http://[::ffff:127.0.0.1]",
            "http://[::ffff:7f00:1]",
            "http://[::127.0.0.1]",
        ];
        for url in loopback {
            let host = host(url);
            assert!(is_loopback(&host) && stays_here(&host), "{url} is {host}");
        }
        let here = [
            "http://0.0.0.0",
            "http://0",
            "http://0x0",
            "http://00.0.0",
            "http://[::]",
            "http://[::ffff:0.0.0.0]",
            "http://api.localhost",
            "http://a.b.LOCALHOST.:9",
        ];
        for url in here {
            let host = host(url);
            assert!(!is_loopback(&host) && stays_here(&host), "{url} is {host}");
        }
        for url in [
            "http://localhost.example",
            "http://notlocalhost",
            "http://localhost..example",
            "http://127.0.0.1.example",
            "http://128.0.0.1",
            "http://0.0.0.1",
            "http://[::ffff:10.0.0.1]",
            "http://[fe80::1]",
        ] {
            let host = host(url);
            assert!(!is_loopback(&host) && !stays_here(&host), "{url} is {host}");
        }
    }

    #[test]
    fn credentials_query_and_other_schemes_are_refused() {
        let message = refused("https://me:hunter2@h.example/");
        assert!(
            message.contains("password") && !message.contains("hunter2"),
            "{message}"
        );
        assert!(refused("https://h.example/?a=1").contains("query"));
        assert!(refused("https://h.example/#a").contains("fragment"));
        assert!(refused("ftp://h.example/").contains("ftp"));
        assert!(refused("h.example/api").contains("https://host/path"));
        assert!(refused("").contains("not a valid URL"));
    }
}
