//! What a client learns of each server: how its clock differs, and how much may be retried.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::budget::Budget;
use super::clock_skew::ClockSkew;
use crate::server::origin;

/// What is known of the server at one origin.
#[derive(Debug, Default)]
pub(super) struct OriginState {
    pub(super) clock_skew: ClockSkew,
    pub(super) budget: Budget,
}

/// What is known of all servers, by origin.
#[derive(Debug, Default)]
pub(super) struct OriginStates(Mutex<HashMap<String, Arc<OriginState>>>);

impl OriginStates {
    /// Returns the state of the server that a URL belongs to.
    pub(super) fn of(&self, url: &str) -> Arc<OriginState> {
        let mut states = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = origin(url);
        if let Some(state) = states.get(origin) {
            return Arc::clone(state);
        }
        Arc::clone(states.entry(origin.to_owned()).or_default())
    }
}
