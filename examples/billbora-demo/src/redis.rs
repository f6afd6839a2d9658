//! A Redis server for the demo, on a free port of this machine.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// A server that stops with this value.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    url: String,
}

/// Starts a server; `None` where the program is not installed.
///
/// # Errors
///
/// When it is installed and does not start.
pub fn start() -> Result<Option<Redis>> {
    let free = TcpListener::bind("127.0.0.1:0")?;
    let address = free.local_addr()?;
    drop(free);
    let started = Command::new("redis-server")
        .args(["--port", &address.port().to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--loglevel", "warning"])
        .current_dir(std::env::temp_dir())
        .stdout(Stdio::null())
        .spawn();
    let child = match started {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        started => started?,
    };
    let redis = Redis {
        child,
        url: format!("redis://{address}"),
    };
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        if begun.elapsed() > Duration::from_secs(20) {
            return Err("the Redis server does not start".into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(Some(redis))
}

impl Redis {
    /// Returns its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server on the spot.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn stop(&mut self) -> Result {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}
