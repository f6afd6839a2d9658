//! The deadline of a call or of one attempt.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;

use crate::clock::{Clock, Sleeping};
use crate::transport::{Body, Chunks, Failure, Timeout};

/// The end of a call or of one attempt, and the limit that sets it.
pub(super) struct Deadline {
    clock: Arc<dyn Clock>,
    limit: Timeout,
    /// The length of the limit, for messages.
    length: Duration,
    /// The end, as elapsed time of the clock; `None` for no end.
    end: Option<Duration>,
    alarm: Option<Sleeping>,
}

impl Deadline {
    /// Returns a deadline that is `length` from now.
    pub(super) fn new(clock: &Arc<dyn Clock>, limit: Timeout, length: Option<Duration>) -> Self {
        Self {
            end: length.map(|length| clock.elapsed().saturating_add(length)),
            length: length.unwrap_or_default(),
            clock: Arc::clone(clock),
            limit,
            alarm: None,
        }
    }

    /// Returns a deadline for a part of what this one covers: `length` from now, or this one if it is
    /// earlier.
    pub(super) fn part(&self, limit: Timeout, length: Option<Duration>) -> Self {
        let part = Self::new(&self.clock, limit, length);
        match (part.end, self.end) {
            (Some(part_end), Some(end)) if part_end <= end => part,
            (Some(_), None) => part,
            _ => Self {
                clock: Arc::clone(&self.clock),
                alarm: None,
                ..*self
            },
        }
    }

    /// Moves the deadline `length` later.
    pub(super) fn extend(&mut self, length: Duration) {
        self.end = self.end.map(|end| end.saturating_add(length));
        self.alarm = None;
    }

    /// Returns how much time is left; `None` if there is no end.
    pub(super) fn remaining(&self) -> Option<Duration> {
        let end = self.end?;
        Some(end.saturating_sub(self.clock.elapsed()))
    }

    /// Waits for a future until the deadline; returns `None` if the deadline comes first.
    pub(super) async fn run<F: Future>(&mut self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => self.poll(cx).map(|()| None),
        })
        .await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(end) = self.end else {
            return Poll::Pending;
        };
        let clock = &self.clock;
        let alarm = self
            .alarm
            .get_or_insert_with(|| clock.limit(end.saturating_sub(clock.elapsed())));
        alarm.as_mut().poll(cx).map(|()| self.alarm = None)
    }

    /// Returns the failure of an operation that did not end before the deadline.
    pub(super) fn failure(&self, stage: fn(String) -> Failure) -> Failure {
        let length = self.length;
        stage(match self.limit {
            Timeout::Total => format!("the time limit of the call is {length:?}"),
            _ => format!("the time limit of one attempt is {length:?}"),
        })
        .reached(self.limit)
    }
}

/// A body that has to arrive before the deadline.
struct Limited {
    body: Body,
    deadline: Deadline,
}

/// Returns a body that fails at the deadline if it has not arrived by then.
pub(super) fn limited(body: Body, deadline: Deadline) -> Body {
    if deadline.end.is_none() {
        return body;
    }
    Body::from_chunks(Limited { body, deadline })
}

impl Chunks for Limited {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        match self.body.poll_chunk(cx) {
            Poll::Pending => self
                .deadline
                .poll(cx)
                .map(|()| Some(Err(self.deadline.failure(Failure::broken)))),
            ready => ready,
        }
    }
}
