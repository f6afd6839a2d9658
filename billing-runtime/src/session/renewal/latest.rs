//! The latest known tokens of a slot before a renewal, from the store or else from memory.

use std::sync::atomic::Ordering;

use super::super::error::session_error;
use super::super::persist;
use super::super::state::State;
use super::super::store::{StoreError, is_last_version};
use super::super::token_cache::TokenCache;
use super::super::tokens::Tokens;
use super::Renewal;
use crate::error::SessionError;

pub(super) struct Latest {
    pub(super) tokens: Tokens,
    /// The version in the store.
    pub(super) version: u64,
    /// Whether the last save did not reach the store.
    pub(super) unsaved: bool,
}

impl Latest {
    fn new(tokens: Tokens, version: u64) -> Self {
        Self {
            version: version.max(tokens.generation),
            tokens,
            unsaved: false,
        }
    }
}

impl Renewal<'_> {
    /// Loads the latest tokens from the store, or else from memory.
    pub(super) async fn load_latest(&mut self) -> Result<Latest, SessionError> {
        let current = self.cache.tokens()?;
        let in_memory = |version: u64| Latest::new((*current).clone(), version);
        if self.lease.is_none() {
            return Ok(in_memory(0));
        }
        let TokenCache {
            core, key, stored, ..
        } = &**self.cache;
        match core.store.load(key).await {
            Ok(Some(entry)) => {
                stored.store(true, Ordering::Relaxed);
                let Some(in_store) = Tokens::deserialize(&entry.text) else {
                    return Err(self.corrupt());
                };
                let version = match is_last_version(entry.version) {
                    true => self.clear_account().await?,
                    false => entry.version,
                };
                Ok(match in_store.generation >= self.seen {
                    true => Latest {
                        version,
                        ..Latest::new(in_store, version)
                    },
                    false => in_memory(version),
                })
            }
            Ok(None) if !stored.load(Ordering::Relaxed) => Ok(in_memory(0)),
            Ok(None) if self.is_signed_out().await? => Err(self.signed_out()),
            Ok(None) => self.restore(in_memory(0)).await,
            Err(error) if error.is_corrupt() => {
                core.report_store_error(self.tenant(), &error);
                Err(self.corrupt())
            }
            Err(error) if error.is_unreachable() => Err(self.store_unreachable(&error)),
            Err(error) => {
                core.report_store_error(self.tenant(), &error);
                Ok(in_memory(0))
            }
        }
    }

    /// Handles a lost entry: saves the tokens again if they are valid, and those of the identity,
    /// for other processes to find.
    async fn restore(&self, mut latest: Latest) -> Result<Latest, SessionError> {
        persist::report_lost(self.cache);
        latest.tokens.doubtful = true;
        if latest.tokens.is_valid(self.cache.core.now()) {
            self.save(&mut latest).await?;
        }
        if let Some(identity) = &self.cache.identity {
            persist::restore(identity).await;
        }
        Ok(latest)
    }

    /// Clears an account in which an entry has the highest version. Returns the version that the
    /// next save must exceed.
    async fn clear_account(&mut self) -> Result<u64, SessionError> {
        let lease = persist::clear_account(self.cache).await;
        self.lease = Some(lease.map_err(|error| self.store_unreachable(&error))?);
        if let Some(identity) = &self.cache.identity {
            persist::restore(identity).await;
        }
        Ok(0)
    }

    /// Returns true if the tokens are gone from the store because somebody signed out.
    pub(super) async fn is_signed_out(&self) -> Result<bool, SessionError> {
        let generation = self.cache.tokens()?.generation;
        let signed_out = persist::is_signed_out(self.cache, generation).await;
        signed_out.map_err(|error: StoreError| self.store_unreachable(&error))
    }

    pub(super) fn signed_out(&self) -> SessionError {
        let error = session_error(true, "somebody signed out; sign in again");
        self.cache.end(error.clone(), State::SignedOut);
        error
    }

    fn corrupt(&self) -> SessionError {
        let error = session_error(true, "the stored session cannot be read; sign in again");
        let _ = self.cache.end_unless_newer(u64::MAX, error.clone(), None);
        error
    }
}
