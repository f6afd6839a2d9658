//! The connection to the server: opened on first use, reopened after a failure, with a short timeout.

use std::fmt;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError};
use tokio::sync::Mutex;

use crate::session::store::StoreError;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(2);

pub(super) struct Connection {
    client: Client,
    timeout: Duration,
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    connection: Option<MultiplexedConnection>,
    /// The number of connections so far, so that a broken one is not mistaken for its successor.
    count: u64,
}

impl Connection {
    pub(super) fn new(url: &str) -> Result<Self, StoreError> {
        // The library's message may repeat the URL, which may hold a password.
        let client = Client::open(url).map_err(|error| {
            StoreError::new(match error.kind() {
                ErrorKind::InvalidClientConfig if url.starts_with("rediss:") => {
                    "the Redis URL requires TLS, which this build does not support; add the crate \
                     `redis` with its feature `tokio-rustls-comp` to your program, in the same version"
                }
                _ => "the Redis URL is invalid; write it as `redis://host:6379/0`",
            })
        })?;
        Ok(Self {
            client,
            timeout: DEFAULT_TIMEOUT,
            current: Mutex::default(),
        })
    }

    pub(super) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    /// Sends a command, and sends it once more if the connection is broken, such as after a restart
    /// of the server. `make` receives `true` the second time, since the first command may have
    /// arrived.
    pub(super) async fn query<T: FromRedisValue>(
        &self,
        make: impl Fn(bool) -> Cmd + Send + Sync,
    ) -> Result<T, StoreError> {
        let query = async {
            match self.query_once(&make(false)).await {
                Err(error) if error.is_connection_dropped() => self.query_once(&make(true)).await,
                outcome => outcome,
            }
        };
        match tokio::time::timeout(self.timeout, query).await {
            Ok(outcome) => outcome.map_err(|error| self.failed(&error)),
            Err(_) => {
                // The next command must not wait for the same connection.
                if let Ok(mut current) = self.current.try_lock() {
                    current.connection = None;
                }
                Err(StoreError::unreachable(format!(
                    "{self:?} did not respond within {:?}",
                    self.timeout
                )))
            }
        }
    }

    async fn query_once<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let (count, mut connection) = self.connection().await?;
        let outcome = command.query_async(&mut connection).await;
        if let Err(error) = &outcome
            && error.is_unrecoverable_error()
        {
            let mut current = self.current.lock().await;
            if current.count == count {
                current.connection = None;
            }
        }
        outcome
    }

    /// Returns the connection with its number. All callers wait while one is being opened.
    async fn connection(&self) -> Result<(u64, MultiplexedConnection), RedisError> {
        let mut current = self.current.lock().await;
        let connection = match &current.connection {
            Some(connection) => connection.clone(),
            None => {
                // `query` limits the total time.
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(None)
                    .set_response_timeout(None);
                let opened = self
                    .client
                    .get_multiplexed_async_connection_with_config(&config);
                let connection = opened.await?;
                current.count += 1;
                current.connection = Some(connection.clone());
                connection
            }
        };
        Ok((current.count, connection))
    }

    /// Describes an error in fixed words without secrets: the server's own message may repeat what was
    /// sent.
    fn failed(&self, error: &RedisError) -> StoreError {
        let problem = match (error.kind(), error.code()) {
            (_, Some("NOAUTH" | "WRONGPASS")) | (ErrorKind::AuthenticationFailed, _) => {
                "refuses user and password; correct them in the URL".to_owned()
            }
            (_, Some("NOPERM")) => {
                "does not allow this user to run scripts or to use these keys".to_owned()
            }
            (_, Some("OOM")) => "is out of memory and refuses writes".to_owned(),
            (_, Some("MISCONF")) => {
                "cannot write to its disk and therefore refuses writes".to_owned()
            }
            (_, Some("WRONGTYPE")) => {
                "holds another type of value under the key of these tokens; choose another `prefix`"
                    .to_owned()
            }
            (_, Some("LOADING")) => "is still loading its data from disk".to_owned(),
            (_, Some("READONLY")) => "is a replica, which refuses writes".to_owned(),
            (_, Some(code)) => format!("responded with the error `{code}`"),
            (ErrorKind::Io, None) if error.is_connection_refusal() => {
                "refuses connections".to_owned()
            }
            (_, None) => format!("cannot be used: {}", error.category()),
        };
        // Every error counts as unreachable: other processes share this server and may be renewing.
        StoreError::unreachable(format!("{self:?} {problem}"))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redis at {}", self.client.get_connection_info().addr())
    }
}
