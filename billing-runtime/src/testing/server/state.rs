//! What a server saw, and what it has still to do.

use std::collections::{BTreeMap, VecDeque};
use std::net::{Shutdown, TcpStream};

use super::{Fault, RecordedRequest};

/// A request that was read whole, and what became of it. Its `Debug` shows no secret: see [`RecordedRequest`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServedRequest {
    /// The request.
    pub request: RecordedRequest,
    /// The number of its connection, in the order in which they were made, from 0.
    pub connection: usize,
    /// What happened to it or to its answer.
    pub fault: Option<Fault>,
}

type Plan = Box<dyn FnMut(usize) -> Option<Fault> + Send>;

#[derive(Default)]
pub(super) struct ServerState {
    planned: VecDeque<Option<Fault>>,
    plan: Option<Plan>,
    /// How many connections are still to be reset when they are made.
    refuse: usize,
    begun: usize,
    unread: usize,
    served: Vec<ServedRequest>,
    connections: usize,
    /// For closing them in the end.
    open: BTreeMap<usize, TcpStream>,
    closed: bool,
}

impl ServerState {
    pub(super) fn plan_next(&mut self, fault: Option<Fault>) {
        self.planned.push_back(fault);
    }

    pub(super) fn plan(&mut self, plan: Plan) {
        self.plan = Some(plan);
    }

    pub(super) fn refuse_connections(&mut self, count: usize) {
        self.refuse = count;
    }

    /// Whether the connection that was just made is to be reset.
    pub(super) fn takes_refusal(&mut self) -> bool {
        let refuses = self.refuse > 0;
        self.refuse = self.refuse.saturating_sub(1);
        refuses
    }

    /// A request begins to arrive: what happens to it?
    pub(super) fn next_fault(&mut self) -> Option<Fault> {
        let number = self.begun;
        self.begun += 1;
        match self.planned.pop_front() {
            Some(fault) => fault,
            None => self.plan.as_mut().and_then(|plan| plan(number)),
        }
    }

    pub(super) fn count_unread(&mut self) {
        self.unread += 1;
    }

    pub(super) fn record(&mut self, request: ServedRequest) {
        self.served.push(request);
    }

    pub(super) fn served(&self) -> &[ServedRequest] {
        &self.served
    }

    pub(super) fn take_served(&mut self) -> Vec<ServedRequest> {
        std::mem::take(&mut self.served)
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
    pub(super) fn open_connection(&mut self, stream: &TcpStream) -> Option<usize> {
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

    pub(super) fn close_connection(&mut self, number: usize) {
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
