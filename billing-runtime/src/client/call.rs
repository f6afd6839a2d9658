//! One call with its own options.

use std::fmt;
use std::time::Duration;

use super::call_state::history;
use super::classify::BodyMode;
use super::{Client, RawResponse, Retry};
use crate::Result;
use crate::endpoint::Endpoint;
use crate::error::Sent;
use crate::returns::Returns;

/// One call with its own options.
///
/// ```
/// # use {billing_runtime::{Client, Endpoint, Result, client::Retry}, std::time::Duration};
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

    /// Sets the policy for repeating the call.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.client.options.retry = retry;
        self
    }

    /// Sets how long the call may take in total: its attempts, the waits between them, and the wait for
    /// the rate limit. The call fails at once if the rate limit would not permit it within that time.
    pub fn timeout(mut self, total: Duration) -> Self {
        self.client.options.total = Some(total);
        self.client.options.covers_queueing = true;
        self
    }

    /// Sets the idempotency key, which replaces a random one. With the key of a call whose outcome is
    /// unknown, the same call can be repeated safely, even in another process.
    pub fn idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        self.client.options.key = Some(key.as_ref().into());
        self
    }

    /// Sends the call and returns its output.
    ///
    /// # Errors
    ///
    /// The same as for [`Client::send`].
    pub async fn send(self) -> Result<<E::Returns as Returns>::Output> {
        let mut request = self.client.request(self.endpoint)?;
        let mode = BodyMode::of(<E::Returns as Returns>::STREAMED);
        let response = self.client.run(&mut request, mode).await?;
        let output = <E::Returns as Returns>::take(response);
        output.map_err(|error| error.with_history(Sent::No, history(&request)))
    }

    /// Sends the call and returns the response as it arrived, whatever its status. Repeats the call as
    /// [`send`](Self::send) does.
    ///
    /// # Errors
    ///
    /// If nothing was sent, or no complete response arrived.
    pub async fn send_raw(self) -> Result<RawResponse> {
        let mut request = self.client.request(self.endpoint)?;
        let response = self.client.run(&mut request, BodyMode::Raw).await?;
        Ok(RawResponse::new(response))
    }
}

impl<E> fmt::Debug for Call<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("retry", &self.client.options.retry)
            .finish_non_exhaustive()
    }
}
