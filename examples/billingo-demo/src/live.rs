//! Runs the read-only steps against the real service.

use crate::{Journal, Result};

/// Calls the real service with the keys in `BILLINGO_PUBLIC_KEY` and `BILLINGO_PRIVATE_KEY`.
///
/// # Errors
///
/// If a call fails, or if this build has no TLS (feature `live`).
#[cfg(feature = "live")]
pub async fn run(journal: &mut Journal) -> Result<()> {
    use crate::billingo::{Billingo, Keys};
    use crate::steps::{account, documents, invoices};

    let client = billing_runtime::Client::builder()
        .credential(Keys::from_env("BILLINGO")?)
        .on_attempt(journal.observer())
        .build()?;
    let billingo = Billingo::new(client);

    journal.heading("Billingo itself, read-only")?;
    account::sandbox(&billingo, journal).await?;
    if let Some(id) = invoices::first_page(&billingo, journal).await? {
        documents::link(&billingo, &id, journal).await?;
        documents::download(&billingo, &id, journal).await?;
    }
    Ok(())
}

/// Fails and says how to build the demo with TLS.
///
/// # Errors
///
/// Always: this build has no TLS (feature `live`).
#[cfg(not(feature = "live"))]
pub async fn run(_journal: &mut Journal) -> Result<()> {
    Err(crate::Error::NoTls)
}
