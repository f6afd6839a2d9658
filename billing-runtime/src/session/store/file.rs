//! A store in a folder, for the processes of one machine.

mod disk;
mod format;
mod names;
mod trust;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Entry, Key, Lease, StoreError, Storing, TokenStore};
use crate::clock::{Clock, SystemClock};
use format::{Found, Held};

/// Keeps tokens in a folder, one file to a slot; processes of one machine share it.
///
/// ```no_run
/// # use billing_runtime::session::FileStore;
/// let store = FileStore::new("/home/me/.config/my-program/tokens");
/// ```
///
/// - Files are made for their owner alone (mode 600, the folder 700). One that others may read or
///   that belongs to another user is refused, and so is a folder that others may write. A link in
///   the place of a file is refused; the folder itself may be a link.
/// - A file is written beside its place and then renamed: a crash leaves the old tokens or the new
///   ones. What a crash leaves over besides does no harm, and goes with the next write.
/// - On a full disk, tokens take the place of those that are kept already, without a file beside
///   them. A crash just then leaves a damaged file.
/// - A damaged file is renamed to `….corrupt-1` (or the next free number) and stays until
///   [`clear`](TokenStore::clear), for whoever wants to know what happened.
/// - Leave the folder out of backups, or clear it after it was put back: an older refresh token is used
///   up, and a service takes its use for a theft that ends the session everywhere. Sessions that
///   are running then go on with the tokens that they have.
/// - Leases are files that say until when, by the clock of the machine. Nobody has to end them:
///   the lock of the system, under which they are looked at, ends with its process.
///
/// Its functions do their work at once, in a few small files, and so hold up their thread for some
/// milliseconds. The tokens are plain text; [`SealedStore`](super::SealedStore) (feature `seal`)
/// seals them. The folder belongs on a local disk: network file systems keep no promise about
/// locks.
#[derive(Clone)]
pub struct FileStore {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
}

impl FileStore {
    /// A store in this folder, which is made with the first lease.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            clock: Arc::new(SystemClock::new()),
        }
    }

    /// Ends leases by another clock. All processes need the same time.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn path(&self, key: &Key, kind: &str) -> PathBuf {
        let (account, slot) = (names::part(&key.account), names::part(&key.slot));
        self.folder.join(format!("{account}={slot}.{kind}"))
    }

    /// Does something while no other process looks at this account.
    fn alone<T>(
        &self,
        account: &str,
        then: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        disk::folder(&self.folder)?;
        let name = format!("{}.lock", names::part(account));
        let lock = disk::lock(&self.folder.join(name))?;
        let outcome = then();
        drop(lock);
        outcome
    }

    fn read(&self, key: &Key) -> Result<Option<Entry>, StoreError> {
        if !trust::folder(&self.folder)? {
            return Ok(None);
        }
        let path = self.path(key, "tokens");
        match found(key, &path)? {
            None => Ok(None),
            Some(Found::Entry(entry)) => Ok(Some(entry)),
            Some(Found::Foreign) => Err(StoreError::new(format!(
                "`{}` holds the tokens of another account or slot with a name as long; \
                 choose shorter names",
                path.display()
            ))),
            Some(Found::Damaged) => self.alone(&key.account, || set_aside(key, &path)),
        }
    }

    fn write(&self, key: &Key, entry: &Entry, lease: &Lease) -> Result<bool, StoreError> {
        let path = self.path(key, "tokens");
        self.alone(&key.account, || {
            if !self.holds(key, lease)? {
                return Ok(false);
            }
            let newer = match found(key, &path)? {
                None => true,
                Some(Found::Entry(old)) => old.version < entry.version,
                Some(Found::Foreign) => false,
                Some(Found::Damaged) => {
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

    fn held(&self, key: &Key) -> Result<Option<Held>, StoreError> {
        let held = disk::read(&self.path(key, "lease"))?;
        let held = held.and_then(|bytes| Held::read(&bytes));
        Ok(held.filter(|held| held.runs(self.clock.now())))
    }

    fn holds(&self, key: &Key, lease: &Lease) -> Result<bool, StoreError> {
        Ok(self.held(key)?.is_some_and(|held| held.is(lease)))
    }

    fn hand_out(&self, key: &Key, length: Duration) -> Result<Option<Lease>, StoreError> {
        self.alone(&key.account, || {
            if self.held(key)?.is_some() {
                return Ok(None);
            }
            let lease = Lease::unique();
            let held = Held::new(&lease, self.clock.now(), length);
            // Only looked at under the lock, and removed by nothing but `clear`, so that leases need
            // no space of a full disk. After a power cut nobody holds one, so it need not last.
            disk::overwrite(&self.path(key, "lease"), &held.write(), false)?;
            Ok(Some(lease))
        })
    }

    fn take_back(&self, key: &Key, lease: &Lease) -> Result<(), StoreError> {
        if !trust::folder(&self.folder)? {
            return Ok(());
        }
        self.alone(&key.account, || {
            if !self.holds(key, lease)? {
                return Ok(());
            }
            disk::overwrite(&self.path(key, "lease"), format::FREE, false)
        })
    }

    fn forget(&self, account: &str) -> Result<(), StoreError> {
        if !trust::folder(&self.folder)? {
            return Ok(());
        }
        let begin = format!("{}=", names::part(account));
        self.alone(account, || {
            disk::remove_all(&self.folder, |name| name.starts_with(&begin))
        })
    }
}

fn found(key: &Key, path: &Path) -> Result<Option<Found>, StoreError> {
    Ok(disk::read(path)?.map(|bytes| format::read(key, &bytes)))
}

/// Sets a damaged file aside, unless somebody has put a good one in its place by now.
fn set_aside(key: &Key, path: &Path) -> Result<Option<Entry>, StoreError> {
    match found(key, path)? {
        Some(Found::Entry(entry)) => return Ok(Some(entry)),
        Some(Found::Damaged) => {}
        None | Some(Found::Foreign) => return Ok(None),
    }
    let aside = disk::set_aside(path)?;
    Err(StoreError::corrupt(format!(
        "the tokens in `{}` are damaged and were set aside as `{}`; sign in again",
        path.display(),
        aside.display()
    )))
}

impl TokenStore for FileStore {
    fn load<'a>(&'a self, key: &'a Key) -> Storing<'a, Option<Entry>> {
        Box::pin(async move { self.read(key) })
    }

    fn save<'a>(&'a self, key: &'a Key, entry: &'a Entry, lease: &'a Lease) -> Storing<'a, bool> {
        Box::pin(async move { self.write(key, entry, lease) })
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> Storing<'a, Option<Lease>> {
        Box::pin(async move { self.hand_out(key, length) })
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> Storing<'a, ()> {
        Box::pin(async move { self.take_back(key, &lease) })
    }

    fn clear<'a>(&'a self, account: &'a str) -> Storing<'a, ()> {
        Box::pin(async move { self.forget(account) })
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore")
            .field("folder", &self.folder)
            .finish()
    }
}
