//! Answers that nobody asked for never become the answer of the next call.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use billing_runtime::Client;
use billing_runtime::client::Retry;
use billing_runtime::testing::{Fault, FaultServer, Reply};

use super::peer::*;

/// An answer to `GET /invoices/7` whose total says which request it was made for.
fn numbered(number: usize) -> String {
    format!(
        r#"{{"success":true,"type":"invoices","data":{{"id":7,"attributes":{{"total":{number}}}}}}}"#
    )
}

/// Asks twice; each answer says which request it belongs to.
async fn totals(client: &Client) -> Vec<String> {
    let mut totals = Vec::new();
    for _ in 0..2 {
        let invoice = client.send(&get()).await.unwrap();
        totals.push(invoice.attributes.total.unwrap().to_string());
    }
    totals
}

fn multi() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// The second answer comes in one piece with the first.
#[test]
fn an_answer_in_one_piece_with_the_one_before() {
    for round in 0..100 {
        let count = std::sync::atomic::AtomicUsize::new(0);
        let server = FaultServer::start(move |_| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            Reply::json(200, numbered(number))
        });
        let server = server.unwrap();
        server.next(Fault::AnswerTwice);
        let client = Client::builder().base_url(server.url());
        let client = client
            .credential(super::super::api::keys())
            .retry(Retry::never());
        let client = client.build().unwrap();
        let totals = match round % 2 {
            0 => run(totals(&client)),
            _ => multi().block_on(totals(&client)),
        };
        assert_eq!(totals, ["1", "2"], "round {round}");
        assert_eq!(server.connections(), 2, "the first connection is closed");
    }
}

/// The second answer is written a moment later, when the first one was read already: five of a
/// hundred were taken for the answer to the next request before connections rested.
#[test]
fn an_answer_just_after_the_one_before() {
    let (mut counted, mut wrong) = (0, 0);
    for round in 0..150 {
        let (gaps, gap) = mpsc::channel();
        let peer = Peer::new(move |mut conn| {
            conn.stream.set_nodelay(true).unwrap();
            let mut number = conn.number;
            while conn.read() {
                conn.answer(200, &numbered(number));
                if number == 1 {
                    let written = Instant::now();
                    thread::sleep(Duration::from_micros(round % 3 * 30));
                    conn.answer(200, &numbered(number));
                    let _ = gaps.send(written.elapsed());
                }
                number += 1;
            }
        });
        let client = peer.client(|b| b.retry(Retry::never()));
        let totals = run(totals(&client));
        // Where other programs held the server up, nobody can tell what its second answer is of.
        if gap.recv().unwrap() < Duration::from_millis(1) {
            counted += 1;
            wrong += usize::from(totals != ["1", "2"]);
        }
    }
    assert!(counted > 20, "only {counted} rounds were quick enough");
    // A machine that is busy with other things may be late with a packet in either direction.
    assert!(wrong <= 2, "{wrong} of {counted}");
}
