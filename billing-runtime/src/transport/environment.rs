//! Proxies that the environment names and that cannot be used: reqwest passes over them in silence.

use http::Uri;
use reqwest::Url;

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Which variables cannot be used, and which hosts need no proxy.
#[derive(Clone, Default)]
pub(super) struct Environment {
    http: Option<&'static str>,
    https: Option<&'static str>,
    without: String,
}

impl Environment {
    pub(super) fn new() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        // A CGI program may not take a header of a request, `Proxy`, for a setting.
        if variable("REQUEST_METHOD").is_some() {
            return Self::default();
        }
        // The first name counts, as in reqwest.
        let unusable = |names: [&'static str; 2]| {
            let set = |name| variable(name).map(|text| (name, text));
            let (name, text) = names.into_iter().find_map(set)?;
            (!text.trim().is_empty() && !is_usable(&text)).then_some(name)
        };
        let all = unusable(["ALL_PROXY", "all_proxy"]);
        let no = ["NO_PROXY", "no_proxy"].into_iter().find_map(&variable);
        Self {
            http: unusable(["HTTP_PROXY", "http_proxy"]).or(all),
            https: unusable(["HTTPS_PROXY", "https_proxy"]).or(all),
            without: no.unwrap_or_default(),
        }
    }

    /// What is wrong for a URL. Its text is not repeated, since it may hold a password.
    pub(super) fn objection(&self, url: &Url) -> Option<String> {
        let name = match url.scheme() {
            "https" => self.https?,
            _ => self.http?,
        };
        if self.is_without(url.host_str()?) {
            return None;
        }
        Some(format!(
            "the variable `{name}` of the environment does not name a proxy; write it as \
             `http://user:password@host:port` or `socks5h://host:port`, with `%40` in place of `@` \
             in a password, and other signs likewise"
        ))
    }

    /// Whether `NO_PROXY` names the host or a domain that it belongs to.
    fn is_without(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.without.split(',').any(|entry| {
            let entry = entry.trim().trim_start_matches('.').to_ascii_lowercase();
            let rest = host.strip_suffix(&entry);
            entry == "*"
                || !entry.is_empty()
                    && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }
}

fn is_usable(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let scheme = uri
        .scheme_str()
        .is_none_or(|scheme| SCHEMES.contains(&scheme));
    // What follows a sign that ends the authority, or a second `@`, is a part of a password; what is
    // left of it would be taken for the host.
    let place = uri.authority().is_some_and(|authority| {
        let text = authority.as_str();
        let after = text.rsplit(['@', ']']).next().unwrap_or_default();
        let port = after.split_once(':').map_or("", |(_, port)| port);
        text.matches('@').count() < 2 && (port.is_empty() || authority.port_u16().is_some())
    });
    scheme && place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Environment {
        Environment::read(|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        })
    }

    fn objects(variables: &[(&str, &str)], url: &str) -> bool {
        let objection = read(variables).objection(&url.parse().unwrap());
        if let Some(text) = &objection {
            assert!(!text.contains("canary"), "{text}");
        }
        objection.is_some()
    }

    #[test]
    fn what_names_a_proxy_is_fine() {
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
    fn what_names_none_is_told_where_it_would_be_asked() {
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
    fn hosts_without_a_proxy_and_cgi_programs_do_not_mind() {
        let broken = ("HTTPS_PROXY", "ftp://proxy.example");
        for (no, host, minds) in [
            ("api.example", "api.example", false),
            (" other.example, .EXAMPLE", "api.example", false),
            ("*", "api.example", false),
            ("pi.example,,", "api.example", true),
        ] {
            let url = format!("https://{host}");
            assert_eq!(objects(&[broken, ("no_proxy", no)], &url), minds, "{no}");
        }
        assert!(!objects(
            &[broken, ("REQUEST_METHOD", "GET")],
            "https://api.example"
        ));
    }
}
