//! Checks which account the keys belong to.

use crate::billingo::Billingo;
use crate::{Journal, Result};

/// Checks whether the keys belong to a sandbox.
pub(crate) async fn sandbox(billingo: &Billingo, journal: &mut Journal) -> Result<()> {
    let response = billingo.user().is_sandbox().await?;
    // The service has been seen to send `true`, `1` and `"1"`; the type reads all of them as a `bool`.
    let outcome = match response.is_sandbox.as_deref() {
        Some(true) => "a sandbox: nothing here counts",
        Some(false) => "a real account: what is issued here counts",
        None => "the service does not say",
    };
    Ok(journal.step("check for a sandbox", outcome)?)
}
