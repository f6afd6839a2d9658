//! Documents that arrive in pieces.

use std::path::PathBuf;

use billing_runtime::client::Download;
use billing_runtime::testing::{Reply, block_on};
use billing_runtime::transport::Failure;
use billing_runtime::{Error, Id};
use bytes::Bytes;

use super::api::*;

const PDF: &str = "application/pdf";

fn pieces(end: Option<Failure>) -> Vec<Result<Bytes, Failure>> {
    let mut pieces = vec![
        Ok(Bytes::from_static(b"%PDF-")),
        Ok(Bytes::from_static(b"1.4 end")),
    ];
    pieces.extend(end.map(Err));
    pieces
}

fn download(reply: Reply) -> Result<Download, Error> {
    let (client, mock) = client();
    mock.reply(reply);
    let answer = send(&client, &DownloadInvoice { id: Id::from(1) });
    assert_eq!(mock.requests()[0].header("accept"), PDF);
    answer
}

/// A fresh folder that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("billing-runtime-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn chunks_bytes_and_files() {
    let mut chunks =
        download(Reply::chunks(200, PDF, pieces(None)).header("content-length", "12")).unwrap();
    assert_eq!(
        (chunks.announced(), chunks.content_type()),
        (Some(12), Some(PDF))
    );
    assert_eq!(block_on(chunks.chunk()).unwrap().unwrap(), "%PDF-");
    assert_eq!(block_on(chunks.chunk()).unwrap().unwrap(), "1.4 end");
    assert!(block_on(chunks.chunk()).unwrap().is_none());
    assert!(block_on(chunks.chunk()).unwrap().is_none());

    let whole = download(Reply::chunks(200, "application/octet-stream", pieces(None))).unwrap();
    assert_eq!(block_on(whole.bytes()).unwrap(), "%PDF-1.4 end");

    let folder = Folder::new("saved");
    let path = folder.0.join("invoice.pdf");
    std::fs::write(&path, "old").unwrap();
    let saved = download(Reply::chunks(200, PDF, pieces(None))).unwrap();
    assert_eq!(block_on(saved.save(&path)).unwrap(), 12);
    assert_eq!(std::fs::read(&path).unwrap(), b"%PDF-1.4 end");
    assert_eq!(folder.names(), ["invoice.pdf"]);
}

/// E3 47: a document that is cut short is an error, and never a short file.
#[test]
fn e3_47_a_cut_document_leaves_no_file() {
    let folder = Folder::new("cut");
    let path = folder.0.join("invoice.pdf");
    for reply in [
        Reply::chunks(200, PDF, pieces(Some(Failure::broken("reset")))),
        Reply::chunks(200, PDF, pieces(None)).header("content-length", "13"),
    ] {
        let error = block_on(download(reply).unwrap().save(&path)).unwrap_err();
        assert!(error.is_incomplete(), "{error:?}");
        assert!(folder.names().is_empty());
    }
    let stalled = Reply::chunks(200, PDF, pieces(Some(Failure::broken("stall").timed_out())));
    assert!(
        block_on(download(stalled).unwrap().bytes())
            .unwrap_err()
            .is_timeout()
    );
}

/// E3 47 and Q17: what is no document is looked at by its media type first.
#[test]
fn e3_47_json_and_html_in_place_of_a_document() {
    let error = download(Reply::json(
        200,
        r#"{"success":false,"error":"Document not ready."}"#,
    ))
    .unwrap_err();
    assert!(error.is_api());
    assert_eq!(error.message(), Some("Document not ready."));
    let error = download(Reply::json(200, r#"{"success":true}"#)).unwrap_err();
    assert!(error.is_content_type());
    let error = download(Reply::media(200, "text/html", "<meta http-equiv=refresh>")).unwrap_err();
    assert!(error.is_content_type());
    assert!(
        error
            .to_string()
            .contains("expected application/pdf, found text/html"),
        "{error}"
    );
    assert_eq!(error.body(), b"<meta http-equiv=refresh>");
    let error = download(Reply::json(500, r#"{"success":false,"error":""}"#)).unwrap_err();
    assert!(error.is_api() && error.status().unwrap() == 500);
}

/// E3 46: the cap holds whatever the head says.
#[test]
fn e3_46_the_cap_holds() {
    let capped = download(Reply::chunks(200, PDF, pieces(None)))
        .unwrap()
        .with_cap(11);
    assert!(block_on(capped.bytes()).unwrap_err().is_too_large());
    let exact = download(Reply::chunks(200, PDF, pieces(None)))
        .unwrap()
        .with_cap(12);
    assert!(block_on(exact.bytes()).is_ok());
}

#[test]
fn a_file_that_cannot_be_written() {
    let folder = Folder::new("missing");
    let path = folder.0.join("no-such-folder").join("invoice.pdf");
    let error = block_on(
        download(Reply::chunks(200, PDF, pieces(None)))
            .unwrap()
            .save(path),
    )
    .unwrap_err();
    assert!(error.is_io(), "{error:?}");
}
