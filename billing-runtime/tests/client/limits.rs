//! Stated rates are kept before the service has to.

use std::sync::{Arc, Mutex};

use billing_runtime::client::Retry;
use billing_runtime::client::clock::Clock;
use billing_runtime::testing::{ManualClock, MockTransport, Reply, block_on};
use billing_runtime::transport::{Failure, ResponseFuture, Transport};
use billing_runtime::{Client, Error, Id};
use bytes::Bytes;
use tokio::task::JoinHandle;

use super::api::*;

/// A mock transport that notes when it was asked.
struct Timed {
    mock: MockTransport,
    clock: ManualClock,
    times: Arc<Mutex<Vec<u64>>>,
}

impl Transport for Timed {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        let now = self.clock.elapsed().as_secs();
        self.times.lock().unwrap().push(now);
        self.mock.send(request)
    }
}

struct World {
    client: Client,
    mock: MockTransport,
    clock: ManualClock,
    times: Arc<Mutex<Vec<u64>>>,
}

fn world(clock: ManualClock) -> World {
    let (mock, times) = (MockTransport::new(), Arc::default());
    let timed = Timed {
        mock: mock.clone(),
        clock: clock.clone(),
        times: Arc::clone(&times),
    };
    let builder = Client::builder().transport(timed).clock(clock.clone());
    // What is sent again has tests of its own.
    let builder = builder.retry(Retry::never());
    let client = builder.credential(keys()).build().unwrap();
    World {
        client: client.with_servers(SERVERS),
        mock,
        clock,
        times,
    }
}

fn pdf() -> Reply {
    Reply::media(200, "application/pdf", "%PDF")
}

async fn download(client: Client, id: i64) -> Result<Bytes, Error> {
    let id = Id::from(id);
    client.send(&DownloadInvoice { id }).await?.bytes().await
}

fn spawn(world: &World, calls: usize) -> Vec<JoinHandle<Result<Bytes, Error>>> {
    let one = |id| tokio::spawn(download(world.client.clone(), id as i64));
    (0..calls).map(one).collect()
}

/// Lets every task run until all of them wait.
async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

/// E4 56: of 30 calls at once, ten go in each minute and none is lost; those that are cancelled
/// while they wait leave no hole.
#[tokio::test]
async fn e4_56_ten_downloads_in_a_minute() {
    let world = world(ManualClock::at(NOW).without_auto_advance());
    (0..25).for_each(|_| world.mock.reply(pdf()));
    let tasks = spawn(&world, 30);
    settle().await;
    assert_eq!(world.mock.requests().len(), 10);
    // The first of those who wait, one of the next lot and the last.
    for cancelled in [10, 11, 12, 20, 29] {
        tasks[cancelled].abort();
    }
    for _ in 0..10 {
        settle().await;
        world.clock.advance_to_next();
    }
    let mut done = Vec::new();
    for (id, task) in tasks.into_iter().enumerate() {
        match task.await {
            Ok(answer) => assert_eq!(answer.unwrap(), "%PDF"),
            Err(gone) => done.push((id, gone.is_cancelled())),
        }
    }
    assert_eq!(done, [10, 11, 12, 20, 29].map(|id| (id, true)));
    let times = world.times.lock().unwrap();
    assert_eq!(times[..10], [0; 10]);
    assert_eq!(times[10..20], [60; 10]);
    assert_eq!(times[20..], [120; 5]);
    // They went in the order in which they came.
    let requests = world.mock.requests();
    let paths = requests.iter().map(|r| r.target().to_owned());
    let left = (0..30).filter(|id| ![10, 11, 12, 20, 29].contains(id));
    assert!(paths.eq(left.map(|id| format!("/api/invoices/{id}/download"))));
}

/// E4 56: a refusal that comes all the same teaches the limiter; clones of the client share it.
#[test]
fn e4_56_a_refusal_holds_the_next_call_back() {
    let world = world(ManualClock::at(NOW));
    let busy = Reply::json(429, r#"{"success":false,"error":"slower"}"#);
    world.mock.reply(busy.header("retry-after", "7"));
    world.mock.reply(pdf());
    let error = block_on(download(world.client.clone(), 1)).unwrap_err();
    assert!(error.is_rate_limited() && !error.not_sent(), "{error:?}");
    block_on(download(world.client.clone(), 2)).unwrap();
    assert_eq!(*world.times.lock().unwrap(), [0, 7]);
}

/// What was never sent takes nobody's place.
#[test]
fn e4_56_only_what_is_sent_counts() {
    let world = world(ManualClock::at(NOW));
    for _ in 0..30 {
        world
            .mock
            .reply(Reply::failure(Failure::not_sent("refused")));
    }
    for id in 0..30 {
        assert!(block_on(download(world.client.clone(), id)).is_err());
    }
    assert_eq!(*world.times.lock().unwrap(), [0; 30]);
    (0..11).for_each(|_| world.mock.reply(pdf()));
    for id in 0..11 {
        block_on(download(world.client.clone(), id)).unwrap();
    }
    assert_eq!(
        world.times.lock().unwrap()[30..],
        [[0; 10].as_slice(), &[60]].concat()
    );
}

/// E4 56 over sockets, with a second in place of a minute: what counts is when the server sees the
/// calls, which come over connections old and new.
#[cfg(feature = "fault-server")]
#[test]
fn e4_56_a_server_never_sees_more() {
    use std::time::{Duration, Instant};

    use billing_runtime::Endpoint;
    use billing_runtime::endpoint::Nothing;
    use billing_runtime::testing::{Fault, FaultServer};

    #[derive(Clone, Debug, Endpoint)]
    #[endpoint(get = "/x", effect = read, returns = Nothing, rate = "10/s")]
    struct Get;

    let times = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&times);
    let server = FaultServer::start(move |_| {
        noted.lock().unwrap().push(Instant::now());
        Reply::json(200, "{}")
    });
    let server = server.unwrap();
    server.plan(|number| match number % 3 {
        0 => Some(Fault::ConnectionClose),
        1 => Some(Fault::Late(Duration::from_millis(40))),
        _ => None,
    });
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let calls = (0..30).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(&Get).await })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
    });
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 30);
    for window in times.windows(11) {
        assert!(window[10] - window[0] > Duration::from_secs(1));
    }
}

/// A call that is dropped after any number of polls, waiting, sending or sent, wedges nobody.
#[tokio::test]
async fn e4_56_a_call_dropped_anywhere_wedges_nobody() {
    for polls in 0..12 {
        let world = world(ManualClock::at(NOW).without_auto_advance());
        (0..14).for_each(|_| world.mock.reply(pdf()));
        for id in 0..10 {
            download(world.client.clone(), id).await.unwrap();
        }
        let mut dropped = Box::pin(download(world.client.clone(), 10));
        let mut behind = Box::pin(download(world.client.clone(), 11));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        for poll in 0..polls {
            if dropped.as_mut().poll(&mut cx).is_ready() {
                dropped = Box::pin(download(world.client.clone(), 10));
            }
            if poll == 1 {
                assert!(behind.as_mut().poll(&mut cx).is_pending());
                world.clock.advance_to_next();
            }
        }
        drop(dropped);
        let behind = tokio::spawn(behind);
        settle().await;
        while world.clock.advance_to_next().is_some() {
            settle().await;
        }
        behind.await.unwrap().unwrap();
        let times = world.times.lock().unwrap();
        assert_eq!(times[..10], [0; 10], "{polls} polls");
        assert_eq!(times.last(), Some(&60), "{polls} polls: {times:?}");
        assert_eq!(world.clock.sleepers(), 0);
    }
}
