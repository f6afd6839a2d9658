//! The names of what stands in the root module beside the API itself.

use super::name_of;
use crate::definition::CredentialKind;
use crate::model::Api;
use crate::rust::name::{joined, unique};
use crate::rust::taken::Taken;

/// Names in the root module.
pub(in crate::rust) struct Roots {
    /// The credentials, in the order of the model.
    pub(in crate::rust) credentials: Vec<CredentialNames>,
    /// The envelope of each server, in the order of the model.
    pub(in crate::rust) envelopes: Vec<Option<String>>,
}

/// The names that one credential takes.
pub(in crate::rust) struct CredentialNames {
    /// What endpoints ask for.
    pub(in crate::rust) name: String,
    /// The type that its form or protocol stands on.
    pub(super) form: String,
    /// What begins sessions.
    pub(super) login: String,
}

impl Roots {
    /// Whether something beside the API has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let credentials = self.credentials.iter();
        let own = credentials.flat_map(|names| [&names.name, &names.form, &names.login]);
        own.chain(self.envelopes.iter().flatten())
            .any(|taken| taken == name)
    }

    pub(super) fn of(api: &Api, name: &str) -> Self {
        let mut taken = Taken::from_iter([name]);
        let api_own = || "Envelope".to_owned();
        taken.insert(api_own());
        let mut named: Vec<String> = Vec::new();
        for credential in &api.credentials {
            let name = name_of(&credential.name.value, "Credential");
            named.push(unique(&name, &mut taken));
        }
        let mut credentials = Vec::new();
        for (credential, name) in api.credentials.iter().zip(named) {
            let (form, login) = match (&credential.kind, name.as_str()) {
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
                form: claim(form),
                login: claim(login),
                name,
            });
        }
        let envelopes = api.servers.iter().map(|server| {
            let server = server.envelope.as_ref()?.server.as_ref();
            Some(match server {
                None => api_own(),
                Some(server) => {
                    let name = joined(&name_of(server, "Server"), "Envelope");
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
