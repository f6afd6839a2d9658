//! A server on real sockets that injects faults.

mod connection;
mod fault;
mod request;
mod respond;
mod state;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::{RecordedRequest, Reply};
use state::ServerState;

pub use fault::Fault;
pub use state::ServedRequest;

/// The stack size of a connection's thread, which only reads heads and calls the responder.
const STACK: usize = 512 * 1024;

/// A server on real sockets that injects faults and records the requests.
///
/// A function responds to every request that arrives completely. A [`Fault`] changes what happens to the
/// request before that and to the response afterwards. The function simulates the service, and the fault
/// simulates the network. The server listens on 127.0.0.1 only, speaks plain HTTP/1.1 with bodies of a
/// known length, and has its own threads, so it runs whatever happens to the caller's runtime.
///
/// ```
/// use billing_runtime::testing::{Fault, FaultServer, Reply};
/// use billing_runtime::{Client, Endpoint};
/// use billing_runtime::endpoint::Nothing;
///
/// /// `POST /orders`
/// #[derive(Clone, Debug, Endpoint)]
/// #[endpoint(post = "/orders", effect = create, returns = Nothing)]
/// pub struct CreateOrder;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = FaultServer::start(|_| Reply::json(200, "{}"))?;
/// server.next(Fault::ResetUnanswered);
/// let client = Client::builder().base_url(server.url()).build()?;
///
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// let error = runtime.block_on(client.send(&CreateOrder)).unwrap_err();
/// assert!(error.outcome_unknown());
/// assert_eq!(server.requests().len(), 1, "it is not sent again");
/// # Ok(()) }
/// ```
pub struct FaultServer {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
}

type Responder = dyn Fn(&RecordedRequest) -> Reply + Send + Sync;

struct Shared {
    url: String,
    state: Mutex<ServerState>,
    responder: Box<Responder>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, ServerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultServer {
    /// Starts a server on a free port. `responder` returns the response to each request.
    ///
    /// # Errors
    ///
    /// If no port or no thread is available.
    pub fn start(
        responder: impl Fn(&RecordedRequest) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            url: format!("http://{address}"),
            state: Mutex::default(),
            responder: Box::new(responder),
        });
        let accepting = {
            let shared = Arc::clone(&shared);
            thread::Builder::new().spawn(move || accept(&listener, &shared))?
        };
        Ok(Self {
            shared,
            address,
            accepting: Some(accepting),
        })
    }

    /// Returns the base URL, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// Plans this fault for the next request that has no plan yet.
    pub fn next(&self, fault: Fault) {
        self.shared.state().plan_next(Some(fault));
    }

    /// Plans no fault for the next request that has no plan yet.
    pub fn next_well(&self) {
        self.shared.state().plan_next(None);
    }

    /// Sets the faults of requests that [`next`](Self::next) did not plan. `plan` gets the number of the
    /// request, in order of arrival, from 0.
    pub fn plan(&self, plan: impl FnMut(usize) -> Option<Fault> + Send + 'static) {
        self.shared.state().plan(Box::new(plan));
    }

    /// Resets the next connections as soon as they are accepted.
    pub fn reset_connections(&self, count: usize) {
        self.shared.state().refuse_connections(count);
    }

    /// Returns the requests that have arrived completely, in that order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        let state = self.shared.state();
        state.served().iter().map(|s| s.request.clone()).collect()
    }

    /// Returns the same requests with their connection and fault.
    pub fn served(&self) -> Vec<ServedRequest> {
        self.shared.state().served().to_vec()
    }

    /// Returns the same requests and forgets them, to save memory in a long test.
    pub fn take_served(&self) -> Vec<ServedRequest> {
        self.shared.state().take_served()
    }

    /// Returns how many requests began to arrive but never arrived completely.
    pub fn unread(&self) -> usize {
        self.shared.state().unread()
    }

    /// Returns how many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.shared.state().connections()
    }

    /// Returns how many connections are open.
    pub fn open(&self) -> usize {
        self.shared.state().open()
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    // The loop ends when the server is dropped.
    for stream in listener.incoming().map_while(Result::ok) {
        let Some(number) = shared.state().open_connection(&stream) else {
            return;
        };
        let mine = Arc::clone(shared);
        let thread = thread::Builder::new().stack_size(STACK);
        let spawned = thread.spawn(move || {
            let _guard = ConnectionGuard(&mine, number);
            connection::serve(stream, number, &mine);
        });
        if spawned.is_err() {
            shared.state().close_connection(number);
        }
    }
}

/// Counts a connection as open until it ends, even if the responder panics.
struct ConnectionGuard<'s>(&'s Shared, usize);

impl Drop for ConnectionGuard<'_> {
    fn drop(&mut self) {
        self.0.state().close_connection(self.1);
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.shared.state().close();
        // Wakes the thread that accepts connections.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl fmt::Debug for FaultServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        f.debug_struct("FaultServer")
            .field("url", &self.shared.url)
            .field("connections", &state.connections())
            .field("requests", &state.served().len())
            .finish_non_exhaustive()
    }
}
