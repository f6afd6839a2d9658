//! A Redis server for the demo, on a free port of this machine.

use std::io::ErrorKind;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// A server that stops with this value.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    address: SocketAddr,
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
    /// Returns its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a command to the server, past all stores, and returns the first line of its answer.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached.
    pub fn tell(&self, words: &[&str]) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        let mut text = format!("*{}\r\n", words.len());
        for word in words {
            text += &format!("${}\r\n{word}\r\n", word.len());
        }
        stream.write_all(text.as_bytes())?;
        let mut block = [0; 4096];
        let length = stream.read(&mut block)?;
        let answer = String::from_utf8_lossy(&block[..length]);
        Ok(answer.lines().next().unwrap_or_default().to_owned())
    }

    /// Sends a signal to the process, such as `STOP` and `CONT`.
    ///
    /// # Errors
    ///
    /// When there is no such signal.
    pub fn signal(&self, name: &str) -> Result {
        let to = self.child.id().to_string();
        match Command::new("kill")
            .args(["-s", name, &to])
            .status()?
            .success()
        {
            true => Ok(()),
            false => Err(format!("the server cannot be sent {name}").into()),
        }
    }

    /// Starts the server again where it was, with nothing in it.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn restart(&mut self) -> Result {
        self.stop()?;
        let again = start_at(self.address)?;
        *self = again.ok_or("the Redis server is not installed any more")?;
        Ok(())
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
