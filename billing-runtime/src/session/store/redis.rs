//! A store in a Redis server, for a fleet of workers.

mod link;
mod scripts;
mod unsure;

use std::fmt;
use std::time::Duration;

use redis::Cmd;

use super::{Entry, Key, Lease, StoreError, Storing, TokenStore};
use crate::Secret;
use link::Link;
use unsure::Unsure;

/// As many digits as the largest version has.
const DIGITS: usize = 20;
/// Redis refuses lengths that do not fit its clock.
const LONGEST: Duration = Duration::from_secs(10 * 366 * 86_400);

/// Keeps tokens in a Redis server (5 or newer, or Valkey), for all workers that use it.
///
/// ```
/// # use billing_runtime::session::RedisStore;
/// let store = RedisStore::new("redis://127.0.0.1:6379/0")?.prefix("my-service:");
/// # Ok::<(), billing_runtime::session::StoreError>(())
/// ```
///
/// It connects when it is first used, in a Tokio runtime with time and I/O, and again when the
/// connection broke. Whatever takes longer than two seconds is an error, so that a call with a
/// valid token never waits long for a server that is gone.
///
/// Leases end by the clock of the server; whoever saves is checked there, in one step. Redis keeps
/// no promise about what it has just acknowledged when a replica takes its place: then two workers
/// may hold a lease for a moment, and the later one's tokens stay.
///
/// The tokens are plain text for whoever can read the server, its dumps and its logs of slow
/// commands; [`SealedStore`](super::SealedStore) (feature `seal`) seals them. For TLS, add the
/// crate `redis` with its feature `tokio-rustls-comp` to your program, and write `rediss://`.
///
/// Whatever the server answers in place of what it was asked for (no memory, a full disk, a
/// replica), it counts as out of reach: nobody renews without a lease.
pub struct RedisStore {
    link: Link,
    prefix: String,
    unsure: Unsure,
}

/// The names of an account's keys. What stands in braces says on which node of a cluster they are.
struct Names(String);

impl Names {
    fn entries(&self) -> String {
        format!("{}tokens", self.0)
    }

    fn set_aside(&self) -> String {
        format!("{}corrupt", self.0)
    }

    /// The slots that have had a lease.
    fn leased(&self) -> String {
        format!("{}leased", self.0)
    }

    fn lease(&self, slot: &str) -> String {
        format!("{}lease:{slot}", self.0)
    }
}

impl RedisStore {
    /// A store in the server at this URL; it need not be there yet.
    ///
    /// # Errors
    ///
    /// When the URL cannot be used; the error never repeats it.
    pub fn new(url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            link: Link::new(url)?,
            prefix: "billing:".to_owned(),
            unsure: Unsure::default(),
        })
    }

    /// Begins the names of all keys with this, instead of `billing:`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Waits at most this long for the server, instead of two seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.link.patience(timeout);
        self
    }

    fn names(&self, account: &str) -> Names {
        let account = account.replace('%', "%25");
        let account = account.replace('{', "%7b").replace('}', "%7d");
        Names(format!("{}{{{account}}}:", self.prefix))
    }

    async fn get(&self, key: &Key) -> Result<Option<Entry>, StoreError> {
        let names = self.names(&key.account);
        let kept: Option<Vec<u8>> = self
            .link
            .ask(|_| {
                let mut command = redis::cmd("HGET");
                command.arg(names.entries()).arg(&key.slot);
                command
            })
            .await?;
        let Some(kept) = kept else { return Ok(None) };
        if let Some(entry) = read(&kept) {
            return Ok(Some(entry));
        }
        let () = self
            .link
            .ask(|_| {
                let keys = [names.entries(), names.set_aside()];
                let mut command = script(scripts::SET_ASIDE, &keys);
                command.arg(&key.slot).arg(&kept);
                command
            })
            .await?;
        Err(StoreError::corrupt(format!(
            "the tokens in `{}` of {:?} are damaged and were set aside in `{}`; sign in again",
            names.entries(),
            self.link,
            names.set_aside(),
        )))
    }

    async fn put(&self, key: &Key, entry: &Entry, lease: &Lease) -> Result<bool, StoreError> {
        let names = self.names(&key.account);
        let keys = [names.entries(), names.lease(&key.slot), names.set_aside()];
        self.link
            .ask(|again| {
                let mut command = script(scripts::SAVE, &keys);
                command
                    .arg(&key.slot)
                    .arg(&lease.token)
                    .arg(format!("{:0DIGITS$}", entry.version))
                    .arg(entry.text.expose())
                    .arg(if again { "again" } else { "first" });
                command
            })
            .await
    }

    async fn take(&self, key: &Key, length: Duration) -> Result<Option<Lease>, StoreError> {
        let names = self.names(&key.account);
        let keys = [names.lease(&key.slot), names.leased()];
        let asking = self.unsure.ask(key);
        let length = length.clamp(Duration::from_millis(1), LONGEST).as_millis() as u64;
        let taken: bool = self
            .link
            .ask(|_| {
                let mut command = script(scripts::LEASE, &keys);
                command.arg(&asking.lease.token).arg(length).arg(&key.slot);
                command
            })
            .await?;
        Ok(asking.answered(taken))
    }

    async fn give_back(&self, key: &Key, lease: Lease) -> Result<(), StoreError> {
        let keys = [self.names(&key.account).lease(&key.slot)];
        self.unsure.free(key, &lease);
        self.link
            .ask(|_| {
                let mut command = script(scripts::RELEASE, &keys);
                command.arg(&lease.token);
                command
            })
            .await
    }

    async fn forget(&self, account: &str) -> Result<(), StoreError> {
        let names = self.names(account);
        let keys = [names.entries(), names.set_aside(), names.leased()];
        self.link
            .ask(|_| {
                let mut command = script(scripts::CLEAR, &keys);
                command.arg(names.lease(""));
                command
            })
            .await
    }
}

fn script(text: &str, keys: &[String]) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(text).arg(keys.len()).arg(keys);
    command
}

fn read(kept: &[u8]) -> Option<Entry> {
    let (version, text) = std::str::from_utf8(kept).ok()?.split_at_checked(DIGITS)?;
    let digits = version.bytes().all(|b| b.is_ascii_digit());
    Some(Entry {
        version: version.parse().ok().filter(|_| digits)?,
        text: Secret::from(text.strip_prefix('\n')?),
    })
}

impl TokenStore for RedisStore {
    fn load<'a>(&'a self, key: &'a Key) -> Storing<'a, Option<Entry>> {
        Box::pin(self.get(key))
    }

    fn save<'a>(&'a self, key: &'a Key, entry: &'a Entry, lease: &'a Lease) -> Storing<'a, bool> {
        Box::pin(self.put(key, entry, lease))
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> Storing<'a, Option<Lease>> {
        Box::pin(self.take(key, length))
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> Storing<'a, ()> {
        Box::pin(self.give_back(key, lease))
    }

    fn clear<'a>(&'a self, account: &'a str) -> Storing<'a, ()> {
        Box::pin(self.forget(account))
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("server", &self.link)
            .field("prefix", &self.prefix)
            .finish()
    }
}
