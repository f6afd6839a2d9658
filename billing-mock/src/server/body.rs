//! Reads the body of a request, within limits of time and memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

/// The most bytes of one body.
const MOST: usize = 16 << 20;
/// The most bytes of all bodies that are being read at one time.
const MOST_OF_ALL: usize = 64 << 20;

/// Why a body was not read to its end.
pub(super) enum Broken {
    /// It is larger than the mock takes.
    TooLarge,
    /// So many others are being read that there is no room for it.
    Crowded,
    /// Nothing of it came for too long.
    Silent,
    /// It broke off, or is no body.
    Malformed,
}

/// Bytes that are held for bodies that are being read.
#[derive(Default)]
pub(super) struct Room(AtomicUsize);

/// What one body holds of the room, until it is dropped.
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

/// Reads a body; `patience` is how long it may be silent.
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
