//! Positions that are kept and resumed from, and the metadata of pages.

use billing_runtime::endpoint::List;
use billing_runtime::pages::PagePosition;
use billing_runtime::pages::Pages;
use billing_runtime::testing::{MockTransport, Reply, block_on};
use billing_runtime::types::Extra;
use billing_runtime::{Client, Decimal, Record, Value};

use super::api::*;
use super::paging::{asked, page, pages};

/// A list of other things than invoices, whose page number is small.
#[derive(Clone, Debug, Default, billing_runtime::Endpoint)]
#[endpoint(get = "/products", effect = read, auth = Keys, envelope = Envelope, kind = "invoices", returns = List<Record<Invoice>>, page = page)]
struct ListProducts {
    page: Option<u8>,
}

fn products(mock: &MockTransport) -> Pages<ListProducts> {
    let client = Client::builder()
        .transport(mock.clone())
        .credential(keys())
        .build();
    client
        .unwrap()
        .with_servers(SERVERS)
        .pages(&ListProducts::default())
}

/// E6 80: a position is kept as text, and its text stays readable by later builds.
#[test]
fn e6_80_a_position_is_kept_as_text() {
    let mock = MockTransport::new();
    mock.respond(200, page(0..20));
    let mut first = pages(&mock);
    block_on(first.try_next_page()).unwrap().unwrap();
    let text = first.position().to_string();
    // Databases hold this string, so no build may change it: FNV-1a of the call for the first page.
    assert_eq!(text, "81249898b8745823:page=2");
    let json = serde_json::to_string(first.position()).unwrap();
    assert_eq!(json, format!("\"{text}\""));
    let kept: PagePosition = serde_json::from_str(&json).unwrap();
    assert_eq!(&kept, first.position());
    assert_eq!(text.parse(), Ok(kept.clone()));
    mock.respond(200, page(20..25));
    let mut second = pages(&mock).resume_from(&kept).unwrap();
    assert_eq!(block_on(second.try_next()).unwrap().unwrap().id, 20.into());
    assert_eq!(asked(&mock)[1], "page=2&max_per_page=20");
    // Whether the list that is resumed begins somewhere else does not matter.
    let third = pages(&mock).resume_from(&PagePosition::number(5)).unwrap();
    assert!(third.resume_from(&kept).is_ok());
}

#[test]
fn e6_80_strings_that_are_not_positions() {
    for (text, expected) in [
        ("", "expected a string such as"),
        ("3", "expected a string such as"),
        ("page=", "no valid page number"),
        ("page=1.5", "no valid page number"),
        ("page=99999999999999999999", "no valid page number"),
        ("cursor=abc", "a kind that this version does not support"),
        (":page=1", "an invalid list fingerprint"),
        ("+1249898b8745823:page=1", "an invalid list fingerprint"),
        ("81249898b8745823d:page=1", "an invalid list fingerprint"),
        ("é:page=1", "an invalid list fingerprint"),
    ] {
        let error = text.parse::<PagePosition>().unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    assert!(serde_json::from_str::<PagePosition>("3").is_err());
    let back: PagePosition = "page=-7".parse().unwrap();
    assert_eq!(back, PagePosition::number(-7));
}

/// E6 80: items would be lost without a word.
#[test]
fn e6_80_a_position_of_another_list_is_refused() {
    let mock = MockTransport::new();
    let refused = |error: billing_runtime::Error| {
        assert!(error.not_sent(), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("belongs to another list"), "{text}");
    };
    let position = pages(&mock).position().clone();
    refused(products(&mock).resume_from(&position).unwrap_err());
    let client = Client::builder().transport(mock.clone()).build().unwrap();
    let other_size = client.pages(&ListInvoices {
        page: None,
        max_per_page: Some(10),
    });
    refused(other_size.resume_from(&position).unwrap_err());
    // Where the call itself begins is not part of the list.
    let later = client.pages(&ListInvoices {
        page: Some(9),
        max_per_page: Some(20),
    });
    assert_eq!(later.position().as_number().unwrap(), 9);
    assert!(later.resume_from(&position).is_ok());
    // A position that the program made is of any list, if it fits.
    let made = PagePosition::number(255);
    assert!(products(&mock).resume_from(&made).is_ok());
    let error = products(&mock)
        .resume_from(&PagePosition::number(256))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the page number 256 does not fit"),
        "{error}"
    );
    assert!(mock.requests().is_empty());
}

#[test]
fn a_list_of_more_pages_than_its_parameter_can_number() {
    let mock = MockTransport::new();
    mock.respond(200, page(0..1));
    let mut pages = products(&mock)
        .resume_from(&PagePosition::number(255))
        .unwrap();
    assert!(block_on(pages.try_next()).unwrap().is_some());
    let error = block_on(pages.try_next()).unwrap_err().to_string();
    assert!(
        error.contains("ListProducts") && error.contains("the page number 256 does not fit"),
        "{error}"
    );
}

/// What a response has beside the items, wherever it stands.
#[test]
fn a_page_has_the_metadata_of_its_response() {
    #[derive(Clone, Debug, PartialEq, billing_runtime::Wire)]
    struct Metadata {
        total: i64,
        extra: Extra,
    }
    let items = r#"[{"id":1,"attributes":{}}]"#;
    let proof = r#""success":true,"type":"invoices""#;
    let beside = r#""total":45,"meta":{"next":"c\"1","rate":1.10,"none":null}"#;
    for body in [
        format!(r#"{{{proof},{beside},"data":{items}}}"#),
        format!(r#"{{{beside},"data":{items},{proof}}}"#),
        format!(r#"{{"data":{items},{proof},{beside}}}"#),
    ] {
        let mock = MockTransport::new();
        mock.reply(Reply::json(200, body.clone()).header("x-total", "45"));
        let page = block_on(pages(&mock).try_next_page()).unwrap().unwrap();
        assert_eq!(page.metadata_at("total").unwrap(), Some(45));
        assert_eq!(
            page.metadata_at("meta.next").unwrap(),
            Some("c\"1".to_owned()),
            "{body}"
        );
        let rate: Option<Decimal> = page.metadata_at("meta.rate").unwrap();
        assert_eq!(rate.unwrap().to_string(), "1.10");
        for missing in ["meta.none", "meta.other", "total.x", "data", ""] {
            let found: Option<Value> = page.metadata_at(missing).unwrap();
            assert_eq!(found.is_some(), missing.is_empty(), "{missing}: {found:?}");
        }
        let metadata: Metadata = page.metadata().unwrap();
        assert_eq!(metadata.total, 45);
        assert!(metadata.extra.get("data").is_none());
        assert!(metadata.extra.get("meta").is_some());
        assert_eq!(page.headers()["x-total"], "45");
        let error = page.metadata_at::<bool>("total").unwrap_err();
        assert!(error.is_decode() && !error.outcome_unknown(), "{error:?}");
        assert!(!format!("{page:?}").contains("meta"), "{page:?}");
    }
}
