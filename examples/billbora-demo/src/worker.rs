//! One process of a fleet: takes the session out of the store and calls.

use std::time::Duration;

use billbora_mock::{EMAIL, ORGANIZATION};
use billing_runtime::Client;
use billing_runtime::session::RedisStore;

use crate::billbora::Billbora;
use crate::{Result, shared};

/// Makes so many calls, one after the other, and says when it is done.
///
/// # Errors
///
/// When there is no session, or a call fails.
pub async fn run(project_url: &str, api_url: &str, redis_url: &str, calls: &str) -> Result {
    let login = shared(project_url, api_url, RedisStore::new(redis_url)?);
    let session = login.resume(EMAIL).tenant(ORGANIZATION).await?;
    let client = Client::builder().credential(session).base_url(api_url);
    let billbora = Billbora::new(client.build()?);
    let calls: usize = calls.parse()?;
    for _ in 0..calls {
        billbora.invoices().list().await?;
        // Gives the others their turn; a worker has other things to do, too.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    println!("done {calls}");
    Ok(())
}
