//! Events for monitoring: refusals, failing stores, old keys.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::shown::{cut, shown};

/// An event for monitoring. It contains no secrets; strings of the service are escaped and cut.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Event<'a> {
    /// What happened.
    pub kind: EventKind,
    /// The service's own code, if it sent one.
    pub code: Option<&'a str>,
    /// The tenant that it happened to.
    pub tenant: Option<&'a str>,
    /// The message for people.
    pub message: &'a str,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// A sign-in failed.
    SignInFailed,
    /// Identity tokens could not be renewed.
    RenewFailed,
    /// An identity token was not exchanged for tokens of a tenant.
    ExchangeFailed,
    /// A tenant's tokens could not be refreshed.
    RefreshFailed,
    /// The service did not end a session. Its tokens were dropped nevertheless.
    SignOutFailed,
    /// A call was answered with 401.
    Unauthorized,
    /// A call was answered with 403.
    Forbidden,
    /// A store could not be read or written, or refused to keep something; what is in memory goes
    /// on.
    StoreFailed,
    /// A store has lost what it kept, and nobody signed out; the tokens at hand go back into it.
    StoreLost,
    /// A key is older than the API's documents advise.
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

/// How often each kind of event happened.
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

/// A message tells of several texts, each of which was cut already.
const LONGEST: usize = 8192;

type Observer = dyn Fn(&Event<'_>) + Send + Sync;

/// Counts events and shows them to an observer. Clones share both.
#[derive(Clone, Default)]
pub(crate) struct Events {
    counts: Arc<[AtomicU64; KINDS.len()]>,
    observer: Option<Arc<Observer>>,
}

impl Events {
    /// Shows events to `observer` from here on.
    pub(crate) fn observe(&mut self, observer: impl Fn(&Event<'_>) + Send + Sync + 'static) {
        self.observer = Some(Arc::new(observer));
    }

    pub(crate) fn emit(&self, event: &Event<'_>) {
        // What servers say in it steers no terminal and floods no log.
        let (code, tenant) = (event.code.map(shown), event.tenant.map(shown));
        let message = cut(event.message, LONGEST);
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
    fn names_stand_at_their_kind() {
        for (i, (kind, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, i);
        }
    }

    #[test]
    fn events_are_counted_and_shown() {
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
