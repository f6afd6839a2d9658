//! The names of the root module: credentials and envelopes.

use super::name::{joined, type_name_or, unique};
use super::taken::Taken;
use crate::definition::CredentialKind;
use crate::model::Api;

/// The names of the root module, except the API's own name.
pub(super) struct RootNames {
    /// The credentials, in the order of the model.
    pub(super) credentials: Vec<CredentialNames>,
    /// The envelope of each server, in the order of the model.
    pub(super) envelopes: Vec<Option<String>>,
}

/// The names that one credential takes.
pub(super) struct CredentialNames {
    /// The type that endpoints require.
    pub(super) name: String,
    /// The type that implements its trait: the kind of an API key or the protocol of a session.
    pub(super) marker: String,
    /// The type that starts sessions.
    pub(super) login: String,
}

impl RootNames {
    /// Whether a credential or an envelope has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let credentials = self.credentials.iter();
        let own = credentials.flat_map(|names| [&names.name, &names.marker, &names.login]);
        own.chain(self.envelopes.iter().flatten())
            .any(|taken| taken == name)
    }

    pub(super) fn of(api: &Api, name: &str) -> Self {
        let mut taken = Taken::from_iter([name]);
        let api_own = || "Envelope".to_owned();
        taken.insert(api_own());
        let mut named: Vec<String> = Vec::new();
        for credential in &api.credentials {
            let name = type_name_or(&credential.name.value, "Credential");
            named.push(unique(&name, &mut taken));
        }
        let mut credentials = Vec::new();
        for (credential, name) in api.credentials.iter().zip(named) {
            let (marker, login) = match (&credential.kind, name.as_str()) {
                (CredentialKind::Session(_), "Session") => {
                    ("SessionProtocol".into(), "Login".into())
                }
                (CredentialKind::Session(_), name) => {
                    (joined(name, "Protocol"), joined(name, "Login"))
                }
                (CredentialKind::ApiKey { .. }, name) => (joined(name, "Kind"), String::new()),
                _ => (String::new(), String::new()),
            };
            let mut claim = |wanted: String| match wanted.is_empty() {
                true => wanted,
                false => unique(&wanted, &mut taken),
            };
            credentials.push(CredentialNames {
                marker: claim(marker),
                login: claim(login),
                name,
            });
        }
        let envelopes = api.servers.iter().map(|server| {
            let server = server.envelope.as_ref()?.server.as_ref();
            Some(match server {
                None => api_own(),
                Some(server) => {
                    let name = joined(&type_name_or(server, "Server"), "Envelope");
                    unique(&name, &mut taken)
                }
            })
        });
        let envelopes = envelopes.collect();
        Self {
            credentials,
            envelopes,
        }
    }
}
