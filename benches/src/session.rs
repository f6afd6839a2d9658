//! Compares reading a valid token from a session and from behind a lock, on one thread and on eight.
use std::hint::black_box;
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant, SystemTime};

use billing_runtime::client::Server;
use billing_runtime::credential::Prepared;
use billing_runtime::endpoint::operation::{Effect, Method, Operation};
use billing_runtime::session::{Input, NoIdentity, Output, Protocol, SessionSpec, Step};
use billing_runtime::testing::{MockTransport, block_on};
use billing_runtime::{Credential as _, session};

const SIGN_IN: Operation = Operation::new("SignIn", Method::Post, "/token", Effect::Create);

struct Shop;

impl Protocol for Shop {
    type Identity = NoIdentity;
    const SPEC: &'static SessionSpec = &SessionSpec::new("shop.session")
        .servers(&[Server::new("https://shop.example/api")])
        .sign_in(
            Step::new(&SIGN_IN)
                .send(&[("password", Input::Password)])
                .take(&[(Output::Access, "access")]),
        );
}

/// Runs the benchmark on one thread and on eight.
///
/// # Errors
///
/// If the session cannot be created.
pub fn run() -> Result<(), String> {
    let mock = MockTransport::new();
    mock.respond(
        200,
        r#"{"access":"eyJhbGciOiJIUzI1NiJ9.e30.a-token-of-today"}"#,
    );
    let login = session::Login::<Shop>::new(NoIdentity).transport(mock);
    let session = block_on(login.sign_in("user", "password").into_future());
    let session = session.map_err(|error| error.to_string())?;
    let locked = Mutex::new(Arc::<str>::from(
        "eyJhbGciOiJIUzI1NiJ9.e30.a-token-of-today",
    ));
    let ours = || matches!(session.prepare(SystemTime::now()), Prepared::Now(_));
    let lock = || {
        let now = SystemTime::now();
        let token = locked.lock().map(|token| Arc::clone(&token));
        token.is_ok_and(|token| !token.is_empty()) && now > SystemTime::UNIX_EPOCH
    };
    for threads in [1, 8] {
        let (mut best_ours, mut best_lock) = (f64::MAX, f64::MAX);
        for _ in 0..9 {
            best_ours = best_ours.min(nanoseconds(threads, &ours));
            best_lock = best_lock.min(nanoseconds(threads, &lock));
        }
        println!(
            "{threads} thread{}: session {best_ours:.0} ns, token behind a mutex {best_lock:.0} ns, {:.2}x",
            if threads == 1 { " " } else { "s" },
            best_ours / best_lock,
        );
    }
    Ok(())
}

/// Returns the CPU time of one read, without the time that threads wait for a core.
fn nanoseconds(threads: usize, read: &(impl Fn() -> bool + Sync)) -> f64 {
    const EACH: u32 = 200_000;
    let barrier = Barrier::new(threads);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let total: Duration = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    let start = Instant::now();
                    for _ in 0..EACH {
                        assert!(black_box(read()), "the token is valid");
                    }
                    start.elapsed()
                })
            })
            .collect();
        let times = running.into_iter().map(|thread| thread.join());
        times
            .map(Result::unwrap_or_default)
            .max()
            .unwrap_or_default()
    });
    let share = threads.min(cores) as f64 / threads as f64;
    total.as_nanos() as f64 / f64::from(EACH) * share
}
