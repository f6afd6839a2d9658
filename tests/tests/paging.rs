//! Lists that come page by page.

use std::fs;

use billing_mock::{Misbehave, Mock, Running};
use billing_runtime::Record;
use billing_runtime::pages::PagePosition;
use billing_runtime::pages::Pages;
use billing_runtime::testing::{MockTransport, block_on};
use billing_tests::billingo::Billingo;
use billing_tests::billingo::invoices::{Invoice, ListInvoices};

use crate::support::client::{scripted, seen, start, wait};
use crate::support::folder::{copy_files, fixture, scratch};

fn with_45(mock: Mock) -> (Running, Billingo) {
    start(billingo_mock::invoices(mock, 45))
}

fn list(api: &Billingo, size: i64) -> Pages<ListInvoices> {
    api.invoices().list(&ListInvoices {
        max_per_page: Some(size),
        ..Default::default()
    })
}

/// The pages that were asked for, as `page/size`.
fn asked(mock: &Running) -> Vec<String> {
    let seen = seen(mock, "invoices.list");
    seen.iter()
        .map(|s| {
            s.query
                .replace("page=", "")
                .replace("&max_per_", "/")
                .replace("size=", "")
        })
        .collect()
}

async fn ids(mut pages: Pages<ListInvoices>) -> Vec<String> {
    let mut ids = Vec::new();
    while let Some(invoice) = pages.try_next().await.unwrap() {
        ids.push(invoice.id.to_string());
    }
    assert!(
        pages.try_next().await.unwrap().is_none(),
        "the end stays the end"
    );
    ids
}

fn expected() -> Vec<String> {
    (0..45)
        .map(|index| (878_790_507 + index).to_string())
        .collect()
}

#[test]
fn forty_five_invoices_come_20_at_a_time() {
    let (mock, api) = with_45(billingo_mock::open().unwrap());
    assert_eq!(wait(ids(list(&api, 20))), expected());
    // Only an empty page is the end: the last page may be short for other reasons.
    assert_eq!(asked(&mock), ["1/20", "2/20", "3/20", "4/20"]);
}

#[test]
fn pages_come_whole_too() {
    let (_mock, api) = with_45(billingo_mock::open().unwrap());
    wait(async {
        let mut pages = list(&api, 20);
        let mut sizes = Vec::new();
        while let Some(page) = pages.try_next_page().await.unwrap() {
            let number = |position: &PagePosition| position.as_number().unwrap();
            sizes.push((number(&page.position), page.len(), number(pages.position())));
        }
        assert_eq!(sizes, [(1, 20, 2), (2, 20, 3), (3, 5, 4)]);
        let all = list(&api, 50).collect_all(100).await.unwrap();
        assert_eq!(all.len(), 45);
    });
}

/// The service was seen to send 20 where 50 were asked for.
#[test]
fn e6_79_a_server_that_caps_the_size_loses_nothing() {
    let folder = scratch("capped");
    copy_files(billingo_mock::folder(), &folder);
    let settings = fs::read_to_string(folder.join("mock.toml")).unwrap();
    let capped = settings.replace("[paging]\n", "[paging]\ncap = 20\n");
    assert_ne!(capped, settings);
    fs::write(folder.join("mock.toml"), capped).unwrap();
    let (mock, api) = with_45(billingo_mock::with_handlers(Mock::open(&folder).unwrap()));
    assert_eq!(wait(ids(list(&api, 50))), expected());
    assert_eq!(asked(&mock), ["1/50", "2/50", "3/50", "4/50"]);
}

/// One page is asked for when the one before is used up, and none after the stream is dropped.
#[test]
fn e6_80_nothing_is_asked_for_ahead_or_after_a_drop() {
    let (mock, api) = with_45(billingo_mock::open().unwrap());
    wait(async {
        let mut pages = list(&api, 20);
        assert!(
            mock.seen().is_empty(),
            "nothing is sent before the first item is asked for"
        );
        for _ in 0..20 {
            pages.try_next().await.unwrap().unwrap();
        }
        assert_eq!(asked(&mock), ["1/20"]);
        pages.try_next().await.unwrap().unwrap();
        assert_eq!(asked(&mock), ["1/20", "2/20"]);
        drop(pages);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert_eq!(asked(&mock), ["1/20", "2/20"]);
    });
}

#[test]
fn e6_80_after_an_error_the_same_page_is_asked_for_again() {
    let (mock, api) = with_45(billingo_mock::open().unwrap());
    let mut kept = String::new();
    wait(async {
        let mut pages = list(&api, 20);
        let mut ids = Vec::new();
        for _ in 0..40 {
            ids.push(pages.try_next().await.unwrap().unwrap().id.to_string());
        }
        mock.next(
            Misbehave::new()
                .status(502)
                .header("content-type", "text/html")
                .body("<h1>Bad Gateway</h1>"),
        );
        let error = pages.try_next().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 502);
        assert_eq!(pages.position().as_number().unwrap(), 3);
        kept = pages.position().to_string();
        while let Some(invoice) = pages.try_next().await.unwrap() {
            ids.push(invoice.id.to_string());
        }
        assert_eq!(ids, expected());
    });
    assert_eq!(asked(&mock), ["1/20", "2/20", "3/20", "3/20", "4/20"]);
    // Another process can go on from there.
    let position = kept.parse().unwrap();
    let mut rest = list(&api, 20).resume_from(&position).unwrap();
    assert_eq!(wait(rest.collect_all(100)).unwrap().len(), 5);
    // With pages of another size, the third page begins elsewhere.
    let error = list(&api, 50).resume_from(&position).unwrap_err();
    assert!(error.not_sent(), "{error:?}");
}

fn page_of(invoices: &[i64]) -> String {
    let records: Vec<String> = invoices
        .iter()
        .map(|id| format!(r#"{{"id":{id},"attributes":{{}}}}"#))
        .collect();
    format!(
        r#"{{"success":true,"type":"invoices","data":[{}]}}"#,
        records.join(",")
    )
}

fn collected(
    mock: &MockTransport,
    api: &Billingo,
) -> (usize, billing_runtime::Result<Vec<Record<Invoice>>>) {
    let all = block_on(
        api.invoices()
            .list(&ListInvoices::default())
            .collect_all(100),
    );
    (mock.requests().len(), all)
}

#[test]
fn missing_null_and_empty_data_are_the_end() {
    for end in ["", r#","data":null"#, r#","data":[]"#] {
        let (mock, api) = scripted();
        mock.respond(200, page_of(&[1, 2]));
        mock.respond(200, format!(r#"{{"success":true,"type":"invoices"{end}}}"#));
        let (requests, all) = collected(&mock, &api);
        assert_eq!((requests, all.unwrap().len()), (2, 2), "{end}");
    }
    let (mock, api) = scripted();
    mock.respond(
        200,
        fixture("clients.list.response.empty").replace("clients", "invoices"),
    );
    let (requests, all) = collected(&mock, &api);
    assert_eq!((requests, all.unwrap().len()), (1, 0));
}

/// E6 79: a service that ignores the page number would be asked forever.
#[test]
fn e6_79_a_page_that_repeats_is_an_error() {
    let (mock, api) = scripted();
    for _ in 0..100 {
        mock.respond(200, page_of(&[1, 2]));
    }
    let mut pages = api.invoices().list(&ListInvoices::default());
    block_on(async {
        assert!(pages.try_next().await.unwrap().is_some());
        assert!(pages.try_next().await.unwrap().is_some());
        let error = pages.try_next().await.unwrap_err();
        assert!(
            error.is_page_loop() && !error.outcome_unknown(),
            "{error:?}"
        );
        assert!(
            error.to_string().contains("page 2 is the same as page 1"),
            "{error}"
        );
        assert!(
            pages.try_next().await.unwrap().is_none(),
            "and then it is over"
        );
    });
    assert_eq!(mock.requests().len(), 2);
}

/// A list that shrinks while it is read ends where the service says so, and not before.
#[test]
fn a_short_page_in_the_middle_is_not_the_end() {
    let (mock, api) = scripted();
    for page in [&[1, 2, 3][..], &[4], &[5, 6, 7], &[]] {
        mock.respond(200, page_of(page));
    }
    let (requests, all) = collected(&mock, &api);
    assert_eq!((requests, all.unwrap().len()), (4, 7));
}

#[test]
fn a_page_larger_than_allowed_is_refused_before_sending() {
    let (mock, api) = scripted();
    let error = block_on(list(&api, 51).try_next()).unwrap_err();
    assert!(error.is_validation() && error.not_sent(), "{error:?}");
    let invalid = error.violations().unwrap();
    let found: Vec<_> = invalid
        .violations()
        .iter()
        .map(|v| (v.pointer(), v.rule()))
        .collect();
    assert_eq!(found, [("/max_per_page", "maximum")], "{error}");
    assert!(mock.requests().is_empty());
}
