//! Looks up the names that endpoints use: servers, credentials and resources.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::Server;
use crate::definition::{AuthUse, Broken, Definition, Envelope, PartKind, ServerEnvelope};
use crate::report::{Code, Reporter, did_you_mean};
use crate::source::Sited;

/// Every name that an endpoint can refer to.
pub(super) struct Names {
    /// The API's own server, then `[servers.*]`.
    pub(super) servers: Vec<Server>,
    by_server: BTreeMap<String, usize>,
    by_credential: BTreeMap<String, usize>,
    by_resource: BTreeMap<String, usize>,
    /// The parts that have errors; references to them are not reported as unknown.
    broken: Broken,
    /// The unknown names that were already reported; each is reported only once.
    unknown: RefCell<BTreeSet<(PartKind, String)>>,
    /// The resources in source order.
    pub(super) resources: Vec<String>,
}

impl Names {
    pub(super) fn of(definition: &Definition, reporter: &mut Reporter) -> Self {
        let mut names = Self {
            servers: vec![server(
                None,
                &definition.base_url,
                definition.envelope.clone(),
                reporter,
            )],
            by_server: BTreeMap::new(),
            by_credential: BTreeMap::new(),
            by_resource: BTreeMap::new(),
            broken: definition.broken.clone(),
            unknown: RefCell::default(),
            resources: Vec::new(),
        };
        for other in &definition.servers {
            names
                .by_server
                .insert(other.name.value.clone(), names.servers.len());
            let envelope = match &other.envelope {
                ServerEnvelope::Api => definition.envelope.clone(),
                ServerEnvelope::None => None,
                ServerEnvelope::Own(envelope) => Some((**envelope).clone()),
            };
            names.servers.push(server(
                Some(&other.name),
                &other.base_url,
                envelope,
                reporter,
            ));
        }
        for (index, credential) in definition.credentials.iter().enumerate() {
            names
                .by_credential
                .insert(credential.name.value.clone(), index);
        }
        for endpoint in &definition.endpoints {
            let resource = &endpoint.resource.value;
            if !names.by_resource.contains_key(resource) {
                names
                    .by_resource
                    .insert(resource.clone(), names.resources.len());
                names.resources.push(resource.clone());
            }
        }
        names
    }

    pub(super) fn server(&self, name: &Sited<String>, reporter: &mut Reporter) -> usize {
        let known = &self.by_server;
        self.look_up(known, name, PartKind::Server, reporter)
            .unwrap_or(0)
    }

    pub(super) fn resource(&self, name: &Sited<String>, reporter: &mut Reporter) -> Option<usize> {
        let known = &self.by_resource;
        self.look_up(known, name, PartKind::Resource, reporter)
    }

    pub(super) fn credential(
        &self,
        name: &Sited<String>,
        reporter: &mut Reporter,
    ) -> Option<usize> {
        let known = &self.by_credential;
        self.look_up(known, name, PartKind::Credential, reporter)
    }

    fn look_up(
        &self,
        known: &BTreeMap<String, usize>,
        name: &Sited<String>,
        kind: PartKind,
        reporter: &mut Reporter,
    ) -> Option<usize> {
        if !known.contains_key(&name.value) && self.is_broken(kind, &name.value) {
            return None;
        }
        if let Some(index) = known.get(&name.value) {
            return Some(*index);
        }
        if !self.unknown.borrow_mut().insert((kind, name.value.clone())) {
            return None;
        }
        let (what, table) = match kind {
            PartKind::Server => ("server", "servers"),
            PartKind::Credential => ("credential", "auth"),
            PartKind::Resource | PartKind::Endpoint => ("resource", "endpoints"),
        };
        let message = format!("no {what} is named `{}`", name.value);
        let help = match did_you_mean(&name.value, known.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("define it under `[{table}.*]`"),
        };
        reporter
            .error(Code::UnknownName, &name.origin, message)
            .help(help);
        None
    }

    /// Returns whether a part has an error. For a resource, also considers its endpoints.
    fn is_broken(&self, kind: PartKind, name: &str) -> bool {
        let mut endpoints = self.broken.of(PartKind::Endpoint);
        let of_resource = |full: &str| full.split_once('.').is_some_and(|(own, _)| own == name);
        self.broken.contains(kind, name) || kind == PartKind::Resource && endpoints.any(of_resource)
    }

    pub(super) fn credentials(&self, auth: &AuthUse, reporter: &mut Reporter) -> Vec<usize> {
        match auth {
            AuthUse::None => Vec::new(),
            AuthUse::Named(names) => names
                .iter()
                .filter_map(|name| self.credential(name, reporter))
                .collect(),
        }
    }
}

fn server(
    name: Option<&Sited<String>>,
    base_url: &Sited<String>,
    envelope: Option<Envelope>,
    reporter: &mut Reporter,
) -> Server {
    let url = &base_url.value;
    // If the URL begins with a variable, the variable contains the scheme and the host.
    let has_host = url.starts_with('{')
        || ["https://", "http://"].iter().any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        });
    if !has_host || url.contains(['?', '#', '@', ' ']) {
        reporter
            .error(
                Code::BadValue,
                &base_url.origin,
                format!("`{url}` is not a base URL"),
            )
            .help("write scheme, host and path, as in `https://api.example.com/v1`");
    }
    Server {
        name: name.map(|name| name.value.clone()),
        base_url: url.trim_end_matches('/').to_owned(),
        envelope,
    }
}
