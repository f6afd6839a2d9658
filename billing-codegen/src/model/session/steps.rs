//! Resolves one step: its endpoint, the credential that signs the call, and the values that it must take.

use super::{Cx, Step};
use crate::definition::{self, Credential, Input, Output, PartKind, StepKind};
use crate::model::Operation;
use crate::report::{Code, Reporter, did_you_mean};

impl Cx<'_> {
    pub(super) fn step(
        &self,
        session: usize,
        credential: &Credential,
        identity: Option<Option<usize>>,
        step: &definition::Step,
        reporter: &mut Reporter,
    ) -> Option<Step> {
        if self
            .definition
            .broken
            .contains(PartKind::Endpoint, &step.call.value)
        {
            return None;
        }
        let Some((resource, operation, called)) = self.operation(&step.call.value) else {
            self.unknown(step, reporter);
            return None;
        };
        if self.is_on_broken(&step.call.value) {
            return None;
        }
        plain_path(called, step, reporter);
        self.check_query(called, step, reporter);
        // If the named credential does not exist, the signer is unknown.
        if let Some(identity) = identity {
            self.signer(session, credential, identity, called, step, reporter);
        }
        self.check_send(called, step, reporter);
        self.check_take(called, step, reporter);
        if self.whole {
            takes_what_it_is_for(step, reporter);
        }
        let bearer = step.bearer.as_ref().and_then(|source| match source.value {
            Input::Value(value) => Some(value),
            Input::Literal(_) => None,
        });
        Some(Step {
            kind: step.kind,
            resource,
            operation,
            send: step
                .send
                .iter()
                .map(|(name, source)| (name.value.clone(), source.value.clone()))
                .collect(),
            query: step
                .query
                .iter()
                .map(|(name, source)| (name.value.clone(), source.value.clone()))
                .collect(),
            take: step
                .take
                .iter()
                .map(|(take, path)| (*take, path.value.clone()))
                .collect(),
            bearer,
        })
    }

    /// Returns whether the server of an endpoint does not exist or has an error, so that the signer is unknown.
    fn is_on_broken(&self, call: &str) -> bool {
        let mut endpoints = self.definition.endpoints.iter();
        let found =
            endpoints.find(|one| format!("{}.{}", one.resource.value, one.name.value) == call);
        let server = found.and_then(|endpoint| endpoint.server.as_ref());
        server.is_some_and(|server| {
            let mut known = self.definition.servers.iter();
            self.definition
                .broken
                .contains(PartKind::Server, &server.value)
                || known.all(|one| one.name.value != server.value)
        })
    }

    fn unknown(&self, step: &definition::Step, reporter: &mut Reporter) {
        let written = &step.call;
        // An endpoint with an error is not among the operations, and is already reported.
        let defined = self.definition.endpoints.iter();
        let names: Vec<String> = defined
            .map(|endpoint| format!("{}.{}", endpoint.resource.value, endpoint.name.value))
            .collect();
        if names.contains(&written.value) {
            return;
        }
        let message = format!("no endpoint is named `{}`", written.value);
        let help = match did_you_mean(&written.value, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "define it under `[endpoints.*.*]`; `{}` calls it as `resource.operation`",
                step.kind.word()
            ),
        };
        reporter
            .error(Code::UnknownName, &written.origin, message)
            .help(help);
    }

    /// Checks that a step is signed by the identity's credential or not at all, never by the session itself.
    fn signer(
        &self,
        session: usize,
        credential: &Credential,
        identity: Option<usize>,
        called: &Operation,
        step: &definition::Step,
        reporter: &mut Reporter,
    ) {
        let name = &credential.name.value;
        if called.credentials.contains(&session) {
            let message = format!(
                "`{}` needs the session `{name}`, and the session needs it to go on",
                step.call.value
            );
            reporter
                .error(Code::SessionLoop, &step.call.origin, message)
                .also(&called.origin, "the endpoint")
                .help("give the endpoint `auth = \"none\"`; where the call needs a token, write `bearer = \"{access}\"` here");
            return;
        }
        let signs = called.credentials.is_empty()
            || identity.is_some_and(|identity| called.credentials.contains(&identity));
        if signs {
            return;
        }
        let other = called
            .credentials
            .first()
            .map(|index| self.definition.credentials[*index].name.value.as_str())
            .unwrap_or_default();
        let message = format!(
            "`{}` asks for `{other}`, which the session `{name}` does not have",
            step.call.value
        );
        reporter
            .error(Code::BadValue, &step.call.origin, message)
            .also(&called.origin, "the endpoint")
            .help(format!(
                "write `identity = \"{other}\"` into `[auth.{name}]`, or `auth = \"none\"` into the endpoint"
            ));
    }
}

fn plain_path(called: &Operation, step: &definition::Step, reporter: &mut Reporter) {
    if let Some(name) = called.path.placeholders().next() {
        let message = format!(
            "`{}` has the placeholder `{{{name}}}`, and a step fills none",
            step.call.value
        );
        reporter
            .error(Code::BadValue, &step.call.origin, message)
            .also(&called.origin, "the endpoint")
            .help("call an endpoint whose path is fixed");
    }
}

/// Checks that a step takes the values it is for; otherwise the session would never have a token.
fn takes_what_it_is_for(step: &definition::Step, reporter: &mut Reporter) {
    let (wanted, help): (&[Output], _) = match step.kind {
        StepKind::SignIn => (
            &[Output::Identity, Output::Access],
            "write `take = { access = \"…\" }`, or `identity` where an exchange follows",
        ),
        StepKind::Renew => (&[Output::Identity], "write `take = { identity = \"…\" }`"),
        StepKind::Exchange | StepKind::Refresh => {
            (&[Output::Access], "write `take = { access = \"…\" }`")
        }
        StepKind::SignOut => return,
    };
    if !step.take.iter().any(|(take, _)| wanted.contains(take)) {
        let message = format!("`{}` takes no token from its answer", step.kind.word());
        reporter
            .error(Code::MissingKey, &step.origin, message)
            .help(help);
    }
}
