//! No public type shows a secret: each one that the sources make public and that shows itself is
//! named here, so that a new one cannot be forgotten.

mod sources;

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use billing_runtime::client::{Retry, Server};
use billing_runtime::credential::{
    ApiKeyKind, ApiKeySpec, Attempt, Credential, CredentialType, Field, Prepared, SigningMaterial,
};
use billing_runtime::endpoint::operation::{Effect, Method, Operation};
use billing_runtime::endpoint::request::{Encoder, Request};
use billing_runtime::endpoint::{Plain, Response};
use billing_runtime::session::store::{Entry, MemoryStore, TokenStore as _};
use billing_runtime::testing::{MockTransport, Reply, block_on};
use billing_runtime::transport::{Body, Failure};
use billing_runtime::types::Secret;
use billing_runtime::{Client, Endpoint, Value};

const CANARY: &str = "canary<7>/sings+loud";

/// Types whose `Debug` is tried below with a secret inside.
const TRIED: &[&str] = &[
    "response: Response",
    "client: Client",
    "client/builder: Builder",
    "client/call: Call",
    "client/attempt_event: AttemptEvent",
    "client/raw_response: RawResponse",
    "credential: Attempt",
    "credential/api_key: ApiKey",
    "credential/field: Field",
    "credential/prepared: Prepared",
    "credential/prepared: SigningMaterial",
    "error: Error",
    "error/history: FailedAttempt",
    "event: Event",
    "request: Request",
    "request/encoder: Encoder",
    "secret: Secret",
    "session/store: Entry",
    "session/store: Lease",
    "session/store/memory: MemoryStore",
    "testing/recorded: RecordedRequest",
    "testing/reply: Reply",
    "testing/mock_transport: MockTransport",
    "transport/body: Body",
    "transport/failure: Failure",
];

/// Types that are tried elsewhere, with the file and what stands in it: a test that shows one with
/// secrets inside, or all that its `Debug` writes.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "download: Download",
        "src/response.rs",
        "shows neither headers nor body",
    ),
    (
        "pages: Pages",
        "src/pages.rs",
        ".field(\"items\", &self.items.len())",
    ),
    (
        "pages/page: Page",
        "src/pages/page.rs",
        ".field(\"position\", &self.position)",
    ),
    (
        "page_position: PagePosition",
        "src/page_position.rs",
        "write!(f, \"PagePosition({self})\")",
    ),
    (
        "pages/stream: ByPage",
        "src/pages/stream.rs",
        "pub struct ByPage<E: Paged>(Pages<E>);",
    ),
    ("session/credential: Session", SECRETS, "show(&session);"),
    ("session/login: Login", SECRETS, "show(&login);"),
    ("session/sign_in: SignIn", SECRETS, "show(&login.sign_in("),
    (
        "session/sign_out: SignOut",
        SECRETS,
        "show(&session.sign_out());",
    ),
    (
        "session/state: Changes",
        SECRETS,
        "show(&session.changes());",
    ),
    ("session/state: State", SECRETS, "show(&session.state());"),
    ("session/store: Key", SECRETS, "show(&key);"),
    (
        "session/store/error: StoreError",
        "tests/stores/redis.rs",
        "fn fault_76_a_url_and_its_password_are_never_repeated",
    ),
    (
        "session/store/file: FileStore",
        "tests/stores/files.rs",
        "format!(\"{one:?}\")",
    ),
    (
        "session/store/redis: RedisStore",
        "tests/stores/redis.rs",
        "{store:?}\");",
    ),
    (
        "session/store/sealed: SealedStore",
        "src/session/store/sealed/tests.rs",
        "format!(\"{store:?}\")",
    ),
    (
        "session/store/sealed/key: SealKey",
        "src/session/store/sealed/key.rs",
        "f.write_str(",
    ),
    (
        "testing/server: FaultServer",
        "src/testing/server.rs",
        ".field(\"requests\", &state.served().len())",
    ),
    (
        "testing/server/state: ServedRequest",
        "tests/server.rs",
        "fn what_it_saw_shows_no_secret",
    ),
    (
        "transport/layered: ServiceTransport",
        "src/transport/layered.rs",
        "f.write_str(\"ServiceTransport\")",
    ),
    (
        "transport/layered: TransportService",
        "src/transport/layered.rs",
        "f.write_str(\"TransportService\")",
    ),
    (
        "transport/net: HttpTransport",
        "src/transport/net.rs",
        "f.debug_struct(\"HttpTransport\").finish_non_exhaustive()",
    ),
];

const SECRETS: &str = "tests/session/secrets.rs";

/// Types that hold nothing but what a program says in its source, numbers and moments.
const CONSTANT: &[&str] = &[
    "client/counts: CallCounts",
    "client/retry: Retry",
    "clock: SystemClock",
    "credential/api_key/spec: ApiKeySpec",
    "credential/env: Env",
    "credential/backend: Algorithm",
    "credential/jwt: Claim",
    "credential/spec: CredentialSpec",
    "credential/field: LiteralOrField",
    "credential/jwt: ClaimValue",
    "credential_type: CredentialType",
    "endpoint: Paging",
    "envelope: EnvelopeSpec",
    "envelope: ErrorSpec",
    "envelope: Literal",
    "envelope: Payload",
    "envelope: Success",
    "error/history: NotRetried",
    "event: Counts",
    "event: EventKind",
    "operation: Effect",
    "operation: Method",
    "operation: Operation",
    "operation: Rate",
    "random: SystemRandom",
    "fingerprint: Fingerprint",
    "returns: Binary",
    "returns: Field",
    "returns: List",
    "returns: Nothing",
    "returns: One",
    "returns: Plain",
    "server: Server",
    "session/spec: SessionSpec",
    "session/spec: NoIdentity",
    "session/spec: Reaction",
    "session/spec: Input",
    "session/spec: Step",
    "session/spec: Output",
    "session/sign_out: Scope",
    "testing/clock: ManualClock",
    "testing/server/fault: Fault",
    "transport/failure: Timeout",
    "transport/timeouts: Timeouts",
];

/// Types of the wire layer: data that the caller gave or asked for, which it shows as it likes.
/// Members that are secret are of type `Secret`.
const DATA: [&str; 2] = ["types", "wire"];

struct Shop;

impl ApiKeyKind for Shop {
    const SPEC: &'static ApiKeySpec =
        &ApiKeySpec::new().servers(&[Server::new("https://shop.example")]);
}

type ApiKey = billing_runtime::credential::ApiKey<Shop>;

/// Sends a secret in its path, query and body.
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/x/{id}", effect = create, auth = ApiKey, returns = Plain<Value>)]
struct PostX {
    id: Secret,
    #[endpoint(header = "X-Key")]
    key: String,
}

/// Shows an answer.
struct Shown;

impl billing_runtime::endpoint::Returns for Shown {
    type Output = String;

    fn take(answer: Response) -> billing_runtime::Result<String> {
        Ok(all(&answer))
    }
}

/// Shows the encoder of a call, and what signs it.
struct GetShown(Arc<Mutex<String>>);

impl Endpoint for GetShown {
    type Returns = Shown;
    const OPERATION: &'static Operation =
        &Operation::new("GetShown", Method::Get, "/shown/{id}", Effect::Read)
            .auth(const { &[CredentialType::of::<Signing>()] });

    fn encode(&self, encoder: &mut Encoder) {
        encoder.path("id", &Secret::from(CANARY));
        self.0.lock().unwrap().push_str(&all(encoder));
    }
}

/// Shows the attempt that it signs.
struct Signing(Arc<Mutex<String>>);

impl Credential for Signing {
    fn sign(&self, attempt: &mut Attempt<'_>) -> billing_runtime::Result<()> {
        attempt.header("X-Key", CANARY)?;
        self.0.lock().unwrap().push_str(&all(attempt));
        Ok(())
    }

    fn secrets(&self, hide: &mut dyn FnMut(&str)) {
        hide(CANARY);
    }
}

fn all(what: &dyn Debug) -> String {
    format!("{what:?} {what:#?}")
}

#[test]
fn every_public_type_that_shows_itself_is_known() {
    let elsewhere = ELSEWHERE.iter().map(|(name, ..)| *name);
    let known = [TRIED, CONSTANT].concat().into_iter().chain(elsewhere);
    let known: BTreeSet<&str> = known.collect();
    let data = |name: &str| DATA.iter().any(|folder| name.starts_with(folder));
    let found = sources::showing();
    let unknown: Vec<_> = found
        .iter()
        .filter(|name| !known.contains(name.as_str()) && !data(name))
        .collect();
    assert!(
        unknown.is_empty(),
        "say in this file why these show no secret, or try them: {unknown:#?}"
    );
    let gone: Vec<_> = known
        .iter()
        .filter(|name| !found.contains(**name))
        .collect();
    assert!(
        gone.is_empty(),
        "these are no public types any more: {gone:#?}"
    );
}

#[test]
fn what_is_tried_elsewhere_is_there() {
    for (name, file, expected) in ELSEWHERE {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(expected), "{name}: `{expected}` in {file}");
    }
}

#[test]
fn no_type_shows_a_canary() {
    let mut shown = String::new();
    let events = Arc::new(Mutex::new(String::new()));
    let (notes, attempts) = (Arc::clone(&events), Arc::clone(&events));
    let key = ApiKey::new(CANARY).unwrap().on_event(move |event| {
        write!(notes.lock().unwrap(), "{event} {}", all(event)).unwrap();
    });
    let mock = MockTransport::new();
    let builder = Client::builder()
        .transport(mock.clone())
        .credential(key.clone())
        .credential(Signing(Arc::clone(&events)));
    let builder = builder
        .base_url("https://shop.example")
        .retry(Retry::never());
    let builder = builder.on_attempt(move |exchange| {
        write!(attempts.lock().unwrap(), "{}", all(exchange)).unwrap();
    });
    shown += &all(&builder);
    let client = builder.build().unwrap();
    let call = PostX {
        id: Secret::from(CANARY),
        key: CANARY.to_owned(),
    };
    let mirror = format!(r#"{{"message":"no {CANARY}","key":"{CANARY}"}}"#);
    for status in [200, 401, 403, 500] {
        let reply = || Reply::json(status, mirror.clone()).header("x-echo", CANARY);
        mock.reply(reply());
        if let Err(error) = block_on(client.send(&call)) {
            shown += &format!("{error} {}", all(&error));
            shown += &String::from_utf8_lossy(error.body());
            shown += &all(&error.attempts());
        }
        mock.reply(reply());
        shown += &all(&block_on(client.call(&call).send_raw()).unwrap());
    }
    mock.reply(Reply::json(200, mirror.clone()).header("x-echo", CANARY));
    shown += &block_on(client.send(&GetShown(Arc::clone(&events)))).unwrap();
    let secret = Secret::from(CANARY);
    let field = Field::secret("key", &secret);
    let entry = Entry {
        version: 1,
        text: secret.clone(),
    };
    let material = SigningMaterial::new(Arc::new(secret.clone()));
    let reply = Reply::json(200, mirror.clone());
    let of_bytes = Body::from(bytes::Bytes::from(mirror));
    let things: [&dyn Debug; 15] = [
        &client,
        &client.call(&call),
        &key,
        &field,
        &entry,
        &secret,
        &material,
        &Prepared::Now(material.clone()),
        &key.prepare(std::time::UNIX_EPOCH),
        &Request::of(&call).unwrap(),
        &mock,
        &mock.requests(),
        &reply,
        &of_bytes,
        &MemoryStore::new(),
    ];
    let slot = billing_runtime::session::store::Key {
        account: "a".into(),
        slot: "s".into(),
    };
    let lease = MemoryStore::new();
    let lease = block_on(lease.lease(&slot, std::time::Duration::from_secs(9))).unwrap();
    shown += &all(&lease.unwrap());
    things.iter().for_each(|thing| shown += &all(*thing));
    shown += &all(&Failure::lost("reset"));
    shown += &events.lock().unwrap();
    for form in [CANARY, "canary", "sings", "Y2FuYXJ5"] {
        assert!(!shown.contains(form), "{form} in {shown}");
    }
}
