//! Tests the demo as a whole, and fleets of its workers over one Redis server.

#[path = "demo/fleets.rs"]
mod fleets;

use std::path::Path;
use std::time::{Duration, Instant};

use billbora_demo::billbora::{Billbora, Identity, Login, Session};
use billbora_demo::fleet::Fleet;
use billbora_demo::redis::{self, Redis};
use billbora_demo::{Result, tour};
use billbora_mock::{ANON_KEY, Billbora as Mock, EMAIL, ORGANIZATION, PASSWORD, Step};
use billing_runtime::Client;
use billing_runtime::client::event::EventKind;
use billing_runtime::session::store::RedisStore;

const PROGRAM: &str = env!("CARGO_BIN_EXE_billbora-demo");

fn run<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap().block_on(future)
}

/// Starts a server, or prints what was skipped.
fn server() -> Option<Redis> {
    let server = redis::start().unwrap();
    if server.is_none() {
        println!("skipped: no `redis-server` is installed");
    }
    server
}

/// Signs in and keeps the session in Redis.
async fn signed_in(mock: &Mock, redis: &Redis) -> Result<Session> {
    let identity = Identity {
        project_url: mock.project_url(),
        anon_key: ANON_KEY.into(),
    };
    let login = Login::new(identity)
        .base_url(mock.url())
        .store(RedisStore::new(redis.url())?);
    Ok(login.sign_in(EMAIL, PASSWORD).tenant(ORGANIZATION).await?)
}

fn fleet<'a>(mock: &'a [String; 2], redis: &'a Redis) -> Fleet<'a> {
    Fleet {
        program: Path::new(PROGRAM),
        project_url: &mock[0],
        api_url: &mock[1],
        redis_url: redis.url(),
    }
}

#[test]
fn the_tour_ends_well() {
    run(tour::run()).unwrap();
    let Some(redis) = server() else { return };
    run(tour::fleet(&redis, Path::new(PROGRAM))).unwrap();
}

/// Eight processes make fifty calls each, and the token expires five times: five refreshes.
#[test]
fn eight_processes_refresh_once_for_each_expiry() {
    let Some(redis) = server() else { return };
    let mock = billbora_mock::start().unwrap();
    run(signed_in(&mock, &redis)).unwrap();
    let controls = mock.controls();
    controls.expire_every(Some(75));
    let urls = [mock.project_url(), mock.url()];
    let fleet = fleet(&urls, &redis);
    let workers: Vec<_> = (0..8).map(|_| fleet.start(50).unwrap()).collect();
    for worker in workers {
        worker.finish().unwrap();
    }
    let counts = controls.counts();
    assert_eq!((counts.calls, counts.refreshes), (400, 5), "{counts:?}");
    assert_eq!((counts.reuses, counts.revocations), (0, 0), "{counts:?}");
}

/// A worker is killed while it holds the lease, after its refresh and before the response.
#[test]
fn a_killed_worker_costs_one_refresh() {
    let Some(redis) = server() else { return };
    let mock = billbora_mock::start().unwrap();
    run(signed_in(&mock, &redis)).unwrap();
    let controls = mock.controls();
    controls.expire_now();
    controls.delay(Step::Refresh, Duration::from_secs(60));
    let urls = [mock.project_url(), mock.url()];
    let fleet = fleet(&urls, &redis);
    let victim = fleet.start(50).unwrap();
    let begun = Instant::now();
    while controls.counts().refreshes == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the victim refreshes"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let workers: Vec<_> = (0..7).map(|_| fleet.start(50).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(200));
    victim.kill().unwrap();
    controls.delay(Step::Refresh, Duration::ZERO);
    for worker in workers {
        worker.finish().unwrap();
    }
    let counts = controls.counts();
    assert_eq!((counts.calls, counts.refreshes), (350, 2), "{counts:?}");
    assert_eq!((counts.reuses, counts.revocations), (1, 0), "{counts:?}");
}

/// Redis goes down: a valid token stays in use, each access to the store is a warning, and nothing
/// is renewed.
#[test]
fn a_store_out_of_reach_stops_renewals_only() {
    let Some(mut redis) = server() else { return };
    let mock = billbora_mock::start().unwrap();
    let controls = mock.controls();
    controls.lifetime(Duration::from_secs(60));
    run(async {
        let session = signed_in(&mock, &redis).await.unwrap();
        let client = Client::builder()
            .credential(session.clone())
            .base_url(mock.url());
        let billbora = Billbora::new(client.build().unwrap());
        redis.stop().unwrap();
        billbora.invoices().list().await.unwrap();
        assert_eq!(session.counts().get(EventKind::StoreFailed), 0);
        // The service requires a newer token, which nobody can fetch without knowing what the other
        // processes do.
        controls.expire_now();
        let error = billbora.invoices().list().await.unwrap_err();
        assert!(!error.needs_sign_in(), "{error}");
        assert!(session.counts().get(EventKind::StoreFailed) >= 1);
        assert_eq!(controls.counts().refreshes, 0);
    });
}
