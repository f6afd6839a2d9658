//! Derives for billing API clients.
