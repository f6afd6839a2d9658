//! The store in a folder, while processes that use it are killed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use billing_runtime::session::{FileStore, TokenStore};
use billing_runtime::testing::block_on;

use super::support::*;

const FOLDER: &str = "BILLING_TEST_STORE";
const LEASE: Duration = Duration::from_millis(200);

/// The worker: not a test of its own, but run again as a process by the test below.
#[test]
fn worker() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let (store, key) = (FileStore::new(folder), key("account", "slot"));
    loop {
        let Some(lease) = block_on(store.lease(&key, LEASE)).unwrap() else {
            thread::sleep(Duration::from_millis(1));
            continue;
        };
        let version = load(&store, &key)
            .unwrap()
            .map_or(0, |(version, _)| version)
            + 1;
        let text = version.to_string().repeat(2_000);
        block_on(store.save(&key, &entry(version, &text), &lease)).unwrap();
        block_on(store.release(&key, lease)).unwrap();
    }
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "stores::processes::worker", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
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
    // Whoever was killed with the lease holds it for its time and no longer.
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
