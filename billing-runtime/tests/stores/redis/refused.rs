//! A server that responds with errors, and one that responds too late.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use billing_runtime::session::store::{Key, Lease, RedisStore, TokenStore};

use super::super::support::{LONG, entry, key};
use super::run;
use super::server::Server;

fn key_of(account: &str) -> Key {
    key(account, "slot")
}

/// Responds to every script and every read with this error, and to anything else with `OK`.
fn refuses(with: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            std::thread::spawn(move || {
                let mut block = [0; 65_536];
                while let Ok(length @ 1..) = client.read(&mut block) {
                    let text = String::from_utf8_lossy(&block[..length]).into_owned();
                    for command in text.split('*').skip(1) {
                        let refused = command.contains("EVAL") || command.contains("HGET");
                        let answer = match (refused, command.contains("\r\n$")) {
                            (true, _) => format!("-{with} canary\r\n"),
                            (false, true) => "+OK\r\n".to_owned(),
                            (false, false) => continue,
                        };
                        let _ = client.write_all(answer.as_bytes());
                    }
                }
            });
        }
    });
    port
}

/// Whatever error a shared server returns, this process cannot know what the others do.
#[test]
fn a_server_that_answers_and_refuses_is_out_of_reach() {
    for code in [
        "OOM",
        "MISCONF",
        "WRONGTYPE",
        "LOADING",
        "READONLY",
        "NOREPLICAS",
        "MASTERDOWN",
        "CLUSTERDOWN",
        "BUSY",
        "NOPERM",
        "ERR",
        "EXECABORT",
        "UNKNOWN",
    ] {
        let url = format!("redis://127.0.0.1:{}", refuses(code));
        let store = RedisStore::new(&url).unwrap();
        let (key, lease) = (key_of("a"), Lease { token: "1".into() });
        run(async {
            for error in [
                store.lease(&key, LONG).await.unwrap_err(),
                store.load(&key).await.unwrap_err(),
                store
                    .save(&key, &entry(1, "canary"), &lease)
                    .await
                    .unwrap_err(),
            ] {
                let shown = format!("{error} {error:?}");
                assert!(
                    error.is_unreachable() && !error.is_corrupt(),
                    "{code}: {shown}"
                );
                assert!(!shown.contains("canary"), "{code}: {shown}");
            }
        });
    }
}

/// A cancelled lease request takes effect all the same, and does not block its owner.
#[test]
fn a_lease_that_was_given_up_is_its_owners() {
    let Some(server) = Server::start(&[]) else {
        return;
    };
    run(async {
        let hasty = RedisStore::new(&server.url()).unwrap();
        let hasty = hasty.timeout(Duration::from_secs(1));
        let (key, other) = (key_of("a"), RedisStore::new(&server.url()).unwrap());
        hasty.load(&key).await.unwrap();
        server.signal("STOP");
        let error = hasty.lease(&key, LONG).await.unwrap_err();
        assert!(error.is_unreachable(), "{error}");
        server.signal("CONT");
        other.load(&key).await.unwrap();
        assert_eq!(
            other.lease(&key, LONG).await.unwrap(),
            None,
            "it took effect"
        );
        let lease = hasty
            .lease(&key, LONG)
            .await
            .unwrap()
            .expect("it is its own");
        assert!(hasty.save(&key, &entry(1, "text"), &lease).await.unwrap());
        hasty.release(&key, lease).await.unwrap();
        let lease = other
            .lease(&key, LONG)
            .await
            .unwrap()
            .expect("nobody holds it");
        assert_eq!(hasty.lease(&key, LONG).await.unwrap(), None, "not twice");
        other.release(&key, lease).await.unwrap();
    });
}
