//! The way of every call, whatever its type: attempts until one is answered or no other may follow.

use http::{HeaderName, HeaderValue};

use super::Client;
use super::attempt::Way;
use super::course::Course;
use super::judge::Take;
use super::limit::Slot;
use crate::credential::{Prepared, SigningMaterial};
use crate::error::{Kind, Redactor};
use crate::request::Request;
use crate::response::Response;
use crate::{Credential, Error, Result, Secret, random};

impl Client {
    /// Sends a call and gives its answer, if the status is one of success.
    pub(crate) async fn execute(&self, mut request: Request, streamed: bool) -> Result<Response> {
        self.run(&mut request, Take::of(streamed)).await
    }

    /// Sends a call, to which an idempotency key is added where there is one.
    pub(super) async fn run(&self, request: &mut Request, take: Take) -> Result<Response> {
        let keyed = self.key(request);
        let keyed = keyed.map_err(|error| error.of(request.operation))?;
        let mut course = Course::new(self, request, keyed);
        match self.attempts(request, take, &mut course).await {
            Ok(answer) => Ok(answer),
            Err(error) => match course.raw.take() {
                Some(raw) => Ok(raw),
                None => Err(course.told(error, request, &self.redactor(request))),
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
        take: Take,
        course: &mut Course,
    ) -> Result<Response> {
        let operation = request.operation;
        let signer = self.credential(operation)?;
        let credential = signer.map(|(_, credential)| credential);
        let url = self.base(operation, credential)?.join(&request.target);
        let mut way = Way {
            request,
            url: &url,
            host: self.core.hosts.of(&url),
            signer: signer.map(|(name, _)| name),
            credential,
            material: self.signing_material(credential, course).await?,
            take,
        };
        loop {
            let slot = self.admitted(&mut way, course).await?;
            match self.attempt(&way, slot, course).await {
                Ok(answer) => {
                    way.host.budget.earn();
                    return Ok(answer);
                }
                Err(error) => self.prepare(error, &mut way, course).await?,
            }
        }
    }

    /// Waits until the stated rate lets one more attempt through, but not beyond the end that the
    /// caller sets. The client's own total is for what comes then: a queue may be longer than it.
    async fn admitted(&self, way: &mut Way<'_>, course: &mut Course) -> Result<Slot> {
        let core = &self.core;
        let (operation, longest) = (way.request.operation, course.patience());
        let limits = &core.limits;
        let slot = limits.admit(&core.clock, operation, way.url, longest);
        let slot = match longest {
            // Others may hold it up for longer than could be known when it came.
            Some(left) => match course.timer.hold(slot).await {
                Some(slot) => slot,
                None => return Err(Error::new(Kind::Limited(left))),
            },
            None => slot.await,
        };
        let slot = slot.map_err(|late| Error::new(Kind::Limited(late.wait)))?;
        if !slot.waited().is_zero() {
            core.counts.limiter_wait();
            course.waited(slot.waited());
            // What was ready before the wait may be stale after it.
            way.material = self.signing_material(way.credential, course).await?;
        }
        Ok(slot)
    }

    /// What an attempt is signed with.
    async fn signing_material(
        &self,
        credential: Option<&dyn Credential>,
        course: &mut Course,
    ) -> Result<SigningMaterial> {
        match credential.map(|credential| credential.prepare(self.core.clock.now())) {
            None => Ok(SigningMaterial::default()),
            Some(Prepared::Now(material)) => Ok(material),
            Some(Prepared::Later(material)) => course.hold(material).await,
        }
    }

    /// Prepares another attempt after one that failed; an error is the end.
    async fn prepare(
        &self,
        mut error: Error,
        way: &mut Way<'_>,
        course: &mut Course,
    ) -> Result<()> {
        if error.is_mistimed() && !course.resigned {
            course.resigned = true;
            return Ok(());
        }
        let used = way.material.clone();
        if let (Some(credential), false) = (way.credential, course.renewed)
            && let Some(again) = credential.renew(&used, &mut error)
        {
            course.renewed = true;
            course.raw = None;
            self.core.counts.refresh();
            way.material = course.hold(again).await?;
            return Ok(());
        }
        let Some(wait) = course.wait(&error, &way.host.budget) else {
            return Err(error);
        };
        self.core.clock.sleep(wait).await;
        if !course.pay(&way.host.budget) {
            return Err(error);
        }
        super::trace::again(way.request.operation, &error, wait);
        course.raw = None;
        self.core.counts.retry();
        // What was ready before the wait may be stale after it.
        way.material = self.signing_material(way.credential, course).await?;
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
