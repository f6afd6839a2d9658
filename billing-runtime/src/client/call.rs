//! One call with options of its own.

use std::fmt;
use std::time::Duration;

use super::classify::BodyMode;
use super::{Client, RawResponse, Retry};
use crate::Result;
use crate::endpoint::Endpoint;
use crate::returns::Returns;

/// One call with options of its own.
///
/// ```
/// # use {billing_runtime::{Client, Endpoint, Result, Retry}, std::time::Duration};
/// # async fn ask<E: Endpoint>(client: Client, get_invoice: E) -> Result<()> {
/// let patient = Retry::default().max_attempts(6).time_limit(Duration::from_secs(30));
/// let raw = client.call(&get_invoice).retry(patient).send_raw().await?;
/// println!("{} {:?}", raw.status(), raw.headers().get("x-request-id"));
/// # Ok(()) }
/// ```
#[must_use = "a call is sent with `send` or `send_raw`"]
pub struct Call<'e, E> {
    client: Client,
    endpoint: &'e E,
}

impl<'e, E: Endpoint> Call<'e, E> {
    pub(super) fn new(client: Client, endpoint: &'e E) -> Self {
        Self { client, endpoint }
    }

    /// Sets when the call is sent again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.client.options.retry = retry;
        self
    }

    /// Sets how long the call may take with everything: its attempts, what it waits for between them,
    /// and its turn under a stated rate. A turn that comes later ends the call at once.
    pub fn timeout(mut self, total: Duration) -> Self {
        self.client.options.total = Some(total);
        self.client.options.covers_queueing = true;
        self
    }

    /// Sends this idempotency key, in place of one that is drawn. With the key of a call whose outcome
    /// is unknown, the same call is safe to make again, also in another process.
    pub fn idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        self.client.options.key = Some(key.as_ref().into());
        self
    }

    /// Sends the call and gives what it returns.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub async fn send(self) -> Result<<E::Returns as Returns>::Output> {
        let mut request = self.client.request(self.endpoint)?;
        let mode = BodyMode::of(<E::Returns as Returns>::STREAMED);
        let answer = self.client.run(&mut request, mode).await?;
        <E::Returns as Returns>::take(answer).map_err(|error| error.about(&request))
    }

    /// Sends the call and gives the answer as it came, whatever its status; as often as
    /// [`send`](Self::send) would.
    ///
    /// # Errors
    ///
    /// When nothing was sent, or no whole answer came.
    pub async fn send_raw(self) -> Result<RawResponse> {
        let mut request = self.client.request(self.endpoint)?;
        let answer = self.client.run(&mut request, BodyMode::Raw).await?;
        Ok(RawResponse::new(answer))
    }
}

impl<E> fmt::Debug for Call<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("retry", &self.client.options.retry)
            .finish_non_exhaustive()
    }
}
