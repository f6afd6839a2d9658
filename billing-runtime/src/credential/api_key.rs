//! An API key as a credential: from a value, a variable or a file, and replaced while in use.

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
use crate::server::{Base, origin};
use crate::{Date, Error, Result, Secret};

use provider::KeyProvider;
pub use spec::{ApiKeyKind, ApiKeySpec};

/// An API key, sent as `Authorization: <scheme> <key>`; `K` says what kind.
///
/// The generator names one for each `[auth.*]` with `kind = "api-key"`. Clones share the key: what
/// [`rotate`](Self::rotate) and [`reload`](Self::reload) bring, every client that holds one uses
/// from its next call on. All attempts of one call use one key.
///
/// ```
/// use billing_runtime::Server;
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
/// A key goes to its own origin only, that of the API's servers: a call elsewhere, as to a sandbox
/// whose address was given to the client alone, is an error before anything is sent.
/// [`origin`](Self::origin) names another one.
///
/// A key that was read from a variable or a file is read again when a call is answered with 401;
/// if it has changed, the call is sent once more.
pub struct ApiKey<K> {
    shared: Arc<Shared>,
    origins: Arc<[String]>,
    events: Events,
    spec: PhantomData<fn() -> K>,
}

struct Shared {
    current: ArcSwap<Current>,
    provider: KeyProvider,
}

/// The key of a moment; what signing material holds.
struct Current {
    key: Secret,
    /// The one before: a late answer may still repeat it.
    previous: Option<Secret>,
    created: Option<Date>,
    /// Whether somebody was told that it is old.
    told: AtomicBool,
}

impl<K: ApiKeyKind> ApiKey<K> {
    /// A key that the caller holds.
    ///
    /// # Errors
    ///
    /// When it is empty or padded, or holds control characters; the error never shows it.
    pub fn new(key: impl Into<Secret>) -> Result<Self> {
        let key = key.into();
        provider::usable(&key, "the API key")?;
        Ok(Self::from_provider(key, KeyProvider::Value))
    }

    /// Reads the key from an environment variable.
    ///
    /// # Errors
    ///
    /// When it is not set or not UTF-8, and as [`new`](Self::new); the error names the variable.
    pub fn from_env(variable: &str) -> Result<Self> {
        let provider = KeyProvider::Env(variable.to_owned());
        Ok(Self::from_provider(provider.read()?, provider))
    }

    /// Reads the key from a file that holds it and nothing else, not even a line break.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is not UTF-8, and as [`new`](Self::new); the error names the file.
    pub fn from_file(path: impl Into<PathBuf>) -> Result<Self> {
        let provider = KeyProvider::File(path.into());
        Ok(Self::from_provider(provider.read()?, provider))
    }

    fn from_provider(key: Secret, provider: KeyProvider) -> Self {
        let current = Current {
            key,
            previous: None,
            created: None,
            told: AtomicBool::new(false),
        };
        let urls = K::SPEC.servers.iter().map(|server| server.url());
        Self {
            shared: Arc::new(Shared {
                current: ArcSwap::from_pointee(current),
                provider,
            }),
            // An address with a blank in it is nobody's until the caller fills it in.
            origins: urls.filter_map(|url| own_origin(url).ok()).collect(),
            events: Events::default(),
            spec: PhantomData,
        }
    }

    /// Uses another key from now on, in all clones and in the clients that hold them.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); the key before stays in use.
    pub fn rotate(&self, key: impl Into<Secret>) -> Result<()> {
        let key = key.into();
        provider::usable(&key, "the API key")?;
        self.replace(key);
        Ok(())
    }

    /// Reads the variable or the file again, and returns true if it holds another key now. A key
    /// that was given as a value has no such place, and stays.
    ///
    /// # Errors
    ///
    /// As [`from_env`](Self::from_env) and [`from_file`](Self::from_file); the key before stays in
    /// use.
    pub fn reload(&self) -> Result<bool> {
        match &self.shared.provider {
            KeyProvider::Value => Ok(false),
            provider => Ok(self.replace(provider.read()?)),
        }
    }

    /// Says when the key was made. One that is older than the API advises is a
    /// [`KeyIsOld`](EventKind::KeyIsOld) event, once for each key.
    pub fn created(self, date: Date) -> Self {
        self.shared.current.rcu(|current| Current {
            key: current.key.clone(),
            previous: current.previous.clone(),
            created: Some(date),
            told: AtomicBool::new(false),
        });
        self
    }

    /// Sends the key to the origin of this URL (scheme, host and port), in place of the API's own.
    ///
    /// # Errors
    ///
    /// When it is no URL with a host.
    pub fn origin(mut self, url: &str) -> Result<Self> {
        self.origins = [own_origin(url).map_err(Error::config)?].into();
        Ok(self)
    }

    /// Shows events to `observer`, from here on and from the clones that are made of this.
    pub fn on_event(mut self, observer: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.events.observe(observer);
        self
    }

    /// Returns how often each kind of event happened, in all clones.
    pub fn counts(&self) -> Counts {
        self.events.counts()
    }

    /// Returns true if the key is another one than before.
    fn replace(&self, key: Secret) -> bool {
        let mut changed = false;
        self.shared.current.rcu(|current| {
            changed = current.key.expose() != key.expose();
            if !changed {
                return Arc::clone(current);
            }
            Arc::new(Current {
                key: key.clone(),
                previous: Some(current.key.clone()),
                created: None,
                told: AtomicBool::new(false),
            })
        });
        changed
    }

    fn signing_material(&self) -> SigningMaterial {
        SigningMaterial::new(self.shared.current.load_full())
    }

    /// Whether the key of this material is not the current one any more, after another look at
    /// where it came from.
    fn has_changed(&self, material: &SigningMaterial) -> bool {
        let Some(used) = material.get::<Current>() else {
            return false;
        };
        let differs = || self.shared.current.load().key.expose() != used.key.expose();
        if differs() {
            return true;
        }
        match self.reload() {
            Ok(changed) => changed || differs(),
            Err(error) => {
                self.tell(EventKind::StoreFailed, None, &error.to_string());
                false
            }
        }
    }

    fn tell(&self, kind: EventKind, code: Option<&str>, message: &str) {
        self.events.emit(&Event {
            kind,
            code,
            tenant: None,
            message,
        });
    }

    fn look_at_age(&self, current: &Current, now: SystemTime) {
        let (Some(created), Some(rotate)) = (current.created, K::SPEC.rotate) else {
            return;
        };
        let Ok(age) = now.duration_since(begin_of(created)) else {
            return;
        };
        if age > rotate && !current.told.swap(true, Ordering::Relaxed) {
            let day = Duration::from_secs(86_400).as_secs();
            let message = format!(
                "the API key is {} days old, and the API advises a new one every {} days",
                age.as_secs() / day,
                rotate.as_secs() / day
            );
            self.tell(EventKind::KeyIsOld, None, &message);
        }
    }

    fn guard(&self, url: &str) -> Result<()> {
        let there = origin(url);
        if self.origins.iter().any(|own| own == there) {
            return Ok(());
        }
        if self.origins.is_empty() {
            return Err(Error::credential(format!(
                "the API key is not sent to `{there}`: it is not known whose key it is; say so \
                 with `.origin(\"{there}\")`"
            )));
        }
        Err(Error::credential(format!(
            "the API key is one for `{}` and is not sent to `{there}`; use the key of that place, \
             or say that it is this one with `.origin(\"{there}\")`",
            self.origins.join("` or `")
        )))
    }
}

impl<K: ApiKeyKind> Credential for ApiKey<K> {
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()> {
        self.guard(attempt.url())?;
        let current = self.shared.current.load_full();
        let key = match attempt.signing_material().get::<Current>() {
            Some(of_this_call) => of_this_call.key.clone(),
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
        self.look_at_age(&current, now);
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
                "the service does not take the API key (401)",
            ),
            Some(StatusCode::FORBIDDEN) => (
                EventKind::Forbidden,
                "the API key does not allow a call (403)",
            ),
            _ => return,
        };
        self.tell(kind, error.code(), message);
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

/// The origin of a base URL, which may be plain http: what is allowed is the client's business.
fn own_origin(url: &str) -> Result<String, String> {
    let base = Base::parse(url, true)?;
    Ok(origin(base.as_str()).to_owned())
}

/// Midnight at the beginning of a day, UTC.
fn begin_of(date: Date) -> SystemTime {
    // Years begin in March here, so that a leap day is the last day of its year.
    let (year, month) = match date.month() {
        month @ 3.. => (i64::from(date.year()), i64::from(month) - 3),
        month => (i64::from(date.year()) - 1, i64::from(month) + 9),
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = year * 365 + leap_days + (month * 153 + 2) / 5 + i64::from(date.day()) - 1;
    // Days from the first of March of the year 0 to 1970.
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
    fn days_begin_when_the_calendar_says() {
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
            let begin = begin_of(Date::new(year, month, day).unwrap());
            assert_eq!(crate::clock::unix_seconds(begin), days * 86_400, "{year}");
        }
        assert!(begin_of(Date::new(0, 1, 1).unwrap()) < UNIX_EPOCH);
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = |url| own_origin(url).unwrap_or_default();
        assert_eq!(origin("https://A.example:443/x"), "https://a.example");
        assert_eq!(origin("http://a.example:8080"), "http://a.example:8080");
        for none in ["{project_url}/auth", "data:x", "", "a.example"] {
            assert_eq!(origin(none), "", "{none}");
        }
    }
}
