//! Finds proxy variables of the environment that are invalid, which reqwest ignores silently.

use http::Uri;
use reqwest::Url;

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The proxy variables that are invalid, and the hosts that need no proxy.
#[derive(Clone, Default)]
pub(super) struct ProxyEnvironment {
    http: Option<&'static str>,
    https: Option<&'static str>,
    no_proxy: String,
}

impl ProxyEnvironment {
    pub(super) fn new() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        // A CGI program must not use the header `Proxy` of a request as a setting.
        if variable("REQUEST_METHOD").is_some() {
            return Self::default();
        }
        // The first name that is set counts, as in reqwest.
        let invalid = |names: [&'static str; 2]| {
            let set = |name| variable(name).map(|text| (name, text));
            let (name, text) = names.into_iter().find_map(set)?;
            (!text.trim().is_empty() && !is_valid(&text)).then_some(name)
        };
        let all = invalid(["ALL_PROXY", "all_proxy"]);
        let no_proxy = ["NO_PROXY", "no_proxy"].into_iter().find_map(&variable);
        Self {
            http: invalid(["HTTP_PROXY", "http_proxy"]).or(all),
            https: invalid(["HTTPS_PROXY", "https_proxy"]).or(all),
            no_proxy: no_proxy.unwrap_or_default(),
        }
    }

    /// Returns an error message if the proxy for a URL is invalid. The message does not repeat the
    /// variable, since it may contain a password.
    pub(super) fn error(&self, url: &Url) -> Option<String> {
        let name = match url.scheme() {
            "https" => self.https?,
            _ => self.http?,
        };
        if self.is_excluded(url.host_str()?) {
            return None;
        }
        Some(format!(
            "the environment variable `{name}` is not a valid proxy; write it as \
             `http://user:password@host:port` or `socks5h://host:port`, and percent-encode special \
             characters in the password, such as `%40` for `@`"
        ))
    }

    /// Returns whether `NO_PROXY` names the host or a domain that it belongs to.
    fn is_excluded(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.no_proxy.split(',').any(|entry| {
            let entry = entry.trim().trim_start_matches('.').to_ascii_lowercase();
            let rest = host.strip_suffix(&entry);
            entry == "*"
                || !entry.is_empty()
                    && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }
}

fn is_valid(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let scheme = uri
        .scheme_str()
        .is_none_or(|scheme| SCHEMES.contains(&scheme));
    // A character that ends the authority, or a second `@`, belongs to a password that is not
    // percent-encoded. The rest of the password would be used as the host.
    let authority = uri.authority().is_some_and(|authority| {
        let text = authority.as_str();
        let after = text.rsplit(['@', ']']).next().unwrap_or_default();
        let port = after.split_once(':').map_or("", |(_, port)| port);
        text.matches('@').count() < 2 && (port.is_empty() || authority.port_u16().is_some())
    });
    scheme && authority
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> ProxyEnvironment {
        ProxyEnvironment::read(|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        })
    }

    fn objects(variables: &[(&str, &str)], url: &str) -> bool {
        let error = read(variables).error(&url.parse().unwrap());
        if let Some(text) = &error {
            assert!(!text.contains("canary"), "{text}");
        }
        error.is_some()
    }

    #[test]
    fn valid_proxies_are_accepted() {
        for text in [
            "http://proxy.example:3128",
            "proxy.example:3128",
            "https://user:canary@proxy.example",
            "user:canary@10.0.0.1:80",
            "http://user:p%40canary@[::1]:80/",
            "socks5h://user:canary@proxy.example:1080",
            "socks4://proxy.example",
            "",
            " ",
        ] {
            assert!(
                !objects(&[("HTTPS_PROXY", text)], "https://api.example"),
                "{text}"
            );
        }
    }

    #[test]
    fn an_invalid_proxy_is_an_error_for_the_urls_that_use_it() {
        for text in [
            "ftp://proxy.example",
            "socks://proxy.example",
            "http://user:can#ary@proxy.example:80",
            "http://user:can/ary@proxy.example:80",
            "http://user:p@canary@proxy.example:80",
            "http://user:can ary@proxy.example:80",
            "http://",
            "http://proxy.example:port",
            "/canary",
        ] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                assert!(
                    objects(&[(name, text)], "https://api.example/x"),
                    "{name}={text}"
                );
            }
            assert!(!objects(&[("HTTPS_PROXY", text)], "http://api.example"));
            assert!(objects(&[("http_proxy", text)], "http://api.example"));
        }
    }

    #[test]
    fn excluded_hosts_and_cgi_programs_are_not_affected() {
        let broken = ("HTTPS_PROXY", "ftp://proxy.example");
        for (no, host, fails) in [
            ("api.example", "api.example", false),
            (" other.example, .EXAMPLE", "api.example", false),
            ("*", "api.example", false),
            ("pi.example,,", "api.example", true),
        ] {
            let url = format!("https://{host}");
            assert_eq!(objects(&[broken, ("no_proxy", no)], &url), fails, "{no}");
        }
        assert!(!objects(
            &[broken, ("REQUEST_METHOD", "GET")],
            "https://api.example"
        ));
    }
}
