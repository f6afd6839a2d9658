//! Redirects are told, never followed; plain http goes to this machine only.

use billing_mock::Misbehave;
use billing_runtime::Client;

use crate::support::client::{keys, seen, start, to, wait};

#[test]
fn e3_48_a_redirect_is_not_followed() {
    let target = billingo_mock::start().unwrap();
    let (mock, api) = start(billingo_mock::open().unwrap());
    let elsewhere = format!("{}/user/tax-code", target.url());
    for status in [301, 302, 303, 307, 308] {
        mock.next(
            Misbehave::new()
                .status(status)
                .header("location", &elsewhere),
        );
        let error = wait(api.user().tax_code()).unwrap_err();
        assert!(error.is_redirect(), "{error:?}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(error.to_string().contains(&elsewhere), "{error}");
    }
    assert!(
        target.seen().is_empty(),
        "no other origin ever sees the token"
    );
    assert_eq!(seen(&mock, "user.tax_code").len(), 5);
    // Not to itself either, and not for a download.
    let itself = format!("{}/invoices/1/download", mock.url());
    mock.next(Misbehave::new().status(302).header("location", &itself));
    assert!(wait(api.invoices().download(1)).unwrap_err().is_redirect());
    assert_eq!(seen(&mock, "invoices.download").len(), 1);
}

#[test]
fn plain_http_is_for_this_machine_or_on_request() {
    for url in [
        "http://127.0.0.1:1/api",
        "http://localhost/api",
        "http://[::1]:8080",
        "https://a.example",
    ] {
        assert!(Client::builder().base_url(url).build().is_ok(), "{url}");
    }
    for url in [
        "http://a.example",
        "http://localhost.a.example/",
        "http://127.0.0.1.a.example",
        "http://10.0.0.1",
    ] {
        let error = Client::builder().base_url(url).build().unwrap_err();
        assert!(
            error.is_config() && error.to_string().contains("allow_http"),
            "{url}: {error}"
        );
        assert!(
            Client::builder()
                .base_url(url)
                .allow_http(true)
                .build()
                .is_ok()
        );
        let named = Client::builder().server("site", url).build();
        assert!(named.unwrap_err().is_config(), "{url}");
    }
    let mock = billingo_mock::start().unwrap();
    assert!(wait(to(&mock, keys()).user().tax_code()).is_ok());
}
