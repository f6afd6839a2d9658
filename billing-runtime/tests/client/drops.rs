//! Calls that are dropped at each point at which they wait.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use billing_runtime::client::clock::{Clock, Sleeping};
use billing_runtime::credential::{Attempt, Prepared, Preparing, SigningMaterial};
use billing_runtime::endpoint::Plain;
use billing_runtime::testing::{MockTransport, Reply};
use billing_runtime::transport::{Body, Chunks, Failure, ResponseFuture, Transport};
use billing_runtime::{Client, Credential, Endpoint, Error, Result, Value, Wire as _};
use bytes::Bytes;

/// What is under way just now.
#[derive(Clone, Default)]
struct Gauge(Arc<AtomicUsize>);

struct Under(Gauge);

impl Gauge {
    fn enter(&self) -> Under {
        self.0.fetch_add(1, Ordering::Relaxed);
        Under(self.clone())
    }
}

impl Drop for Under {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Waits for one more poll.
fn later() -> impl Future<Output = ()> + Send {
    let mut polled = false;
    std::future::poll_fn(move |cx| {
        cx.waker().wake_by_ref();
        match std::mem::replace(&mut polled, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
}

/// A mock transport, a clock and a credential in which everything takes one more poll.
#[derive(Clone)]
struct Slow(Arc<Mutex<MockTransport>>, Gauge);

struct Pieces(Body, Pin<Box<dyn Future<Output = ()> + Send>>);

impl Chunks for Pieces {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        match self.1.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.1 = Box::pin(later());
                self.0.poll_chunk(cx)
            }
        }
    }
}

impl Transport for Slow {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let _under = self.1.enter();
            later().await;
            let mock = self.0.lock().unwrap().clone();
            let response = mock.send(request).await?;
            Ok(response.map(|body| Body::from_chunks(Pieces(body, Box::pin(later())))))
        })
    }
}

impl Clock for Slow {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Sleeping {
        let under = self.1.enter();
        Box::pin(async move {
            let _under = under;
            later().await;
        })
    }

    fn limit(&self, _: Duration) -> Sleeping {
        let under = self.1.enter();
        Box::pin(async move {
            let _under = under;
            std::future::pending().await
        })
    }
}

impl Credential for Slow {
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()> {
        attempt.header("x-key", "token")
    }

    fn secrets(&self, _: &mut dyn FnMut(&str)) {}

    fn prepare(&self, _: SystemTime) -> Prepared<'_> {
        Prepared::Later(self.signing_material())
    }

    fn renew<'a>(&'a self, _: &'a SigningMaterial, error: &mut Error) -> Option<Preparing<'a>> {
        (error.status()?.as_u16() == 401).then(|| self.signing_material())
    }
}

impl Slow {
    fn client(&self) -> Client {
        Client::builder()
            .base_url("https://api.example")
            .transport(self.clone())
            .clock(self.clone())
            .credential(self.clone())
            .build()
            .unwrap()
    }

    fn signing_material(&self) -> Preparing<'_> {
        let under = self.1.enter();
        Box::pin(async move {
            let _under = under;
            later().await;
            Ok(SigningMaterial::default())
        })
    }
}

#[derive(Endpoint)]
#[endpoint(get = "/x", effect = read, auth = Slow, returns = Plain<Value>)]
struct Look;

/// Fault 57: calls that are dropped while they wait for another attempt have cost nothing.
#[test]
fn e4_57_a_call_dropped_in_its_wait_leaves_the_budget_alone() {
    let mock = MockTransport::new();
    let slow = Slow(Arc::new(Mutex::new(mock.clone())), Gauge::default());
    let client = slow.client();
    for _ in 0..100 {
        mock.respond(503, "");
        let mut call = pin!(client.send(&Look));
        let mut cx = Context::from_waker(Waker::noop());
        // Its key, its head and its body are there, and it waits.
        for _ in 0..4 {
            assert!(call.as_mut().poll(&mut cx).is_pending());
        }
    }
    assert_eq!((mock.requests().len(), client.counts().retries), (100, 0));
    mock.respond(503, "");
    mock.respond(200, "[]");
    billing_runtime::testing::block_on(client.send(&Look)).unwrap();
}

/// Fault 57: wherever a call is dropped, nothing of it stays behind, and the next one goes well.
#[test]
fn e4_57_a_call_dropped_at_each_point() {
    let answers = |mock: &MockTransport| {
        mock.respond(503, "busy");
        mock.respond(401, "");
        mock.reply(Reply::failure(Failure::lost("reset")));
        mock.reply(Reply::chunks(
            200,
            "application/json",
            [Ok("[1,".into()), Ok("2]".into())],
        ));
    };
    let mut polls = 0;
    loop {
        let (mock, gauge) = (MockTransport::new(), Gauge::default());
        let slow = Slow(Arc::new(Mutex::new(mock.clone())), gauge.clone());
        let client = slow.client();
        answers(&mock);
        let mut cx = Context::from_waker(Waker::noop());
        let ended = {
            let mut call = pin!(client.send(&Look));
            (0..polls).any(|_| call.as_mut().poll(&mut cx).is_ready())
        };
        assert_eq!(
            gauge.0.load(Ordering::Relaxed),
            0,
            "dropped after {polls} polls"
        );
        let sent = mock.requests().len();
        assert!(sent <= 4 && client.counts().attempts as usize <= sent + 1);

        // The same client goes through all of it once more, from the beginning.
        let mock = MockTransport::new();
        answers(&mock);
        *slow.0.lock().unwrap() = mock;
        let answer = billing_runtime::testing::block_on(client.send(&Look)).unwrap();
        assert_eq!(answer.to_json(), "[1,2]");
        assert_eq!(gauge.0.load(Ordering::Relaxed), 0);
        if ended {
            break;
        }
        polls += 1;
        assert!(polls < 200, "it never ends");
    }
    assert!(
        polls > 15,
        "it had fewer points to wait at than it should: {polls}"
    );
}
