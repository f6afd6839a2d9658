//! Sends a call of any type: makes attempts until one succeeds or none may follow.

use http::{HeaderName, HeaderValue};

use super::Client;
use super::attempt_plan::AttemptPlan;
use super::call_state::CallState;
use super::classify::BodyMode;
use super::rate_limit::Permit;
use crate::credential::{Prepared, SigningMaterial};
use crate::error::{Kind, Redactor};
use crate::request::Request;
use crate::response::Response;
use crate::secret::Secret;
use crate::{Credential, Error, Result, random};

impl Client {
    /// Sends a call and returns its response if that has a success status.
    pub(crate) async fn execute(&self, mut request: Request, streamed: bool) -> Result<Response> {
        self.run(&mut request, BodyMode::of(streamed)).await
    }

    /// Sends a call. Adds an idempotency key to it if the endpoint takes one.
    pub(super) async fn run(&self, request: &mut Request, mode: BodyMode) -> Result<Response> {
        let keyed = self.add_idempotency_key(request);
        let keyed = keyed.map_err(|error| error.with_operation(request.operation))?;
        let mut state = CallState::new(self, request, keyed);
        match self.attempts(request, mode, &mut state).await {
            Ok(response) => Ok(response),
            Err(error) => match state.take_raw() {
                Some(raw) => Ok(raw),
                None => Err(state.with_history(error, request, &self.redactor(request))),
            },
        }
    }

    /// Returns a redactor that knows the secrets of a call after its last attempt. The error of an
    /// earlier attempt may repeat a secret that only a later one was signed with.
    fn redactor(&self, request: &Request) -> Redactor {
        let mut hidden = request.hidden.clone();
        if let Ok(Some((_, credential))) = self.credential(request.operation) {
            credential.secrets(&mut |secret| hidden.push(Secret::from(secret)));
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
            origin: self.core.origin_states.of(&url),
            signer: signer.map(|(name, _)| name),
            credential,
            material: self.signing_material(credential, state).await?,
            mode,
        };
        loop {
            let permit = self.acquire_permit(&mut plan, state).await?;
            match self.attempt(&plan, permit, state).await {
                Ok(response) => {
                    plan.origin.budget.deposit();
                    return Ok(response);
                }
                Err(error) => self.prepare_retry(error, &mut plan, state).await?,
            }
        }
    }

    /// Waits until the rate limit permits one more attempt, but not beyond a deadline that the caller set.
    /// The client's own time limit begins after the wait, since a queue may take longer than the limit.
    async fn acquire_permit(
        &self,
        plan: &mut AttemptPlan<'_>,
        state: &mut CallState,
    ) -> Result<Permit> {
        let core = &self.core;
        let (operation, max_wait) = (plan.request.operation, state.max_queueing());
        let limits = &core.limits;
        let permit = limits.acquire(&core.clock, operation, plan.url, max_wait);
        let permit = match max_wait {
            // Earlier calls may take longer than was known when this one joined the queue.
            Some(remaining) => match state.before_deadline(permit).await {
                Some(permit) => permit,
                None => return Err(Error::new(Kind::Limited(remaining))),
            },
            None => permit.await,
        };
        let permit = permit.map_err(|exceeded| Error::new(Kind::Limited(exceeded.wait)))?;
        if !permit.waited().is_zero() {
            core.counts.limiter_wait();
            state.queued(permit.waited());
            // Tokens may have expired during the wait.
            plan.material = self.signing_material(plan.credential, state).await?;
        }
        Ok(permit)
    }

    /// Returns the material that the next attempt is signed with.
    async fn signing_material(
        &self,
        credential: Option<&dyn Credential>,
        state: &mut CallState,
    ) -> Result<SigningMaterial> {
        match credential.map(|credential| credential.prepare(self.core.clock.now())) {
            None => Ok(SigningMaterial::default()),
            Some(Prepared::Now(material)) => Ok(material),
            Some(Prepared::Later(material)) => state.prepare(material).await,
        }
    }

    /// Prepares another attempt after one that failed. Returns the error if no attempt may follow.
    async fn prepare_retry(
        &self,
        mut error: Error,
        plan: &mut AttemptPlan<'_>,
        state: &mut CallState,
    ) -> Result<()> {
        if state.sign_for_clock(&error) {
            return Ok(());
        }
        let used = plan.material.clone();
        if let (Some(credential), true) = (plan.credential, state.may_renew())
            && let Some(renewed) = credential.renew(&used, &mut error)
        {
            state.begin_renewal();
            self.core.counts.refresh();
            plan.material = state.prepare(renewed).await?;
            return Ok(());
        }
        let Some(wait) = state.next_wait(&error, &plan.origin.budget) else {
            return Err(error);
        };
        self.core.clock.sleep(wait).await;
        if !state.withdraw(&plan.origin.budget) {
            return Err(error);
        }
        super::trace::record_retry(plan.request.operation, &error, wait);
        self.core.counts.retry();
        // Tokens may have expired during the wait.
        plan.material = self.signing_material(plan.credential, state).await?;
        Ok(())
    }

    /// Adds an idempotency key if the endpoint takes one, but keeps a key that the caller set. Returns
    /// whether the request has a key.
    fn add_idempotency_key(&self, request: &mut Request) -> Result<bool> {
        let operation = request.operation;
        let given = self.options.key.as_deref();
        let Some(name) = operation.idempotency else {
            return match given {
                None => Ok(false),
                Some(_) => Err(Error::request(
                    "this endpoint takes no idempotency key; if the service accepts one, declare its \
                     header with `idempotency` in `api.toml` or on the endpoint",
                )),
            };
        };
        let name = HeaderName::try_from(name)
            .map_err(|_| Error::config(format!("`{name}` is not a valid header name")))?;
        if !request.headers.contains_key(&name) {
            let key = match given {
                Some(key) => key.to_owned(),
                None => random::uuid(&*self.core.random),
            };
            let fits = !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic());
            let value = HeaderValue::try_from(key).ok().filter(|_| fits);
            let value = value.ok_or_else(|| {
                Error::request(
                    "the idempotency key must consist of visible ASCII characters without spaces",
                )
            })?;
            request.headers.insert(name, value);
        }
        Ok(true)
    }
}
