//! The store in a folder: what other users may not do, and what accidents leave behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use billing_runtime::session::store::{FileStore, TokenStore};
use billing_runtime::testing::{ManualClock, block_on};

use super::support::*;

/// The only token file in a folder.
fn tokens(folder: &Path) -> PathBuf {
    let mut paths = entries(folder);
    paths.retain(|path| path.extension().is_some_and(|e| e == "tokens"));
    assert_eq!(paths.len(), 1, "{paths:?}");
    paths.remove(0)
}

#[test]
fn processes_share_what_is_kept_and_leases() {
    let folder = Folder::new();
    let path = folder.next();
    let (one, two) = (FileStore::new(&path), FileStore::new(&path));
    let key = key("account", "slot");
    assert_eq!(load(&one, &key).unwrap(), None);
    assert!(!path.exists(), "reading makes nothing");
    save(&one, &key, 1, "token");
    assert_eq!(load(&two, &key).unwrap(), Some((1, "token".into())));
    let lease = block_on(one.lease(&key, LONG)).unwrap().unwrap();
    assert_eq!(block_on(two.lease(&key, LONG)).unwrap(), None);
    block_on(two.release(&key, lease)).unwrap();
    assert!(block_on(two.lease(&key, LONG)).unwrap().is_some());
    assert_eq!(
        format!("{one:?}"),
        format!("FileStore {{ folder: {path:?} }}")
    );
}

#[test]
fn fault_74_a_clock_that_is_set_back_locks_nobody_out() {
    let (folder, clock) = (Folder::new(), ManualClock::at(1_700_000_000));
    let store = FileStore::new(folder.next()).clock(clock.clone());
    let key = key("account", "slot");
    let lease = block_on(store.lease(&key, LONG)).unwrap().unwrap();
    clock.set(1_600_000_000);
    assert!(!block_on(store.save(&key, &entry(1, "t"), &lease)).unwrap());
    save(&store, &key, 1, "token");
}

#[test]
fn fault_74_a_corrupt_file_is_kept_aside_and_then_nothing_is_there() {
    let folder = Folder::new();
    let path = folder.next();
    let store = FileStore::new(&path);
    let key = key("user@example.com", "identity");
    for (n, damage) in (1..).zip(["", "canary {}", "billing tokens 1\n"]) {
        save(&store, &key, n, "token");
        let file = tokens(&path);
        fs::write(&file, damage).unwrap();
        let error = load(&store, &key).unwrap_err();
        let aside = format!("{}.corrupt-{n}", file.display());
        assert!(error.is_corrupt(), "{error}");
        let message = error.to_string();
        assert!(
            message.contains(&aside) && message.contains("sign in again"),
            "{message}"
        );
        assert!(!message.contains("canary"), "{message}");
        assert_eq!(fs::read_to_string(&aside).unwrap(), damage);
        assert_eq!(load(&store, &key).unwrap(), None);
    }
    // A save finds it first.
    save(&store, &key, 9, "token");
    fs::write(tokens(&path), "canary").unwrap();
    save(&store, &key, 1, "new");
    assert_eq!(load(&store, &key).unwrap(), Some((1, "new".into())));
    // Signing out removes everything, including what was set aside.
    block_on(store.clear("user@example.com")).unwrap();
    let left = folder.files();
    assert!(
        left.len() == 1 && left[0].1.is_empty() && left[0].0.extension().unwrap() == "lock",
        "{left:?}"
    );
}

#[test]
fn fault_74_what_a_crash_leaves_over_does_no_harm() {
    let folder = Folder::new();
    let path = folder.next();
    let store = FileStore::new(&path);
    let key = key("account", "slot");
    save(&store, &key, 1, "old");
    let file = tokens(&path);
    // Between write and rename there are the old file and half of a new one.
    let left = PathBuf::from(format!("{}.tmp", file.display()));
    fs::write(&left, "half of a canary").unwrap();
    assert_eq!(load(&store, &key).unwrap(), Some((1, "old".into())));
    save(&store, &key, 2, "new");
    assert_eq!(load(&store, &key).unwrap(), Some((2, "new".into())));
    assert!(!left.exists());
    fs::write(&left, "half of a canary").unwrap();
    // Half of a lease file blocks nobody.
    fs::write(file.with_extension("lease"), "half").unwrap();
    #[cfg(unix)]
    unix::mode(&file.with_extension("lease"), 0o600);
    save(&store, &key, 3, "newer");
    fs::write(&left, "half of a canary").unwrap();
    block_on(store.clear("account")).unwrap();
    assert!(!left.exists() && !file.exists());
}

#[test]
fn fault_75_a_failed_write_is_an_error_and_keeps_what_was_there() {
    let folder = Folder::new();
    let path = folder.next();
    let store = FileStore::new(&path);
    let key = key("account", "slot");
    save(&store, &key, 1, "old");
    // The temporary file cannot be written.
    let stuck = PathBuf::from(format!("{}.tmp", tokens(&path).display()));
    fs::create_dir(&stuck).unwrap();
    let error = try_save(&store, &key, 2, "canary-token").unwrap_err();
    assert!(!error.is_corrupt());
    assert!(
        error.to_string().contains("could not be written"),
        "{error}"
    );
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert_eq!(load(&store, &key).unwrap(), Some((1, "old".into())));
    // A folder that cannot be created.
    let file = folder.next();
    fs::write(&file, "").unwrap();
    let nowhere = FileStore::new(file.join("tokens"));
    let error = block_on(nowhere.lease(&key, Duration::from_secs(1))).unwrap_err();
    assert!(
        error.to_string().contains("could not be created"),
        "{error}"
    );
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    pub fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn fault_74_files_are_their_owners_alone() {
        let folder = Folder::new();
        let path = folder.next();
        let store = FileStore::new(&path);
        let key = key("account", "slot");
        save(&store, &key, 1, "token");
        block_on(store.lease(&key, LONG)).unwrap().unwrap();
        assert_eq!(mode_of(&path), 0o700);
        for file in entries(&path) {
            assert_eq!(mode_of(&file), 0o600, "{}", file.display());
        }
    }

    #[test]
    fn fault_74_what_others_may_read_or_write_is_refused_with_advice() {
        let folder = Folder::new();
        let path = folder.next();
        let store = FileStore::new(&path);
        let key = key("account", "slot");
        save(&store, &key, 1, "canary-token");
        let file = tokens(&path);
        for open in [0o640, 0o604, 0o666] {
            mode(&file, open);
            for error in [
                load(&store, &key).unwrap_err(),
                try_save(&store, &key, 2, "canary-token").unwrap_err(),
            ] {
                let message = error.to_string();
                assert!(
                    message.contains("chmod 600") && message.contains(file.to_str().unwrap()),
                    "{message}"
                );
                assert!(!error.is_corrupt() && !message.contains("canary"));
            }
            let lease = file.with_extension("lease");
            fs::remove_file(lease).ok();
        }
        mode(&file, 0o600);
        assert!(load(&store, &key).unwrap().is_some());
        mode(&path, 0o777);
        let error = try_save(&store, &key, 2, "token").unwrap_err();
        assert!(error.to_string().contains("chmod 700"), "{error}");
    }

    #[test]
    fn fault_74_links_are_not_followed() {
        let folder = Folder::new();
        let path = folder.next();
        let store = FileStore::new(&path);
        let key = key("account", "slot");
        save(&store, &key, 1, "token");
        let file = tokens(&path);
        let victim = folder.next();
        fs::write(&victim, "precious").unwrap();
        mode(&victim, 0o600);
        for kind in ["tokens.tmp", "tokens", "lease", "lock"] {
            let link = match kind {
                "lock" => path.join("account.lock"),
                _ => file.with_extension(kind),
            };
            let _ = fs::remove_file(&link);
            symlink(&victim, &link).unwrap();
            let outcome = try_save(&store, &key, 2, "token");
            assert!(
                outcome.is_ok() == (kind == "tokens.tmp"),
                "{kind}: {outcome:?}"
            );
            assert_eq!(fs::read_to_string(&victim).unwrap(), "precious", "{kind}");
            let _ = fs::remove_file(&link);
            let _ = fs::remove_file(file.with_extension("lease"));
        }
    }
}
