//! A mock server of Billbora and of its Supabase Auth service, on loopback.
//!
//! ```
//! let billbora = billbora_mock::start()?;
//! assert!(billbora.url().ends_with("/api/v1"));
//! assert!(billbora.identity_url().ends_with("/auth/v1"));
//! assert_eq!(billbora.controls().counts().sign_ins, 0);
//! # Ok::<(), billing_mock::Error>(())
//! ```
//!
//! # What is documented and what is the mock's choice
//!
//! Supabase Auth responds as its source code does: bodies, statuses, codes and headers. Two things are the mock's
//! choice: the response to a wrong `apikey` header (401 `no_authorization`), and the status of the database's error
//! format (500).
//!
//! Only Billbora's page about authentication is public. It documents the paths, the members `supabase_token`,
//! `organization_id`, `refresh`, `access` and `organization`, the envelope of errors and its five codes. Everything
//! else is **the mock's choice**, and no test may treat it as a fact about Billbora:
//!
//! - the status of each code ([`status_of`]), and that `details` has `expired_at` only for `token_expired`;
//! - the shape of organizations (a list of `id`, `name`, `role`) and of invoices (an object with `organization`,
//!   `credential` and `results`);
//! - that an exchange without an organization uses the first one;
//! - that refresh tokens rotate, and how long a used one is accepted (both can be changed);
//! - the claims of Billbora's tokens, and that they survive a sign-out;
//! - that an API key belongs to one organization.

mod calls;
mod controls;
mod errors;
mod exchange;
mod family;
mod identity;
mod jwt;
mod state;
mod user;

use std::ops::Deref;
use std::path::Path;

use billing_mock::{Error, Mock, Running};

pub use controls::{Controls, ErrorFormat, Step};
pub use errors::status_of;
pub use state::Counts;

/// The e-mail address of the initial account.
pub const EMAIL: &str = "user@example.com";
/// The password of the initial account.
pub const PASSWORD: &str = "mock-password-1";
/// The public key that every call to Supabase Auth sends in the header `apikey`.
pub const ANON_KEY: &str = "mock-anon-key";
/// An API key of the organization [`ORGANIZATION`].
pub const API_KEY: &str = "mock-api-key-1";
/// The first organization of [`EMAIL`], where it is `owner`.
pub const ORGANIZATION: &str = "org_1234567890";
/// The second organization of [`EMAIL`], where it is `member`.
pub const OTHER_ORGANIZATION: &str = "org_987";
/// An organization that [`EMAIL`] does not belong to.
pub const FOREIGN_ORGANIZATION: &str = "org_555";

/// Returns the folder of Billbora's schemas.
pub fn folder() -> &'static Path {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../schemas/billbora"
    ))
}

/// Opens Billbora without starting it; also returns the handle that controls it.
///
/// # Errors
/// If the files in [`folder`] have errors.
pub fn open() -> Result<(Mock, Controls), Error> {
    let controls = Controls::new();
    let mock = with_handlers(Mock::open(folder())?, &controls);
    Ok((mock, controls))
}

/// Opens and starts Billbora.
///
/// # Errors
/// As [`open`] and [`Mock::start`].
pub fn start() -> Result<Billbora, Error> {
    let (mock, controls) = open()?;
    let running = mock.start()?;
    Ok(Billbora { running, controls })
}

/// Adds the behavior of Billbora's operations to a mock of its folder.
pub fn with_handlers(mock: Mock, controls: &Controls) -> Mock {
    let mock = calls::with(mock, controls);
    let mock = exchange::with(mock, controls);
    let mock = identity::with(mock, controls);
    let clock = controls.clone();
    mock.clock(move || clock.now())
}

/// A running Billbora, which stops when it is dropped. Derefs to [`Running`].
pub struct Billbora {
    running: Running,
    controls: Controls,
}

impl Billbora {
    /// Starts a mock from [`open`] that a test has changed.
    ///
    /// # Errors
    /// As [`Mock::start`].
    pub fn of(mock: Mock, controls: Controls) -> Result<Self, Error> {
        let running = mock.start()?;
        Ok(Self { running, controls })
    }

    /// Returns the handle that controls it.
    pub fn controls(&self) -> &Controls {
        &self.controls
    }

    /// Returns the URL of the Supabase project, such as `http://127.0.0.1:41234`, which only the caller knows.
    pub fn project_url(&self) -> String {
        format!("http://{}", self.running.address())
    }

    /// Returns the base URL of Supabase Auth, such as `http://127.0.0.1:41234/auth/v1`.
    pub fn identity_url(&self) -> String {
        let named = self.running.server_url("identity");
        named.unwrap_or_else(|| self.project_url())
    }
}

impl Deref for Billbora {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}
