//! The way of every call, whatever its type: sign, send, look at the head.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderValue, StatusCode};

use super::limit::Slot;
use super::{Client, Exchange};
use crate::answer::{self, Answer, Content, Context};
use crate::clock::unix_seconds;
use crate::credential::{Attempt, Ready, Ticket};
use crate::error::{Kind, Redactor};
use crate::request::Request;
use crate::transport::{Body, Deadline, Failure};
use crate::{Credential, Error, Result, Secret};

/// The request of one attempt.
struct Signed {
    request: http::Request<Bytes>,
    hidden: Vec<Secret>,
    /// Whether the time went into the signature.
    timed: bool,
}

impl Client {
    /// Sends a call once and gives its answer, if the status is one of success.
    pub(crate) async fn execute(&self, request: Request, streamed: bool) -> Result<Answer> {
        let operation = request.operation;
        self.exchange(request, streamed)
            .await
            .map_err(|e| e.of(operation))
    }

    async fn exchange(&self, request: Request, streamed: bool) -> Result<Answer> {
        let operation = request.operation;
        let credential = self.credential(operation)?;
        let url = self.base(operation, credential)?.join(&request.target);
        let Some(credential) = credential else {
            return self.attempt(&request, &url, None, streamed).await;
        };
        let ticket = match credential.ready(self.core.clock.now()) {
            Ready::Now(ticket) => ticket,
            Ready::Later(ticket) => ticket.await?,
        };
        let signer = (credential, &ticket);
        let mut answer = self.watched(&request, &url, signer, streamed).await;
        if answer.as_ref().is_err_and(Error::is_mistimed) {
            answer = self.watched(&request, &url, signer, streamed).await;
        }
        let mut error = match answer {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(again) = credential.again(&ticket, &mut error) else {
            return Err(error);
        };
        let ticket = again.await?;
        self.watched(&request, &url, (credential, &ticket), streamed)
            .await
    }

    /// Sends a request once, and lets its credential see how that went.
    async fn watched(
        &self,
        request: &Request,
        url: &str,
        signer: (&dyn Credential, &Ticket),
        streamed: bool,
    ) -> Result<Answer> {
        let (credential, ticket) = signer;
        let answer = self.attempt(request, url, Some(signer), streamed).await;
        match &answer {
            Ok(_) => credential.accepted(ticket),
            Err(error) => credential.refused(ticket, error),
        }
        answer
    }

    /// Signs and sends a request once, and looks at the head of the answer.
    async fn attempt(
        &self,
        request: &Request,
        url: &str,
        signer: Option<(&dyn Credential, &Ticket)>,
        streamed: bool,
    ) -> Result<Answer> {
        let operation = request.operation;
        let mut slot = self.admitted(request, url).await?;
        let Signed {
            request: signed,
            hidden,
            timed,
        } = self.signed(request, url, signer)?;
        let redactor = Redactor::new(hidden);
        slot.set_sent(true);
        let started = self.core.clock.elapsed();
        let outcome = self.core.transport.send(signed).await;
        let duration = self.core.clock.elapsed().saturating_sub(started);
        if self.core.observer.is_some() {
            let url = redactor.text(url);
            self.observed(request, &url, outcome.as_ref(), (slot.waited(), duration));
        }
        if outcome.as_ref().is_err_and(Failure::is_not_sent) {
            slot.set_sent(false);
        }
        let (head, body) = outcome
            .map_err(|f| Error::new(Kind::Transport(f)))?
            .into_parts();
        let context = Context {
            operation,
            redactor,
            status: head.status,
            headers: head.headers,
        };
        // A signature that holds the time is refused by a server whose clock is elsewhere.
        let mistimed = timed && matches!(head.status.as_u16(), 401 | 403) && {
            let now = self.core.clock.now();
            self.core.skew.learn(url, &context.headers, now, duration)
        };
        // What a refusal teaches is to be known before the next call gets its turn.
        let slot = (head.status == StatusCode::TOO_MANY_REQUESTS).then_some(slot);
        let answer = self.judged(context, body, streamed).await;
        if let (Some(_), Err(error)) = (&slot, &answer) {
            let limits = &self.core.limits;
            limits.learn(&self.core.clock, operation, url, error.retry_after());
        }
        answer.map_err(|error| if mistimed { error.mistimed() } else { error })
    }

    /// Waits until the stated rate lets one more call through.
    async fn admitted(&self, request: &Request, url: &str) -> Result<Slot> {
        let longest = request.deadline.map(|Deadline(length)| length);
        let operation = request.operation;
        let limits = &self.core.limits;
        let slot = limits
            .admit(&self.core.clock, operation, url, longest)
            .await;
        slot.map_err(|late| Error::new(Kind::Limited(late.wait)))
    }

    /// The request of one attempt, with a credential that was signed for it, and its secrets.
    fn signed(
        &self,
        request: &Request,
        url: &str,
        signer: Option<(&dyn Credential, &Ticket)>,
    ) -> Result<Signed> {
        let operation = request.operation;
        let mut headers = request.headers.clone();
        let accept = operation.media.unwrap_or("application/json");
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        headers.insert(USER_AGENT, self.core.user_agent.clone());
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut hidden = request.hidden.clone();
        let mut timed = false;
        let method = operation.method.http();
        if let Some((credential, ticket)) = signer {
            credential.secrets(&mut |text| hidden.push(Secret::from(text)));
            let now = unix_seconds(self.core.clock.now()).saturating_add(self.core.skew.of(url));
            credential.sign(&mut Attempt {
                method: &method,
                url,
                now,
                timed: &mut timed,
                ticket,
                headers: &mut headers,
                hidden: &mut hidden,
            })?;
        }
        let mut signed = http::Request::new(request.body.clone().unwrap_or_default());
        *signed.uri_mut() = url
            .parse()
            .map_err(|_| Error::request(format!("`{}` cannot stand in a URL", operation.path)))?;
        *signed.method_mut() = method;
        *signed.headers_mut() = headers;
        if let Some(deadline) = request.deadline {
            signed.extensions_mut().insert(deadline);
        }
        Ok(Signed {
            request: signed,
            hidden,
            timed,
        })
    }

    fn observed(
        &self,
        request: &Request,
        url: &str,
        outcome: Result<&http::Response<Body>, &Failure>,
        (waited, duration): (Duration, Duration),
    ) {
        if let Some(observer) = &self.core.observer {
            let operation = request.operation;
            let method = operation.method.as_str();
            let status = outcome.ok().map(http::Response::status);
            observer(&Exchange {
                operation,
                method,
                url,
                status,
                waited,
                duration,
            });
        }
    }

    /// Status first: whatever a body says, it never makes an error status a success.
    async fn judged(&self, context: Context, body: Body, streamed: bool) -> Result<Answer> {
        if context.status.is_redirection() {
            let to = context.headers.get(LOCATION).map(|to| {
                let to = String::from_utf8_lossy(to.as_bytes()).into_owned();
                context.redactor.owned(to)
            });
            return Err(context.error(Kind::Redirect(to), &Bytes::new()));
        }
        if !context.status.is_success() {
            return Err(context.refusal(body).await);
        }
        if let Some(coding) = foreign_coding(&context) {
            let found = format!(
                "packed with `{}`, which was not asked for",
                context.redactor.text(&coding)
            );
            return Err(context.error(
                Kind::Media {
                    expected: "plain",
                    found,
                },
                &Bytes::new(),
            ));
        }
        if streamed {
            return answer::streamed(context, body, self.core.download_cap).await;
        }
        let cap = self.core.body_cap;
        let text = match context.status {
            StatusCode::NO_CONTENT => Bytes::new(),
            _ => context.collect(body, cap).await?,
        };
        Ok(Answer {
            context,
            content: Content::Whole(text),
            cap,
        })
    }
}

fn foreign_coding(context: &Context) -> Option<String> {
    let coding = context.headers.get(CONTENT_ENCODING)?;
    let coding = String::from_utf8_lossy(coding.as_bytes())
        .trim()
        .to_ascii_lowercase();
    (!coding.is_empty() && coding != "identity").then_some(coding)
}
