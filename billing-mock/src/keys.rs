//! Sets the keys that a mock accepts.

use super::token::{self, single_key};
use super::{Error, Mock};
use billing_codegen::definition::Credential;

impl Mock {
    /// Accepts this key pair instead of the one in `mock.toml`: the member that becomes the claim `sub` of the
    /// API's signed tokens, and the member that signs them. For an API whose credential is a single key, use
    /// [`api_key`](Self::api_key).
    ///
    /// Until keys are set, the mock accepts every key that is sent in the right format.
    #[must_use]
    pub fn key(self, public: impl Into<String>, private: impl Into<String>) -> Self {
        let credentials = self.engine.world.plan.credentials.iter();
        let mut pairs = credentials.filter_map(|credential| {
            let (subject, key) = token::key_pair(credential)?;
            Some((
                credential.name.value.clone(),
                subject.to_owned(),
                key.to_owned(),
            ))
        });
        let Some((name, subject, key)) = pairs.next() else {
            drop(pairs);
            return self.mistaken("key pair", ".api_key(\"…\")", single_key);
        };
        drop(pairs);
        self.member(&name, subject, public)
            .member(&name, key, private)
    }

    /// Accepts this key instead of the one in `mock.toml` for every credential of the API that is a single key: of kind
    /// `api-key`, `header` or `bearer`. For an API with signed tokens, use [`key`](Self::key).
    ///
    /// Until keys are set, the mock accepts every key that is sent in the right format.
    #[must_use]
    pub fn api_key(self, key: impl Into<String>) -> Self {
        let key = key.into();
        let credentials = self.engine.world.plan.credentials.iter();
        let names = credentials.filter_map(|credential| {
            let member = single_key(credential)?.to_owned();
            Some((credential.name.value.clone(), member))
        });
        let names: Vec<_> = names.collect();
        if names.is_empty() {
            return self.mistaken("single key", ".key(\"…\", \"…\")", signing_key);
        }
        let set = |mock: Self, (name, member)| mock.member(name, member, key.clone());
        names.into_iter().fold(self, set)
    }

    /// Records the error that the API has no credential of a kind, with help for the credentials that it has.
    fn mistaken(
        mut self,
        kind: &str,
        other: &str,
        is_other: fn(&Credential) -> Option<&str>,
    ) -> Self {
        let plan = &self.engine.world.plan;
        let api = &plan.name;
        let others = plan.credentials.iter().filter(|c| is_other(c).is_some());
        let others: Vec<_> = others.map(|c| format!("`{}`", c.name.value)).collect();
        let advice = match others.is_empty() {
            true => "use `authorize` to check its credentials".to_owned(),
            false => format!("for {} write `{other}`", others.join(" and ")),
        };
        let message = format!("{api} has no credential that is a {kind}; {advice}");
        self.mistake.get_or_insert(Error::new(message));
        self
    }

    /// Sets a member of a credential, for example `member("keys", "private_key", "…")`.
    #[must_use]
    pub fn member(
        mut self,
        credential: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        let members = self
            .engine
            .credentials
            .entry(credential.into())
            .or_default();
        members.insert(name.into(), value.into());
        self
    }
}

fn signing_key(credential: &Credential) -> Option<&str> {
    token::key_pair(credential).map(|(_, key)| key)
}
