//! Sessions that share a folder on a full disk.

use std::time::Duration;

use billing_runtime::session::store::FileStore;

use super::service::{ListInvoices, Service, run};
use crate::stores::machine::Disk;
use crate::stores::support::Folder;

/// If each process renewed on its own, it would send a refresh token that another has used up.
#[test]
fn a_fleet_on_a_full_disk_refreshes_once() {
    let Some(disk) = Disk::new() else { return };
    run(async {
        let service = Service::new();
        let login = || {
            let store = FileStore::new(disk.path()).clock(service.clock.clone());
            service.login().store(store)
        };
        login()
            .sign_in("user@example.com", "password-canary")
            .tenant("org_1")
            .await
            .unwrap();
        let mut fleet = Vec::new();
        for _ in 0..4 {
            let session = login().resume("user@example.com").tenant("org_1");
            fleet.push(session.await.unwrap());
        }
        service.clock.advance(Duration::from_secs(3600));
        let first = service.client(&fleet[0]).send(&ListInvoices).await;
        first.unwrap();
        disk.fill();
        for round in 2..=4 {
            service.clock.advance(Duration::from_secs(3600));
            for session in &fleet {
                let answer = service.client(session).send(&ListInvoices).await;
                answer.unwrap();
            }
            assert_eq!((service.count("refresh/"), service.reused()), (round, 0));
        }
        assert!(!service.revoked());
    });
}

/// A restored backup holds a refresh token that is used up. Processes with newer tokens continue
/// with those; a process that begins with the old ones has to sign in.
#[test]
fn an_older_folder_put_back_is_not_taken_for_news() {
    run(async {
        let service = Service::new();
        let folder = Folder::new();
        let path = folder.next();
        let login = || {
            let store = FileStore::new(&path).clock(service.clock.clone());
            service.login().store(store)
        };
        let signing_in = login().sign_in("user@example.com", "password-canary");
        let session = signing_in.tenant("org_1").await.unwrap();
        let backup = folder.files();
        let restore = || {
            for (file, content) in &backup {
                std::fs::write(file, content).unwrap();
            }
        };
        for round in 1..=3 {
            service.clock.advance(Duration::from_secs(3600));
            let answer = service.client(&session).send(&ListInvoices).await;
            answer.unwrap();
            assert_eq!((service.count("refresh/"), service.reused()), (round, 0));
            restore();
        }
        service.clock.advance(Duration::from_secs(3600));
        let late = login().resume("user@example.com").tenant("org_1");
        let outcome = match late.await {
            Ok(late) => service.client(&late).send(&ListInvoices).await.map(drop),
            Err(error) => Err(error),
        };
        let error = outcome.unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
    });
}
