//! Keeps a client of a test server from calling the live service.

use super::RegisteredCredential;
use crate::server::Base;
use crate::{Error, Result};

/// Which servers a call may go to besides those that the builder was given.
pub(super) enum AllowedServers {
    /// All of them: nothing indicates a test.
    Any,
    /// Only servers on this machine or with plain http, since this given address is such a server.
    Local(String),
    /// None: the builder was given all servers.
    GivenOnly,
}

impl AllowedServers {
    pub(super) fn new(
        only_given_servers: bool,
        bases: &[(String, Base)],
        credentials: &[RegisteredCredential],
    ) -> Self {
        if only_given_servers {
            return Self::GivenOnly;
        }
        // Plain http is accepted here. If it is not allowed, building the client or the call fails anyway.
        let of_credentials = credentials.iter().filter_map(|registered| {
            let url = registered.credential.base_url()?;
            Base::parse(&url, true).ok()
        });
        let given = bases.iter().map(|(_, base)| base.clone());
        match given.chain(of_credentials).find(Base::is_near) {
            Some(base) => Self::Local(base.as_str().to_owned()),
            None => Self::Any,
        }
    }

    /// Returns an error for a server that calls may not go to, before anything is sent.
    pub(super) fn check(&self, name: &str, base: &Base) -> Result<()> {
        let (server, give) = match name {
            "" => ("the default server".to_owned(), ".base_url(...)".to_owned()),
            name => (
                format!("the server `{name}`"),
                format!(".server(\"{name}\", ...)"),
            ),
        };
        let url = base.as_str();
        match self {
            Self::Any => Ok(()),
            Self::Local(_) if base.is_near() => Ok(()),
            Self::Local(here) => Err(Error::config(format!(
                "the client uses `{here}`, but {server} of the API is still at `{url}`; nothing was \
                 sent. Replace all servers with `.servers(mock.servers())`, or this one with `{give}`"
            ))),
            Self::GivenOnly => Err(Error::config(format!(
                "{server} of the API, at `{url}`, is not among the servers that the client was given \
                 with `.servers(...)`; nothing was sent. Add its URL there, or with `{give}`"
            ))),
        }
    }
}
