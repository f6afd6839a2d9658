//! What is known of a slot before it is renewed: what the store keeps, else what is in memory.

use std::sync::atomic::Ordering;

use super::super::cell::{Cell, fault};
use super::super::keep;
use super::super::state::State;
use super::super::store::StoreError;
use super::super::tokens::Tokens;
use super::Renewal;
use crate::error::Fault;

pub(super) struct Base {
    pub(super) tokens: Tokens,
    /// The version in the store.
    pub(super) version: u64,
    /// Whether the last attempt to store the tokens did not arrive.
    pub(super) unsaved: bool,
}

impl Base {
    fn of(tokens: Tokens, version: u64) -> Self {
        Self {
            version: version.max(tokens.generation),
            tokens,
            unsaved: false,
        }
    }
}

impl Renewal<'_> {
    /// Looks into the store.
    pub(super) async fn base(&mut self) -> Result<Base, Fault> {
        let held = self.cell.tokens()?;
        let memory = |version: u64| Base::of((*held).clone(), version);
        if self.lease.is_none() {
            return Ok(memory(0));
        }
        let Cell {
            core, key, stored, ..
        } = &**self.cell;
        match core.store.load(key).await {
            Ok(Some(entry)) => {
                stored.store(true, Ordering::Relaxed);
                let Some(kept) = Tokens::from_text(&entry.text) else {
                    return Err(self.corrupt());
                };
                let version = match keep::is_last(entry.version) {
                    true => self.room().await?,
                    false => entry.version,
                };
                Ok(match kept.generation >= self.seen {
                    true => Base {
                        version,
                        ..Base::of(kept, version)
                    },
                    false => memory(version),
                })
            }
            Ok(None) if !stored.load(Ordering::Relaxed) => Ok(memory(0)),
            Ok(None) if self.is_signed_out().await? => Err(self.signed_out()),
            Ok(None) => self.lost(memory(0)).await,
            Err(error) if error.is_corrupt() => {
                core.store_failed(self.tenant(), &error);
                Err(self.corrupt())
            }
            Err(error) if error.is_unreachable() => Err(self.unreachable(&error)),
            Err(error) => {
                core.store_failed(self.tenant(), &error);
                Ok(memory(0))
            }
        }
    }

    /// The store has lost what it kept. Tokens that are valid go back into it at once, and so does
    /// the identity: whoever begins anew finds them.
    async fn lost(&self, mut base: Base) -> Result<Base, Fault> {
        keep::lost(self.cell);
        base.tokens.doubtful = true;
        if base.tokens.is_valid(self.cell.core.now()) {
            self.save(&mut base).await?;
        }
        if let Some(identity) = &self.cell.identity {
            keep::put_back(identity).await;
        }
        Ok(base)
    }

    /// Makes room above the greatest version; gives the version that is kept then.
    async fn room(&mut self) -> Result<u64, Fault> {
        let lease = keep::clear(self.cell).await;
        self.lease = Some(lease.map_err(|error| self.unreachable(&error))?);
        if let Some(identity) = &self.cell.identity {
            keep::put_back(identity).await;
        }
        Ok(0)
    }

    /// Whether tokens are gone from the store because somebody signed out.
    pub(super) async fn is_signed_out(&self) -> Result<bool, Fault> {
        let generation = self.cell.tokens()?.generation;
        let out = keep::is_signed_out(self.cell, generation).await;
        out.map_err(|error: StoreError| self.unreachable(&error))
    }

    pub(super) fn signed_out(&self) -> Fault {
        let fault = fault(true, "somebody signed out; sign in again");
        self.cell.end(fault.clone(), State::SignedOut);
        fault
    }

    fn corrupt(&self) -> Fault {
        let fault = fault(true, "the stored session cannot be read; sign in again");
        let _ = self.cell.lost(u64::MAX, fault.clone(), None);
        fault
    }
}
