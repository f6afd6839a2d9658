//! One call of a session: puts the body together, and takes tokens from the answer.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};

use super::spec::{Input, Output, Step};
use super::tokens::jwt_lifetime;
use crate::credential::{Field, check};
use crate::envelope;
use crate::error::{Kind, Seen};
use crate::request::{Request, percent};
use crate::returns::{Nothing, Plain, Returns};
use crate::{Client, Error, Map, Result, Secret, Value, Wire as _};

/// What a step can send.
#[derive(Default)]
pub(super) struct Known<'a> {
    /// Whose step it is.
    pub(super) who: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) password: Option<&'a Secret>,
    pub(super) tenant: Option<&'a str>,
    pub(super) scope: Option<&'a str>,
    pub(super) identity: Option<&'a Secret>,
    pub(super) identity_refresh: Option<&'a Secret>,
    pub(super) access: Option<&'a Secret>,
    pub(super) refresh: Option<&'a Secret>,
}

impl<'a> Known<'a> {
    fn get(&self, source: Input) -> Option<&'a str> {
        match source {
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

/// Whose tokens a step brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Identity,
    Tenant,
}

/// What a step brought for one slot.
pub(super) struct Taken {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) context: Option<Value>,
    pub(super) user: Option<Value>,
    expires_in: Option<Value>,
    expires_at: Option<Value>,
}

impl Taken {
    /// Tokens that the caller holds.
    pub(super) fn given(access: Secret, refresh: Option<Secret>) -> Result<Self> {
        for (name, token) in [("access", Some(&access)), ("refresh", refresh.as_ref())] {
            if let Some(token) = token {
                let text = token.expose();
                let field = Field {
                    name,
                    text,
                    secret: true,
                };
                check(&[field])?;
                if !text.bytes().all(|b| b.is_ascii_graphic()) {
                    return Err(unfit());
                }
            }
        }
        Ok(Self {
            access,
            refresh,
            context: None,
            user: None,
            expires_in: None,
            expires_at: None,
        })
    }

    /// How long the token lives, in milliseconds: what the answer says, else the token itself,
    /// else what is documented. A lifetime that cannot be meant counts as none.
    pub(super) fn lifetime(&self, documented: i64, now: i64) -> i64 {
        let said = self.expires_in.as_ref().and_then(seconds);
        let until = self.expires_at.as_ref().and_then(seconds);
        let until = until.map(|at| at.saturating_sub(now));
        said.or(until)
            .filter(|length| *length > 0)
            .or_else(|| jwt_lifetime(self.access.expose(), now))
            .unwrap_or(documented)
    }
}

/// Whole seconds in milliseconds, from a number or its text.
fn seconds(value: &Value) -> Option<i64> {
    let seconds = match value {
        Value::Number(number) => number.to_i64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    (seconds > 0).then(|| seconds.saturating_mul(1000))
}

impl Step {
    /// Whether everything that the step must send is known.
    pub(super) fn is_known(&self, known: &Known<'_>) -> bool {
        let mut must = self.sources().chain(self.bearer);
        must.all(|source| is_optional(source) || known.get(source).is_some())
    }

    fn sources(&self) -> impl Iterator<Item = Input> {
        let sent = self.send.iter().chain(self.query);
        sent.map(|(_, source)| *source)
    }

    /// Whether the step says how far a sign-out goes.
    pub(super) fn takes_scope(&self) -> bool {
        self.sources().any(|source| source == Input::Scope)
    }
}

/// Makes the request of a step.
pub(super) fn request(step: &Step, known: &Known<'_>, limit: Option<Duration>) -> Result<Request> {
    let missing = |what: Input| {
        Error::config(format!(
            "{} needs {what:?}, which this session does not have",
            step.operation
        ))
    };
    let mut hidden = Vec::new();
    let mut members = Map::new();
    for (name, source) in step.send {
        match known.get(*source) {
            Some(text) => {
                hide(*source, text, &mut hidden);
                members.insert((*name).to_owned(), Value::String(text.to_owned()));
            }
            None if is_optional(*source) => {}
            None => return Err(missing(*source)),
        }
    }
    let mut target = step.operation.path.to_owned();
    for (name, source) in step.query {
        match known.get(*source) {
            Some(text) => {
                hide(*source, text, &mut hidden);
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(&percent::encoded(name));
                target.push('=');
                target.push_str(&percent::encoded(text));
            }
            None if is_optional(*source) => {}
            None => return Err(missing(*source)),
        }
    }
    let mut headers = HeaderMap::new();
    if let Some(source) = step.bearer {
        let token = known.get(source).ok_or_else(|| missing(source))?;
        hide(source, token, &mut hidden);
        let value = HeaderValue::from_str(&format!("Bearer {token}"));
        let mut value = value.map_err(|_| unfit())?;
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
        advice: Some(match known.password {
            Some(_) => "check user name and password, and what goes along to where people sign in",
            None => "the service took none of the session's tokens",
        }),
    })
}

/// Whether a member is left out where nobody says what it is.
fn is_optional(source: Input) -> bool {
    matches!(source, Input::Tenant | Input::Scope)
}

fn hide(source: Input, text: &str, hidden: &mut Vec<Secret>) {
    if !matches!(source, Input::Literal(_) | Input::User) && !is_optional(source) {
        hidden.push(Secret::from(text));
    }
}

const UNFIT: &str =
    "the service's token holds a character that no header may, so it cannot be used";

fn unfit() -> Error {
    Error::credential(UNFIT)
}

/// Sends a step that brings nothing.
pub(super) async fn send(client: &Client, request: Request) -> Result<()> {
    Nothing::take(client.execute(request, false).await?)
}

/// Sends a step, and takes the tokens of each slot from its answer.
pub(super) async fn call(client: &Client, step: &Step, request: Request) -> Result<Answered> {
    let answer = client.execute(request, false).await?;
    let seen = Seen {
        status: answer.status(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    taken(step, answer).map_err(|error| error.of(step.operation).seen(seen))
}

fn taken(step: &Step, answer: crate::Response) -> Result<Answered> {
    let body = Plain::<Value>::take(answer)?;
    let answer = StepResponse { step, body: &body };
    // A step that brings both says how long the access token lives.
    let lives = !answer.takes(Output::Access);
    Ok(Answered {
        identity: answer.tokens(Output::Identity, Output::IdentityRefresh, lives)?,
        tenant: answer.tokens(Output::Access, Output::Refresh, true)?,
    })
}

/// The tokens that a step brought.
pub(super) struct Answered {
    pub(super) identity: Option<Taken>,
    pub(super) tenant: Option<Taken>,
}

/// The answer to a step.
struct StepResponse<'a> {
    step: &'a Step,
    body: &'a Value,
}

impl StepResponse<'_> {
    fn path(&self, wanted: Output) -> Option<&'static str> {
        let take = self.step.take.iter().find(|(take, _)| *take == wanted);
        take.map(|(_, path)| *path)
    }

    fn takes(&self, wanted: Output) -> bool {
        self.path(wanted).is_some()
    }

    fn get(&self, wanted: Output) -> Option<Value> {
        envelope::at(self.body, self.path(wanted)?).cloned()
    }

    /// The tokens of one slot, if the step takes any. `lives`: whether the lifetime is theirs.
    fn tokens(&self, access: Output, refresh: Output, lives: bool) -> Result<Option<Taken>> {
        let Some(path) = self.path(access) else {
            return Ok(None);
        };
        let Some(token) = token(self.get(access))? else {
            let message = format!("the answer has no token in `{path}`");
            return Err(Error::new(Kind::Envelope(message)));
        };
        // A step that brings both tells of whom the identity is.
        let whose = match self.takes(Output::Identity) {
            true => Output::Identity,
            false => Output::Access,
        };
        let lifetime = |take: Output| self.get(take).filter(|_| lives);
        Ok(Some(Taken {
            access: token,
            refresh: self::token(self.get(refresh))?,
            context: self
                .get(Output::Context)
                .filter(|_| access == Output::Access),
            user: self.get(Output::User).filter(|_| whose == access),
            expires_in: lifetime(Output::ExpiresIn),
            expires_at: lifetime(Output::ExpiresAt),
        }))
    }
}

/// A token is one word of printable ASCII; anything else would end in a header.
fn token(value: Option<Value>) -> Result<Option<Secret>> {
    match value {
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) if text.bytes().all(|b| b.is_ascii_graphic()) => {
            Ok(Some(Secret::from(text)))
        }
        Some(Value::String(_)) => Err(Error::new(Kind::Envelope(UNFIT.to_owned()))),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lives(expires_in: &str) -> i64 {
        let taken = Taken {
            access: "opaque".into(),
            refresh: None,
            context: None,
            user: None,
            expires_in: Value::from_json(expires_in).ok(),
            expires_at: None,
        };
        taken.lifetime(3_600_000, 0)
    }

    /// Fault 70: a lifetime that cannot be meant gives way to the documented one.
    #[test]
    fn fault_70_odd_lifetimes() {
        assert_eq!(lives("120"), 120_000);
        assert_eq!(lives("\"120\""), 120_000);
        for odd in ["0", "-5", "\"soon\"", "null", "{}", "1.5", "1e400"] {
            assert_eq!(lives(odd), 3_600_000, "{odd}");
        }
        assert_eq!(lives("9223372036854775807"), i64::MAX);
    }

    /// Fault 77: what would break out of a header is no token.
    #[test]
    fn fault_77_tokens_with_control_bytes_are_refused() {
        for odd in ["a\r\nX-Evil: 1", "a b", "a\u{0}", "é"] {
            let error = token(Some(Value::String(odd.into()))).unwrap_err();
            assert!(!error.to_string().contains(odd), "{error}");
        }
        assert!(
            token(Some(Value::String("a.b-c".into())))
                .unwrap()
                .is_some()
        );
        assert!(token(Some(Value::String(String::new()))).unwrap().is_none());
        assert!(token(Some(Value::Null)).unwrap().is_none());
    }
}
