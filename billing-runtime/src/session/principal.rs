//! Whose session it is: the identity's tokens, and those of each tenant.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::cell::{Cell, Why, fault};
use super::core::{Core, millis};
use super::keep;
use super::step::Taken;
use super::store::{Key, StoreError};
use super::sync::lock;
use super::tokens::{Tokens, jwt_end};
use crate::error::Sent;
use crate::{Error, Result, Secret, Value};

pub(super) struct Principal {
    pub(super) core: Arc<Core>,
    pub(super) account: String,
    pub(super) identity: Arc<Cell>,
    tenants: Mutex<HashMap<Option<String>, Arc<Cell>>>,
}

impl Principal {
    /// A principal who is not signed in.
    pub(super) fn new(core: Arc<Core>, name: &str) -> Self {
        let account = format!("{}:{name}", core.spec.name);
        let key = Key {
            account: account.clone(),
            slot: "identity".to_owned(),
        };
        let identity = Cell::new(Arc::clone(&core), key, None, None);
        Self {
            core,
            account,
            identity: Arc::new(identity),
            tenants: Mutex::default(),
        }
    }

    /// The slot of a tenant.
    pub(super) fn tenant(&self, tenant: Option<&str>) -> Arc<Cell> {
        let mut tenants = lock(&self.tenants);
        let cell = tenants.entry(tenant.map(str::to_owned)).or_insert_with(|| {
            let slot = match tenant {
                Some(tenant) => format!("tenant:{tenant}"),
                None => "tenant".to_owned(),
            };
            let key = Key {
                account: self.account.clone(),
                slot,
            };
            let tenant = tenant.map(str::to_owned);
            let identity = Some(Arc::clone(&self.identity));
            Arc::new(Cell::new(Arc::clone(&self.core), key, tenant, identity))
        });
        Arc::clone(cell)
    }

    /// Puts tokens that a step brought into a slot and the store.
    pub(super) async fn take(&self, cell: &Arc<Cell>, taken: Taken) {
        let core = &self.core;
        let lifetime = millis(core.spec.lifetime);
        let tokens = Tokens::taken(taken, lifetime, core.now(), None);
        self.put(cell, tokens).await;
    }

    /// Puts new tokens into a slot, and into the store in place of whatever is kept there.
    pub(super) async fn put(&self, cell: &Arc<Cell>, mut tokens: Tokens) {
        let core = &self.core;
        // Generations of one sign-in never meet those of another.
        tokens.generation = u64::try_from(core.now()).unwrap_or(0).max(1);
        if let Ok(held) = cell.tokens() {
            tokens.generation = tokens.generation.max(held.generation + 1);
        }
        let cleared = keep::keep(cell, &mut tokens).await;
        cell.begin(Arc::new(tokens));
        if cleared {
            for other in self
                .cells()
                .iter()
                .filter(|other| !Arc::ptr_eq(other, cell))
            {
                keep::put_back(other).await;
            }
        }
    }

    /// The slots of the identity and of each tenant.
    pub(super) fn cells(&self) -> Vec<Arc<Cell>> {
        let mut cells = vec![Arc::clone(&self.identity)];
        cells.extend(lock(&self.tenants).values().cloned());
        cells
    }

    /// Exchanges an identity token for tokens of a tenant.
    pub(super) async fn exchange(
        &self,
        identity: &Tokens,
        tenant: Option<&str>,
    ) -> Result<Arc<Cell>> {
        let taken = self.core.exchange(&self.account, tenant, identity, None);
        let taken = taken.await?;
        let cell = self.tenant(tenant);
        self.take(&cell, taken).await;
        Ok(cell)
    }

    /// Goes to another tenant with a fresh identity token.
    pub(super) async fn switch(&self, tenant: Option<&str>) -> Result<Arc<Cell>> {
        let held = match self.identity.tokens() {
            Ok(held) => held,
            Err(_) => {
                let message = "the session holds no identity token, so it cannot change the \
                               tenant; sign in to the other one";
                return Err(Error::session(fault(true, message)));
            }
        };
        let (identity, sent) = match self.identity.after(&held, Why::Fresh).await {
            Ok(fresh) => (fresh, Sent::Yes),
            // It cannot be renewed just now, but is good for a while.
            Err(fault) if held.is_valid(self.core.now()) => (Arc::clone(&held), fault.sent),
            Err(fault) => return Err(Error::session(fault)),
        };
        let error = match self.exchange(&identity, tenant).await {
            Ok(cell) => return Ok(cell),
            Err(error) => error.following(sent),
        };
        if identity.generation > held.generation || !self.core.refuses_token(&error) {
            return Err(error);
        }
        // It was not as good as the clock said.
        let again = self.identity.after(&held, Why::Expired).await;
        let identity = again.map_err(|fault| Error::session(fault).following(Sent::Yes))?;
        let cell = self.exchange(&identity, tenant).await;
        cell.map_err(|error| error.following(Sent::Yes))
    }

    /// Loads a slot from the store; false if nothing is kept there.
    pub(super) async fn load(&self, cell: &Arc<Cell>) -> Result<bool> {
        let failed = |error: StoreError| {
            self.core.store_failed(cell.tenant.as_deref(), &error);
            let over = error.is_corrupt();
            let message = format!("the stored session cannot be read: {error}");
            Error::session(fault(over, &message))
        };
        let Some(entry) = self.core.store.load(&cell.key).await.map_err(failed)? else {
            return Ok(false);
        };
        let Some(tokens) = Tokens::from_text(&entry.text) else {
            let error = StoreError::corrupt("it is not what this version writes");
            return Err(failed(error));
        };
        cell.note_stored(true);
        cell.begin(Arc::new(tokens));
        Ok(true)
    }

    /// What the service says of the person, as it said it last.
    pub(super) fn user(&self, cell: &Cell) -> Option<Value> {
        let user = |cell: &Cell| cell.tokens().ok()?.user.clone();
        user(&self.identity).or_else(|| user(cell))
    }

    /// Every secret that is held, for errors to leave out.
    pub(super) fn secrets(&self, cell: &Cell, hide: &mut dyn FnMut(&str)) {
        for tokens in [cell.tokens(), self.identity.tokens()]
            .into_iter()
            .flatten()
        {
            hide(tokens.access.expose());
            if let Some(refresh) = &tokens.refresh {
                hide(refresh.expose());
            }
        }
    }
}

/// Tokens that the caller holds.
pub(super) fn given(
    access: Secret,
    refresh: Option<Secret>,
    lifetime: Duration,
    now: i64,
) -> Result<Tokens> {
    // Nobody knows how long ago they were handed out.
    let end = jwt_end(access.expose());
    let taken = Taken::given(access, refresh)?;
    let mut tokens = Tokens::taken(taken, millis(lifetime), now, None);
    tokens.expires = end.unwrap_or(tokens.expires);
    Ok(tokens)
}
