//! Serves HTTP on one thread with its own async runtime, so that any test can start it.

mod body;

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{CONNECTION, CONTENT_LENGTH, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::oneshot;

use super::engine::Engine;
use super::misbehave::{Misbehave, Seen};
use super::output::Answer;
use super::reply::Refusal;
use body::{Broken, Room};

/// The maximum size of the head of a request in bytes.
const HEAD: usize = 64 << 10;

/// The serving thread, which stops when this is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts the thread; `patience` limits the time for the head of a request and between two parts of its body.
    pub(crate) fn start(engine: Arc<Engine>, listen: &str, patience: Duration) -> io::Result<Self> {
        let listener = TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("mock".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                        tokio::spawn(accept(listener, engine, patience));
                        // This ends when the sender is dropped; the runtime then drops every connection.
                        let _ = stopped.await;
                    }
                });
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Waits for the thread, which runs until the process ends.
    pub(crate) fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: tokio::net::TcpListener, engine: Arc<Engine>, patience: Duration) {
    let room = Arc::new(Room::default());
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Probably out of file descriptors: wait for connections to end.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (engine, room) = (engine.clone(), room.clone());
        tokio::spawn(async move {
            let service =
                service_fn(move |request| serve(engine.clone(), room.clone(), patience, request));
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(patience)
                .max_buf_size(HEAD)
                // A client that closed only its sending side still gets a response.
                .half_close(true)
                .serve_connection(TokioIo::new(stream), service);
            // A broken connection only concerns the client.
            let _ = connection.await;
        });
    }
}

async fn serve(
    engine: Arc<Engine>,
    room: Arc<Room>,
    patience: Duration,
    request: Request<Incoming>,
) -> io::Result<Response<Cut>> {
    let (head, body) = request.into_parts();
    let body = match body::read(body, &room, patience).await {
        Ok(body) => body,
        Err(broken) => return Ok(unread(&engine, head.uri.path(), &broken)),
    };
    let headers = head.headers.iter();
    let seen = Seen {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or("").to_owned(),
        headers: headers
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.to_string(), value.into_owned())
            })
            .collect(),
        body,
        operation: None,
        status: 0,
    };
    let (answer, misbehave) = engine.answer(seen);
    if !misbehave.delay.is_zero() {
        tokio::time::sleep(misbehave.delay).await;
    }
    if misbehave.dropped {
        return Err(io::Error::other("dropped on purpose"));
    }
    Ok(response(answer, &misbehave))
}

/// Refuses a request whose body cannot be read; the mock reads nothing more from its connection.
fn unread(engine: &Engine, path: &str, broken: &Broken) -> Response<Cut> {
    let (status, message) = match broken {
        Broken::TooLarge => (413, "The body is larger than 16 MiB."),
        Broken::Crowded => (503, "Too many bodies are being sent at once."),
        Broken::Silent => (408, "The body did not arrive in time."),
        Broken::Malformed => (400, "The body is incomplete or its length is invalid."),
    };
    let mut answer = engine.refuse(path, &Refusal::new(status, message));
    answer.header(CONNECTION.as_str(), "close");
    response(answer, &Misbehave::default())
}

fn response(answer: Answer, misbehave: &Misbehave) -> Response<Cut> {
    let length = answer.body.len();
    let mut response = Response::new(Cut {
        left: Some(Bytes::from(answer.body)),
        at: misbehave.cut,
        flushed: false,
    });
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or_default();
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    if misbehave.cut.is_some() {
        let length = HeaderValue::from(length);
        response.headers_mut().insert(CONTENT_LENGTH, length);
    }
    response
}

/// A response body that may break off with an error.
struct Cut {
    left: Option<Bytes>,
    at: Option<usize>,
    flushed: bool,
}

impl Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Some(mut bytes) = self.left.take() else {
            if self.at.is_some() && !self.flushed {
                // An immediate error would discard bytes that are not written yet; waiting lets them go out.
                self.flushed = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let cut = self.at.map(|_| Err(io::Error::other("cut off on purpose")));
            return Poll::Ready(cut);
        };
        if let Some(at) = self.at {
            bytes.truncate(at);
        }
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.as_ref().is_none_or(Bytes::is_empty) && self.at.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.left, self.at) {
            (Some(left), None) => SizeHint::with_exact(left.len() as u64),
            (None, None) => SizeHint::with_exact(0),
            _ => SizeHint::default(),
        }
    }
}
