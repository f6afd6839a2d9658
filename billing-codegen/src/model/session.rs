//! Resolves sessions: looks up the endpoints of their steps and checks what the steps send and take.

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

/// A credential that is the session of a signed-in user.
#[derive(Clone, Debug)]
pub struct Session {
    /// Index into [`Api::credentials`](super::Api::credentials).
    pub credential: usize,
    /// The scheme of the `Authorization` header, such as `Bearer`.
    pub scheme: String,
    /// The credential that signs the session's own steps, such as an API key; an index into
    /// [`Api::credentials`](super::Api::credentials).
    pub identity: Option<usize>,
    /// The lifetime of an access token in seconds, if neither the response nor the token states it.
    pub lifetime: u64,
    /// How many seconds the service still accepts a used refresh token.
    pub reuse: u64,
    /// The steps in their usual order.
    pub steps: Vec<Step>,
    /// The reactions to error codes, in source order.
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
    /// The values of members of the body.
    pub send: Vec<(String, Input)>,
    /// The values of parameters of the query.
    pub query: Vec<(String, Input)>,
    /// What is taken from the response, each with its path of member names joined by dots.
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

/// What the checks of a session need.
struct Context<'a> {
    definition: &'a Definition,
    names: &'a Names,
    resources: &'a [Resource],
    schemas: &'a Schemas,
    /// Whether no mistake has been reported so far. After one, what seems to be missing may just be misspelled.
    without_errors: bool,
}

/// Resolves the sessions of `api.toml`. Reports every mistake.
pub(super) fn resolve(
    definition: &Definition,
    names: &Names,
    resources: &[Resource],
    schemas: &Schemas,
    reporter: &mut Reporter,
) -> Vec<Session> {
    let context = Context {
        definition,
        names,
        resources,
        schemas,
        without_errors: !reporter.has_errors(),
    };
    let mut sessions = Vec::new();
    for (index, credential) in definition.credentials.iter().enumerate() {
        if let CredentialKind::Session(written) = &credential.kind {
            sessions.push(context.session(index, credential, written, reporter));
        }
    }
    sessions
}

impl Context<'_> {
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
            let message = format!("`identity` names `{}`, which is a session", name.value);
            let error = reporter.error(Code::BadValue, &name.origin, message);
            error.help(
                "`identity` is the credential that signs the calls of the session's steps: name one that is not a session, such as \
                 an API key",
            );
        }
        let identity_is_known = written.identity.is_none() || identity.is_some();
        let mut steps = Vec::new();
        for step in &written.steps {
            let resolved = self.step(
                index,
                credential,
                identity_is_known.then_some(identity),
                step,
                reporter,
            );
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
        let position = operations.iter().position(|o| o.name == name)?;
        Some((index, position, &operations[position]))
    }
}
