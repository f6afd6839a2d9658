//! The store in a folder, on a machine with other users, links, and disks that are full or
//! read-only.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use billing_runtime::session::store::{FileStore, StoreError, TokenStore};
use billing_runtime::testing::block_on;

use super::support::*;

/// A user other than the one that runs the tests.
const STRANGER: u32 = 65_534;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The files of one slot by kind.
fn file(folder: &Path, kind: &str) -> PathBuf {
    match kind {
        "folder" => folder.to_owned(),
        "lock" => folder.join("account.lock"),
        _ => folder.join(format!("account=slot.{kind}")),
    }
}

/// Returns the error of each operation of a store.
fn everything(store: &FileStore) -> [Option<StoreError>; 4] {
    let key = key("account", "slot");
    let lease = block_on(async {
        let lease = store.lease(&key, LONG).await?.expect("nobody holds it");
        store.release(&key, lease).await
    });
    [
        load(store, &key).err(),
        lease.err(),
        try_save(store, &key, 9, "canary-token").err(),
        block_on(store.clear("account")).err(),
    ]
}

#[test]
fn what_another_user_owns_is_refused() {
    for kind in ["tokens", "lease", "lock", "folder"] {
        let folder = Folder::new();
        let path = folder.next();
        let store = FileStore::new(&path);
        save(&store, &key("account", "slot"), 1, "canary-token");
        let planted = file(&path, kind);
        if chown(&planted, Some(STRANGER), None).is_err() {
            eprintln!("skipped: only the superuser gives files to others");
            return;
        }
        let [read, lease, write, clear] = everything(&store);
        let refused = match kind {
            "tokens" => vec![read, write],
            "lease" => vec![lease, write],
            "lock" => vec![lease, write, clear],
            _ => vec![read, lease, write, clear],
        };
        for error in refused {
            let error = error.unwrap_or_else(|| panic!("the {kind} of a stranger is taken"));
            let message = error.to_string();
            assert!(
                message.contains("belongs to another user (user id 65534)")
                    && message.contains(planted.to_str().unwrap()),
                "{message}"
            );
            assert!(!error.is_corrupt() && !message.contains("canary"));
        }
    }
}

#[test]
fn a_folder_that_others_may_write_is_not_read_either() {
    let folder = Folder::new();
    let path = folder.next();
    let store = FileStore::new(&path);
    save(&store, &key("account", "slot"), 1, "canary-token");
    for open in [0o770, 0o702, 0o777] {
        mode(&path, open);
        for error in everything(&store) {
            let message = error.unwrap().to_string();
            assert!(message.contains("chmod 700"), "{message}");
        }
    }
    mode(&path, 0o700);
    assert!(load(&store, &key("account", "slot")).unwrap().is_some());
}

#[test]
fn the_folder_may_be_a_link_and_what_it_leads_to_is_judged() {
    let folder = Folder::new();
    let (link, there) = (folder.next(), folder.next());
    symlink(&there, &link).unwrap();
    let key = key("account", "slot");
    let store = FileStore::new(&link);
    assert_eq!(load(&store, &key).unwrap(), None);
    let error = try_save(&store, &key, 1, "canary-token").unwrap_err();
    assert!(
        error.to_string().contains("could not be created"),
        "{error}"
    );
    fs::create_dir(&there).unwrap();
    mode(&there, 0o777);
    let error = try_save(&store, &key, 1, "canary-token").unwrap_err();
    assert!(error.to_string().contains("chmod 700"), "{error}");
    mode(&there, 0o755);
    save(&store, &key, 1, "token");
    assert_eq!(
        load(&FileStore::new(&there), &key).unwrap(),
        Some((1, "token".into()))
    );
}

/// Opening a pipe would block for ever.
#[test]
fn pipes_folders_and_devices_in_the_place_of_files_are_refused_at_once() {
    for kind in ["tokens", "lease", "lock"] {
        for what in ["pipe", "folder", "device"] {
            let folder = Folder::new();
            let path = folder.next();
            let store = FileStore::new(&path);
            save(&store, &key("account", "slot"), 1, "token");
            let planted = file(&path, kind);
            fs::remove_file(&planted).unwrap();
            let made = match what {
                "folder" => fs::create_dir(&planted).is_ok(),
                "pipe" => program("mkfifo", &[planted.to_str().unwrap()]),
                _ => program("mknod", &[planted.to_str().unwrap(), "c", "1", "7"]),
            };
            if !made {
                eprintln!("skipped: no {what} can be made here");
                continue;
            }
            let error = try_save(&store, &key("account", "slot"), 2, "canary-token").unwrap_err();
            let message = error.to_string();
            assert!(
                message.contains("find out who created it"),
                "{kind}, {what}: {message}"
            );
        }
    }
}

/// Signing out removes what it can, even if one of the files cannot be removed.
#[test]
fn clear_goes_on_past_what_cannot_be_removed() {
    let folder = Folder::new();
    let path = folder.next();
    let store = FileStore::new(&path);
    for slot in ["a", "b", "c"] {
        save(&store, &key("account", slot), 1, "canary-token");
        fs::create_dir(path.join(format!("account={slot}.tokens.tmp"))).unwrap();
    }
    let error = block_on(store.clear("account")).unwrap_err();
    assert!(
        error.to_string().contains("could not be removed"),
        "{error}"
    );
    for left in entries(&path).iter().filter(|path| path.is_file()) {
        assert!(left.ends_with("account.lock"), "{}", left.display());
    }
}

/// Fault 75: stored tokens are renewed under a lease on a full disk, too. Otherwise each process
/// that shares them would send the used refresh token once more.
#[test]
fn fault_75_a_full_disk_still_takes_what_takes_the_place_of_older_tokens() {
    let Some(disk) = Disk::new() else { return };
    let (one, two) = (FileStore::new(disk.path()), FileStore::new(disk.path()));
    let key = key("account", "slot");
    save(&one, &key, 1, &"old".repeat(900));
    disk.fill();
    let lease = block_on(one.lease(&key, LONG)).unwrap().unwrap();
    assert_eq!(block_on(two.lease(&key, LONG)).unwrap(), None);
    block_on(one.release(&key, lease)).unwrap();
    for version in 2..20 {
        let text = "new".repeat(1_000 - 40 * version as usize);
        save(&one, &key, version, &text);
        assert_eq!(load(&two, &key).unwrap(), Some((version, text)));
    }
    // What does not fit is an error, and the old tokens stay.
    let kept = load(&two, &key).unwrap();
    let error = try_save(&two, &key, 99, &"canary".repeat(10_000)).unwrap_err();
    assert!(!error.is_corrupt(), "{error}");
    assert!(
        error.to_string().contains("No space left") && !error.to_string().contains("canary"),
        "{error}"
    );
    assert_eq!(load(&one, &key).unwrap(), kept);
    // Signing out needs no space.
    block_on(two.clear("account")).unwrap();
    assert_eq!(load(&one, &key).unwrap(), None);
}

#[test]
fn fault_75_what_was_never_kept_is_an_error_on_a_full_disk_and_leaves_nothing() {
    let Some(disk) = Disk::new() else { return };
    let store = FileStore::new(disk.path().join("tokens"));
    save(&store, &key("account", "other"), 1, "token");
    disk.fill();
    let key = key("account", "slot");
    let error = block_on(store.lease(&key, LONG)).unwrap_err();
    assert!(!error.is_unreachable() && !error.is_corrupt(), "{error}");
    assert!(error.to_string().contains("No space left"), "{error}");
    assert_eq!(load(&store, &key).unwrap(), None);
}

#[test]
fn fault_75_a_disk_that_cannot_be_written_is_read() {
    let Some(disk) = Disk::new() else { return };
    let store = FileStore::new(disk.path());
    let key = key("account", "slot");
    save(&store, &key, 1, "token");
    if !disk.read_only() {
        return;
    }
    assert_eq!(load(&store, &key).unwrap(), Some((1, "token".into())));
    for error in everything(&store).into_iter().skip(1) {
        let message = error.unwrap().to_string();
        assert!(message.contains("Read-only file system"), "{message}");
    }
    assert_eq!(load(&store, &key).unwrap(), Some((1, "token".into())));
}

fn program(name: &str, arguments: &[&str]) -> bool {
    let made = Command::new(name).args(arguments).output();
    made.is_ok_and(|made| made.status.success())
}

/// A disk of 64 KiB.
pub struct Disk(Folder, PathBuf);

impl Disk {
    /// Prints a message and returns `None` if nothing can be mounted.
    pub fn new() -> Option<Self> {
        let folder = Folder::new();
        let path = folder.next();
        fs::create_dir(&path).unwrap();
        let at = path.to_str().unwrap();
        let options = "size=64k,mode=0700";
        if program("mount", &["-t", "tmpfs", "-o", options, "tmpfs", at]) {
            return Some(Self(folder, path));
        }
        eprintln!("skipped: no disk can be mounted here");
        None
    }

    pub fn path(&self) -> &Path {
        &self.1
    }

    /// Uses up the free space.
    pub fn fill(&self) {
        let all = vec![0; 65_536];
        let error = fs::write(self.1.join("filler"), all).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }

    fn read_only(&self) -> bool {
        program("mount", &["-o", "remount,ro", self.1.to_str().unwrap()])
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        program("umount", &["-l", self.1.to_str().unwrap()]);
        let _ = &self.0;
    }
}
