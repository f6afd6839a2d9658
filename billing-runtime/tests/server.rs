//! Checks with a plain socket that each fault of the fault server does what it says.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use billing_runtime::testing::{Fault, FaultServer, Reply};

const GET: &[u8] = b"GET /x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n";
const POST: &[u8] = b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";

fn start() -> FaultServer {
    FaultServer::start(|request| Reply::json(200, format!("{:?}", request.body()))).unwrap()
}

fn connect(server: &FaultServer) -> TcpStream {
    let address = server.url().strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(address).unwrap();
    let patience = Some(Duration::from_secs(10));
    stream.set_read_timeout(patience).unwrap();
    stream
}

/// How a connection continued after the bytes that were read.
#[derive(Debug, PartialEq)]
enum Then {
    Open,
    Closed,
    Reset,
}

/// How long to wait for more; a busy machine is slow.
const QUIET: Duration = Duration::from_millis(800);

/// Reads until nothing arrives for a while.
fn read(stream: &mut TcpStream) -> (String, Then) {
    stream.set_read_timeout(Some(QUIET)).unwrap();
    let (mut text, mut buffer) = (Vec::new(), [0; 1024]);
    let then = loop {
        match stream.read(&mut buffer) {
            Ok(0) => break Then::Closed,
            Ok(length) => text.extend_from_slice(&buffer[..length]),
            Err(e) if e.kind() == ErrorKind::ConnectionReset => break Then::Reset,
            Err(e) => {
                assert!(
                    matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                    "{e}"
                );
                break Then::Open;
            }
        }
    };
    (String::from_utf8(text).unwrap(), then)
}

/// Returns what a client sees that posts four bytes.
fn post(server: &FaultServer, fault: Fault) -> (String, Then) {
    server.next(fault);
    let mut stream = connect(server);
    stream.write_all(POST).unwrap();
    read(&mut stream)
}

fn whole() -> String {
    format!("{HEAD}6\r\n\r\n\"body\"")
}

#[test]
fn what_arrives_is_written_down() {
    let server = start();
    let mut stream = connect(&server);
    for piece in POST.chunks(7) {
        stream.write_all(piece).unwrap();
    }
    assert_eq!(read(&mut stream), (whole(), Then::Open));
    // The connection stays open, and two requests at once are two requests.
    stream.write_all(&[GET, GET].concat()).unwrap();
    let empty = format!("{HEAD}2\r\n\r\n\"\"");
    assert_eq!(read(&mut stream), (empty.repeat(2), Then::Open));
    assert_eq!(
        (server.connections(), server.open(), server.unread()),
        (1, 1, 0)
    );
    let requests = server.requests();
    assert_eq!((requests[0].method(), requests[0].body()), ("POST", "body"));
    assert_eq!(
        (requests[2].method(), requests[2].target()),
        ("GET", "/x?y=1")
    );
    assert_eq!(server.take_served().len(), 3);
    assert!(server.served().is_empty());
}

#[test]
fn half_a_request_is_none() {
    let server = start();
    let mut stream = connect(&server);
    stream.write_all(&POST[..POST.len() - 1]).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read(&mut stream), (String::new(), Then::Closed));
    assert_eq!((server.requests().len(), server.unread()), (0, 1));
}

#[test]
fn no_answer() {
    let server = start();
    assert_eq!(
        post(&server, Fault::ResetUnread),
        (String::new(), Then::Reset)
    );
    assert_eq!((server.requests().len(), server.unread()), (0, 1));
    let silent = [
        (Fault::ResetUnanswered, Then::Reset),
        (Fault::CloseUnanswered, Then::Closed),
        (Fault::HalfClose, Then::Closed),
        (Fault::StallUnanswered, Then::Open),
    ];
    for (number, (fault, then)) in silent.into_iter().enumerate() {
        assert_eq!(post(&server, fault.clone()), (String::new(), then));
        let seen = server.served();
        assert_eq!(seen.len(), number + 1, "it was read whole");
        assert_eq!(seen[number].fault, Some(fault));
    }
}

/// After a half-close the server still reads.
#[test]
fn a_half_closed_connection_takes_bytes() {
    let server = start();
    server.next(Fault::HalfClose);
    let mut stream = connect(&server);
    stream.write_all(POST).unwrap();
    assert_eq!(read(&mut stream).1, Then::Closed);
    for _ in 0..20 {
        stream.write_all(POST).unwrap();
    }
    assert_eq!((server.open(), server.requests().len()), (1, 1));
}

#[test]
fn part_of_an_answer() {
    let server = start();
    let (text, then) = post(&server, Fault::StallHead);
    assert!(whole().starts_with(&text) && text.len() < HEAD.len() && text.len() > 9);
    assert_eq!(then, Then::Open);
    let half = || format!("{HEAD}6\r\n\r\n\"bo");
    assert_eq!(post(&server, Fault::StallBody(3)), (half(), Then::Open));
    assert_eq!(post(&server, Fault::CutBody(3)), (half(), Then::Closed));
    assert_eq!(post(&server, Fault::ResetBody(3)), (half(), Then::Reset));
}

#[test]
fn wrong_answers() {
    let server = start();
    let says = |length: usize| format!("{HEAD}{length}\r\n\r\n\"body\"");
    assert_eq!(
        post(&server, Fault::LongerLength(4)),
        (says(10), Then::Closed)
    );
    assert_eq!(
        post(&server, Fault::ShorterLength(4)),
        (says(2), Then::Open)
    );
    assert_eq!(
        post(&server, Fault::ShorterLength(40)),
        (says(0), Then::Open)
    );
    assert_eq!(
        post(&server, Fault::AnswerTwice),
        (whole().repeat(2), Then::Open)
    );
    let garbage = Fault::Garbage("SSH-2.0-x\r\n".into());
    assert_eq!(
        post(&server, garbage),
        ("SSH-2.0-x\r\n".into(), Then::Closed)
    );
}

#[test]
fn good_answers_and_what_follows_them() {
    let server = start();
    assert_eq!(post(&server, Fault::CloseIdle), (whole(), Then::Closed));
    let (text, then) = post(&server, Fault::ConnectionClose);
    assert!(text.contains("\r\nconnection: close\r\n") && text.ends_with("\"body\""));
    assert_eq!(then, Then::Closed);
}

#[test]
fn slow_answers() {
    let server = start();
    let every = Duration::from_millis(10);
    let begun = Instant::now();
    let trickle = Fault::Trickle { bytes: 20, every };
    assert_eq!(post(&server, trickle), (whole(), Then::Open));
    assert!(begun.elapsed() >= every * (whole().len() as u32 / 20));
    let begun = Instant::now();
    let late = Fault::Late(Duration::from_millis(60));
    assert_eq!(post(&server, late), (whole(), Then::Open));
    assert!(begun.elapsed() >= Duration::from_millis(60));
}

#[test]
fn what_happens_is_planned() {
    let server = start();
    server.plan(|number| (number == 2).then_some(Fault::CloseUnanswered));
    server.next(Fault::CloseUnanswered);
    server.next_well();
    let mut closed = Vec::new();
    for _ in 0..4 {
        let mut stream = connect(&server);
        stream.write_all(GET).unwrap();
        closed.push(read(&mut stream).0.is_empty());
    }
    assert_eq!(closed, [true, false, true, false]);
    server.reset_connections(1);
    let mut stream = connect(&server);
    assert_eq!(read(&mut stream).1, Then::Reset);
    assert_eq!(server.requests().len(), 4);
}

/// Dropping the server ends the wait of a client for a stalled response.
#[test]
fn dropping_the_server_closes_everything() {
    let server = start();
    server.next(Fault::StallUnanswered);
    let mut stream = connect(&server);
    stream.write_all(POST).unwrap();
    assert_eq!(read(&mut stream).1, Then::Open);
    let address = stream.peer_addr().unwrap();
    drop(server);
    assert_ne!(read(&mut stream).1, Then::Open);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn replies_of_a_script_can_be_served() {
    use billing_runtime::transport::Failure;
    use bytes::Bytes;

    let server = FaultServer::start(|request| match request.target() {
        "/none" => Reply::json(204, "").header("x-a", "b"),
        "/lost" => Reply::failure(Failure::lost("")),
        "/own" => Reply::json(200, "abc").header("content-length", "7"),
        _ => Reply::chunks(
            200,
            "text/plain",
            [Ok(Bytes::from_static(b"abc")), Err(Failure::broken(""))],
        ),
    })
    .unwrap();
    let get = |target: &str| {
        let mut stream = connect(&server);
        write!(stream, "GET {target} HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
        read(&mut stream)
    };
    let (none, then) = get("/none");
    assert!(none.starts_with("HTTP/1.1 204 No Content\r\n") && none.contains("\r\nx-a: b\r\n"));
    assert!(!none.contains("content-length") && none.ends_with("\r\n\r\n"));
    assert_eq!(then, Then::Open);
    assert_eq!(get("/lost"), (String::new(), Then::Reset));
    assert!(get("/own").0.contains("content-length: 7\r\n\r\nabc"));
    assert!(get("/").0.contains("content-length: 4\r\n"));
}

/// Nothing marks what is secret in a request that came over a socket.
#[test]
fn what_it_saw_shows_no_secret() {
    let server = start();
    let mut stream = connect(&server);
    let request = b"POST /canary/canary?q=canary&canary HTTP/1.1\r\nHost: h\r\nX-Odd: canary\r\n\
        Authorization: Bearer canary\r\nContent-Length: 22\r\n\r\n{\"odd\":\"canarycanary\"}";
    stream.write_all(request).unwrap();
    let mut answer = [0; 16];
    stream.read_exact(&mut answer).unwrap();
    let seen = server.served();
    let shown = format!("{seen:?} {seen:#?} {:?}", seen[0].request);
    assert!(!shown.contains("canary"), "{shown}");
    assert!(
        shown.contains("POST") && shown.contains("/***/***?q=***&***"),
        "{shown}"
    );
    assert!(!seen[0].request.to_string().contains("x-odd: canary"));
    assert_eq!(seen[0].request.header("x-odd"), "canary");
}
