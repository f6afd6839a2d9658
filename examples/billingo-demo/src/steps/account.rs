//! Whose keys these are.

use crate::billingo::Billingo;
use crate::{Journal, Result};

/// Asks whether the keys are those of a sandbox.
pub(crate) async fn sandbox(billingo: &Billingo, journal: &mut Journal) -> Result<()> {
    let answer = billingo.user().is_sandbox().await?;
    // The service was seen to print `true`, `1` and `"1"`; all of them are one `bool` here.
    let outcome = match answer.is_sandbox.as_deref() {
        Some(true) => "a sandbox: nothing here counts",
        Some(false) => "a real account: what is issued here counts",
        None => "the service does not say",
    };
    Ok(journal.step("check for a sandbox", outcome)?)
}
