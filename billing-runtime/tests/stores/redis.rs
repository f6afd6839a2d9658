//! The store in Redis, against a real server: the one in `BILLING_TEST_REDIS` (a URL), or one that
//! is started for the test if the program is installed. Otherwise the tests print a message and
//! skip.

mod refused;
mod server;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use billing_runtime::session::store::{Key, RedisStore, StoreError, TokenStore};
use billing_runtime::testing::stores;

use super::support::{LONG, entry, key};
use server::Server;

/// Where to test, with the server if it was started for this.
fn place() -> Option<(String, Option<Server>)> {
    if let Ok(url) = std::env::var("BILLING_TEST_REDIS") {
        return Some((url, None));
    }
    let server = Server::start(&[])?;
    Some((server.url(), Some(server)))
}

/// Creates a store that is empty even if others use the server.
fn fresh(url: &str) -> RedisStore {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let store = RedisStore::new(url)
        .unwrap()
        .timeout(Duration::from_secs(20));
    store.prefix(format!("billing-test-{}-{n}:", std::process::id()))
}

fn run<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap().block_on(future)
}

async fn put(store: &RedisStore, key: &Key, version: u64, text: &str) -> Result<bool, StoreError> {
    let lease = store.lease(key, LONG).await?.expect("nobody holds it");
    let saved = store.save(key, &entry(version, text), &lease).await;
    store.release(key, lease).await?;
    saved
}

async fn get(store: &RedisStore, key: &Key) -> Result<Option<(u64, String)>, StoreError> {
    let kept = store.load(key).await?;
    Ok(kept.map(|kept| (kept.version, kept.text.expose().to_owned())))
}

#[test]
fn the_redis_store_conforms() {
    let Some((url, _server)) = place() else {
        return;
    };
    run(stores::check(
        async || fresh(&url),
        async |length| tokio::time::sleep(length).await,
    ));
}

#[cfg(feature = "seal")]
#[test]
fn a_sealed_redis_store_conforms() {
    use billing_runtime::session::store::{SealKey, SealedStore};

    let Some((url, _server)) = place() else {
        return;
    };
    run(stores::check(
        async || SealedStore::new(fresh(&url), SealKey::from([1; 32])),
        async |length| tokio::time::sleep(length).await,
    ));
}

#[test]
fn workers_share_what_is_kept_and_leases_under_a_prefix() {
    let Some((url, _server)) = place() else {
        return;
    };
    run(async {
        let prefix = format!("billing-test-{}-shared:", std::process::id());
        let store = || RedisStore::new(&url).unwrap().prefix(&prefix);
        let (one, two, other, key) = (store(), store(), fresh(&url), key("{account}", "slot"));
        assert!(put(&one, &key, 1, "token").await.unwrap());
        assert_eq!(get(&two, &key).await.unwrap(), Some((1, "token".into())));
        assert_eq!(get(&other, &key).await.unwrap(), None);
        let lease = one.lease(&key, LONG).await.unwrap().unwrap();
        assert_eq!(two.lease(&key, LONG).await.unwrap(), None);
        two.release(&key, lease).await.unwrap();
        assert!(two.lease(&key, LONG).await.unwrap().is_some());
        one.clear("{account}").await.unwrap();
        assert_eq!(get(&two, &key).await.unwrap(), None);
    });
}

#[test]
fn fault_74_what_is_damaged_is_set_aside() {
    let Some(server) = Server::start(&[]) else {
        return;
    };
    let store = RedisStore::new(&server.url()).unwrap();
    let key = key("a", "slot");
    for damage in [
        "canary",
        "",
        "00000000000000000007",
        "99999999999999999999\nx",
    ] {
        server.raw(&["HSET", "billing:{a}:tokens", "slot", damage]);
        run(async {
            let error = store.load(&key).await.unwrap_err();
            let message = error.to_string();
            assert!(error.is_corrupt(), "{message}");
            assert!(
                message.contains("`billing:{a}:corrupt`") && !message.contains("canary"),
                "{message}"
            );
            assert_eq!(get(&store, &key).await.unwrap(), None);
        });
    }
    server.raw(&["HSET", "billing:{a}:tokens", "slot", "canary"]);
    run(async {
        assert!(put(&store, &key, 1, "new").await.unwrap());
        assert_eq!(get(&store, &key).await.unwrap(), Some((1, "new".into())));
        store.clear("a").await.unwrap();
    });
    assert_eq!(server.raw(&["DBSIZE"]), ":0", "signing out leaves nothing");
}

#[test]
fn fault_75_a_server_that_takes_no_writes_is_an_error_and_keeps_what_was_there() {
    let Some(server) = Server::start(&[]) else {
        return;
    };
    let (store, key) = (RedisStore::new(&server.url()).unwrap(), key("a", "slot"));
    run(async {
        assert!(put(&store, &key, 1, "old").await.unwrap());
        let lease = store.lease(&key, LONG).await.unwrap().unwrap();
        server.raw(&["CONFIG", "SET", "maxmemory", "1"]);
        let next = entry(2, "canary-token");
        let error = store.save(&key, &next, &lease).await.unwrap_err();
        let message = format!("{error} {error:?}");
        assert!(message.contains("is out of memory"), "{message}");
        assert!(!error.is_corrupt() && error.is_unreachable() && !message.contains("canary"));
        let second = super::support::key("other", "slot");
        assert!(
            store
                .lease(&second, LONG)
                .await
                .unwrap_err()
                .is_unreachable()
        );
        assert_eq!(get(&store, &key).await.unwrap(), Some((1, "old".into())));
        server.raw(&["CONFIG", "SET", "maxmemory", "0"]);
        assert!(store.save(&key, &next, &lease).await.unwrap());
        // Another program has stored something else under the key.
        server.raw(&["SET", "billing:{b}:tokens", "canary"]);
        let other = super::support::key("b", "slot");
        let error = store.load(&other).await.unwrap_err();
        assert!(
            error.to_string().contains("another type of value") && error.is_unreachable(),
            "{error}"
        );
    });
}

#[test]
fn a_restarted_server_and_another_runtime_fail_nothing() {
    let Some(server) = Server::start(&[]) else {
        return;
    };
    let (store, key) = (RedisStore::new(&server.url()).unwrap(), key("a", "slot"));
    run(async { assert!(put(&store, &key, 1, "text").await.unwrap()) });
    // The runtime that opened the connection is gone.
    run(async { assert!(put(&store, &key, 2, "text").await.unwrap()) });
    run(async {
        assert!(put(&store, &key, 3, "text").await.unwrap());
        let port = server.port;
        drop(server);
        let error = store.load(&key).await.unwrap_err();
        assert!(error.to_string().contains("refuses connections"), "{error}");
        let _server = Server::start_at(port, &[]).unwrap();
        assert!(put(&store, &key, 1, "text").await.unwrap());
        // The server closes the connections of the store.
        _server.raw(&["CLIENT", "KILL", "TYPE", "normal"]);
        assert!(put(&store, &key, 2, "text").await.unwrap());
    });
}

#[test]
fn an_unreachable_server_is_a_prompt_error() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let url = format!("redis://user:canary-password@127.0.0.1:{port}/0");
    let limit = Duration::from_millis(200);
    let store = RedisStore::new(&url).unwrap().timeout(limit);
    let key = key("a", "slot");
    let begun = Instant::now();
    let error = run(store.load(&key)).unwrap_err();
    assert!(begun.elapsed() >= limit && begun.elapsed() < Duration::from_secs(5));
    let message = error.to_string();
    assert!(error.is_unreachable(), "{message}");
    assert!(
        message.contains("did not respond within 200ms"),
        "{message}"
    );
    drop(silent);
    let refused = run(store.lease(&key, LONG)).unwrap_err();
    assert!(refused.is_unreachable(), "{refused}");
    let refused = refused.to_string();
    assert!(refused.contains("refuses connections"), "{refused}");
    let shown = format!("{message} {refused} {store:?}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(
        shown.contains(&format!("Redis at 127.0.0.1:{port}")),
        "{shown}"
    );
}

/// A proxy: accepts a connection, reads one request and closes without a response, this many times;
/// then forwards everything.
fn loses_answers(to: u16, times: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for (n, client) in listener.incoming().enumerate() {
            let (mut client, mut server) = (
                client.unwrap(),
                TcpStream::connect(("127.0.0.1", to)).unwrap(),
            );
            let (mut answers, mut back) =
                (server.try_clone().unwrap(), client.try_clone().unwrap());
            let up = std::thread::spawn(move || {
                let mut block = [0; 65_536];
                while let Ok(length @ 1..) = client.read(&mut block) {
                    server.write_all(&block[..length]).unwrap();
                    let request = String::from_utf8_lossy(&block[..length]).into_owned();
                    if n < times && request.contains("EVAL") {
                        // The request arrives, but its response is lost.
                        std::thread::sleep(Duration::from_millis(50));
                        let _ = client.shutdown(std::net::Shutdown::Both);
                        return;
                    }
                }
            });
            std::thread::spawn(move || {
                let mut block = [0; 65_536];
                while let Ok(length @ 1..) = answers.read(&mut block) {
                    if n < times && block[..length].starts_with(b":") {
                        continue;
                    }
                    let _ = back.write_all(&block[..length]);
                }
                let _ = back.shutdown(std::net::Shutdown::Both);
            });
            drop(up);
        }
    });
    port
}

#[test]
fn a_lost_answer_is_asked_for_again_and_counts_once() {
    let Some(server) = Server::start(&[]) else {
        return;
    };
    let direct = RedisStore::new(&server.url()).unwrap();
    let key = key("a", "slot");
    let unsure = || {
        let port = loses_answers(server.port, 1);
        RedisStore::new(&format!("redis://127.0.0.1:{port}")).unwrap()
    };
    run(async {
        let lease = unsure().lease(&key, LONG).await.unwrap();
        let lease = lease.expect("the lease was its own");
        assert_eq!(direct.lease(&key, LONG).await.unwrap(), None);
        let saved = unsure().save(&key, &entry(1, "text"), &lease).await;
        assert!(saved.unwrap(), "the entry was its own");
        assert_eq!(get(&direct, &key).await.unwrap(), Some((1, "text".into())));
        unsure().release(&key, lease).await.unwrap();
        assert!(direct.lease(&key, LONG).await.unwrap().is_some());
    });
}

#[test]
fn fault_76_a_url_and_its_password_are_never_repeated() {
    for url in [
        "canary",
        "http://canary",
        "redis://:canary@",
        "rediss://:canary@h:1",
    ] {
        if let Err(error) = RedisStore::new(url) {
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
    }
    let error = RedisStore::new("127.0.0.1").unwrap_err();
    assert!(error.to_string().contains("redis://host:6379/0"), "{error}");
    let Some(server) = Server::start(&["--requirepass", "right"]) else {
        return;
    };
    let key = key("a", "slot");
    let with = |user| format!("redis://{user}127.0.0.1:{}", server.port);
    for user in ["", ":canary@"] {
        let store = RedisStore::new(&with(user)).unwrap();
        let message = run(store.load(&key)).unwrap_err().to_string();
        assert!(message.contains("user and password"), "{message}");
        assert!(!message.contains("canary"), "{message}");
    }
    let store = RedisStore::new(&with(":right@")).unwrap();
    assert_eq!(run(get(&store, &key)).unwrap(), None);
}
