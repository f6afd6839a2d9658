//! Starts paginated calls of a client.

use super::Pages;
use crate::endpoint::{Endpoint, Paged};
use crate::{Client, Error, Result};

impl Client {
    /// Returns the items of a paginated list.
    pub fn pages<E: Paged>(&self, endpoint: &E) -> Pages<E> {
        Pages::new(self.clone(), endpoint.clone())
    }

    /// Returns the list that contains what the call `C` may have created. Use it after an error that
    /// leaves the outcome of the call unknown or says that the call took effect. Only the caller can tell
    /// which items belong to the call.
    ///
    /// # Errors
    ///
    /// If the error belongs to another call, or says that the call did not take effect.
    pub fn reconcile_pages<C: Endpoint, E: Paged>(
        &self,
        error: &Error,
        list: &E,
    ) -> Result<Pages<E>> {
        error.check_unsettled(C::OPERATION)?;
        Ok(self.pages(list))
    }
}
