//! Events for monitoring: refusals, failing stores, old keys.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::shown::{cut, shown};

/// An event for monitoring. It contains no secrets. Strings that the service sent are escaped and
/// truncated.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Event<'a> {
    /// What happened.
    pub kind: EventKind,
    /// The error code of the service, if it sent one.
    pub code: Option<&'a str>,
    /// The tenant that the event concerns.
    pub tenant: Option<&'a str>,
    /// The message for humans.
    pub message: &'a str,
}

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// A sign-in failed.
    SignInFailed,
    /// Identity tokens could not be renewed.
    RenewFailed,
    /// An identity token could not be exchanged for tokens of a tenant.
    ExchangeFailed,
    /// A tenant's tokens could not be refreshed.
    RefreshFailed,
    /// The service did not end a session. The tokens of the session were dropped nevertheless.
    SignOutFailed,
    /// The service responded to a call with 401.
    Unauthorized,
    /// The service responded to a call with 403.
    Forbidden,
    /// A store could not be read or written, or refused to store something. The session continues with the
    /// tokens in memory.
    StoreFailed,
    /// A store has lost its tokens although nobody signed out. The tokens in memory are stored again.
    StoreLost,
    /// A key is older than the documentation of the API recommends.
    KeyIsOld,
}

const KINDS: [(EventKind, &str); 10] = [
    (EventKind::SignInFailed, "sign_in_failed"),
    (EventKind::RenewFailed, "renew_failed"),
    (EventKind::ExchangeFailed, "exchange_failed"),
    (EventKind::RefreshFailed, "refresh_failed"),
    (EventKind::SignOutFailed, "sign_out_failed"),
    (EventKind::Unauthorized, "unauthorized"),
    (EventKind::Forbidden, "forbidden"),
    (EventKind::StoreFailed, "store_failed"),
    (EventKind::StoreLost, "store_lost"),
    (EventKind::KeyIsOld, "key_is_old"),
];

impl EventKind {
    /// Returns the name for metrics.
    pub fn as_str(self) -> &'static str {
        KINDS[self as usize].1
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        for (name, value) in [("code", self.code), ("tenant", self.tenant)] {
            if let Some(value) = value {
                write!(f, " {name}={value}")?;
            }
        }
        write!(f, ": {}", self.message)
    }
}

/// The count of each kind of event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; KINDS.len()]);

impl Counts {
    /// Returns the count of one kind.
    pub fn get(&self, kind: EventKind) -> u64 {
        self.0[kind as usize]
    }

    /// Returns every kind with its count.
    pub fn iter(&self) -> impl Iterator<Item = (EventKind, u64)> + '_ {
        KINDS.iter().map(|(kind, _)| (*kind, self.get(*kind)))
    }
}

/// The longest message in bytes. A message can contain several strings, each of which is already truncated.
const MAX_MESSAGE: usize = 8192;

type Observer = dyn Fn(&Event<'_>) + Send + Sync;

/// Counts events and passes them to an observer. Clones share both.
#[derive(Clone, Default)]
pub(crate) struct Events {
    counts: Arc<[AtomicU64; KINDS.len()]>,
    observer: Option<Arc<Observer>>,
}

impl Events {
    /// Passes events to `observer` from now on.
    pub(crate) fn observe(&mut self, observer: impl Fn(&Event<'_>) + Send + Sync + 'static) {
        self.observer = Some(Arc::new(observer));
    }

    pub(crate) fn emit(&self, event: &Event<'_>) {
        // Strings that a server sent must not control a terminal or flood a log.
        let (code, tenant) = (event.code.map(shown), event.tenant.map(shown));
        let message = cut(event.message, MAX_MESSAGE);
        let event = &Event {
            kind: event.kind,
            code: code.as_deref(),
            tenant: tenant.as_deref(),
            message: &message,
        };
        self.counts[event.kind as usize].fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "tracing")]
        tracing::warn!(
            kind = event.kind.as_str(),
            code = event.code,
            tenant = event.tenant,
            "{}",
            event.message
        );
        if let Some(observer) = &self.observer {
            observer(event);
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        let each = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts(std::array::from_fn(|i| each(&self.counts[i])))
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Events").field(&self.counts()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_in_order() {
        for (i, (kind, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, i);
        }
    }

    #[test]
    fn events_are_counted_and_observed() {
        let mut events = Events::default();
        let seen = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&seen);
        events.observe(move |event| {
            assert_eq!(event.to_string(), "forbidden tenant=org_1: no");
            count.fetch_add(1, Ordering::Relaxed);
        });
        events.clone().emit(&Event {
            kind: EventKind::Forbidden,
            code: None,
            tenant: Some("org_1"),
            message: "no",
        });
        assert_eq!(seen.load(Ordering::Relaxed), 1);
        assert_eq!(events.counts().get(EventKind::Forbidden), 1);
        assert_eq!(events.counts().iter().map(|(_, n)| n).sum::<u64>(), 1);
    }
}
