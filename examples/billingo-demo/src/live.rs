//! The steps that only read, sent to the real service.

use crate::{Journal, Result};

/// Asks the real service, with the keys in `BILLINGO_PUBLIC_KEY` and `BILLINGO_PRIVATE_KEY`.
///
/// # Errors
///
/// When a call fails, or this build has no TLS (feature `live`).
#[cfg(feature = "live")]
pub async fn run(journal: &mut Journal) -> Result<()> {
    use crate::billingo::{Billingo, Keys};
    use crate::steps::{account, documents, invoices};

    let client = billing_runtime::Client::builder()
        .credential(Keys::from_env("BILLINGO")?)
        .on_attempt(journal.observer())
        .build()?;
    let billingo = Billingo::new(client);

    journal.heading("Billingo itself: reading only")?;
    account::sandbox(&billingo, journal).await?;
    if let Some(id) = invoices::first_page(&billingo, journal).await? {
        documents::link(&billingo, &id, journal).await?;
        documents::download(&billingo, &id, journal).await?;
    }
    Ok(())
}

/// Says how to build the demo so that it can reach the real service.
///
/// # Errors
///
/// Always: this build has no TLS (feature `live`).
#[cfg(not(feature = "live"))]
pub async fn run(_journal: &mut Journal) -> Result<()> {
    Err(crate::Error::NoTls)
}
