//! API keys: sent unchanged to their own origin, and rotated while in use.

use billbora_mock::{API_KEY, ORGANIZATION};
use billing_tests::billbora::ApiKey;

use super::{client, is_clean, mock, organization, run, signed_in};

#[test]
fn a_key_lists_invoices_of_its_organization() {
    run(async {
        let mock = mock();
        let key = ApiKey::new(API_KEY).unwrap().origin(&mock.url()).unwrap();
        let billbora = client(&mock, key.clone());
        let invoices = billbora.invoices().list().await.unwrap();
        assert_eq!(organization(&invoices), ORGANIZATION);
        // Organizations belong to a person, so a key cannot list them.
        let error = billbora.organizations().list().await.unwrap_err();
        assert!(error.is_credential() && error.not_sent());
        assert!(error.to_string().contains("`Session`"), "{error}");

        mock.controls().revoke_api_key(API_KEY);
        mock.controls().api_key("mock-api-key-2", "org_987");
        assert!(billbora.invoices().list().await.unwrap_err().is_auth());
        key.rotate("mock-api-key-2").unwrap();
        let invoices = billbora.invoices().list().await.unwrap();
        assert_eq!(organization(&invoices), "org_987");
        is_clean(&mock);
    });
}

#[test]
fn a_live_key_never_goes_to_another_origin() {
    run(async {
        let mock = mock();
        let billbora = client(&mock, ApiKey::new(API_KEY).unwrap());
        let error = billbora.invoices().list().await.unwrap_err();
        assert!(error.is_credential() && error.not_sent());
        let text = error.to_string();
        assert!(
            text.contains("https://api.billbora.com") && !text.contains(API_KEY),
            "{text}"
        );
        assert!(mock.seen().is_empty());
    });
}

/// A client may have both; the endpoint names the key first.
#[test]
fn a_key_goes_before_a_session() {
    run(async {
        let mock = mock();
        mock.controls().api_key("key-of-another", "org_987");
        let key = ApiKey::new("key-of-another")
            .unwrap()
            .origin(&mock.url())
            .unwrap();
        let client = billing_runtime::Client::builder()
            .credential(signed_in(&mock).await)
            .credential(key)
            .base_url(mock.url());
        let billbora = billing_tests::billbora::Billbora::new(client.build().unwrap());
        let invoices = billbora.invoices().list().await.unwrap();
        assert_eq!(organization(&invoices), "org_987");
        billbora.organizations().list().await.unwrap();
    });
}
