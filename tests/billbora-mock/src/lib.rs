//! Billbora on loopback, and the Supabase Auth service that its people sign in with: the mock server with handlers.
//!
//! ```
//! let billbora = billbora_mock::start()?;
//! assert!(billbora.url().ends_with("/api/v1"));
//! assert!(billbora.identity_url().ends_with("/auth/v1"));
//! assert_eq!(billbora.controls().counts().sign_ins, 0);
//! # Ok::<(), billing_codegen::mock::Error>(())
//! ```
//!
//! # What is documented and what is the mock's choice
//!
//! Supabase Auth answers as its source says: bodies, statuses, codes and headers. The mock's choices are the answer to
//! a wrong `apikey` header (401 `no_authorization`), and the status of the form in which its database speaks (500).
//!
//! Of Billbora only the page about authentication is public. Documented are the paths, the members `supabase_token`,
//! `organization_id`, `refresh`, `access` and `organization`, the envelope of errors and its five codes. All else is
//! **the mock's choice**, and no test may take it for a fact about Billbora:
//!
//! - the status of each code ([`status_of`]), and that `details` has `expired_at` with `token_expired` only;
//! - the form of organizations (a list of `id`, `name`, `role`) and of invoices (an object with `organization`,
//!   `credential` and `results`);
//! - that the first organization is taken where an exchange names none;
//! - that refresh tokens rotate, and how long a used one is still taken (both can be changed);
//! - the claims of Billbora's tokens, and that they outlive a sign-out;
//! - that an API key belongs to one organization.

mod calls;
mod controls;
mod errors;
mod exchange;
mod family;
mod identity;
mod jwt;
mod site;
mod user;

use std::ops::Deref;
use std::path::Path;

use billing_codegen::mock::{Error, Mock, Running};

pub use controls::{Controls, ErrorForm, Step};
pub use errors::status_of;
pub use site::Counts;

/// The address of the account that is there from the beginning.
pub const EMAIL: &str = "user@example.com";
/// The password of that account.
pub const PASSWORD: &str = "mock-password-1";
/// The public key that every call to Supabase Auth carries in the header `apikey`.
pub const ANON_KEY: &str = "mock-anon-key";
/// An API key of the organization [`ORGANIZATION`].
pub const API_KEY: &str = "mock-api-key-1";
/// The first organization of [`EMAIL`], where it is `owner`.
pub const ORGANIZATION: &str = "org_1234567890";
/// The second organization of [`EMAIL`], where it is `member`.
pub const OTHER_ORGANIZATION: &str = "org_987";
/// An organization that [`EMAIL`] has nothing to do with.
pub const FOREIGN_ORGANIZATION: &str = "org_555";

/// The folder of Billbora's schemas.
pub fn folder() -> &'static Path {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../schemas/billbora"
    ))
}

/// Opens Billbora, not started yet, with the handle that changes it while it runs.
///
/// # Errors
/// What is wrong with the files in [`folder`].
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

/// Teaches a mock of Billbora's folder what the operations do that data cannot say.
pub fn with_handlers(mock: Mock, controls: &Controls) -> Mock {
    let mock = calls::with(mock, controls);
    let mock = exchange::with(mock, controls);
    let mock = identity::with(mock, controls);
    let clock = controls.clone();
    mock.clock(move || clock.now())
}

/// Billbora that serves, until it is dropped. Everything of [`Running`] is there too.
pub struct Billbora {
    running: Running,
    controls: Controls,
}

impl Billbora {
    /// Starts a mock that [`open`] gave, after a test has changed it.
    ///
    /// # Errors
    /// As [`Mock::start`].
    pub fn of(mock: Mock, controls: Controls) -> Result<Self, Error> {
        let running = mock.start()?;
        Ok(Self { running, controls })
    }

    /// Returns what changes it while it runs.
    pub fn controls(&self) -> &Controls {
        &self.controls
    }

    /// Returns the address of the Supabase project, as `http://127.0.0.1:41234`: the part of the identity's address
    /// that only the caller knows.
    pub fn project_url(&self) -> String {
        format!("http://{}", self.running.address())
    }

    /// Returns the base URL of Supabase Auth, as `http://127.0.0.1:41234/auth/v1`.
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
