//! Runtimes of each kind, several at once, and one that ends.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use billing_runtime::testing::block_on;

use super::super::api::GetInvoice;
use super::peer::*;

fn multi() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn current() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// Fault 59: without a runtime there is advice, at once, and no second attempt.
#[test]
fn e4_59_no_runtime() {
    let peer = Peer::new(|mut conn| conn.serve());
    let client = peer.client(|b| b);
    let error = block_on(client.send(&get())).unwrap_err();
    assert!(
        error.not_sent() && error.to_string().contains("no tokio runtime"),
        "{error}"
    );
    assert_eq!((error.attempts().len(), peer.connections()), (1, 0));
    // The same client works where there is one.
    multi().block_on(client.send(&get())).unwrap();
    current().block_on(client.send(&get())).unwrap();
}

/// Fault 59: a runtime that is alive and not running does not keep its connections from others.
#[test]
fn e4_59_two_runtimes_in_turns() {
    let peer = Peer::new(|mut conn| conn.serve());
    let client = peer.client(|b| b);
    let (one, other) = (current(), current());
    let started = Instant::now();
    for _ in 0..5 {
        one.block_on(client.send(&create())).unwrap();
        other.block_on(client.send(&create())).unwrap();
    }
    // Whoever waited for the other runtime would wait for a limit of time; a busy machine is slow all the same.
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!((peer.seen().len(), peer.connections()), (10, 2));
}

/// Fault 59: many runtimes, one after the other, as tests have them.
#[test]
fn e4_59_more_runtimes_than_are_remembered() {
    let peer = Peer::new(|mut conn| conn.serve());
    let client = peer.client(|b| b);
    for _ in 0..20 {
        current().block_on(client.send(&create())).unwrap();
    }
    assert_eq!(peer.seen().len(), 20);
}

/// Fault 59: a runtime that ends in the middle of a call; the client goes on in another.
#[test]
fn e4_59_a_runtime_that_shuts_down() {
    let (arrived, wait) = mpsc::channel();
    let peer = Peer::new(move |mut conn| {
        if conn.number == 1 {
            conn.read();
            arrived.send(()).unwrap();
            thread::sleep(Duration::from_secs(20));
        }
        conn.serve();
    });
    let client = peer.client(|b| b);
    let runtime = multi();
    let task = runtime.spawn({
        let client = client.clone();
        async move { client.send(&create()).await }
    });
    wait.recv().unwrap();
    runtime.shutdown_timeout(Duration::from_secs(5));
    assert!(current().block_on(task).unwrap_err().is_cancelled());
    current().block_on(client.send(&create())).unwrap();
    assert_eq!(peer.seen(), ["1: POST /invoices", "2: POST /invoices"]);
}

/// Fault 59: the call is driven elsewhere than where its connection lives, which ends.
#[test]
fn e4_59_a_connection_whose_runtime_ends() {
    let (arrived, wait) = mpsc::channel();
    let peer = Peer::new(move |mut conn| {
        conn.read();
        arrived.send(()).unwrap();
        thread::sleep(Duration::from_secs(20));
    });
    let client = peer.client(|b| b.retry(billing_runtime::client::Retry::never()));
    let runtime = multi();
    let handle = runtime.handle().clone();
    let call = thread::spawn(move || {
        let _entered = handle.enter();
        futures_executor(client.send(&create()))
    });
    wait.recv().unwrap();
    runtime.shutdown_timeout(Duration::from_secs(5));
    let error = call.join().unwrap().unwrap_err();
    assert!(error.outcome_unknown(), "{error:?}");
    assert_eq!(peer.seen(), ["1: POST /invoices"]);
}

/// Fault 59: 400 calls of one client, in two runtimes at once, from plain threads and from places that
/// block; each gets its own answer.
#[test]
fn e4_59_many_threads_two_runtimes_and_blocking_places() {
    let peer = Peer::new(|mut conn| {
        while conn.read() {
            let id = conn.line.rsplit('/').next().unwrap().to_owned();
            conn.answer(200, &SUCCESS.replace(":7,", &format!(":{id},")));
        }
    });
    let client = peer.client(|b| b);
    let call = move |id: u64| {
        let client = client.clone();
        async move {
            let invoice = client.send(&GetInvoice { id: id.into() }).await.unwrap();
            assert_eq!(invoice.id, id.into());
        }
    };
    let runtimes = [multi(), multi()];
    let mut tasks = Vec::new();
    for id in 0..100 {
        tasks.push(runtimes[0].spawn(call(id)));
        tasks.push(runtimes[1].spawn(call(100 + id)));
        let inside = call(200 + id);
        tasks.push(runtimes[0].spawn(async {
            let handle = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| handle.block_on(inside));
        }));
    }
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let (handle, call) = (runtimes[thread % 2].handle().clone(), call.clone());
            thread::spawn(move || {
                let first = 300 + 25 * thread as u64;
                (first..first + 25).for_each(|id| handle.block_on(call(id)));
            })
        })
        .collect();
    for task in tasks {
        runtimes[1].block_on(task).unwrap();
    }
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(peer.seen().len(), 400);
}

/// Drives a future on this thread, whatever runtime it belongs to.
fn futures_executor<F: Future>(future: F) -> F::Output {
    struct Unpark(thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(thread::current())).into();
    let mut future = std::pin::pin!(future);
    loop {
        let mut cx = std::task::Context::from_waker(&waker);
        match future.as_mut().poll(&mut cx) {
            std::task::Poll::Ready(output) => return output,
            std::task::Poll::Pending => thread::park_timeout(Duration::from_millis(50)),
        }
    }
}
