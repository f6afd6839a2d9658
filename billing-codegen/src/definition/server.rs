//! Servers: base URLs, their variables, and the envelopes of responses.

use super::{AuthUse, Envelope};
use crate::source::Sited;

/// A base URL other than the API's own.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name.
    pub name: Sited<String>,
    /// The base URL, which may contain [`variables`].
    pub base_url: Sited<String>,
    /// The credentials of its endpoints, if they differ from the API's.
    pub auth: Option<AuthUse>,
    /// The envelope of its responses.
    pub envelope: ServerEnvelope,
}

/// The envelope of a server's responses.
#[derive(Clone, Debug)]
pub enum ServerEnvelope {
    /// The envelope of the API.
    Api,
    /// No envelope.
    None,
    /// The server's own envelope.
    Own(Box<Envelope>),
}

/// Returns the names in the braces of a base URL, in order. They become fields of the server's credential, because only
/// the caller knows their values, such as the address of a project.
///
/// # Errors
///
/// Returns what is wrong with the braces.
pub fn variables(base_url: &str) -> Result<Vec<&str>, &'static str> {
    let mut variables = Vec::new();
    let mut rest = base_url;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return Err("a brace is not closed");
        };
        if before.contains('}') || name.is_empty() || name.contains('{') {
            return Err("its braces do not hold a name each");
        }
        variables.push(name);
        rest = after;
    }
    match rest.contains('}') {
        true => Err("its braces do not hold a name each"),
        false => Ok(variables),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_the_names_in_braces() {
        assert_eq!(variables("https://a.example/x"), Ok(vec![]));
        assert_eq!(variables("{url}/auth/v1"), Ok(vec!["url"]));
        assert_eq!(variables("https://{a}.example/{b}"), Ok(vec!["a", "b"]));
        for bad in ["{url", "url}", "{}", "{a{b}}", "}{a}"] {
            assert!(variables(bad).is_err(), "{bad}");
        }
    }
}
