//! The connection: made when it is needed, made anew when it broke, never waited for long.

use std::fmt;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError};
use tokio::sync::Mutex;

use crate::session::store::StoreError;

const PATIENCE: Duration = Duration::from_secs(2);

pub(super) struct Link {
    client: Client,
    patience: Duration,
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    connection: Option<MultiplexedConnection>,
    /// Counts connections, so that a broken one is not taken for the one that followed it.
    count: u64,
}

impl Link {
    pub(super) fn new(url: &str) -> Result<Self, StoreError> {
        // What the library says may repeat the URL, which may hold a password.
        let client = Client::open(url).map_err(|error| {
            StoreError::new(match error.kind() {
                ErrorKind::InvalidClientConfig if url.starts_with("rediss:") => {
                    "the URL asks Redis for TLS, which this build has not; add the crate `redis` \
                     with its feature `tokio-rustls-comp` to your program, in the same version"
                }
                _ => "the URL of Redis cannot be used; write it as `redis://host:6379/0`",
            })
        })?;
        Ok(Self {
            client,
            patience: PATIENCE,
            current: Mutex::default(),
        })
    }

    pub(super) fn patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Asks once, and once more if the connection turns out to be broken, as one is after a
    /// restart of the server. The second time `make` is told so: the first one may have arrived.
    pub(super) async fn ask<T: FromRedisValue>(
        &self,
        make: impl Fn(bool) -> Cmd + Send + Sync,
    ) -> Result<T, StoreError> {
        let asking = async {
            match self.once(&make(false)).await {
                Err(error) if error.is_connection_dropped() => self.once(&make(true)).await,
                outcome => outcome,
            }
        };
        match tokio::time::timeout(self.patience, asking).await {
            Ok(outcome) => outcome.map_err(|error| self.failed(&error)),
            Err(_) => {
                // Whatever it waits for, the next one shall not.
                if let Ok(mut current) = self.current.try_lock() {
                    current.connection = None;
                }
                Err(StoreError::unreachable(format!(
                    "{self:?} has not answered within {:?}",
                    self.patience
                )))
            }
        }
    }

    async fn once<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
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

    /// The connection with its number; all wait for one that is being made.
    async fn connection(&self) -> Result<(u64, MultiplexedConnection), RedisError> {
        let mut current = self.current.lock().await;
        let connection = match &current.connection {
            Some(connection) => connection.clone(),
            None => {
                // One limit for all of it is kept above.
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(None)
                    .set_response_timeout(None);
                let made = self
                    .client
                    .get_multiplexed_async_connection_with_config(&config);
                let connection = made.await?;
                current.count += 1;
                current.connection = Some(connection.clone());
                connection
            }
        };
        Ok((current.count, connection))
    }

    /// Says what is wrong in words that are known to hold no secret: those of a server may repeat
    /// what it was sent.
    fn failed(&self, error: &RedisError) -> StoreError {
        let advice = match (error.kind(), error.code()) {
            (_, Some("NOAUTH" | "WRONGPASS")) | (ErrorKind::AuthenticationFailed, _) => {
                "does not take user and password; give the right ones in the URL".to_owned()
            }
            (_, Some("NOPERM")) => {
                "does not allow this user to run scripts or to use these keys".to_owned()
            }
            (_, Some("OOM")) => "has no memory left, and takes no writes".to_owned(),
            (_, Some("MISCONF")) => {
                "cannot write to its disk, and takes no writes for that reason".to_owned()
            }
            (_, Some("WRONGTYPE")) => {
                "holds something else under the name of these tokens; choose another `prefix`"
                    .to_owned()
            }
            (_, Some("LOADING")) => "is still reading its data from its disk".to_owned(),
            (_, Some("READONLY")) => "is a replica, which takes no writes".to_owned(),
            (_, Some(code)) => format!("answered with the error `{code}`"),
            (ErrorKind::Io, None) if error.is_connection_refusal() => {
                "does not take connections".to_owned()
            }
            (_, None) => format!("cannot be used: {}", error.category()),
        };
        // Whatever it says: others share this server, and may be renewing already.
        StoreError::unreachable(format!("{self:?} {advice}"))
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redis at {}", self.client.get_connection_info().addr())
    }
}
