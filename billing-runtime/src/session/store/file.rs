//! A store in a folder, for the processes of one machine.

mod disk;
mod format;
mod io_error;
mod names;
mod permissions;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Entry, Key, Lease, StoreError, StoreFuture, TokenStore};
use crate::clock::{Clock, SystemClock};
use format::{LeaseFile, TokenFile};

/// Keeps tokens in a folder, one file per slot; the processes of one machine share it.
///
/// ```no_run
/// # use billing_runtime::session::store::FileStore;
/// let store = FileStore::new("/home/me/.config/my-program/tokens");
/// ```
///
/// - Only the owner can read the files (mode 600; the folder has 700). The store refuses a file that others may
///   read or that belongs to another user, a folder that others may write to, and a link instead of a file. The
///   folder itself may be a link.
/// - A file is written under another name and then renamed, so a crash leaves either the old tokens or the new
///   ones. Other leftovers of a crash do no harm, and the next write removes them.
/// - On a full disk, new tokens overwrite the old ones in place. A crash during that leaves a corrupt
///   file.
/// - A corrupt file is renamed to `….corrupt-1` (or the next free number) and stays until
///   [`clear`](TokenStore::clear), so that it can be examined.
/// - Exclude the folder from backups, or clear it after restoring one: a restored refresh token is used up, and
///   the service treats its use as theft and ends the session everywhere. Running sessions then continue with
///   the tokens in memory.
/// - A lease is a file that states when the lease expires, by the clock of the machine, so nobody has to
///   release it. The store accesses the file under a lock of the operating system, which ends with the process.
///
/// The futures access a few small files synchronously, and so block their thread for a few milliseconds. The
/// tokens are stored unencrypted; [`SealedStore`](super::SealedStore) (feature `seal`) encrypts them. Keep the
/// folder on a local disk: the locks of network file systems are not reliable.
#[derive(Clone)]
pub struct FileStore {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
}

impl FileStore {
    /// Creates a store in this folder. The first lease creates the folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            clock: Arc::new(SystemClock::new()),
        }
    }

    /// Measures leases with this clock. The clocks of all processes must agree.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn path(&self, key: &Key, kind: &str) -> PathBuf {
        let (account, slot) = (
            names::file_name_part(&key.account),
            names::file_name_part(&key.slot),
        );
        self.folder.join(format!("{account}={slot}.{kind}"))
    }

    /// Runs `then` while no other process accesses this account.
    fn with_lock<T>(
        &self,
        account: &str,
        then: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        disk::create_folder(&self.folder)?;
        let name = format!("{}.lock", names::file_name_part(account));
        let lock = disk::lock(&self.folder.join(name))?;
        let outcome = then();
        drop(lock);
        outcome
    }

    fn read(&self, key: &Key) -> Result<Option<Entry>, StoreError> {
        if !permissions::folder(&self.folder)? {
            return Ok(None);
        }
        let path = self.path(key, "tokens");
        match read_tokens(key, &path)? {
            None => Ok(None),
            Some(TokenFile::Entry(entry)) => Ok(Some(entry)),
            Some(TokenFile::OtherKey) => Err(StoreError::new(format!(
                "`{}` holds the tokens of another account or slot whose long name has the same \
                 hash; choose shorter names",
                path.display()
            ))),
            Some(TokenFile::Corrupt) => self.with_lock(&key.account, || set_aside(key, &path)),
        }
    }

    fn write(&self, key: &Key, entry: &Entry, lease: &Lease) -> Result<bool, StoreError> {
        let path = self.path(key, "tokens");
        self.with_lock(&key.account, || {
            if !self.holds(key, lease)? {
                return Ok(false);
            }
            let newer = match read_tokens(key, &path)? {
                None => true,
                Some(TokenFile::Entry(old)) => old.version < entry.version,
                Some(TokenFile::OtherKey) => false,
                Some(TokenFile::Corrupt) => {
                    disk::set_aside(&path)?;
                    true
                }
            };
            if newer {
                let text = format::write(key, entry);
                disk::replace(&path, text.expose())?;
            }
            Ok(newer)
        })
    }

    fn current_lease(&self, key: &Key) -> Result<Option<LeaseFile>, StoreError> {
        let file = disk::read(&self.path(key, "lease"))?;
        let lease = file.and_then(|bytes| LeaseFile::read(&bytes));
        Ok(lease.filter(|lease| lease.is_running(self.clock.now())))
    }

    fn holds(&self, key: &Key, lease: &Lease) -> Result<bool, StoreError> {
        let current = self.current_lease(key)?;
        Ok(current.is_some_and(|current| current.is(lease)))
    }

    fn grant(&self, key: &Key, length: Duration) -> Result<Option<Lease>, StoreError> {
        self.with_lock(&key.account, || {
            if self.current_lease(key)?.is_some() {
                return Ok(None);
            }
            let lease = Lease::unique();
            let file = LeaseFile::new(&lease, self.clock.now(), length);
            // The file is overwritten in place under the lock and removed only by `clear`, so leases need no
            // space on a full disk. It need not be synced, since nobody holds a lease after a power failure.
            disk::overwrite(&self.path(key, "lease"), &file.write(), false)?;
            Ok(Some(lease))
        })
    }

    fn return_lease(&self, key: &Key, lease: &Lease) -> Result<(), StoreError> {
        if !permissions::folder(&self.folder)? {
            return Ok(());
        }
        self.with_lock(&key.account, || {
            if !self.holds(key, lease)? {
                return Ok(());
            }
            disk::overwrite(&self.path(key, "lease"), format::FREE, false)
        })
    }

    fn remove_account(&self, account: &str) -> Result<(), StoreError> {
        if !permissions::folder(&self.folder)? {
            return Ok(());
        }
        let begin = format!("{}=", names::file_name_part(account));
        self.with_lock(account, || {
            disk::remove_all(&self.folder, |name| name.starts_with(&begin))
        })
    }
}

fn read_tokens(key: &Key, path: &Path) -> Result<Option<TokenFile>, StoreError> {
    Ok(disk::read(path)?.map(|bytes| format::read(key, &bytes)))
}

/// Sets a corrupt file aside, unless another process has replaced it in the meantime.
fn set_aside(key: &Key, path: &Path) -> Result<Option<Entry>, StoreError> {
    match read_tokens(key, path)? {
        Some(TokenFile::Entry(entry)) => return Ok(Some(entry)),
        Some(TokenFile::Corrupt) => {}
        None | Some(TokenFile::OtherKey) => return Ok(None),
    }
    let aside = disk::set_aside(path)?;
    Err(StoreError::corrupt(format!(
        "the tokens in `{}` are corrupt and were set aside as `{}`; sign in again",
        path.display(),
        aside.display()
    )))
}

impl TokenStore for FileStore {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        Box::pin(async move { self.read(key) })
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move { self.write(key, entry, lease) })
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        Box::pin(async move { self.grant(key, length) })
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.return_lease(key, &lease) })
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.remove_account(account) })
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore")
            .field("folder", &self.folder)
            .finish()
    }
}
