//! A mock server of Billingo on loopback, with handlers for its operations.
//!
//! ```
//! let billingo = billingo_mock::start()?;
//! assert!(billingo.url().ends_with("/api"));
//! # Ok::<(), billing_mock::Error>(())
//! ```

mod handlers;
mod money;
mod seed;

use std::path::Path;

use billing_mock::{Error, Mock, Running};

pub use seed::{clients, invoices};

/// The public key that is accepted unless a test sets another.
pub const PUBLIC_KEY: &str = "0123456789abcdef0123456789abcdef";
/// The private key that is accepted unless a test sets another.
pub const PRIVATE_KEY: &str = "test-private-key";

/// Returns the folder of Billingo's schemas.
pub fn folder() -> &'static Path {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../schemas/billingo"
    ))
}

/// Opens Billingo without starting it.
///
/// # Errors
/// If the files in [`folder`] have errors.
pub fn open() -> Result<Mock, Error> {
    Ok(with_handlers(Mock::open(folder())?))
}

/// Opens and starts Billingo, with the keys [`PUBLIC_KEY`] and [`PRIVATE_KEY`].
///
/// # Errors
/// As [`open`] and [`Mock::start`].
pub fn start() -> Result<Running, Error> {
    open()?.start()
}

/// Adds the behavior of Billingo's operations to a mock of its folder.
pub fn with_handlers(mock: Mock) -> Mock {
    use handlers::{clients, invoice, payment, search, service};
    mock.on("clients.create", clients::create)
        .on("invoices.create", invoice::create)
        .on("invoices.generate", invoice::generate)
        .on("invoices.cancel", invoice::cancel)
        .on("invoices.code", invoice::code)
        .on("invoices.download", invoice::download)
        .on("invoices.send", invoice::send)
        .on("invoices.query", search::query)
        .on("invoices.pay", payment::pay)
        .on("invoices.unpay", payment::unpay)
        .on("vat.eu", service::eu)
        .on("currency.convert", service::convert)
        .on("service.time", service::time)
}
