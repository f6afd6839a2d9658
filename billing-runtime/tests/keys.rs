//! Tests API keys through the public API: where they come from, where they are sent, and how they
//! are replaced.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use billing_runtime::client::Server;
use billing_runtime::client::event::EventKind;
use billing_runtime::credential::{self, ApiKeyKind, ApiKeySpec};
use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::{ManualClock, MockTransport, Reply, block_on};
use billing_runtime::{Client, Date, Endpoint, Error};

const SERVERS: &[Server] = &[
    Server::new("https://api.example.com/v1"),
    Server::named("files", "https://files.example.com"),
    Server::named("identity", "{project_url}/auth/v1"),
];

/// As the generator writes it.
type ApiKey = credential::ApiKey<Form>;

struct Form;

impl ApiKeyKind for Form {
    const SPEC: &'static ApiKeySpec = &ApiKeySpec::new().rotate_days(90).servers(SERVERS);
}

/// A spec with nothing but a scheme.
type BareKey = credential::ApiKey<BareKeyKind>;

struct BareKeyKind;

impl ApiKeyKind for BareKeyKind {
    const SPEC: &'static ApiKeySpec = &ApiKeySpec::new().scheme("Api-Key");
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/ping", effect = read, auth(ApiKey, BareKey), returns = Nothing)]
struct Ping;

const NOW: u64 = 1_700_000_000;

struct Setup {
    client: Client,
    mock: MockTransport,
    clock: ManualClock,
}

impl Setup {
    fn new(key: impl credential::Credential) -> Self {
        Self::at(None, key)
    }

    fn at(base: Option<&str>, key: impl credential::Credential) -> Self {
        let (mock, clock) = (MockTransport::new(), ManualClock::at(NOW));
        let mut builder = Client::builder()
            .transport(mock.clone())
            .clock(clock.clone())
            .credential(key);
        if let Some(base) = base {
            builder = builder.base_url(base);
        }
        let client = builder.build().unwrap().with_servers(SERVERS);
        Self {
            client,
            mock,
            clock,
        }
    }

    fn ping(&self) -> Result<(), Error> {
        block_on(self.client.send(&Ping)).map(|_| ())
    }

    fn sent(&self) -> Vec<String> {
        let sent = self.mock.requests();
        sent.iter()
            .map(|request| request.header("authorization").to_owned())
            .collect()
    }
}

/// A file that is removed with its test.
struct KeyFile(PathBuf);

impl KeyFile {
    fn new(name: &str, key: &str) -> Self {
        let name = format!("billing-key-{}-{name}", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        file.write(key);
        file
    }

    fn write(&self, key: &str) {
        fs::write(&self.0, key).unwrap();
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn of_several_credentials_that_fit_the_first_of_the_endpoint_signs_and_is_told() {
    for both in [false, true] {
        let (mock, seen) = (MockTransport::new(), Arc::new(Mutex::new(Vec::new())));
        let told = seen.clone();
        let bare = BareKey::new("bare-key").unwrap();
        let bare = bare.origin("https://api.example.com").unwrap();
        let mut builder = Client::builder()
            .base_url("https://api.example.com")
            .transport(mock.clone())
            .credential(bare)
            .on_attempt(move |exchange| told.lock().unwrap().push(exchange.credential));
        if both {
            builder = builder.credential(ApiKey::new("first-key").unwrap());
        }
        let client = builder.build().unwrap();
        mock.respond(200, "");
        block_on(client.send(&Ping)).unwrap();
        let sent = mock.requests()[0].header("authorization").to_owned();
        let (expected, name) = match both {
            true => ("Bearer first-key", "ApiKey"),
            false => ("Api-Key bare-key", "BareKey"),
        };
        assert_eq!(sent, expected);
        assert_eq!(*seen.lock().unwrap(), [Some(name)]);
    }
}

#[test]
fn a_key_is_sent_with_its_scheme() {
    let setup = Setup::new(ApiKey::new("some-key").unwrap());
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    assert_eq!(setup.sent(), ["Bearer some-key"]);
    assert!(setup.mock.requests()[0].headers()["authorization"].is_sensitive());
    let bare = BareKey::new("some-key").unwrap();
    let setup = Setup::new(bare.origin("https://api.example.com").unwrap());
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    assert_eq!(setup.sent(), ["Api-Key some-key"]);
}

#[test]
fn fault_64_keys_that_cannot_be_meant_are_refused_with_a_hint() {
    for (bad, hint) in [
        ("", "is empty"),
        (" ", "white space"),
        ("canary\n", "line break"),
        (" canary", "trim it"),
        ("can\tary", "control character"),
    ] {
        let key = ApiKey::new("good").unwrap();
        for error in [ApiKey::new(bad).unwrap_err(), key.rotate(bad).unwrap_err()] {
            let message = error.to_string();
            assert!(error.is_credential() && error.not_sent());
            assert!(
                message.starts_with("`the API key` ") && message.contains(hint),
                "{message}"
            );
            assert!(!message.contains("canary"), "{message}");
        }
    }
    // A key is used byte for byte, even if it looks encoded.
    let setup = Setup::new(ApiKey::new("c2VjcmV0==").unwrap());
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    assert_eq!(setup.sent(), ["Bearer c2VjcmV0=="]);
    let setup = Setup::new(ApiKey::new("canaré").unwrap());
    let error = setup.ping().unwrap_err();
    assert!(error.is_credential() && !error.to_string().contains("canar"));
    assert!(setup.sent().is_empty());
}

#[test]
fn fault_64_keys_from_files_and_variables_name_their_place() {
    let file = KeyFile::new("place", "file-key");
    let setup = Setup::new(ApiKey::from_file(&file.0).unwrap());
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    assert_eq!(setup.sent(), ["Bearer file-key"]);
    let path = file.0.to_str().unwrap();
    for (text, hint) in [
        (&b"canary\n"[..], "printf %s"),
        (b"canary\r\n", "printf %s"),
        (b"", "is empty"),
        (b" canary", "trim it"),
        (b"canary\xff", "not valid UTF-8"),
    ] {
        fs::write(&file.0, text).unwrap();
        let message = ApiKey::from_file(&file.0).unwrap_err().to_string();
        assert!(
            message.contains(path) && message.contains(hint) && !message.contains("canary"),
            "{message}"
        );
    }
    let error = ApiKey::from_file("/nowhere/key").unwrap_err();
    assert!(error.to_string().contains("`/nowhere/key` cannot be read"));
    // A variable that cargo sets for tests.
    let setup = Setup::new(ApiKey::from_env("CARGO_PKG_NAME").unwrap());
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    assert_eq!(setup.sent(), ["Bearer billing-runtime"]);
    let error = ApiKey::from_env("BILLING_RUNTIME_TEST_UNSET").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the environment variable `BILLING_RUNTIME_TEST_UNSET` is not set; set it to the API key"
    );
}

#[test]
fn a_rotated_key_is_used_by_clones_and_running_clients() {
    let key = ApiKey::new("first").unwrap();
    let setup = Setup::new(key.clone());
    for _ in 0..3 {
        setup.mock.respond(200, "");
    }
    setup.ping().unwrap();
    key.rotate("second").unwrap();
    setup.ping().unwrap();
    assert!(key.rotate("").is_err());
    assert!(!key.reload().unwrap());
    setup.ping().unwrap();
    assert_eq!(
        setup.sent(),
        ["Bearer first", "Bearer second", "Bearer second"]
    );
}

#[test]
fn a_call_refused_with_an_old_key_is_sent_once_more_with_the_new_one() {
    let key = ApiKey::new("first").unwrap();
    let other = key.clone();
    let key = key.on_event(move |_| other.rotate("second").unwrap());
    let setup = Setup::new(key.clone());
    setup.mock.respond(401, "{}");
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    assert_eq!(setup.sent(), ["Bearer first", "Bearer second"]);
    // A key that has not changed is not tried again.
    setup.mock.respond(401, "{}");
    assert!(setup.ping().unwrap_err().is_auth());
    assert_eq!(setup.sent().len(), 3);
    assert_eq!(key.counts().get(EventKind::Unauthorized), 2);
}

#[test]
fn a_key_file_is_read_again_after_401_and_only_then() {
    let file = KeyFile::new("again", "first");
    let key = ApiKey::from_file(&file.0).unwrap();
    let setup = Setup::new(key.clone());
    setup.mock.respond(401, "{}");
    assert!(setup.ping().unwrap_err().is_auth());
    assert_eq!(setup.sent().len(), 1, "the file is as it was");

    file.write("second");
    setup.mock.respond(403, "{}");
    assert!(setup.ping().unwrap_err().is_auth());
    setup.mock.respond(401, "{}");
    setup.mock.respond(401, "{}");
    assert!(setup.ping().unwrap_err().is_auth());
    assert_eq!(
        setup.sent()[1..],
        ["Bearer first", "Bearer first", "Bearer second"]
    );

    // An unusable key does not replace a usable one.
    file.write("third\n");
    setup.mock.respond(401, "{}");
    assert!(setup.ping().unwrap_err().is_auth());
    assert_eq!(key.counts().get(EventKind::StoreFailed), 1);
    assert!(key.reload().is_err());
    file.write("third");
    assert!(key.reload().unwrap() && !key.reload().unwrap());
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    assert_eq!(setup.sent().last().unwrap(), "Bearer third");
}

#[test]
fn a_key_never_goes_to_another_origin() {
    let cases = [
        "https://sandbox.example.com/v1",
        "https://api.example.com:8443/v1",
        "http://127.0.0.1:8080",
        "https://api.example.com.evil.example/v1",
    ];
    for base in cases {
        let setup = Setup::at(Some(base), ApiKey::new("canary-key").unwrap());
        let error = setup.ping().unwrap_err();
        let message = error.to_string();
        assert!(error.is_credential() && error.not_sent(), "{message}");
        assert!(setup.mock.requests().is_empty(), "{base}");
        assert!(
            message.contains("`https://api.example.com` or `https://files.example.com`")
                && message.contains("is not sent to `http")
                && message.contains(".origin("),
            "{message}"
        );
        assert!(!message.contains("canary"));
    }
    let sandbox = ApiKey::new("key")
        .unwrap()
        .origin("https://Sandbox.example.com/v1")
        .unwrap();
    let setup = Setup::at(Some(cases[0]), sandbox.clone());
    setup.mock.respond(200, "");
    setup.ping().unwrap();
    // The key's own origin replaces the API's.
    assert!(Setup::new(sandbox).ping().unwrap_err().is_credential());
    assert!(
        ApiKey::new("key")
            .unwrap()
            .origin("api")
            .unwrap_err()
            .is_config()
    );
    let error = Setup::new(BareKey::new("key").unwrap()).ping().unwrap_err();
    assert!(error.to_string().contains("has no origin"), "{error}");
}

#[test]
fn an_old_key_is_one_event() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&seen);
    let key = ApiKey::new("canary-key")
        .unwrap()
        .created(Date::new(2023, 11, 1).unwrap())
        .on_event(move |event| events.lock().unwrap().push(event.to_string()));
    let setup = Setup::new(key.clone());
    for _ in 0..4 {
        setup.mock.respond(200, "");
    }
    setup.ping().unwrap();
    assert!(seen.lock().unwrap().is_empty());
    setup.clock.advance(Duration::from_secs(90 * 86_400));
    setup.ping().unwrap();
    setup.ping().unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        ["key_is_old: the API key is 103 days old; the API recommends a new one every 90 days"]
    );
    key.rotate("new-key").unwrap();
    setup.ping().unwrap();
    assert_eq!(key.counts().get(EventKind::KeyIsOld), 1);
}

fn everything(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {:?}", error.headers());
    let _ = write!(text, "{}", String::from_utf8_lossy(error.body()));
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let _ = write!(text, "{inner} {inner:?}");
        source = inner.source();
    }
    text
}

#[test]
fn fault_76_no_key_is_ever_shown() {
    let file = KeyFile::new("mirror", "canary-one");
    let shown = Arc::new(Mutex::new(String::new()));
    let events = Arc::clone(&shown);
    let key = ApiKey::from_file(&file.0).unwrap().on_event(move |event| {
        let _ = write!(events.lock().unwrap(), "{event} {event:?}");
    });
    let setup = Setup::new(key.clone());
    let mirror = r#"{"detail":"canary-one canary-two","code":"canary-two"}"#;
    file.write("canary-two");
    // The second attempt is sent with the new key, and its response repeats the old one.
    setup.mock.reply(Reply::json(401, mirror));
    setup
        .mock
        .reply(Reply::json(401, mirror).header("x-echo", "Bearer canary-one"));
    let error = setup.ping().unwrap_err();
    assert_eq!(setup.sent(), ["Bearer canary-one", "Bearer canary-two"]);
    file.write("canary-three\n");
    setup.mock.reply(Reply::json(401, mirror));
    let second = setup.ping().unwrap_err();
    let all = format!(
        "{} {} {} {key:?} {:?} {:?}",
        everything(&error),
        everything(&second),
        shown.lock().unwrap(),
        key.counts(),
        setup.client,
    );
    assert!(!all.contains("canary"), "{all}");
}
