//! What a server saw, and what it has still to do.

use std::collections::{BTreeMap, VecDeque};
use std::net::{Shutdown, TcpStream};

use super::{Fault, Recorded};

/// A request that was read whole, and what became of it. Its `Debug` shows no secret: see [`Recorded`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// The request.
    pub request: Recorded,
    /// The number of its connection, in the order in which they were made, from 0.
    pub connection: usize,
    /// What happened to it or to its answer.
    pub fault: Option<Fault>,
}

type Plan = Box<dyn FnMut(usize) -> Option<Fault> + Send>;

#[derive(Default)]
pub(super) struct Ledger {
    next: VecDeque<Option<Fault>>,
    plan: Option<Plan>,
    /// How many connections are still to be reset when they are made.
    refuse: usize,
    begun: usize,
    unread: usize,
    seen: Vec<Seen>,
    connections: usize,
    /// For closing them in the end.
    open: BTreeMap<usize, TcpStream>,
    closed: bool,
}

impl Ledger {
    pub(super) fn next(&mut self, fault: Option<Fault>) {
        self.next.push_back(fault);
    }

    pub(super) fn plan(&mut self, plan: Plan) {
        self.plan = Some(plan);
    }

    pub(super) fn refuse(&mut self, count: usize) {
        self.refuse = count;
    }

    /// Whether the connection that was just made is to be reset.
    pub(super) fn refuses(&mut self) -> bool {
        let refuses = self.refuse > 0;
        self.refuse = self.refuse.saturating_sub(1);
        refuses
    }

    /// A request begins to arrive: what happens to it?
    pub(super) fn fault(&mut self) -> Option<Fault> {
        let number = self.begun;
        self.begun += 1;
        match self.next.pop_front() {
            Some(fault) => fault,
            None => self.plan.as_mut().and_then(|plan| plan(number)),
        }
    }

    pub(super) fn lose(&mut self) {
        self.unread += 1;
    }

    pub(super) fn see(&mut self, seen: Seen) {
        self.seen.push(seen);
    }

    pub(super) fn seen(&self) -> &[Seen] {
        &self.seen
    }

    pub(super) fn take(&mut self) -> Vec<Seen> {
        std::mem::take(&mut self.seen)
    }

    pub(super) fn unread(&self) -> usize {
        self.unread
    }

    pub(super) fn connections(&self) -> usize {
        self.connections
    }

    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    /// A connection begins: its number, unless the server is over.
    pub(super) fn begin(&mut self, stream: &TcpStream) -> Option<usize> {
        if self.closed {
            return None;
        }
        let number = self.connections;
        self.connections += 1;
        if let Ok(stream) = stream.try_clone() {
            self.open.insert(number, stream);
        }
        Some(number)
    }

    pub(super) fn end(&mut self, number: usize) {
        self.open.remove(&number);
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
        for stream in self.open.values() {
            // One that is closed already needs nothing.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
