//! Lists that come page by page.

use billing_runtime::Client;
use billing_runtime::pages::PagePosition;
use billing_runtime::pages::Pages;
use billing_runtime::testing::{MockTransport, Reply, block_on};
use billing_runtime::transport::Failure;

use super::api::*;
use super::calls::wrapped;

pub(super) fn page(ids: std::ops::Range<i64>) -> String {
    let records: Vec<_> = ids
        .map(|id| format!(r#"{{"id":{id},"attributes":{{}}}}"#))
        .collect();
    wrapped(&format!("[{}]", records.join(",")))
}

pub(super) fn pages(mock: &MockTransport) -> Pages<ListInvoices> {
    let client = Client::builder()
        .transport(mock.clone())
        .credential(keys())
        .retry(billing_runtime::client::Retry::never())
        .build()
        .unwrap();
    client.with_servers(SERVERS).pages(&ListInvoices {
        page: None,
        max_per_page: Some(20),
    })
}

pub(super) fn asked(mock: &MockTransport) -> Vec<String> {
    let requests = mock.requests();
    requests
        .iter()
        .map(|r| r.url().rsplit_once('?').unwrap().1.to_owned())
        .collect()
}

/// E6 79 and Q22: an empty page ends the list, a short one does not.
#[test]
fn e6_79_pages_end_with_an_empty_one() {
    let mock = MockTransport::new();
    for body in [page(0..20), page(20..25), page(25..45), wrapped("null")] {
        mock.respond(200, body);
    }
    let all = block_on(pages(&mock).collect_all(100)).unwrap();
    assert_eq!(all.len(), 45);
    assert_eq!(
        asked(&mock),
        [
            "page=1&max_per_page=20",
            "page=2&max_per_page=20",
            "page=3&max_per_page=20",
            "page=4&max_per_page=20"
        ]
    );
}

/// E6 79: a page is asked for when the one before is used up.
#[test]
fn e6_79_nothing_is_asked_for_ahead() {
    let mock = MockTransport::new();
    mock.respond(200, page(0..2));
    let mut pages = pages(&mock);
    assert!(mock.requests().is_empty());
    block_on(pages.try_next()).unwrap().unwrap();
    block_on(pages.try_next()).unwrap().unwrap();
    assert_eq!(mock.requests().len(), 1);
    assert_eq!(pages.position().as_number().unwrap(), 2);
    mock.respond(200, wrapped("[]"));
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert_eq!(mock.requests().len(), 2);
}

#[test]
fn e6_79_a_page_that_repeats() {
    let mock = MockTransport::new();
    mock.respond(200, page(0..2));
    mock.respond(
        200,
        page(0..2).replace("{\"success\"", "{\"time\":2,\"success\""),
    );
    let mut pages = pages(&mock);
    assert_eq!(block_on(pages.try_next_page()).unwrap().unwrap().len(), 2);
    let error = block_on(pages.try_next_page()).unwrap_err();
    assert!(error.is_page_loop());
    assert!(
        error.to_string().contains("page 2 is the same as page 1"),
        "{error}"
    );
    assert!(block_on(pages.try_next_page()).unwrap().is_none());
}

/// E6 80: an error comes once, and the same page can be asked for again.
#[test]
fn e6_80_a_page_that_fails_can_be_asked_for_again() {
    let mock = MockTransport::new();
    mock.respond(200, page(0..1));
    mock.reply(Reply::failure(Failure::lost("reset")));
    mock.respond(200, page(1..2));
    mock.respond(200, wrapped("[]"));
    let mut pages = pages(&mock);
    block_on(pages.try_next()).unwrap().unwrap();
    assert!(
        block_on(pages.try_next())
            .unwrap_err()
            .transport_failure()
            .is_some()
    );
    assert_eq!(pages.position().as_number().unwrap(), 2);
    assert_eq!(block_on(pages.try_next()).unwrap().unwrap().id, 1.into());
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert_eq!(asked(&mock)[1], asked(&mock)[2]);
}

#[cfg(feature = "stream")]
#[test]
fn e6_80_a_stream_ends_after_an_error() {
    use std::pin::Pin;

    use futures_core::Stream;

    let mock = MockTransport::new();
    mock.respond(200, page(0..1));
    mock.respond(500, "");
    let mut pages = pages(&mock);
    let mut next = || {
        block_on(std::future::poll_fn(|cx| {
            Pin::new(&mut pages).poll_next(cx)
        }))
    };
    assert!(next().unwrap().is_ok());
    assert!(next().unwrap().is_err());
    assert!(next().is_none());
    mock.respond(200, page(1..2));
    assert!(block_on(pages.try_next()).unwrap().is_some());
}

/// E6 79: a service that goes round in a circle is found out, whatever the length of the circle.
#[test]
fn e6_79_pages_that_go_in_a_circle() {
    let mock = MockTransport::new();
    for round in [0..2, 2..4, 4..6, 2..4, 4..6] {
        mock.respond(200, page(round));
    }
    let mut pages = pages(&mock);
    let mut numbers = Vec::new();
    let error = loop {
        match block_on(pages.try_next_page()) {
            Ok(page) => numbers.push(page.unwrap().position.as_number().unwrap()),
            Err(error) => break error,
        }
    };
    assert_eq!(numbers, [1, 2, 3]);
    assert!(error.is_page_loop(), "{error:?}");
    assert!(
        error.to_string().contains("page 4 is the same as page 2"),
        "{error}"
    );
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert_eq!(mock.requests().len(), 4);
}

/// E6 79: a list that shrinks while it is read, and an empty page: the end is where the service says.
#[test]
fn e6_79_an_empty_page_is_the_end_wherever_it_comes() {
    let mock = MockTransport::new();
    for body in [page(0..20), wrapped("[]"), page(40..60)] {
        mock.respond(200, body);
    }
    let mut pages = pages(&mock);
    assert!(!pages.is_ended());
    assert_eq!(block_on(pages.collect_all(100)).unwrap().len(), 20);
    assert!(pages.is_ended());
    assert!(block_on(pages.try_next()).unwrap().is_none());
    assert_eq!(
        mock.requests().len(),
        2,
        "nothing is asked for after the end"
    );
}

/// E6 79: what moves to the next page while a list grows comes once, if that is asked for.
#[test]
fn e6_79_no_record_comes_twice_on_request() {
    let bodies = [
        page(0..20),
        page(19..39),
        page(20..39),
        page(30..45),
        wrapped("[]"),
    ];
    let read = |unique: bool| {
        let mock = MockTransport::new();
        bodies.iter().for_each(|b| mock.respond(200, b.clone()));
        let pages = pages(&mock);
        let mut pages = if unique { pages.unique() } else { pages };
        let ids = block_on(pages.collect_all(100)).unwrap();
        assert_eq!(mock.requests().len(), 5);
        ids.into_iter()
            .map(|r| r.id.to_string())
            .collect::<Vec<_>>()
    };
    let expected: Vec<_> = (0..45).map(|id: i64| id.to_string()).collect();
    assert_eq!(read(true), expected);
    assert_eq!(read(false).len(), 74);
}

/// E6 79: where each page has new words but no new record, that ends too.
#[test]
fn e6_79_pages_without_a_new_record() {
    let mock = MockTransport::new();
    for time in 0..100 {
        let record = format!(r#"[{{"id":7,"attributes":{{"time":{time}}}}}]"#);
        mock.respond(200, wrapped(&record));
    }
    let mut pages = pages(&mock).unique();
    assert!(block_on(pages.try_next()).unwrap().is_some());
    let error = block_on(pages.try_next()).unwrap_err();
    assert!(error.is_page_loop(), "{error:?}");
    assert_eq!(mock.requests().len(), 4);
}

/// E6 79 and 80: whatever the service makes of the size, and wherever it fails, each item comes once
/// and in order.
#[test]
fn e6_79_nothing_is_skipped_or_doubled() {
    for seed in 0..200_u64 {
        let mut state = seed;
        let mut below = |end: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(99);
            (state >> 33) % end
        };
        let mock = MockTransport::new();
        let (count, cap) = (below(60) as i64, 1 + below(20) as i64);
        let mut failures = 0;
        for first in (0..=count).step_by(cap as usize) {
            while below(4) == 0 {
                mock.reply(Reply::failure(Failure::lost("reset")));
                failures += 1;
            }
            mock.respond(200, page(first..count.min(first + cap)));
        }
        mock.respond(200, wrapped("[]"));
        let mut pages = pages(&mock);
        let (mut ids, mut errors) = (Vec::new(), 0);
        loop {
            match block_on(pages.try_next()) {
                Ok(Some(item)) => ids.push(item.id),
                Ok(None) => break,
                Err(_) => errors += 1,
            }
        }
        assert!(
            ids.into_iter().eq((0..count).map(Into::into)),
            "seed {seed}"
        );
        assert_eq!(errors, failures, "seed {seed}: each error comes once");
    }
}

/// All of a list, up to a cap; beyond it nothing is lost.
#[test]
fn more_than_the_cap_is_an_error_that_loses_nothing() {
    let mock = MockTransport::new();
    for body in [page(0..20), page(20..25)] {
        mock.respond(200, body);
    }
    let mut pages = pages(&mock);
    let error = block_on(pages.collect_all(24)).unwrap_err();
    assert!(
        error.is_too_large() && !error.outcome_unknown(),
        "{error:?}"
    );
    assert!(error.to_string().contains("more than 24 items"), "{error}");
    assert_eq!(block_on(pages.try_next()).unwrap().unwrap().id, 0.into());
    // A page that fails loses nothing either.
    mock.respond(502, "");
    assert_eq!(
        block_on(pages.collect_all(24))
            .unwrap_err()
            .status()
            .unwrap(),
        502
    );
    mock.respond(200, wrapped("[]"));
    assert_eq!(block_on(pages.collect_all(24)).unwrap().len(), 24);
    assert_eq!(mock.requests().len(), 4);
}

/// E6 80: another process goes on from the page at which one stopped.
#[test]
fn e6_80_reading_begins_at_any_page() {
    let mock = MockTransport::new();
    mock.respond(500, "");
    let mut first = pages(&mock).resume_from(&PagePosition::number(7)).unwrap();
    assert!(block_on(first.try_next()).is_err());
    assert_eq!(first.position().as_number().unwrap(), 7);
    mock.respond(200, page(120..140));
    mock.respond(200, wrapped("[]"));
    let mut second = pages(&mock).unique();
    let kept = first.position().to_string().parse().unwrap();
    second = second.resume_from(&kept).unwrap();
    let page = block_on(second.try_next_page()).unwrap().unwrap();
    assert_eq!((page.position.as_number().unwrap(), page.len()), (7, 20));
    assert!(block_on(second.try_next_page()).unwrap().is_none());
    let pages: Vec<_> = [7, 7, 8]
        .map(|n| format!("page={n}&max_per_page=20"))
        .into();
    assert_eq!(asked(&mock), pages);
}

#[cfg(feature = "stream")]
#[test]
fn e6_80_a_stream_of_pages() {
    use std::pin::Pin;

    use futures_core::Stream;

    let mock = MockTransport::new();
    for body in [page(0..2), page(2..4)] {
        mock.respond(200, body);
    }
    mock.respond(500, "");
    let mut pages = pages(&mock).by_page();
    let mut next = || {
        block_on(std::future::poll_fn(|cx| {
            Pin::new(&mut pages).poll_next(cx)
        }))
    };
    for number in [1, 2] {
        let page = next().unwrap().unwrap();
        assert_eq!(
            (page.position.as_number().unwrap(), page.len()),
            (number, 2)
        );
    }
    assert!(next().unwrap().is_err());
    assert!(next().is_none());
    mock.respond(200, page(4..5));
    let mut items = pages.into_items();
    assert_eq!(items.position().as_number().unwrap(), 3);
    assert_eq!(block_on(items.try_next()).unwrap().unwrap().id, 4.into());
}
