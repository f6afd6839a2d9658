//! What a client learns of each server: how its clock goes, and how much it may be asked again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::budget::Budget;
use super::clock_skew::ClockSkew;
use crate::server::origin;

/// What is known of one server.
#[derive(Debug, Default)]
pub(super) struct OriginState {
    pub(super) clock_skew: ClockSkew,
    pub(super) budget: Budget,
}

/// What is known of each server, by its origin.
#[derive(Debug, Default)]
pub(super) struct OriginStates(Mutex<HashMap<String, Arc<OriginState>>>);

impl OriginStates {
    /// The server of a URL.
    pub(super) fn of(&self, url: &str) -> Arc<OriginState> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = origin(url);
        if let Some(host) = known.get(origin) {
            return Arc::clone(host);
        }
        Arc::clone(known.entry(origin.to_owned()).or_default())
    }
}
