//! What can happen to a request and to its answer.

use std::time::Duration;

use bytes::Bytes;

/// What happens to one request, or to its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is reset when the first bytes arrive; the service never sees the request.
    ResetUnread,
    /// The request is read whole, and the connection is reset without an answer.
    ResetUnanswered,
    /// The request is read whole, and the connection is closed without an answer.
    CloseUnanswered,
    /// The same, but only the server's side is closed: it goes on reading.
    HalfClose,
    /// The request is read whole, and nothing is said until the client gives up.
    StallUnanswered,
    /// Half of the answer's head is sent, and nothing more.
    StallHead,
    /// So many bytes of the body are sent, and nothing more.
    StallBody(usize),
    /// The connection is closed after so many bytes of the body.
    CutBody(usize),
    /// The connection is reset after so many bytes of the body.
    ResetBody(usize),
    /// The head announces so many bytes more than there are; the connection is closed after them.
    LongerLength(usize),
    /// The head announces so many bytes fewer than are sent.
    ShorterLength(usize),
    /// The answer comes in pieces of so many bytes, with a pause before each.
    Trickle {
        /// The size of a piece.
        bytes: usize,
        /// The pause before each piece.
        every: Duration,
    },
    /// The answer comes after this time.
    Late(Duration),
    /// The answer is sent twice.
    AnswerTwice,
    /// These bytes are sent in place of an answer, and the connection is closed.
    Garbage(Bytes),
    /// The answer is sent, and the connection is closed without a word, as an idle one is.
    CloseIdle,
    /// The answer says `Connection: close`, and the connection is closed.
    ConnectionClose,
}
