//! Finds out about calls whose outcome is unknown.

use super::Client;
use crate::endpoint::{Endpoint, Paged};
use crate::operation::Operation;
use crate::pages::Pages;
use crate::returns::Returns;
use crate::{Error, Result};

impl Client {
    /// Returns the list in which something is to be found that the call `C` may have made, for an
    /// error that leaves its outcome unknown or says that it was done. What belongs to the call, only the caller can tell.
    ///
    /// # Errors
    ///
    /// When the error is of another call, or leaves nothing to find out.
    pub fn reconcile_pages<C: Endpoint, E: Paged>(
        &self,
        error: &Error,
        list: &E,
    ) -> Result<Pages<E>> {
        is_open(error, C::OPERATION)?;
        Ok(self.pages(list))
    }

    /// Sends a call that shows what another one, `C`, may have done, for an error that leaves its
    /// outcome unknown or says that it was done.
    ///
    /// # Errors
    ///
    /// When the error is of another call, or leaves nothing to find out; otherwise as
    /// [`send`](Self::send).
    pub async fn reconcile<C: Endpoint, E: Endpoint>(
        &self,
        error: &Error,
        call: &E,
    ) -> Result<<E::Returns as Returns>::Output> {
        is_open(error, C::OPERATION)?;
        self.send(call).await
    }
}

/// Whether an error leaves open what a call did.
fn is_open(error: &Error, of: &'static Operation) -> Result<()> {
    let same = error
        .operation()
        .is_some_and(|told| (told.name, told.path) == (of.name, of.path));
    if !same {
        let message = "the error is of another call, so it says nothing of this one";
        return Err(Error::request(message).of(of));
    }
    match error.outcome_unknown() || error.was_done() {
        true => Ok(()),
        false => {
            let message = "the error tells that it was not done, so there is nothing to find out";
            Err(Error::request(message).of(of))
        }
    }
}
