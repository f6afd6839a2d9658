//! The faults that can happen to a request and its response.

use std::time::Duration;

use bytes::Bytes;

/// A fault of one request or its response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is reset when the first bytes arrive; the service never sees the request.
    ResetUnread,
    /// The request arrives completely, and the connection is reset without a response.
    ResetUnanswered,
    /// The request arrives completely, and the connection is closed without a response.
    CloseUnanswered,
    /// As `CloseUnanswered`, but the server closes only its own side and continues to read.
    HalfClose,
    /// The request arrives completely, and nothing is sent until the client gives up.
    StallUnanswered,
    /// Half of the response's head is sent, and nothing more.
    StallHead,
    /// This many bytes of the body are sent, and nothing more.
    StallBody(usize),
    /// The connection is closed after this many bytes of the body.
    CutBody(usize),
    /// The connection is reset after this many bytes of the body.
    ResetBody(usize),
    /// The head announces this many bytes more than are sent; then the connection is closed.
    LongerLength(usize),
    /// The head announces this many bytes fewer than are sent.
    ShorterLength(usize),
    /// The response arrives in pieces, with a pause before each.
    Trickle {
        /// The size of a piece in bytes.
        bytes: usize,
        /// The pause before each piece.
        every: Duration,
    },
    /// The response is sent after this time.
    Late(Duration),
    /// The response is sent twice.
    AnswerTwice,
    /// These bytes are sent instead of a response, and the connection is closed.
    Garbage(Bytes),
    /// The response is sent, and the connection is closed without notice, like an idle connection.
    CloseIdle,
    /// The response says `Connection: close`, and the connection is closed.
    ConnectionClose,
}
