//! A server on loopback that is told what to do with each connection, and notes what it read.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use billing_runtime::Client;
use billing_runtime::client::Builder;
use billing_runtime::transport::Timeouts;

use super::super::api::*;

pub const SUCCESS: &str = r#"{"success":true,"type":"invoices","data":{"id":7,"attributes":{}}}"#;

/// One connection, and which it is.
pub struct Conn {
    pub number: usize,
    pub stream: TcpStream,
    /// The request line that was read last.
    pub line: String,
    seen: Arc<Mutex<Vec<String>>>,
    kept: Vec<u8>,
}

/// A server on loopback.
pub struct Peer {
    pub url: String,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

impl Peer {
    /// A server whose connections are each given to `serve`, in a thread of its own.
    pub fn new(serve: impl Fn(Conn) + Send + Sync + 'static) -> Self {
        let (seen, connections) = (Arc::default(), Arc::new(Mutex::new(0)));
        let notes = Arc::clone(&seen);
        let port = listen(Arc::clone(&connections), move |number, stream| {
            serve(Conn {
                number,
                stream,
                line: String::new(),
                seen: Arc::clone(&notes),
                kept: Vec::new(),
            });
        });
        let url = format!("http://127.0.0.1:{port}");
        Self {
            url,
            seen,
            connections,
        }
    }

    /// The request lines that were read, each with the number of its connection.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    pub fn client(&self, change: impl FnOnce(Builder) -> Builder) -> Client {
        let builder = Client::builder()
            .base_url(&self.url)
            .timeouts(quick())
            .credential(keys());
        change(builder).build().unwrap()
    }
}

/// A port of this machine, each of whose connections is given to `serve` in a thread of its own, with
/// its number; `count` knows of each as soon as it is there.
pub fn listen(
    count: Arc<Mutex<usize>>,
    serve: impl Fn(usize, TcpStream) + Send + Sync + 'static,
) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let serve = Arc::clone(&serve);
            let mut count = count.lock().unwrap();
            *count += 1;
            let number = *count;
            thread::spawn(move || serve(number, stream));
        }
    });
    port
}

/// Limits for tests.
pub fn quick() -> Timeouts {
    Timeouts {
        connect: Some(Duration::from_secs(5)),
        stall: Some(Duration::from_secs(5)),
        attempt: Some(Duration::from_secs(10)),
        total: Some(Duration::from_secs(20)),
        ..Timeouts::default()
    }
}

impl Conn {
    /// Reads one request, head and body; false at the end of the connection.
    pub fn read(&mut self) -> bool {
        let mut buffer = [0; 4096];
        loop {
            if let Some(end) = self.whole() {
                let text: Vec<u8> = self.kept.drain(..end).collect();
                let text = String::from_utf8_lossy(&text).into_owned();
                let line = text.lines().next().unwrap_or_default();
                let line = line.trim_end_matches(" HTTP/1.1");
                self.line = line.to_owned();
                let mut seen = self.seen.lock().unwrap();
                seen.push(format!("{}: {line}", self.number));
                return true;
            }
            match self.stream.read(&mut buffer) {
                Ok(n) if n > 0 => self.kept.extend_from_slice(&buffer[..n]),
                _ => return false,
            }
        }
    }

    fn whole(&self) -> Option<usize> {
        let end = self.kept.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
        let head = String::from_utf8_lossy(&self.kept[..end]).to_lowercase();
        let length = head.split("content-length: ").nth(1);
        let length = length.and_then(|l| l.lines().next()?.trim().parse().ok());
        let whole = end + length.unwrap_or(0);
        (self.kept.len() >= whole).then_some(whole)
    }

    pub fn write(&mut self, text: &str) {
        // A client that left is its own business.
        let _ = self.stream.write_all(text.as_bytes());
    }

    pub fn answer(&mut self, status: u16, body: &str) {
        let length = body.len();
        self.write(&format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ));
    }

    /// Answers requests until the client ends the connection.
    pub fn serve(&mut self) {
        while self.read() {
            self.answer(200, SUCCESS);
        }
    }

    pub fn close(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

pub fn create() -> CreateInvoice {
    CreateInvoice {
        body: NewInvoice {
            comment: "x".into(),
            client_uid: 1,
        },
    }
}

pub fn get() -> GetInvoice {
    GetInvoice { id: 7.into() }
}

pub fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
