//! A moment after which nothing is waited for.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;

use crate::clock::{Clock, Sleeping};
use crate::transport::{Body, Chunks, Failure, Timeout};

/// A moment after which nothing is waited for, and which limit it is.
pub(super) struct Deadline {
    clock: Arc<dyn Clock>,
    limit: Timeout,
    /// How long the limit is, for messages.
    length: Duration,
    /// Of the clock's elapsed time; `None` waits forever.
    until: Option<Duration>,
    alarm: Option<Sleeping>,
}

impl Deadline {
    /// A deadline that ends `length` from now.
    pub(super) fn new(clock: &Arc<dyn Clock>, limit: Timeout, length: Option<Duration>) -> Self {
        Self {
            until: length.map(|length| clock.elapsed().saturating_add(length)),
            length: length.unwrap_or_default(),
            clock: Arc::clone(clock),
            limit,
            alarm: None,
        }
    }

    /// A deadline for a part of what this one is for: it ends after `length`, or with this one.
    pub(super) fn part(&self, limit: Timeout, length: Option<Duration>) -> Self {
        let part = Self::new(&self.clock, limit, length);
        match (part.until, self.until) {
            (Some(part_ends), Some(ends)) if part_ends <= ends => part,
            (Some(_), None) => part,
            _ => Self {
                clock: Arc::clone(&self.clock),
                alarm: None,
                ..*self
            },
        }
    }

    /// Moves the moment.
    pub(super) fn extend(&mut self, length: Duration) {
        self.until = self.until.map(|until| until.saturating_add(length));
        self.alarm = None;
    }

    /// How much time is left; `None` if there is no end.
    pub(super) fn left(&self) -> Option<Duration> {
        let until = self.until?;
        Some(until.saturating_sub(self.clock.elapsed()))
    }

    /// Waits for a future, but not beyond the moment.
    pub(super) async fn hold<F: Future>(&mut self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => self.poll(cx).map(|()| None),
        })
        .await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(until) = self.until else {
            return Poll::Pending;
        };
        let clock = &self.clock;
        let alarm = self
            .alarm
            .get_or_insert_with(|| clock.limit(until.saturating_sub(clock.elapsed())));
        alarm.as_mut().poll(cx).map(|()| self.alarm = None)
    }

    /// The failure of something that took too long.
    pub(super) fn failure(&self, stage: fn(String) -> Failure) -> Failure {
        let length = self.length;
        stage(match self.limit {
            Timeout::Total => format!("the whole call may take {length:?}"),
            _ => format!("one attempt may take {length:?}"),
        })
        .reached(self.limit)
    }
}

/// A body that has to arrive before the moment.
struct Limited {
    body: Body,
    deadline: Deadline,
}

/// Gives a body until the deadline's moment to arrive.
pub(super) fn limited(body: Body, deadline: Deadline) -> Body {
    if deadline.until.is_none() {
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
