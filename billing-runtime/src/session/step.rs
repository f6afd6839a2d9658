//! Sends one step of a session: builds the request and reads the tokens from the response.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};

use super::spec::{Input, Output, Step};
use super::token_response::{TokenResponse, invalid_token, token};
use crate::error::{Kind, ResponseSnapshot};
use crate::request::{Request, percent};
use crate::response;
use crate::returns::{Nothing, Plain, Returns};
use crate::secret::Secret;
use crate::wire::Map;
use crate::{Client, Error, Result, Value, Wire as _};

/// The values that a step can send.
#[derive(Default)]
pub(super) struct Inputs<'a> {
    /// The account that the step is for.
    pub(super) account: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) password: Option<&'a Secret>,
    pub(super) tenant: Option<&'a str>,
    pub(super) scope: Option<&'a str>,
    pub(super) identity: Option<&'a Secret>,
    pub(super) identity_refresh: Option<&'a Secret>,
    pub(super) access: Option<&'a Secret>,
    pub(super) refresh: Option<&'a Secret>,
}

impl<'a> Inputs<'a> {
    fn get(&self, input: Input) -> Option<&'a str> {
        match input {
            Input::Literal(text) => Some(text),
            Input::User => self.user,
            Input::Tenant => self.tenant,
            Input::Scope => self.scope,
            Input::Password => self.password.map(Secret::expose),
            Input::Identity => self.identity.map(Secret::expose),
            Input::IdentityRefresh => self.identity_refresh.map(Secret::expose),
            Input::Access => self.access.map(Secret::expose),
            Input::Refresh => self.refresh.map(Secret::expose),
        }
    }
}

/// Whose tokens a step returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenOwner {
    Identity,
    Tenant,
}

impl Step {
    /// Returns true if every value that the step must send is available.
    pub(super) fn has_inputs(&self, inputs: &Inputs<'_>) -> bool {
        let mut required = self.inputs().chain(self.bearer);
        required.all(|input| is_optional(input) || inputs.get(input).is_some())
    }

    fn inputs(&self) -> impl Iterator<Item = Input> {
        let sent = self.send.iter().chain(self.query);
        sent.map(|(_, input)| *input)
    }

    /// Returns true if the step sends the scope of a sign-out.
    pub(super) fn sends_scope(&self) -> bool {
        self.inputs().any(|input| input == Input::Scope)
    }
}

/// Builds the request of a step.
pub(super) fn request(
    step: &Step,
    inputs: &Inputs<'_>,
    limit: Option<Duration>,
) -> Result<Request> {
    let missing = |what: Input| {
        Error::config(format!(
            "{} needs {what:?}, which this session does not have",
            step.operation
        ))
    };
    let mut hidden = Vec::new();
    let mut members = Map::new();
    for (name, input) in step.send {
        match inputs.get(*input) {
            Some(text) => {
                hide(*input, text, &mut hidden);
                members.insert((*name).to_owned(), Value::String(text.to_owned()));
            }
            None if is_optional(*input) => {}
            None => return Err(missing(*input)),
        }
    }
    let mut target = step.operation.path.to_owned();
    for (name, input) in step.query {
        match inputs.get(*input) {
            Some(text) => {
                hide(*input, text, &mut hidden);
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(&percent::encode(name));
                target.push('=');
                target.push_str(&percent::encode(text));
            }
            None if is_optional(*input) => {}
            None => return Err(missing(*input)),
        }
    }
    let mut headers = HeaderMap::new();
    if let Some(input) = step.bearer {
        let token = inputs.get(input).ok_or_else(|| missing(input))?;
        hide(input, token, &mut hidden);
        let value = HeaderValue::from_str(&format!("Bearer {token}"));
        let mut value = value.map_err(|_| invalid_token())?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let body = (!step.send.is_empty()).then(|| Bytes::from(Value::Object(members).to_json()));
    Ok(Request {
        operation: step.operation,
        target,
        headers,
        body,
        hidden,
        limit,
        advice: Some(match inputs.password {
            Some(_) => "check user name, password and the credential of the sign-in server",
            None => "the service accepted none of the session's tokens",
        }),
    })
}

/// Returns true if a step may omit the input when it has no value.
fn is_optional(input: Input) -> bool {
    matches!(input, Input::Tenant | Input::Scope)
}

fn hide(input: Input, text: &str, hidden: &mut Vec<Secret>) {
    if !matches!(input, Input::Literal(_) | Input::User) && !is_optional(input) {
        hidden.push(Secret::from(text));
    }
}

/// Sends a step whose response has no tokens.
pub(super) async fn send(client: &Client, request: Request) -> Result<()> {
    Nothing::take(client.execute(request, false).await?)
}

/// Sends a step and reads the tokens of each owner from the response.
pub(super) async fn call(client: &Client, step: &Step, request: Request) -> Result<StepTokens> {
    let answer = client.execute(request, false).await?;
    let snapshot = ResponseSnapshot {
        status: answer.status(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    read(step, answer).map_err(|error| error.with_operation(step.operation).with_response(snapshot))
}

fn read(step: &Step, answer: crate::response::Response) -> Result<StepTokens> {
    let body = Plain::<Value>::take(answer)?;
    let response = StepResponse { step, body: &body };
    // If a step returns tokens of both owners, the lifetime is that of the access token.
    let has_lifetime = !response.returns(Output::Access);
    Ok(StepTokens {
        identity: response.tokens(Output::Identity, Output::IdentityRefresh, has_lifetime)?,
        tenant: response.tokens(Output::Access, Output::Refresh, true)?,
    })
}

/// The tokens that a step returned.
pub(super) struct StepTokens {
    pub(super) identity: Option<TokenResponse>,
    pub(super) tenant: Option<TokenResponse>,
}

/// The body of a response, with the step that it belongs to.
struct StepResponse<'a> {
    step: &'a Step,
    body: &'a Value,
}

impl StepResponse<'_> {
    fn path(&self, wanted: Output) -> Option<&'static str> {
        let take = self.step.take.iter().find(|(output, _)| *output == wanted);
        take.map(|(_, path)| *path)
    }

    fn returns(&self, wanted: Output) -> bool {
        self.path(wanted).is_some()
    }

    fn get(&self, wanted: Output) -> Option<Value> {
        response::at(self.body, self.path(wanted)?).cloned()
    }

    /// Reads the tokens of one owner, if the step returns any. `has_lifetime` is true if the
    /// lifetime in the response applies to them.
    fn tokens(
        &self,
        access: Output,
        refresh: Output,
        has_lifetime: bool,
    ) -> Result<Option<TokenResponse>> {
        let Some(path) = self.path(access) else {
            return Ok(None);
        };
        let Some(access_token) = token(self.get(access))? else {
            let message = format!("the response has no token in `{path}`");
            return Err(Error::new(Kind::Envelope(message)));
        };
        // If a step returns tokens of both owners, the user belongs to the identity.
        let user_owner = match self.returns(Output::Identity) {
            true => Output::Identity,
            false => Output::Access,
        };
        let lifetime = |output: Output| self.get(output).filter(|_| has_lifetime);
        Ok(Some(TokenResponse {
            access: access_token,
            refresh: token(self.get(refresh))?,
            context: self
                .get(Output::Context)
                .filter(|_| access == Output::Access),
            user: self.get(Output::User).filter(|_| user_owner == access),
            expires_in: lifetime(Output::ExpiresIn),
            expires_at: lifetime(Output::ExpiresAt),
        }))
    }
}
