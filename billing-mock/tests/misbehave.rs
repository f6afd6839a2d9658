//! Tests of the switches for misbehavior.

use std::time::{Duration, Instant};

use billing_mock::Misbehave;

use super::{KEY, get, post, send, shop};

#[test]
fn an_answer_of_another_kind() {
    let mock = shop().start().unwrap();
    mock.next(
        Misbehave::new()
            .status(503)
            .header("Retry-After", "2")
            .header("Content-Type", "text/html")
            .body("<h1>down</h1>"),
    );
    let (status, head, body) = send(&mock, "GET /v1/orders", KEY, "");
    assert_eq!((status, &body[..]), (503, &b"<h1>down</h1>"[..]));
    assert!(head.contains("retry-after: 2") && head.contains("content-type: text/html"));
    assert!(!head.contains("application/json"));
    assert_eq!(get(&mock, "/v1/orders").0, 200);
    assert_eq!(mock.seen()[0].status, 503);
    mock.forget();
    assert!(mock.seen().is_empty());
}

#[test]
fn only_the_operation_that_is_meant() {
    let mock = shop().start().unwrap();
    mock.next(Misbehave::new().of("orders.create").status(500));
    assert_eq!(get(&mock, "/v1/orders").0, 200);
    assert_eq!(post(&mock, "/v1/orders", r#"{ "item": "ink" }"#).0, 500);
    assert_eq!(mock.state(|state| state.records("orders").len()), 1);
    assert_eq!(post(&mock, "/v1/orders", r#"{ "item": "ink" }"#).0, 200);
}

#[test]
fn done_but_never_answered() {
    let mock = shop().start().unwrap();
    mock.next(Misbehave::new().drop_connection());
    assert_eq!(post(&mock, "/v1/orders", r#"{ "item": "ink" }"#).0, 0);
    assert_eq!(mock.state(|state| state.records("orders").len()), 2);
    assert_eq!((mock.seen().len(), mock.seen()[0].status), (1, 0));
}

#[test]
fn cut_off_and_late() {
    let mock = shop().start().unwrap();
    mock.next(Misbehave::new().cut_after(10));
    let (status, head, body) = send(&mock, "GET /v1/orders/A-1/receipt", KEY, "");
    assert_eq!((status, body.len()), (200, 10));
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    assert!(length.unwrap().parse::<usize>().unwrap() > 500);
    mock.next(Misbehave::new().delay(Duration::from_millis(60)));
    let began = Instant::now();
    assert_eq!(get(&mock, "/v1/orders").0, 200);
    assert!(began.elapsed() >= Duration::from_millis(60));
}

#[test]
fn stopped_when_dropped() {
    let mock = shop().start().unwrap();
    let address = mock.address();
    drop(mock);
    assert!(std::net::TcpStream::connect(address).is_err());
}
