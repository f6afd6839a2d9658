//! Lists that come page by page.

use billing_runtime::testing::{Reply, Script, block_on};
use billing_runtime::transport::Failure;
use billing_runtime::{Client, Pages};

use super::api::*;
use super::calls::wrapped;

fn page(ids: std::ops::Range<i64>) -> String {
    let records: Vec<_> = ids
        .map(|id| format!(r#"{{"id":{id},"attributes":{{}}}}"#))
        .collect();
    wrapped(&format!("[{}]", records.join(",")))
}

fn pages(script: &Script) -> Pages<ListInvoices> {
    let client = Client::builder()
        .transport(script.clone())
        .credential(keys())
        .retry(billing_runtime::Retry::never())
        .build()
        .unwrap();
    client.with_servers(SERVERS).pages(&ListInvoices {
        page: None,
        max_per_page: Some(20),
    })
}

fn asked(script: &Script) -> Vec<String> {
    let requests = script.requests();
    requests
        .iter()
        .map(|r| r.url().rsplit_once('?').unwrap().1.to_owned())
        .collect()
}

/// Fault 79 and Q22: an empty page ends the list, a short one does not.
#[test]
fn fault_79_pages_end_with_an_empty_one() {
    let script = Script::new();
    for body in [page(0..20), page(20..25), page(25..45), wrapped("null")] {
        script.answer(200, body);
    }
    let all = block_on(pages(&script).into_vec()).unwrap();
    assert_eq!(all.len(), 45);
    assert_eq!(
        asked(&script),
        [
            "page=1&max_per_page=20",
            "page=2&max_per_page=20",
            "page=3&max_per_page=20",
            "page=4&max_per_page=20"
        ]
    );
}

#[test]
fn nothing_is_asked_for_ahead() {
    let script = Script::new();
    script.answer(200, page(0..2));
    let mut pages = pages(&script);
    assert!(script.requests().is_empty());
    block_on(pages.try_next()).unwrap().unwrap();
    block_on(pages.try_next()).unwrap().unwrap();
    assert_eq!(script.requests().len(), 1);
    assert_eq!(pages.page(), 2);
    script.answer(200, wrapped("[]"));
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn fault_79_a_page_that_repeats() {
    let script = Script::new();
    script.answer(200, page(0..2));
    script.answer(
        200,
        page(0..2).replace("{\"success\"", "{\"time\":2,\"success\""),
    );
    let mut pages = pages(&script);
    assert_eq!(block_on(pages.try_next_page()).unwrap().unwrap().len(), 2);
    let error = block_on(pages.try_next_page()).unwrap_err();
    assert!(error.is_page_loop());
    assert!(
        error
            .to_string()
            .contains("page 2 is the same as the page before"),
        "{error}"
    );
    assert!(block_on(pages.try_next_page()).unwrap().is_none());
}

/// Fault 80: an error comes once, and the same page can be asked for again.
#[test]
fn fault_80_a_page_that_fails_can_be_asked_for_again() {
    let script = Script::new();
    script.answer(200, page(0..1));
    script.reply(Reply::failure(Failure::lost("reset")));
    script.answer(200, page(1..2));
    script.answer(200, wrapped("[]"));
    let mut pages = pages(&script);
    block_on(pages.try_next()).unwrap().unwrap();
    assert!(
        block_on(pages.try_next())
            .unwrap_err()
            .transport_failure()
            .is_some()
    );
    assert_eq!(pages.page(), 2);
    assert_eq!(block_on(pages.try_next()).unwrap().unwrap().id, 1.into());
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert_eq!(asked(&script)[1], asked(&script)[2]);
}

#[cfg(feature = "stream")]
#[test]
fn fault_80_a_stream_ends_after_an_error() {
    use std::pin::Pin;

    use futures_core::Stream;

    let script = Script::new();
    script.answer(200, page(0..1));
    script.answer(500, "");
    let mut pages = pages(&script);
    let mut next = || {
        block_on(std::future::poll_fn(|cx| {
            Pin::new(&mut pages).poll_next(cx)
        }))
    };
    assert!(next().unwrap().is_ok());
    assert!(next().unwrap().is_err());
    assert!(next().is_none());
    script.answer(200, page(1..2));
    assert!(block_on(pages.try_next()).unwrap().is_some());
}
