//! The state of a server: requests received and faults planned.

use std::collections::{BTreeMap, VecDeque};
use std::net::{Shutdown, TcpStream};

use super::{Fault, RecordedRequest};

/// A request that arrived completely, with its connection and fault. Its `Debug` shows no secrets; see
/// [`RecordedRequest`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServedRequest {
    /// The request.
    pub request: RecordedRequest,
    /// The number of its connection, in the order of acceptance, from 0.
    pub connection: usize,
    /// The fault of the request or its response.
    pub fault: Option<Fault>,
}

type Plan = Box<dyn FnMut(usize) -> Option<Fault> + Send>;

#[derive(Default)]
pub(super) struct ServerState {
    planned: VecDeque<Option<Fault>>,
    plan: Option<Plan>,
    /// The number of upcoming connections to reset.
    refuse: usize,
    begun: usize,
    unread: usize,
    served: Vec<ServedRequest>,
    connections: usize,
    /// The open connections, which are closed when the server stops.
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

    /// Returns whether to reset the new connection, which uses up one planned reset.
    pub(super) fn takes_refusal(&mut self) -> bool {
        let refuses = self.refuse > 0;
        self.refuse = self.refuse.saturating_sub(1);
        refuses
    }

    /// Returns the planned fault of a request that begins to arrive.
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

    /// Records a new connection and returns its number; `None` if the server has stopped.
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
            // An error means that it is closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
