//! Serves one connection, request by request, each with its fault.

use std::net::TcpStream;
use std::time::Duration;

use socket2::SockRef;

use super::request::RequestBuffer;
use super::{Fault, ServedRequest, Shared, respond};

/// The maximum number of requests on one connection.
const MAX_REQUESTS: usize = 1_000_000;

pub(super) fn serve(mut stream: TcpStream, number: usize, shared: &Shared) {
    let refuses = shared.state().takes_refusal();
    if refuses {
        return reset(stream);
    }
    let _ = stream.set_nodelay(true);
    let mut buffer = RequestBuffer::default();
    for _ in 0..MAX_REQUESTS {
        if !buffer.wait(&mut stream) {
            return;
        }
        let fault = shared.state().next_fault();
        if fault == Some(Fault::ResetUnread) {
            shared.state().count_unread();
            return reset(stream);
        }
        let Some(request) = buffer.request(&mut stream, &shared.url) else {
            shared.state().count_unread();
            return;
        };
        shared.state().record(ServedRequest {
            request: request.clone(),
            connection: number,
            fault: fault.clone(),
        });
        let reply = (shared.responder)(&request);
        match respond::respond(&mut stream, reply, fault) {
            respond::Finish::KeepOpen => {}
            respond::Finish::Close => return,
            respond::Finish::Reset => return reset(stream),
        }
    }
}

/// Closes the connection so that the client sees a reset.
fn reset(stream: TcpStream) {
    let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
}
