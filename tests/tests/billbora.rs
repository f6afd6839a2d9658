//! Billbora over sockets: sign-in, sessions, organizations and API keys, with the generated client.

mod endpoints;
mod keys;
mod recorded;
mod sealed;
mod sessions;

use billbora_mock::{ANON_KEY, Billbora as Mock, EMAIL, ORGANIZATION, PASSWORD};
use billing_runtime::client::Retry;
use billing_runtime::{Client, Credential, Value, Wire as _};
use billing_tests::billbora::{Billbora, Identity, Login, Session};

pub fn mock() -> Mock {
    billbora_mock::start().unwrap()
}

pub fn identity(mock: &Mock) -> Identity {
    Identity {
        project_url: mock.project_url(),
        anon_key: ANON_KEY.into(),
    }
}

pub fn login(mock: &Mock) -> Login {
    Login::new(identity(mock)).servers(mock.servers())
}

pub async fn signed_in(mock: &Mock) -> Session {
    let signing_in = login(mock).sign_in(EMAIL, PASSWORD);
    signing_in.tenant(ORGANIZATION).await.unwrap()
}

/// Makes a client that sends each call once, so that a test sees the effect of one response.
pub fn client(mock: &Mock, credential: impl Credential) -> Billbora {
    let client = Client::builder()
        .credential(credential)
        .retry(Retry::never())
        .base_url(mock.url());
    Billbora::new(client.build().unwrap())
}

/// Returns the organization in a response of the mock.
pub fn organization(answer: &Value) -> String {
    match answer {
        Value::Object(members) => members
            .get("organization")
            .unwrap()
            .as_str()
            .unwrap()
            .into(),
        other => panic!("{}", other.to_json()),
    }
}

pub fn run<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(future)
}

/// The mock conforms to the schemas.
pub fn is_clean(mock: &Mock) {
    assert_eq!(mock.faults(), Vec::<String>::new());
}
