//! A Redis server for the demo, on a free port of this machine.

use std::io::ErrorKind;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// A running server; dropping it stops it.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    address: SocketAddr,
    url: String,
}

/// Starts a server; `None` if the program is not installed.
///
/// # Errors
///
/// If it is installed but does not start.
pub fn start() -> Result<Option<Redis>> {
    let free = TcpListener::bind("127.0.0.1:0")?;
    let address = free.local_addr()?;
    drop(free);
    start_at(address)
}

fn start_at(address: SocketAddr) -> Result<Option<Redis>> {
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
        address,
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
    /// Returns the URL of the server.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a command directly to the server and returns the first line of the response.
    ///
    /// # Errors
    ///
    /// If the server is unreachable.
    pub fn command(&self, words: &[&str]) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        let mut text = format!("*{}\r\n", words.len());
        for word in words {
            text += &format!("${}\r\n{word}\r\n", word.len());
        }
        stream.write_all(text.as_bytes())?;
        let mut block = [0; 4096];
        let length = stream.read(&mut block)?;
        let response = String::from_utf8_lossy(&block[..length]);
        Ok(response.lines().next().unwrap_or_default().to_owned())
    }

    /// Sends a signal to the process, such as `STOP` or `CONT`.
    ///
    /// # Errors
    ///
    /// If there is no such signal.
    pub fn signal(&self, name: &str) -> Result {
        let to = self.child.id().to_string();
        match Command::new("kill")
            .args(["-s", name, &to])
            .status()?
            .success()
        {
            true => Ok(()),
            false => Err(format!("cannot send the signal {name} to the server").into()),
        }
    }

    /// Restarts the server at the same address, empty.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn restart(&mut self) -> Result {
        self.stop()?;
        let again = start_at(self.address)?;
        *self = again.ok_or("the Redis server is no longer installed")?;
        Ok(())
    }

    /// Kills the server.
    ///
    /// # Errors
    ///
    /// If the system refuses.
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
