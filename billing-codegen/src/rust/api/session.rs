//! Defines API keys and sessions: aliases of the runtime's types, and constants that describe them.

use crate::definition::{Credential, CredentialKind};
use crate::model::{
    Api, Input, Output, Reaction, Session as SessionModel, SessionValue, Step as StepModel,
    StepKind,
};
use crate::rust::root_names::{CredentialNames, RootNames};
use crate::rust::{ApiKey, Item, Place, Session, Step, doc};

/// A day in seconds.
const DAY: u64 = 86_400;

/// The defaults of a session.
const BEARER: &str = "Bearer";
const LIFETIME: u64 = 3600;
const REUSE: u64 = 10;

/// The endpoint of each operation, indexed by resource and operation.
pub(super) type Endpoints = Vec<Vec<Place>>;

/// Returns the definition of an API key or a session; `None` for other credentials.
pub(super) fn alias(
    api: &Api,
    index: usize,
    credential: &Credential,
    own: &RootNames,
    endpoints: &Endpoints,
) -> Option<Item> {
    let names = &own.credentials[index];
    match &credential.kind {
        CredentialKind::ApiKey { scheme, rotate } => Some(Item::ApiKey(ApiKey {
            docs: doc::lines_or(
                credential.doc.as_deref(),
                "An API key: a given string, or read from a file or an environment variable.",
            ),
            name: names.name.clone(),
            kind: names.marker.clone(),
            scheme: (scheme.value != BEARER).then(|| scheme.value.clone()),
            rotate: rotate.map(|seconds| seconds / DAY),
        })),
        CredentialKind::Session(_) => {
            let session = api.session(index)?;
            let steps = session.steps.iter().map(|step| self::step(step, endpoints));
            Some(Item::Session(Box::new(Session {
                steps: steps.collect(),
                ..described(api, credential, session, names, own)
            })))
        }
        // Every other kind has fields and is a struct.
        _ => None,
    }
}

fn described(
    api: &Api,
    credential: &Credential,
    session: &SessionModel,
    names: &CredentialNames,
    own: &RootNames,
) -> Session {
    let identity = session.identity.map(|index| &own.credentials[index].name);
    let codes = session.codes.iter();
    Session {
        docs: doc::lines_or(
            credential.doc.as_deref(),
            "A user's session: a credential that renews itself.",
        ),
        name: names.name.clone(),
        login: names.login.clone(),
        protocol: names.marker.clone(),
        identity: identity.cloned(),
        key: format!("{}.{}", api.name, credential.name.value),
        scheme: (session.scheme != BEARER).then(|| session.scheme.clone()),
        steps: Vec::new(),
        lifetime: (session.lifetime != LIFETIME).then_some(session.lifetime),
        reuse: (session.reuse != REUSE).then_some(session.reuse),
        codes: codes
            .map(|(code, reaction)| (code.clone(), reaction_word(*reaction)))
            .collect(),
    }
}

fn step(step: &StepModel, endpoints: &Endpoints) -> Step {
    let sent = |(name, source): &(String, Input)| {
        let source = match source {
            Input::Literal(text) => format!("Literal({text:?})"),
            Input::Value(value) => value_word(*value).to_owned(),
        };
        (name.clone(), source)
    };
    let take = step.take.iter();
    Step {
        method: match step.kind {
            StepKind::SignIn => "sign_in",
            StepKind::Renew => "renew",
            StepKind::Exchange => "exchange",
            StepKind::Refresh => "refresh",
            StepKind::SignOut => "sign_out",
        },
        endpoint: endpoints[step.resource][step.operation].clone(),
        send: step.send.iter().map(sent).collect(),
        query: step.query.iter().map(sent).collect(),
        take: take
            .map(|(take, path)| (output_word(*take), path.clone()))
            .collect(),
        bearer: step.bearer.map(value_word),
    }
}

fn value_word(value: SessionValue) -> &'static str {
    match value {
        SessionValue::User => "User",
        SessionValue::Password => "Password",
        SessionValue::Tenant => "Tenant",
        SessionValue::Scope => "Scope",
        SessionValue::Identity => "Identity",
        SessionValue::IdentityRefresh => "IdentityRefresh",
        SessionValue::Access => "Access",
        SessionValue::Refresh => "Refresh",
    }
}

fn output_word(output: Output) -> &'static str {
    match output {
        Output::Identity => "Identity",
        Output::IdentityRefresh => "IdentityRefresh",
        Output::Access => "Access",
        Output::Refresh => "Refresh",
        Output::ExpiresIn => "ExpiresIn",
        Output::ExpiresAt => "ExpiresAt",
        Output::Context => "Context",
        Output::User => "User",
    }
}

fn reaction_word(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::Refresh => "Refresh",
        Reaction::SignIn => "SignIn",
        Reaction::Refuse => "Refuse",
        Reaction::Wait => "Wait",
    }
}
