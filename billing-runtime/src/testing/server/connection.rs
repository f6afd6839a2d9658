//! One connection: request after request, each with its fault.

use std::net::TcpStream;
use std::time::Duration;

use socket2::SockRef;

use super::read::Arrived;
use super::{Fault, Seen, Shared, play};

/// No client sends more on one connection.
const MOST_REQUESTS: usize = 1_000_000;

pub(super) fn serve(mut stream: TcpStream, number: usize, shared: &Shared) {
    let refuses = shared.ledger().refuses();
    if refuses {
        return reset(stream);
    }
    let _ = stream.set_nodelay(true);
    let mut arrived = Arrived::default();
    for _ in 0..MOST_REQUESTS {
        if !arrived.wait(&mut stream) {
            return;
        }
        let fault = shared.ledger().fault();
        if fault == Some(Fault::ResetUnread) {
            shared.ledger().lose();
            return reset(stream);
        }
        let Some(request) = arrived.request(&mut stream, &shared.url) else {
            shared.ledger().lose();
            return;
        };
        shared.ledger().see(Seen {
            request: request.clone(),
            connection: number,
            fault: fault.clone(),
        });
        let reply = (shared.answering)(&request);
        match play::play(&mut stream, reply, fault) {
            play::End::Open => {}
            play::End::Close => return,
            play::End::Reset => return reset(stream),
        }
    }
}

/// Closes so that the other side sees a reset and not an end.
fn reset(stream: TcpStream) {
    let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
}
