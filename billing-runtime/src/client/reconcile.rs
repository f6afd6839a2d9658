//! Finds out what a call with an unknown outcome did.

use super::Client;
use crate::endpoint::Endpoint;
use crate::operation::Operation;
use crate::returns::Returns;
use crate::{Error, Result};

impl Client {
    /// Sends a call that shows what another call, `C`, may have done. Use it after an error that leaves
    /// the outcome of `C` unknown or says that `C` was done.
    ///
    /// # Errors
    ///
    /// If the error belongs to another call, or says that the call was not done; otherwise those of
    /// [`send`](Self::send).
    pub async fn reconcile<C: Endpoint, E: Endpoint>(
        &self,
        error: &Error,
        call: &E,
    ) -> Result<<E::Returns as Returns>::Output> {
        error.check_unsettled(C::OPERATION)?;
        self.send(call).await
    }
}

impl Error {
    /// Returns an error unless this error leaves open what a call of `operation` did.
    pub(crate) fn check_unsettled(&self, operation: &'static Operation) -> Result<()> {
        let same = self
            .operation()
            .is_some_and(|own| (own.name, own.path) == (operation.name, operation.path));
        let message = if !same {
            "the error belongs to another call; pass the error of this one"
        } else if !self.outcome_unknown() && !self.was_done() {
            "the error says that the call was not done, so there is nothing to reconcile"
        } else {
            return Ok(());
        };
        Err(Error::request(message).with_operation(operation))
    }
}
