//! The faults that the table goes through, and what an error says of each.

use billing_runtime::testing::{Fault, Reply};
use billing_runtime::transport::Timeout;

use super::super::calls::{INVOICE, wrapped};
use super::kinds::Takes;

/// What is known of a call after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    NotSent,
    /// The service said that it did not do it.
    Refused,
    /// The service said that it did it.
    Done,
    Unknown,
    /// Time or the network decide what arrived; what is said has to fit.
    Any,
}

/// Where a request goes, and what becomes of it.
#[derive(Clone, Debug)]
pub enum How {
    /// Nobody listens.
    Refused,
    /// The server does not speak TLS.
    Tls,
    /// Connections are reset as soon as they are made.
    ResetAtOnce,
    /// What the service did is answered, and the network does this to it.
    Network(Fault),
    /// This limit is short, and the server says nothing.
    Silent(Timeout),
    /// The service answers so: status, media type, body, `Retry-After`.
    Answer(u16, &'static str, &'static str, Option<&'static str>),
    /// The same, and the body breaks off.
    Half(u16, &'static str),
    /// So many bytes of an answer of this status.
    Large(u16),
}

/// One fault: what is told, and which questions about the error are answered with yes.
pub struct Row {
    pub how: How,
    pub told: Told,
    pub says: &'static str,
}

impl Row {
    /// What the service answers to those who take this.
    pub fn reply(&self, takes: Takes) -> Reply {
        match &self.how {
            How::Answer(status, media, body, asked) => {
                let reply = Reply::media(*status, media, *body);
                match asked {
                    Some(asked) => reply.header("retry-after", asked),
                    None => reply,
                }
            }
            How::Half(status, body) => Reply::json(*status, *body),
            How::Large(status) => large(*status, takes),
            _ => good(takes),
        }
    }

    /// What the network does to a request or its answer.
    pub fn fault(&self) -> Option<Fault> {
        match &self.how {
            How::Network(fault) => Some(fault.clone()),
            How::Silent(_) => Some(Fault::StallUnanswered),
            How::Half(..) => Some(Fault::CutBody(5)),
            _ => None,
        }
    }

    /// The status that the service answers with.
    pub fn status(&self) -> Option<u16> {
        match self.how {
            How::Answer(status, ..) | How::Half(status, _) | How::Large(status) => Some(status),
            _ => None,
        }
    }
}

fn good(takes: Takes) -> Reply {
    match takes {
        Takes::Document => Reply::media(200, "application/pdf", "%PDF-1.7 a document"),
        Takes::List => Reply::json(200, wrapped(&format!("[{INVOICE}]"))),
        _ => Reply::json(200, wrapped(INVOICE)),
    }
}

/// More than the table's clients take.
fn large(status: u16, takes: Takes) -> Reply {
    let body = format!("{}{}", wrapped(INVOICE), " ".repeat(5000));
    match takes {
        Takes::Document if status == 200 => Reply::media(200, "application/pdf", body),
        _ => Reply::json(status, body),
    }
}

const fn row(how: How, told: Told, says: &'static str) -> Row {
    Row { how, told, says }
}

const fn json(status: u16, body: &'static str, told: Told, says: &'static str) -> Row {
    row(How::Answer(status, JSON, body, None), told, says)
}

const fn page(status: u16, told: Told, says: &'static str) -> Row {
    let html = "<html><h1>Hello</h1></html>";
    row(How::Answer(status, "text/html", html, None), told, says)
}

const fn asks(status: u16, seconds: &'static str, told: Told, says: &'static str) -> Row {
    row(How::Answer(status, JSON, "", Some(seconds)), told, says)
}

const JSON: &str = "application/json";
const NO: &str = r#"{"success":false,"error":"No.","errors":{"a":"b"}}"#;
const UNREADABLE: &str = r#"{"success":true,"type":"invoices","data":"?"}"#;

pub static ROWS: [Row; 53] = [
    row(How::Refused, Told::NotSent, "connect transient"),
    row(How::Tls, Told::NotSent, "connect transient"),
    row(How::ResetAtOnce, Told::Any, "transient"),
    row(How::Network(Fault::ResetUnread), Told::Unknown, "transient"),
    row(
        How::Network(Fault::ResetUnanswered),
        Told::Unknown,
        "transient",
    ),
    row(
        How::Network(Fault::CloseUnanswered),
        Told::Unknown,
        "transient",
    ),
    row(How::Network(Fault::HalfClose), Told::Unknown, "transient"),
    row(
        How::Network(Fault::CutBody(5)),
        Told::Unknown,
        "incomplete transient",
    ),
    row(
        How::Network(Fault::ResetBody(5)),
        Told::Unknown,
        "incomplete transient",
    ),
    row(
        How::Network(Fault::LongerLength(9)),
        Told::Unknown,
        "incomplete transient",
    ),
    row(How::Silent(Timeout::Stall), Told::Any, "timeout transient"),
    row(
        How::Silent(Timeout::Attempt),
        Told::Any,
        "timeout transient",
    ),
    row(How::Silent(Timeout::Total), Told::Any, "timeout transient"),
    asks(408, "", Told::Unknown, "transient"),
    asks(429, "", Told::Refused, "rate_limited transient"),
    asks(429, "7", Told::Refused, "rate_limited transient"),
    asks(429, "90", Told::Refused, "rate_limited transient"),
    asks(500, "", Told::Unknown, "transient"),
    asks(502, "7", Told::Unknown, "transient"),
    asks(503, "", Told::Unknown, "transient"),
    asks(503, "7", Told::Unknown, "transient"),
    asks(503, "90", Told::Unknown, "transient"),
    asks(504, "", Told::Unknown, "transient"),
    asks(507, "", Told::Unknown, ""),
    page(503, Told::Unknown, "transient"),
    json(500, NO, Told::Refused, "api transient"),
    json(429, NO, Told::Refused, "api rate_limited transient"),
    json(400, NO, Told::Refused, "api"),
    json(401, NO, Told::Refused, "api auth"),
    json(403, NO, Told::Refused, "api auth"),
    json(404, NO, Told::Refused, "api not_found"),
    json(409, NO, Told::Refused, "api"),
    page(400, Told::Refused, ""),
    page(401, Told::Refused, "auth"),
    page(403, Told::Refused, "auth"),
    page(404, Told::Refused, "not_found"),
    page(410, Told::Refused, "not_found"),
    page(413, Told::Refused, ""),
    page(301, Told::Refused, "redirect"),
    page(302, Told::Refused, "redirect"),
    page(307, Told::Refused, "redirect"),
    row(How::Half(400, NO), Told::Refused, ""),
    row(How::Half(404, NO), Told::Refused, "not_found"),
    row(How::Half(503, NO), Told::Unknown, "transient"),
    json(200, NO, Told::Refused, "api"),
    json(200, UNREADABLE, Told::Done, "decode"),
    json(201, UNREADABLE, Told::Done, "decode"),
    json(200, r#"{"success":true}"#, Told::Done, "envelope"),
    json(200, r#"{"data":{"id":7}}"#, Told::Unknown, "envelope"),
    json(200, "", Told::Unknown, "envelope"),
    page(200, Told::Unknown, "content_type"),
    row(How::Large(200), Told::Unknown, "too_large"),
    row(How::Large(400), Told::Refused, ""),
];
