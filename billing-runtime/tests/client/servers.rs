//! All servers of an API move to a mock by one call, and a test that forgets one sends nothing to the live service.

use billing_runtime::client::{Builder, Server};
use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::{MockTransport, block_on};
use billing_runtime::{Client, Credential, Endpoint, Error, Id};

use super::api::*;

const MOCK: &str = "http://127.0.0.1:4000/api";

/// A credential that knows an address, as of a project.
#[derive(Clone, Credential)]
#[credential(header(name = "apikey", value = key), base_url = "{project_url}/auth/v1")]
struct Project {
    project_url: String,
    key: String,
}

/// `GET /settings`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/settings", server = "identity", effect = read, auth = Project, returns = Nothing)]
struct GetSettings;

const ALL: &[Server] = &[
    Server::new("https://www.billingo.example/api"),
    Server::named("site", "https://www.billingo.example"),
    Server::named("identity", "{project_url}/auth/v1"),
];

fn client(at: impl FnOnce(Builder) -> Builder, project_url: &str) -> (Client, MockTransport) {
    let mock = MockTransport::new();
    for _ in 0..3 {
        mock.respond(200, r#"{"success":true}"#);
    }
    let project = Project {
        project_url: project_url.into(),
        key: "k".into(),
    };
    let builder = Client::builder().transport(mock.clone());
    let builder = at(builder.credential(keys()).credential(project));
    (builder.build().unwrap().with_servers(ALL), mock)
}

/// Sends to each of the three servers; what went wrong, by server.
fn ask(client: &Client) -> [Result<(), Error>; 3] {
    [
        send(client, &SendInvoice { id: Id::from(1) }),
        send(client, &GetTime).map(|_| ()),
        block_on(client.send(&GetSettings)),
    ]
}

fn urls(mock: &MockTransport) -> Vec<String> {
    let requests = mock.requests();
    requests.iter().map(|r| r.url().to_owned()).collect()
}

#[test]
fn one_call_moves_all_servers() {
    let mock = [
        ("", MOCK),
        ("site", "http://127.0.0.1:4000/~site"),
        ("identity", "http://127.0.0.1:4000/auth/v1"),
    ];
    let (client, mock) = client(|b| b.servers(mock), "https://project.example");
    assert!(ask(&client).iter().all(Result::is_ok));
    assert_eq!(
        urls(&mock),
        [
            "http://127.0.0.1:4000/api/invoices/1/send",
            "http://127.0.0.1:4000/~site/time?type=json",
            "http://127.0.0.1:4000/auth/v1/settings",
        ]
    );
}

#[test]
fn a_server_that_was_forgotten_is_not_asked() {
    let live = "https://project.example";
    let (client, mock) = client(|b| b.base_url(MOCK), live);
    let [moved, site, identity] = ask(&client);
    moved.unwrap();
    for (error, name, url) in [
        (site, "site", "https://www.billingo.example"),
        (identity, "identity", "https://project.example/auth/v1"),
    ] {
        let error = error.unwrap_err();
        assert!(error.is_config() && error.not_sent(), "{error}");
        let text = error.to_string();
        assert!(
            text.contains(&format!("the client uses `{MOCK}`")),
            "{text}"
        );
        assert!(
            text.contains(&format!(
                "the server `{name}` of the API is still at `{url}`"
            )),
            "{text}"
        );
        assert!(text.contains(".servers(mock.servers())"), "{text}");
        assert!(
            text.contains(&format!(".server(\"{name}\", ...)")),
            "{text}"
        );
    }
    assert_eq!(urls(&mock), ["http://127.0.0.1:4000/api/invoices/1/send"]);
}

#[test]
fn any_address_of_a_test_is_enough_to_hold_back_the_live_ones() {
    let site = |b: Builder| b.server("site", "http://localhost:4000");
    let open = |b: Builder| b.allow_http(true).base_url("http://mock.test:4000/api");
    let none = |b: Builder| b;
    let live = "https://project.example";
    let near = "http://[::1]:4000";
    for (client, refused) in [
        (client(site, live), [true, false, true]),
        (client(open, live), [false, true, true]),
        // The address that the credential knows counts too.
        (client(none, near), [true, true, false]),
        (client(none, live), [false, false, false]),
        // A server that is named is meant, wherever it is.
        (
            client(
                |b| {
                    b.base_url(MOCK)
                        .server("site", "https://www.billingo.example")
                },
                near,
            ),
            [false; 3],
        ),
    ] {
        let (client, mock) = client;
        let asked = ask(&client);
        assert_eq!(asked.each_ref().map(Result::is_err), refused, "{asked:?}");
        assert_eq!(urls(&mock).len(), refused.iter().filter(|r| !**r).count());
    }
}

#[test]
fn all_servers_means_all() {
    // Also where nothing looks like a test.
    let mock = [("", "https://mock.example/api")];
    let (client, mock) = client(|b| b.servers(mock), "https://project.example");
    let [moved, site, identity] = ask(&client);
    moved.unwrap();
    for (error, name) in [(site, "site"), (identity, "identity")] {
        let error = error.unwrap_err();
        assert!(error.is_config() && error.not_sent(), "{error}");
        let text = error.to_string();
        assert!(
            text.contains(&format!("the server `{name}`")) && text.contains("not among"),
            "{text}"
        );
    }
    assert_eq!(mock.requests().len(), 1);
}
