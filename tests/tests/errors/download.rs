//! Downloads that are no PDF, too short, too long, or cannot be written.

use billing_mock::{Misbehave, Running};
use billing_runtime::Client;
use billing_tests::billingo::Billingo;

use crate::support::client::{keys, start, wait};
use crate::support::folder::{fixture, scratch};

const INVOICE: i64 = 878_790_507;

fn open() -> (Running, Billingo) {
    start(billingo_mock::invoices(billingo_mock::open().unwrap(), 1))
}

#[test]
fn a_pdf_is_saved_whole() {
    let (_mock, api) = open();
    let folder = scratch("pdf");
    let path = folder.join("invoice.pdf");
    let size = wait(async { api.invoices().download(INVOICE).await?.save(&path).await }).unwrap();
    let saved = std::fs::read(&path).unwrap();
    assert_eq!(saved.len() as u64, size);
    assert!(saved.starts_with(b"%PDF-") && saved.trim_ascii_end().ends_with(b"%%EOF"));
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        1,
        "nothing else is left"
    );
}

/// E3 47: the service sends JSON where a PDF is due, with whatever status.
#[test]
fn e3_47_json_in_place_of_a_pdf_is_the_services_error() {
    let (mock, api) = open();
    for status in [200, 404] {
        let answer = fixture("invoices.download.response.not-ready");
        mock.next(Misbehave::new().status(status).body(answer));
        let error = wait(api.invoices().download(INVOICE)).unwrap_err();
        assert!(error.is_api(), "{error:?}");
        assert_eq!(
            error.message(),
            Some("The document is still being printed.")
        );
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
}

#[test]
fn e3_47_a_short_document_is_never_a_document() {
    let (mock, api) = open();
    let cut = || mock.next(Misbehave::new().cut_after(100));
    cut();
    let error = wait(async { api.invoices().download(INVOICE).await?.bytes().await }).unwrap_err();
    assert!(error.is_incomplete(), "{error:?}");
    let folder = scratch("short");
    cut();
    let path = folder.join("invoice.pdf");
    let error =
        wait(async { api.invoices().download(INVOICE).await?.save(&path).await }).unwrap_err();
    assert!(
        error.is_incomplete() && !error.outcome_unknown(),
        "{error:?}"
    );
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        0,
        "half a file is no file"
    );
}

#[test]
fn a_document_beyond_the_cap_stops() {
    let (mock, api) = open();
    let error = wait(async {
        let download = api.invoices().download(INVOICE).await?;
        download.with_cap(100).bytes().await
    });
    assert!(error.unwrap_err().is_too_large());
    let client = Client::builder()
        .base_url(mock.url())
        .credential(keys())
        .download_cap(100);
    let api = Billingo::new(client.build().unwrap());
    let error = wait(async { api.invoices().download(INVOICE).await?.bytes().await }).unwrap_err();
    assert!(
        error.is_too_large() && error.to_string().contains("100 bytes"),
        "{error:?}"
    );
}

#[test]
fn a_file_that_cannot_be_written() {
    let (_mock, api) = open();
    let path = scratch("none").join("missing/invoice.pdf");
    let error =
        wait(async { api.invoices().download(INVOICE).await?.save(&path).await }).unwrap_err();
    assert!(
        error.is_io() && error.to_string().contains("cannot write the file"),
        "{error:?}"
    );
}
