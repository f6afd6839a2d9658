//! Resolves sessions: looks up the endpoints of their steps and checks what each step sends and takes.

mod body;
mod steps;

use super::lookup::Names;
use super::{Operation, Resource};
use crate::definition::{
    Credential, CredentialKind, Definition, Input, Output, Reaction, Session as Written,
    SessionValue, StepKind,
};
use crate::report::{Code, Reporter};
use crate::schema::Schemas;

/// A credential that is the session of a user.
#[derive(Clone, Debug)]
pub struct Session {
    /// Index into [`Api::credentials`](super::Api::credentials).
    pub credential: usize,
    /// The authentication scheme before the access token.
    pub scheme: String,
    /// The credential of the calls to the identity server, as an index.
    pub identity: Option<usize>,
    /// The lifetime of an access token in seconds if neither response nor token contains it.
    pub lifetime: u64,
    /// The number of seconds for which a used refresh token is still accepted.
    pub reuse: u64,
    /// The steps in their usual order.
    pub steps: Vec<Step>,
    /// The actions that error codes require, in source order.
    pub codes: Vec<(String, Reaction)>,
}

/// One call of a session.
#[derive(Clone, Debug)]
pub struct Step {
    /// The purpose of the call.
    pub kind: StepKind,
    /// Index into [`Api::resources`](super::Api::resources).
    pub resource: usize,
    /// Index into the operations of the resource.
    pub operation: usize,
    /// The members of the body and their values.
    pub send: Vec<(String, Input)>,
    /// The parameters of the query and their values.
    pub query: Vec<(String, Input)>,
    /// The values that are taken from the response, each with its dotted path.
    pub take: Vec<(Output, String)>,
    /// The token that the call is signed with.
    pub bearer: Option<SessionValue>,
}

impl Session {
    /// Returns the step of a kind.
    pub fn step(&self, kind: StepKind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind)
    }
}

/// The data that the checks of a session need.
struct Cx<'a> {
    definition: &'a Definition,
    names: &'a Names,
    resources: &'a [Resource],
    schemas: &'a Schemas,
    /// Whether the tables were read without errors. Otherwise a missing entry may only be misspelled.
    whole: bool,
}

/// Looks up the names in the sessions of `api.toml`. Every mistake goes to the reporter.
pub(super) fn resolve(
    definition: &Definition,
    names: &Names,
    resources: &[Resource],
    schemas: &Schemas,
    reporter: &mut Reporter,
) -> Vec<Session> {
    let cx = Cx {
        definition,
        names,
        resources,
        schemas,
        whole: !reporter.has_errors(),
    };
    let mut sessions = Vec::new();
    for (index, credential) in definition.credentials.iter().enumerate() {
        if let CredentialKind::Session(written) = &credential.kind {
            sessions.push(cx.session(index, credential, written, reporter));
        }
    }
    sessions
}

impl Cx<'_> {
    fn session(
        &self,
        index: usize,
        credential: &Credential,
        written: &Written,
        reporter: &mut Reporter,
    ) -> Session {
        let identity = written
            .identity
            .as_ref()
            .and_then(|name| self.names.credential(name, reporter));
        if let (Some(found), Some(name)) = (identity, &written.identity)
            && matches!(
                self.definition.credentials[found].kind,
                CredentialKind::Session(_)
            )
        {
            let message = format!("`{}` is a session itself", name.value);
            let error = reporter.error(Code::BadValue, &name.origin, message);
            error.help(
                "`identity` names what goes with the calls that sign in, such as a key in a header",
            );
        }
        let signs = written.identity.is_none() || identity.is_some();
        let mut steps = Vec::new();
        for step in &written.steps {
            let resolved = self.step(index, credential, signs.then_some(identity), step, reporter);
            steps.extend(resolved);
        }
        Session {
            credential: index,
            scheme: written.scheme.value.clone(),
            identity,
            lifetime: written.lifetime.unwrap_or(3600),
            reuse: written.reuse.unwrap_or(10),
            steps,
            codes: written
                .codes
                .iter()
                .map(|(code, reaction)| (code.value.clone(), *reaction))
                .collect(),
        }
    }

    /// Finds an endpoint by `resource.operation`.
    fn operation(&self, call: &str) -> Option<(usize, usize, &Operation)> {
        let (resource, name) = call.split_once('.')?;
        let index = self.resources.iter().position(|r| r.name == resource)?;
        let operations = &self.resources[index].operations;
        let place = operations.iter().position(|o| o.name == name)?;
        Some((index, place, &operations[place]))
    }
}
