//! The plan of every call, whatever its type: attempts until one is answered or no other may follow.

use http::{HeaderName, HeaderValue};

use super::Client;
use super::attempt::AttemptPlan;
use super::call_state::CallState;
use super::classify::BodyMode;
use super::rate_limit::Permit;
use crate::credential::{Prepared, SigningMaterial};
use crate::error::{Kind, Redactor};
use crate::request::Request;
use crate::response::Response;
use crate::{Credential, Error, Result, Secret, random};

impl Client {
    /// Sends a call and gives its answer, if the status is one of success.
    pub(crate) async fn execute(&self, mut request: Request, streamed: bool) -> Result<Response> {
        self.run(&mut request, BodyMode::of(streamed)).await
    }

    /// Sends a call, to which an idempotency key is added where there is one.
    pub(super) async fn run(&self, request: &mut Request, mode: BodyMode) -> Result<Response> {
        let keyed = self.key(request);
        let keyed = keyed.map_err(|error| error.of(request.operation))?;
        let mut state = CallState::new(self, request, keyed);
        match self.attempts(request, mode, &mut state).await {
            Ok(answer) => Ok(answer),
            Err(error) => match state.raw.take() {
                Some(raw) => Ok(raw),
                None => Err(state.with_history(error, request, &self.redactor(request))),
            },
        }
    }

    /// Knows the secrets of a call after its last attempt: one that was signed with a later key may tell
    /// what an answer to an earlier one repeated.
    fn redactor(&self, request: &Request) -> Redactor {
        let mut hidden = request.hidden.clone();
        if let Ok(Some((_, credential))) = self.credential(request.operation) {
            credential.secrets(&mut |text| hidden.push(Secret::from(text)));
        }
        Redactor::new(hidden)
    }

    async fn attempts(
        &self,
        request: &Request,
        mode: BodyMode,
        state: &mut CallState,
    ) -> Result<Response> {
        let operation = request.operation;
        let signer = self.credential(operation)?;
        let credential = signer.map(|(_, credential)| credential);
        let url = self.base(operation, credential)?.join(&request.target);
        let mut plan = AttemptPlan {
            request,
            url: &url,
            host: self.core.origin_states.of(&url),
            signer: signer.map(|(name, _)| name),
            credential,
            material: self.signing_material(credential, state).await?,
            mode,
        };
        loop {
            let permit = self.acquire_permit(&mut plan, state).await?;
            match self.attempt(&plan, permit, state).await {
                Ok(answer) => {
                    plan.host.budget.deposit();
                    return Ok(answer);
                }
                Err(error) => self.prepare(error, &mut plan, state).await?,
            }
        }
    }

    /// Waits until the stated rate lets one more attempt through, but not beyond the end that the
    /// caller sets. The client's own total is for what comes then: a queue may be longer than it.
    async fn acquire_permit(
        &self,
        plan: &mut AttemptPlan<'_>,
        state: &mut CallState,
    ) -> Result<Permit> {
        let core = &self.core;
        let (operation, max_wait) = (plan.request.operation, state.patience());
        let limits = &core.limits;
        let permit = limits.acquire(&core.clock, operation, plan.url, max_wait);
        let permit = match max_wait {
            // AllowedServers may hold it up for longer than could be known when it came.
            Some(left) => match state.deadline.hold(permit).await {
                Some(permit) => permit,
                None => return Err(Error::new(Kind::Limited(left))),
            },
            None => permit.await,
        };
        let permit = permit.map_err(|exceeded| Error::new(Kind::Limited(exceeded.wait)))?;
        if !permit.waited().is_zero() {
            core.counts.limiter_wait();
            state.waited(permit.waited());
            // What was ready before the wait may be stale after it.
            plan.material = self.signing_material(plan.credential, state).await?;
        }
        Ok(permit)
    }

    /// What an attempt is signed with.
    async fn signing_material(
        &self,
        credential: Option<&dyn Credential>,
        state: &mut CallState,
    ) -> Result<SigningMaterial> {
        match credential.map(|credential| credential.prepare(self.core.clock.now())) {
            None => Ok(SigningMaterial::default()),
            Some(Prepared::Now(material)) => Ok(material),
            Some(Prepared::Later(material)) => state.hold(material).await,
        }
    }

    /// Prepares another attempt after one that failed; an error is the end.
    async fn prepare(
        &self,
        mut error: Error,
        plan: &mut AttemptPlan<'_>,
        state: &mut CallState,
    ) -> Result<()> {
        if error.is_clock_skewed() && !state.resigned {
            state.resigned = true;
            return Ok(());
        }
        let used = plan.material.clone();
        if let (Some(credential), false) = (plan.credential, state.renewed)
            && let Some(again) = credential.renew(&used, &mut error)
        {
            state.renewed = true;
            state.raw = None;
            self.core.counts.refresh();
            plan.material = state.hold(again).await?;
            return Ok(());
        }
        let Some(wait) = state.wait(&error, &plan.host.budget) else {
            return Err(error);
        };
        self.core.clock.sleep(wait).await;
        if !state.withdraw(&plan.host.budget) {
            return Err(error);
        }
        super::trace::record_retry(plan.request.operation, &error, wait);
        state.raw = None;
        self.core.counts.retry();
        // What was ready before the wait may be stale after it.
        plan.material = self.signing_material(plan.credential, state).await?;
        Ok(())
    }

    /// Adds an idempotency key, if the endpoint takes one; a key of the caller's stays. Returns
    /// whether there is one.
    fn key(&self, request: &mut Request) -> Result<bool> {
        let operation = request.operation;
        let given = self.options.key.as_deref();
        let Some(name) = operation.idempotency else {
            return match given {
                None => Ok(false),
                Some(_) => Err(Error::request(
                    "it takes no idempotency key; if the service knows one, declare its header \
                     with `idempotency` in `api.toml` or on the endpoint",
                )),
            };
        };
        let name = HeaderName::try_from(name)
            .map_err(|_| Error::config(format!("`{name}` cannot be the name of a header")))?;
        if !request.headers.contains_key(&name) {
            let key = match given {
                Some(key) => key.to_owned(),
                None => random::uuid(&*self.core.random),
            };
            let fits = !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic());
            let value = HeaderValue::try_from(key).ok().filter(|_| fits);
            let value = value.ok_or_else(|| {
                Error::request("the idempotency key must be visible ASCII without spaces")
            })?;
            request.headers.insert(name, value);
        }
        Ok(true)
    }
}
