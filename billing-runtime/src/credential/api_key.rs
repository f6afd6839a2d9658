//! A credential that is an API key. It comes from a value, a variable or a file and can be replaced while in use.

mod provider;
mod spec;

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwap;
use http::StatusCode;

use super::{Attempt, Credential, Prepared, Preparing, SigningMaterial};
use crate::event::{Counts, Event, EventKind, Events};
use crate::secret::Secret;
use crate::server::{Base, origin};
use crate::{Date, Error, Result};

use provider::KeyProvider;
pub use spec::{ApiKeyKind, ApiKeySpec};

/// An API key, sent as `Authorization: <scheme> <key>`. `K` is the kind of key.
///
/// The generator writes an alias for each `[auth.*]` with `kind = "api-key"`. Clones share the key: after
/// [`rotate`](Self::rotate) or [`reload`](Self::reload), every client with a clone uses the new key from
/// its next call on. All attempts of one call use the same key.
///
/// ```
/// use billing_runtime::client::Server;
/// use billing_runtime::credential::{ApiKey, ApiKeyKind, ApiKeySpec};
///
/// struct Example;
///
/// impl ApiKeyKind for Example {
///     const SPEC: &'static ApiKeySpec = &ApiKeySpec::new()
///         .rotate_days(90)
///         .servers(&[Server::new("https://api.example.com/v1")]);
/// }
///
/// let key: ApiKey<Example> = ApiKey::new("do-not-print")?;
/// assert_eq!(format!("{key:?}"), "ApiKey(***)");
/// # Ok::<(), billing_runtime::Error>(())
/// ```
///
/// A key is sent only to the origins of the API's servers. A call to another origin, such as a sandbox that was
/// set with `base_url`, is an error before anything is sent. [`origin`](Self::origin)
/// sets another origin.
///
/// After a response of 401, a key that came from a variable or a file is read again. If it has changed,
/// the call is sent once more.
pub struct ApiKey<K> {
    shared: Arc<Shared>,
    origins: Arc<[String]>,
    events: Events,
    spec: PhantomData<fn() -> K>,
}

struct Shared {
    current: ArcSwap<CurrentKey>,
    provider: KeyProvider,
}

/// The current key. The signing material of a call refers to it.
struct CurrentKey {
    key: Secret,
    /// The previous key, which is still hidden in errors because a late response may repeat it.
    previous: Option<Secret>,
    created: Option<Date>,
    /// Whether an event has reported that the key is old.
    age_reported: AtomicBool,
}

impl<K: ApiKeyKind> ApiKey<K> {
    /// Makes a credential from a key.
    ///
    /// # Errors
    ///
    /// If the key is empty, has spaces around it or contains control characters. The error never shows the key.
    pub fn new(key: impl Into<Secret>) -> Result<Self> {
        let key = key.into();
        provider::check_key(&key, "the API key")?;
        Ok(Self::from_provider(key, KeyProvider::Value))
    }

    /// Reads the key from an environment variable.
    ///
    /// # Errors
    ///
    /// If the variable is not set or not UTF-8, or for the reasons of [`new`](Self::new). The error names the variable.
    pub fn from_env(variable: &str) -> Result<Self> {
        let provider = KeyProvider::Env(variable.to_owned());
        Ok(Self::from_provider(provider.read()?, provider))
    }

    /// Reads the key from a file that contains nothing else, not even a line break.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not UTF-8, or for the reasons of [`new`](Self::new). The error names the file.
    pub fn from_file(path: impl Into<PathBuf>) -> Result<Self> {
        let provider = KeyProvider::File(path.into());
        Ok(Self::from_provider(provider.read()?, provider))
    }

    fn from_provider(key: Secret, provider: KeyProvider) -> Self {
        let current = CurrentKey {
            key,
            previous: None,
            created: None,
            age_reported: AtomicBool::new(false),
        };
        let urls = K::SPEC.servers.iter().map(|server| server.url());
        Self {
            shared: Arc::new(Shared {
                current: ArcSwap::from_pointee(current),
                provider,
            }),
            // A URL with a placeholder has no origin until the caller fills it in.
            origins: urls.filter_map(|url| key_origin(url).ok()).collect(),
            events: Events::default(),
            spec: PhantomData,
        }
    }

    /// Replaces the key, in all clones and in the clients that use them.
    ///
    /// # Errors
    ///
    /// For the reasons of [`new`](Self::new). The previous key stays in use.
    pub fn rotate(&self, key: impl Into<Secret>) -> Result<()> {
        let key = key.into();
        provider::check_key(&key, "the API key")?;
        self.replace(key);
        Ok(())
    }

    /// Reads the variable or the file again and returns whether the key has changed. A key from [`new`](Self::new)
    /// stays the same.
    ///
    /// # Errors
    ///
    /// For the reasons of [`from_env`](Self::from_env) and [`from_file`](Self::from_file). The previous key stays in use.
    pub fn reload(&self) -> Result<bool> {
        match &self.shared.provider {
            KeyProvider::Value => Ok(false),
            provider => Ok(self.replace(provider.read()?)),
        }
    }

    /// Sets when the key was created. If it is older than the API recommends, a
    /// [`KeyIsOld`](EventKind::KeyIsOld) event reports that, once per key.
    pub fn created(self, date: Date) -> Self {
        self.shared.current.rcu(|current| CurrentKey {
            key: current.key.clone(),
            previous: current.previous.clone(),
            created: Some(date),
            age_reported: AtomicBool::new(false),
        });
        self
    }

    /// Sends the key to the origin of this URL (scheme, host and port) instead of the API's own.
    ///
    /// # Errors
    ///
    /// If it is not a URL with a host.
    pub fn origin(mut self, url: &str) -> Result<Self> {
        self.origins = [key_origin(url).map_err(Error::config)?].into();
        Ok(self)
    }

    /// Calls `observer` with each event of this credential and of clones that are made from it.
    pub fn on_event(mut self, observer: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.events.observe(observer);
        self
    }

    /// Returns how often each kind of event happened, in all clones.
    pub fn counts(&self) -> Counts {
        self.events.counts()
    }

    /// Replaces the key; returns true if it differs from the previous one.
    fn replace(&self, key: Secret) -> bool {
        let mut changed = false;
        self.shared.current.rcu(|current| {
            changed = current.key.expose() != key.expose();
            if !changed {
                return Arc::clone(current);
            }
            Arc::new(CurrentKey {
                key: key.clone(),
                previous: Some(current.key.clone()),
                created: None,
                age_reported: AtomicBool::new(false),
            })
        });
        changed
    }

    fn signing_material(&self) -> SigningMaterial {
        SigningMaterial::new(self.shared.current.load_full())
    }

    /// Returns whether the key of this material has been replaced; reads the key again to find out.
    fn has_changed(&self, material: &SigningMaterial) -> bool {
        let Some(used) = material.get::<CurrentKey>() else {
            return false;
        };
        let differs = || self.shared.current.load().key.expose() != used.key.expose();
        if differs() {
            return true;
        }
        match self.reload() {
            Ok(changed) => changed || differs(),
            Err(error) => {
                self.emit(EventKind::StoreFailed, None, &error.to_string());
                false
            }
        }
    }

    fn emit(&self, kind: EventKind, code: Option<&str>, message: &str) {
        self.events.emit(&Event {
            kind,
            code,
            tenant: None,
            message,
        });
    }

    fn check_age(&self, current: &CurrentKey, now: SystemTime) {
        let (Some(created), Some(rotate)) = (current.created, K::SPEC.rotate) else {
            return;
        };
        let Ok(age) = now.duration_since(start_of_day(created)) else {
            return;
        };
        if age > rotate && !current.age_reported.swap(true, Ordering::Relaxed) {
            let day = Duration::from_secs(86_400).as_secs();
            let message = format!(
                "the API key is {} days old; the API recommends a new one every {} days",
                age.as_secs() / day,
                rotate.as_secs() / day
            );
            self.emit(EventKind::KeyIsOld, None, &message);
        }
    }

    fn check_origin(&self, url: &str) -> Result<()> {
        let target = origin(url);
        if self.origins.iter().any(|own| own == target) {
            return Ok(());
        }
        if self.origins.is_empty() {
            return Err(Error::credential(format!(
                "the API key has no origin and is not sent to `{target}`; set one with \
                 `.origin(\"{target}\")`"
            )));
        }
        Err(Error::credential(format!(
            "the API key is for `{}` and is not sent to `{target}`; use the key of that server, or, if \
             this is its key, set `.origin(\"{target}\")`",
            self.origins.join("` or `")
        )))
    }
}

impl<K: ApiKeyKind> Credential for ApiKey<K> {
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()> {
        self.check_origin(attempt.url())?;
        let current = self.shared.current.load_full();
        let key = match attempt.signing_material().get::<CurrentKey>() {
            Some(used) => used.key.clone(),
            None => current.key.clone(),
        };
        attempt.authorization(K::SPEC.scheme, key.expose())
    }

    fn secrets(&self, hide: &mut dyn FnMut(&str)) {
        let current = self.shared.current.load();
        hide(current.key.expose());
        if let Some(previous) = &current.previous {
            hide(previous.expose());
        }
    }

    fn prepare(&self, now: SystemTime) -> Prepared<'_> {
        let current = self.shared.current.load_full();
        self.check_age(&current, now);
        Prepared::Now(SigningMaterial::new(current))
    }

    fn renew<'a>(
        &'a self,
        material: &'a SigningMaterial,
        error: &mut Error,
    ) -> Option<Preparing<'a>> {
        let unauthorized = error.status() == Some(StatusCode::UNAUTHORIZED);
        (unauthorized && self.has_changed(material))
            .then(|| Box::pin(std::future::ready(Ok(self.signing_material()))) as _)
    }

    fn refused(&self, _: &SigningMaterial, error: &Error) {
        let (kind, message) = match error.status() {
            Some(StatusCode::UNAUTHORIZED) => (
                EventKind::Unauthorized,
                "the service rejected the API key (401)",
            ),
            Some(StatusCode::FORBIDDEN) => (
                EventKind::Forbidden,
                "the API key does not permit the call (403)",
            ),
            _ => return,
        };
        self.emit(kind, error.code(), message);
    }
}

impl<K> Clone for ApiKey<K> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            origins: Arc::clone(&self.origins),
            events: self.events.clone(),
            spec: PhantomData,
        }
    }
}

impl<K> fmt::Debug for ApiKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(***)")
    }
}

/// Returns the origin of a base URL. It may be plain HTTP; the client decides whether that is allowed.
fn key_origin(url: &str) -> Result<String, String> {
    let base = Base::parse(url, true)?;
    Ok(origin(base.as_str()).to_owned())
}

/// Returns midnight (UTC) at the start of a day.
fn start_of_day(date: Date) -> SystemTime {
    // Counts years from March, so that a leap day is the last day of its year.
    let (year, month) = match date.month() {
        month @ 3.. => (i64::from(date.year()), i64::from(month) - 3),
        month => (i64::from(date.year()) - 1, i64::from(month) + 9),
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = year * 365 + leap_days + (month * 153 + 2) / 5 + i64::from(date.day()) - 1;
    // The days from March 1 of the year 0 to January 1, 1970.
    let seconds = (days - 719_468) * 86_400;
    let length = Duration::from_secs(seconds.unsigned_abs());
    match seconds < 0 {
        true => UNIX_EPOCH - length,
        false => UNIX_EPOCH + length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_start_at_midnight_utc() {
        let cases = [
            ((1970, 1, 1), 0),
            ((1970, 3, 1), 59),
            ((1969, 12, 31), -1),
            ((2000, 2, 29), 11_016),
            ((2000, 3, 1), 11_017),
            ((2023, 11, 14), 19_675),
            ((2100, 3, 1), 47_541),
        ];
        for ((year, month, day), days) in cases {
            let begin = start_of_day(Date::new(year, month, day).unwrap());
            assert_eq!(crate::clock::unix_seconds(begin), days * 86_400, "{year}");
        }
        assert!(start_of_day(Date::new(0, 1, 1).unwrap()) < UNIX_EPOCH);
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = |url| key_origin(url).unwrap_or_default();
        assert_eq!(origin("https://A.example:443/x"), "https://a.example");
        assert_eq!(origin("http://a.example:8080"), "http://a.example:8080");
        for none in ["{project_url}/auth", "data:x", "", "a.example"] {
            assert_eq!(origin(none), "", "{none}");
        }
    }
}
