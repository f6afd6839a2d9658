//! Where an API lives: its servers and their base URLs.

use reqwest::Url;

/// One server of an API: the default one, or one with a name.
///
/// ```
/// # use billing_runtime::Server;
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
    /// The server of every endpoint that does not name another.
    pub const fn new(url: &'static str) -> Self {
        Self { name: "", url }
    }

    /// A server that endpoints choose with `server = "name"`.
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

/// A base URL that was checked: scheme, host, port and path prefix, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base(String);

impl Base {
    /// Checks a base URL; the error says what to write instead and never repeats a password.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|e| {
            format!("the base URL is not a URL ({e}); write it as `https://host/path`")
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "the base URL holds a user name or a password; give credentials with \
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
                    "the base URL `{text}` is plain http, where anyone on the way reads the \
                     credential; write `https://`, or allow it with `.allow_http(true)`"
                ));
            }
            other => {
                return Err(format!(
                    "the base URL has the scheme `{other}`; write `https://`"
                ));
            }
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(
                "the base URL has a query or a fragment; leave out everything from `?` or `#` on"
                    .into(),
            );
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// Puts a path (and query) that is already encoded behind the prefix.
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

    /// Whether it looks like a server of a test: plain http, or on this machine.
    pub(crate) fn is_near(&self) -> bool {
        self.0.starts_with("http:")
            || Url::parse(&self.0).is_ok_and(|url| url.host_str().is_some_and(is_loopback))
    }
}

/// Scheme, host and port of a URL.
pub(crate) fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map(|at| host + at);
    &url[..end.unwrap_or(url.len())]
}

/// Whether a host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
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
        assert!(refused("").contains("not a URL"));
    }
}
