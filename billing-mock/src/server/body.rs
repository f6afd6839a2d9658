//! Reads the body of a request within limits of time and memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

/// The maximum size of one body in bytes.
const MOST: usize = 16 << 20;
/// The maximum size in bytes of all bodies that are read at the same time.
const MOST_OF_ALL: usize = 64 << 20;

/// The reason why a body was not read completely.
pub(super) enum Broken {
    /// The body is larger than the mock accepts.
    TooLarge,
    /// Too many other bodies are being read.
    Crowded,
    /// No data arrived for too long.
    Silent,
    /// The body broke off or is malformed.
    Malformed,
}

/// The bytes reserved for bodies that are being read.
#[derive(Default)]
pub(super) struct Room(AtomicUsize);

/// The bytes reserved for one body, until this is dropped.
struct Held<'r> {
    room: &'r Room,
    bytes: usize,
}

impl Held<'_> {
    fn take(&mut self, more: usize) -> Result<(), Broken> {
        self.bytes += more;
        let all = self.room.0.fetch_add(more, Ordering::Relaxed) + more;
        match (self.bytes > MOST, all > MOST_OF_ALL) {
            (true, _) => Err(Broken::TooLarge),
            (_, true) => Err(Broken::Crowded),
            _ => Ok(()),
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.room.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Reads a body; `patience` limits the time between two parts.
pub(super) async fn read(
    mut body: Incoming,
    room: &Room,
    patience: Duration,
) -> Result<Vec<u8>, Broken> {
    if body.size_hint().lower() > MOST as u64 {
        return Err(Broken::TooLarge);
    }
    let mut held = Held { room, bytes: 0 };
    let mut bytes = Vec::new();
    loop {
        let frame = tokio::time::timeout(patience, body.frame()).await;
        let frame = match frame.map_err(|_| Broken::Silent)? {
            None => return Ok(bytes),
            Some(frame) => frame.map_err(|_| Broken::Malformed)?,
        };
        if let Ok(data) = frame.into_data() {
            held.take(data.len())?;
            bytes.extend_from_slice(&data);
        }
    }
}
