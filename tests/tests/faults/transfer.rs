//! E3: bodies that are too large, too short, too slow, or elsewhere.

use std::time::{Duration, Instant};

use billing_runtime::testing::{Fault, FaultServer, Reply};
use billing_runtime::{Client, Error};
use billing_tests::billingo::Billingo;

use super::network::{Network, record};
use crate::support::client::keys;

/// How a gzip file begins; what it would unpack to is never looked at.
const PACKED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03";

fn tax_code(network: &Network, fault: Option<Fault>, reply: Reply) -> Error {
    if let Some(fault) = fault {
        network.server.next(fault);
    }
    let answer = network.ask(reply, async |api| api.user().tax_code().await);
    answer.unwrap_err()
}

/// Waits until the client has let its connections go.
fn closed(network: &Network) {
    let until = Instant::now() + Duration::from_secs(60);
    while network.server.open() > 0 {
        assert!(Instant::now() < until, "a connection stays open");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn e3_46_larger_than_the_cap_packed_or_a_lie() {
    let network = Network::new();
    let large = || Reply::json(200, vec![b' '; (16 << 20) + 1]);
    let error = tax_code(&network, None, large());
    assert!(error.is_too_large(), "{error:?}");
    closed(&network);
    // One that announces nothing wrong is no better for it.
    let endless = Reply::json(200, "{}").header("content-length", "99999999999999");
    let error = tax_code(&network, None, endless);
    assert!(error.is_too_large() && error.body().is_empty(), "{error:?}");
    let bomb = Reply::json(200, PACKED).header("content-encoding", "gzip");
    let error = tax_code(&network, None, bomb);
    assert!(error.is_content_type(), "{error:?}");
    assert!(error.to_string().contains("`gzip`"), "{error}");
    let request = &network.server.requests()[0];
    assert_eq!(request.header("accept-encoding"), "identity");
    let body = || record("user", r#"{"tax_code":"12345678-1-42"}"#);
    let error = tax_code(&network, Some(Fault::LongerLength(5)), body());
    assert!(error.is_incomplete(), "{error:?}");
    let error = tax_code(&network, Some(Fault::ShorterLength(5)), body());
    assert!(error.is_decode(), "{error:?}");
    closed(&network);
}

fn pdf() -> Reply {
    Reply::media(200, "application/pdf", b"%PDF-1.4 and more".to_vec())
}

async fn download(api: &Billingo) -> Result<Vec<u8>, Error> {
    let document = api.invoices().download(7).await?;
    Ok(document.bytes().await?.to_vec())
}

#[test]
fn e3_47_a_document_that_is_none_or_not_whole() {
    let network = Network::new();
    let whole = network.ask(pdf(), async |api| download(api).await);
    assert_eq!(whole.unwrap(), b"%PDF-1.4 and more");
    let refused = Reply::json(200, r#"{"success":false,"error":"Not ready"}"#);
    let error = network.ask(refused, async |api| download(api).await);
    assert_eq!(error.unwrap_err().message(), Some("Not ready"));
    for cut in [
        Fault::CutBody(5),
        Fault::ResetBody(5),
        Fault::LongerLength(1),
    ] {
        let error = network.meet(cut.clone(), pdf(), async |api| download(api).await);
        let error = error.unwrap_err();
        assert!(
            error.is_incomplete() && !error.is_timeout(),
            "{cut:?}: {error:?}"
        );
    }
    let begun = Instant::now();
    let stall = Fault::StallBody(5);
    let error = network.meet(stall, pdf(), async |api| download(api).await);
    let error = error.unwrap_err();
    assert!(error.is_timeout() && error.is_incomplete(), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
    closed(&network);
}

#[test]
fn e3_48_a_redirect_leads_nowhere() {
    let network = Network::new();
    let other = FaultServer::start(|_| Reply::json(200, "{}")).unwrap();
    let itself = format!("{}/api/user/tax-code", network.server.url());
    for to in [other.url(), "http://example.com/", &itself, "/elsewhere"] {
        for status in [301, 302, 303, 307, 308] {
            let reply = Reply::json(status, "").header("location", to);
            let error = tax_code(&network, None, reply);
            assert!(error.is_redirect(), "{error:?}");
            assert!(error.to_string().contains(to), "{error}");
        }
    }
    assert_eq!(other.connections(), 0, "no other origin sees the token");
    assert_eq!(network.server.requests().len(), 20);
    // And a create that is sent elsewhere is not sent again.
    let client = Client::builder().base_url(network.server.url());
    let api = Billingo::new(client.credential(keys()).build().unwrap());
    let moved = Reply::json(307, "").header("location", other.url());
    let answer = network.ask(moved, async |_| {
        api.clients()
            .create(&crate::support::bodies::new_client())
            .await
    });
    assert!(answer.unwrap_err().is_redirect());
    assert_eq!(other.connections(), 0);
}
