//! The store in a folder while processes that use it are killed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use billing_runtime::session::store::{FileStore, TokenStore};
use billing_runtime::testing::block_on;

use super::support::*;

const FOLDER: &str = "BILLING_TEST_STORE";
/// Set if the worker encrypts its tokens.
const SEALED: &str = "BILLING_TEST_SEALED";
const LEASE: Duration = Duration::from_millis(50);

/// The worker: not a test of its own, but run as a process by the tests below.
#[test]
fn worker() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = FileStore::new(folder);
    match std::env::var_os(SEALED) {
        None => save_for_ever(&store),
        #[cfg(feature = "seal")]
        Some(_) => save_for_ever(&sealed(store)),
        #[cfg(not(feature = "seal"))]
        Some(_) => unreachable!("only asked for where it is there"),
    }
}

fn save_for_ever(store: &impl TokenStore) {
    let key = key("account", "slot");
    loop {
        let Some(lease) = block_on(store.lease(&key, LEASE)).unwrap() else {
            thread::sleep(Duration::from_millis(1));
            continue;
        };
        let version = load(store, &key).unwrap().map_or(0, |(version, _)| version) + 1;
        let text = version.to_string().repeat(2_000);
        block_on(store.save(&key, &entry(version, &text), &lease)).unwrap();
        block_on(store.release(&key, lease)).unwrap();
    }
}

fn worker_in(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "stores::processes::worker", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::null());
    command
}

fn start(folder: &Path) -> Child {
    worker_in(folder).spawn().unwrap()
}

#[cfg(feature = "seal")]
fn sealed<S: TokenStore>(store: S) -> billing_runtime::session::store::SealedStore<S> {
    let key = billing_runtime::session::store::SealKey::from([7; 32]);
    billing_runtime::session::store::SealedStore::new(store, key)
}

/// Kills a worker at least 25 times until a save was interrupted, and checks what is left each
/// time. Every other kill is at a moment spread over the save; the others are while an unfinished
/// file exists.
fn killed_in_the_middle(seal: bool, look: impl Fn(&FileStore) -> (u64, String)) {
    let folder = Folder::new();
    let path = folder.next();
    let store = FileStore::new(&path);
    let (mut last, mut halves) = (0, 0);
    let half = |path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "tmp");
    for round in 0..500 {
        if round >= 25 && halves > 0 {
            return;
        }
        let mut command = worker_in(&path);
        if seal {
            command.env(SEALED, "1");
        }
        let mut worker = command.spawn().unwrap();
        let begun = Instant::now();
        // From here on it saves again and again.
        while !path.exists()
            || load(&store, &key("account", "slot"))
                .unwrap()
                .is_none_or(|(v, _)| v <= last)
        {
            assert!(begun.elapsed() < Duration::from_secs(60), "{round}");
            thread::sleep(Duration::from_micros(100));
        }
        match round % 2 {
            0 => thread::sleep(Duration::from_micros(round * 337 % 5_000)),
            // It may be gone by the time of the kill, so this guarantees nothing.
            _ => {
                while begun.elapsed() < Duration::from_secs(60) && !entries(&path).iter().any(half)
                {
                }
            }
        }
        worker.kill().unwrap();
        worker.wait().unwrap();
        let (version, text) = look(&store);
        assert!(version > last, "{version} came after {last}");
        assert!(text == version.to_string().repeat(2_000), "{version}");
        last = version;
        halves += usize::from(entries(&path).iter().any(half));
    }
    // No kill hit the moment that it was meant to hit.
    panic!("no save was interrupted");
}

#[test]
fn fault_74_a_killed_save_leaves_the_old_tokens_or_the_new() {
    let key = key("account", "slot");
    killed_in_the_middle(false, |store| load(store, &key).unwrap().unwrap());
    #[cfg(feature = "seal")]
    killed_in_the_middle(true, |store| {
        load(&sealed(store.clone()), &key).unwrap().unwrap()
    });
}

#[test]
fn fault_74_killed_processes_leave_whole_tokens_and_no_lock() {
    let folder = Folder::new();
    let path = folder.next();
    let (store, key) = (FileStore::new(&path), key("account", "slot"));
    let mut last = 0;
    for _ in 0..4 {
        let mut workers = [start(&path), start(&path)];
        let begun = Instant::now();
        let aim = last + 10;
        while last < aim {
            assert!(begun.elapsed() < Duration::from_secs(60), "{last}");
            let Some((version, text)) = load(&store, &key).unwrap() else {
                continue;
            };
            assert!(version >= last, "{version} came after {last}");
            assert!(text == version.to_string().repeat(2_000), "{version}");
            last = version;
        }
        for worker in &mut workers {
            worker.kill().unwrap();
            worker.wait().unwrap();
        }
    }
    // A killed holder keeps the lease for its duration and no longer.
    let begun = Instant::now();
    loop {
        if let Some(lease) = block_on(store.lease(&key, LEASE)).unwrap() {
            block_on(store.release(&key, lease)).unwrap();
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(5));
    }
}
