//! Keys that cannot work are refused before anything is sent, and say why.

use billing_runtime::Client;
use billing_tests::billingo::{Billingo, Keys};

use crate::support::client::{keys, to, wait};

/// Of a key pair, the message of the refusal.
fn refused(public: &str, private: &str) -> String {
    let error = Keys::new(public, private).unwrap_err();
    assert!(error.is_credential() && error.not_sent(), "{error:?}");
    error.to_string()
}

#[test]
fn unusable_keys_are_refused_when_they_are_given() {
    let cases = [
        ("", "`private_key` is empty"),
        ("  ", "`private_key` contains only white space"),
        (
            "canary-key\n",
            "`private_key` ends with a line break, as text read from a file often does; trim it",
        ),
        (
            " canary-key",
            "`private_key` begins or ends with white space; trim it",
        ),
        (
            "canary-key ",
            "`private_key` begins or ends with white space; trim it",
        ),
        (
            "canary\tkey",
            "`private_key` contains a control character, such as a line break or a tab; copy it again",
        ),
    ];
    for (private, message) in cases {
        assert_eq!(refused("public", private), message);
    }
    assert_eq!(refused("", "private"), "`public_key` is empty");
    assert_eq!(
        refused(" public", "private"),
        "`public_key` begins or ends with white space; trim it"
    );
    // What looks like Base64 is taken as it is.
    assert!(Keys::new("public", "c2VjcmV0LWtleQ==").is_ok());
}

type Change = fn(&mut Keys);

/// Public members can be changed after that; the call then fails before it is sent.
#[test]
fn nothing_is_sent_with_unusable_keys() {
    let mock = billingo_mock::start().unwrap();
    let changes: [(Change, &str); 4] = [
        (|keys| keys.public_key.clear(), "`public_key` is empty"),
        (
            |keys| keys.public_key.push('\n'),
            "`public_key` ends with a line break",
        ),
        (
            |keys| keys.issuer.insert(0, ' '),
            "`issuer` begins or ends with white space",
        ),
        (
            |keys| keys.scheme.push_str(" x"),
            "must be a single word, such as `Bearer`",
        ),
    ];
    for (change, message) in changes {
        let mut keys = keys();
        change(&mut keys);
        let error = wait(to(&mock, keys).user().is_sandbox()).unwrap_err();
        assert!(error.is_credential() && error.not_sent(), "{error:?}");
        assert!(error.to_string().contains(message), "{error}");
    }
    let without = Client::builder().base_url(mock.url()).build().unwrap();
    let error = wait(Billingo::new(without).user().is_sandbox()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "UserIsSandbox (GET /user/is-sandbox): the call needs a credential of type `Keys`, and the client has \
         no credential; add one with `Client::builder().credential(...)`"
    );
    assert!(mock.seen().is_empty());
}

/// Nobody can see that a key is another's before the server does; then the error says what to do.
#[test]
fn a_wrong_key_is_told_by_the_server() {
    let mock = billingo_mock::start().unwrap();
    let wrong = [
        Keys::new("someone-else", billingo_mock::PRIVATE_KEY),
        Keys::new(billingo_mock::PUBLIC_KEY, "canary-private-key"),
    ];
    for keys in wrong {
        let error = wait(to(&mock, keys.unwrap()).user().is_sandbox()).unwrap_err();
        assert!(error.is_auth() && !error.outcome_unknown(), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("check the keys and the clock"), "{text}");
        assert!(!text.contains("canary"));
    }
}

#[test]
fn keys_hide_their_secret() {
    let keys = Keys::new("public", "canary-private-key").unwrap();
    let shown = format!("{keys:?} {:#?}", keys.clone());
    assert!(
        shown.contains("public") && !shown.contains("canary"),
        "{shown}"
    );
}
