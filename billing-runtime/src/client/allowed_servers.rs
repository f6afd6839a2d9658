//! Keeps a client that was pointed at a test server from calling the live one as well.

use super::RegisteredCredential;
use crate::server::Base;
use crate::{Error, Result};

/// Which servers besides those that the builder was given a call may go to.
pub(super) enum AllowedServers {
    /// All: nothing says that this is a test.
    Any,
    /// Those that are on this machine or spoken to in plain http, since this address is so too.
    Near(String),
    /// None: the builder was given all servers.
    None,
}

impl AllowedServers {
    pub(super) fn new(
        only_given_servers: bool,
        bases: &[(String, Base)],
        credentials: &[RegisteredCredential],
    ) -> Self {
        if only_given_servers {
            return Self::None;
        }
        // Plain http is no reason to refuse an address here: where it is not allowed, `allow` is not reached.
        let known = credentials.iter().filter_map(|held| {
            let url = held.credential.base_url()?;
            Base::parse(&url, true).ok()
        });
        let given = bases.iter().map(|(_, base)| base.clone());
        match given.chain(known).find(Base::is_near) {
            Some(base) => Self::Near(base.as_str().to_owned()),
            None => Self::Any,
        }
    }

    /// Refuses a server that the builder was not given, before anything is sent to it.
    pub(super) fn allow(&self, name: &str, base: &Base) -> Result<()> {
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
            Self::Near(_) if base.is_near() => Ok(()),
            Self::Near(here) => Err(Error::config(format!(
                "the client was pointed at `{here}`, but {server} of the API is still at `{url}`; \
                 nothing was sent. Move all servers with `.servers(mock.servers())`, or this one \
                 with `{give}`"
            ))),
            Self::None => Err(Error::config(format!(
                "{server} of the API, at `{url}`, is not among those that the client was given \
                 with `.servers(...)`; nothing was sent. Add its URL there, or with `{give}`"
            ))),
        }
    }
}
