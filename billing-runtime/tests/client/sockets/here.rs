//! What stays on this machine never goes through the proxy that the environment names.

use std::process::Command;

use billing_runtime::Client;
use billing_runtime::client::Retry;
use billing_runtime::testing::{FaultServer, Reply};

use super::super::api::keys;
use super::peer::*;

/// Tells the helper below where to send to; set in its process only.
const TARGETS: &str = "BILLING_TEST_TARGETS";

/// Calls each host of the list; run by the test below, in a process whose environment names a proxy.
#[test]
fn helper_that_calls_hosts() {
    let Ok(targets) = std::env::var(TARGETS) else {
        return;
    };
    for url in targets.split_whitespace() {
        let client = Client::builder().base_url(url).allow_http(true);
        let client = client
            .credential(keys())
            .retry(Retry::never())
            .timeouts(quick());
        let outcome = run(client.build().unwrap().send(&get()));
        println!(
            "{url} {}",
            if outcome.is_ok() {
                "answered"
            } else {
                "failed"
            }
        );
    }
}

/// All spellings of this machine; a host that is elsewhere shows that the proxy is used at all.
#[test]
fn all_names_of_this_machine_are_reached_directly() {
    let answering = |_: &_| Reply::json(200, SUCCESS);
    let (proxy, server) = (
        FaultServer::start(answering).unwrap(),
        FaultServer::start(answering).unwrap(),
    );
    let port = server.url().rsplit(':').next().unwrap();
    let answered = [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "api.localhost",
        "a.b.localhost.",
        "0.0.0.0",
        "0",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ];
    // Nobody listens there; all the same not through the proxy.
    let silent = ["127.9.9.9", "[::1]", "[::]", "[::127.0.0.1]"];
    let urls = |hosts: &[&str]| -> Vec<String> {
        let url = |host: &&str| format!("http://{host}:{port}/api");
        hosts.iter().map(url).collect()
    };
    let targets = [urls(&answered), urls(&silent)].concat();
    let elsewhere = "http://api.example/api".to_owned();
    let call = |targets: &[String]| {
        let mut helper = Command::new(std::env::current_exe().unwrap());
        let name = concat!(module_path!(), "::helper_that_calls_hosts");
        let (_, name) = name.split_once("::").unwrap();
        helper.args(["--exact", name, "--nocapture"]);
        for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            helper.env(variable, proxy.url());
        }
        helper.env_remove("NO_PROXY").env_remove("no_proxy");
        let output = helper.env(TARGETS, targets.join(" ")).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let said = call(&targets);
    for url in urls(&answered) {
        assert!(said.contains(&format!("{url} answered")), "{url}: {said}");
    }
    assert_eq!(proxy.requests().len() + proxy.unread(), 0, "{said}");
    assert!(server.requests().len() >= answered.len());
    let said = call(&[elsewhere]);
    assert_eq!(proxy.requests().len(), 1, "{said}");
}
