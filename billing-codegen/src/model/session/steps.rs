//! Resolves one step of a session: the endpoint that it calls, the credential that signs the call, what it must take.

use super::{Context, Step};
use crate::definition::{self, Credential, Input, Output, PartKind, StepKind};
use crate::model::Operation;
use crate::report::{Code, Reporter, did_you_mean};

impl Context<'_> {
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
            self.report_unknown(step, reporter);
            return None;
        };
        if self.is_on_broken(&step.call.value) {
            return None;
        }
        check_path(called, step, reporter);
        self.check_query(called, step, reporter);
        // If `identity` names a credential that does not exist, the signer is unknown.
        if let Some(identity) = identity {
            self.check_signer(session, credential, identity, called, step, reporter);
        }
        self.check_send(called, step, reporter);
        self.check_take(called, step, reporter);
        if self.without_errors {
            check_takes_token(step, reporter);
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

    /// Returns whether an endpoint is on a server that does not exist or has a mistake itself, so that the credentials of
    /// its calls are unknown.
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

    fn report_unknown(&self, step: &definition::Step, reporter: &mut Reporter) {
        let written = &step.call;
        // An endpoint that has a mistake itself is not an operation, and the mistake has been reported.
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
                "define it under `[endpoints.*.*]`, or name another endpoint as `resource.operation` in `{}`",
                step.kind.word()
            ),
        };
        reporter
            .error(Code::UnknownName, &written.origin, message)
            .help(help);
    }

    /// Reports a step that is signed by anything but the identity's credential. A step may also be unsigned.
    fn check_signer(
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
                "`{}` is signed with the session `{name}`, but the session itself calls it",
                step.call.value
            );
            reporter
                .error(Code::SessionLoop, &step.call.origin, message)
                .also(&called.origin, "the endpoint")
                .help("write `auth = \"none\"` into the endpoint; if the call needs a token, also write `bearer = \"{access}\"` here");
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
            "`{}` is signed with `{other}`, which is not the identity of the session `{name}`",
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

fn check_path(called: &Operation, step: &definition::Step, reporter: &mut Reporter) {
    if let Some(name) = called.path.placeholders().next() {
        let message = format!(
            "the path of `{}` has the placeholder `{{{name}}}`, which a step cannot fill in",
            step.call.value
        );
        reporter
            .error(Code::BadValue, &step.call.origin, message)
            .also(&called.origin, "the endpoint")
            .help("call an endpoint whose path has no placeholders");
    }
}

/// Reports a step that does not take the token that it is for: the session would never have one.
fn check_takes_token(step: &definition::Step, reporter: &mut Reporter) {
    let (wanted, help): (&[Output], _) = match step.kind {
        StepKind::SignIn => (
            &[Output::Identity, Output::Access],
            "write `take = { access = \"…\" }`, or `identity = \"…\"` if an exchange follows",
        ),
        StepKind::Renew => (&[Output::Identity], "write `take = { identity = \"…\" }`"),
        StepKind::Exchange | StepKind::Refresh => {
            (&[Output::Access], "write `take = { access = \"…\" }`")
        }
        StepKind::SignOut => return,
    };
    if !step.take.iter().any(|(take, _)| wanted.contains(take)) {
        let message = format!("`{}` takes no token from the response", step.kind.word());
        reporter
            .error(Code::MissingKey, &step.origin, message)
            .help(help);
    }
}
