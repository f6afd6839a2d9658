//! A store on a Redis server, for workers on many machines.

mod connection;
mod pending;
mod scripts;

use std::fmt;
use std::time::Duration;

use redis::Cmd;

use super::{Entry, Key, Lease, StoreError, StoreFuture, TokenStore};
use crate::secret::Secret;
use connection::Connection;
use pending::PendingLeases;

/// The number of digits of the largest version.
const VERSION_DIGITS: usize = 20;
/// The longest lease. Redis refuses durations that do not fit its clock.
const MAX_LEASE: Duration = Duration::from_secs(10 * 366 * 86_400);

/// Keeps tokens on a Redis server (5 or newer, or Valkey), for all workers that use it.
///
/// ```
/// # use billing_runtime::session::store::RedisStore;
/// let store = RedisStore::new("redis://127.0.0.1:6379/0")?.prefix("my-service:");
/// # Ok::<(), billing_runtime::session::store::StoreError>(())
/// ```
///
/// It connects on first use, in a Tokio runtime with time and I/O, and reconnects after a failure. An access
/// that takes longer than two seconds fails, so a call with a valid token never waits long for a server that is
/// down.
///
/// Leases expire by the clock of the server, which checks each save atomically. When a replica takes over,
/// Redis may lose a write that it has just acknowledged. Two workers may then hold a lease for a moment, and
/// the store keeps the tokens that are saved last.
///
/// Anybody who can read the server, its dumps or its log of slow commands can read the tokens;
/// [`SealedStore`](super::SealedStore) (feature `seal`) encrypts them. For TLS, add the crate `redis` with its
/// feature `tokio-rustls-comp` to your program, and use a `rediss://` URL.
///
/// Every error response of the server (out of memory, full disk, replica) counts as unreachable: nobody
/// renews without a lease.
pub struct RedisStore {
    connection: Connection,
    prefix: String,
    pending: PendingLeases,
}

/// The Redis keys of an account. The part in braces selects the node of a cluster.
struct Names(String);

impl Names {
    fn entries(&self) -> String {
        format!("{}tokens", self.0)
    }

    fn set_aside(&self) -> String {
        format!("{}corrupt", self.0)
    }

    /// Returns the Redis key of the set of slots that have ever had a lease.
    fn leased(&self) -> String {
        format!("{}leased", self.0)
    }

    fn lease(&self, slot: &str) -> String {
        format!("{}lease:{slot}", self.0)
    }
}

impl RedisStore {
    /// Creates a store on the server at this URL. The server need not be running yet.
    ///
    /// # Errors
    ///
    /// If the URL is invalid; the error never repeats it.
    pub fn new(url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            connection: Connection::new(url)?,
            prefix: "billing:".to_owned(),
            pending: PendingLeases::default(),
        })
    }

    /// Sets the prefix of all keys, instead of `billing:`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets how long to wait for the server, instead of two seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.connection.set_timeout(timeout);
        self
    }

    fn names(&self, account: &str) -> Names {
        let account = account.replace('%', "%25");
        let account = account.replace('{', "%7b").replace('}', "%7d");
        Names(format!("{}{{{account}}}:", self.prefix))
    }

    async fn load_entry(&self, key: &Key) -> Result<Option<Entry>, StoreError> {
        let names = self.names(&key.account);
        let value: Option<Vec<u8>> = self
            .connection
            .query(|_| {
                let mut command = redis::cmd("HGET");
                command.arg(names.entries()).arg(&key.slot);
                command
            })
            .await?;
        let Some(value) = value else { return Ok(None) };
        if let Some(entry) = read(&value) {
            return Ok(Some(entry));
        }
        let () = self
            .connection
            .query(|_| {
                let keys = [names.entries(), names.set_aside()];
                let mut command = script(scripts::SET_ASIDE, &keys);
                command.arg(&key.slot).arg(&value);
                command
            })
            .await?;
        Err(StoreError::corrupt(format!(
            "the tokens in `{}` of {:?} are corrupt and were set aside in `{}`; sign in again",
            names.entries(),
            self.connection,
            names.set_aside(),
        )))
    }

    async fn save_entry(
        &self,
        key: &Key,
        entry: &Entry,
        lease: &Lease,
    ) -> Result<bool, StoreError> {
        let names = self.names(&key.account);
        let keys = [names.entries(), names.lease(&key.slot), names.set_aside()];
        self.connection
            .query(|again| {
                let mut command = script(scripts::SAVE, &keys);
                command
                    .arg(&key.slot)
                    .arg(&lease.token)
                    .arg(format!("{:0VERSION_DIGITS$}", entry.version))
                    .arg(entry.text.expose())
                    .arg(if again { "again" } else { "first" });
                command
            })
            .await
    }

    async fn request_lease(
        &self,
        key: &Key,
        length: Duration,
    ) -> Result<Option<Lease>, StoreError> {
        let names = self.names(&key.account);
        let keys = [names.lease(&key.slot), names.leased()];
        let request = self.pending.request(key);
        let length = length
            .clamp(Duration::from_millis(1), MAX_LEASE)
            .as_millis() as u64;
        let granted: bool = self
            .connection
            .query(|_| {
                let mut command = script(scripts::LEASE, &keys);
                command.arg(&request.lease.token).arg(length).arg(&key.slot);
                command
            })
            .await?;
        Ok(request.finish(granted))
    }

    async fn release_lease(&self, key: &Key, lease: Lease) -> Result<(), StoreError> {
        let keys = [self.names(&key.account).lease(&key.slot)];
        self.pending.free(key, &lease);
        self.connection
            .query(|_| {
                let mut command = script(scripts::RELEASE, &keys);
                command.arg(&lease.token);
                command
            })
            .await
    }

    async fn remove_account(&self, account: &str) -> Result<(), StoreError> {
        let names = self.names(account);
        let keys = [names.entries(), names.set_aside(), names.leased()];
        self.connection
            .query(|_| {
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

fn read(value: &[u8]) -> Option<Entry> {
    let (version, text) = std::str::from_utf8(value)
        .ok()?
        .split_at_checked(VERSION_DIGITS)?;
    let digits = version.bytes().all(|b| b.is_ascii_digit());
    Some(Entry {
        version: version.parse().ok().filter(|_| digits)?,
        text: Secret::from(text.strip_prefix('\n')?),
    })
}

impl TokenStore for RedisStore {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        Box::pin(self.load_entry(key))
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        Box::pin(self.save_entry(key, entry, lease))
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        Box::pin(self.request_lease(key, length))
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        Box::pin(self.release_lease(key, lease))
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(self.remove_account(account))
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("server", &self.connection)
            .field("prefix", &self.prefix)
            .finish()
    }
}
