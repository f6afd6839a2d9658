//! Handlers that replace the default checks, refusals and responses.

use std::time::{Duration, Instant};

use billing_mock::{Mock, Reason, Refusal, Reply};
use serde_json::{Value, json};

use super::{KEY, get, send, shop};

fn granting() -> Mock {
    shop()
        .on("grants.password", |_, _| {
            Ok(Reply::Nothing.status(204).header("X-By", "password"))
        })
        .on("grants.code", |_, _| {
            let raw = Reply::Raw(b"{\"by\":\"code\"}".to_vec());
            Ok(raw.status(201).header("Content-Type", "text/plain"))
        })
}

#[test]
fn paths_may_differ_in_their_query_alone() {
    let mock = granting().start().unwrap();
    let ask = |query: &str| send(&mock, &format!("POST /v1/grants{query}"), KEY, "");
    let (status, head, body) = ask("?by=password");
    assert_eq!((status, &body[..]), (204, &b""[..]));
    assert!(head.contains("x-by: password") && !head.contains("content-type"));
    let (status, head, body) = ask("?more=1&by=code");
    assert_eq!((status, &body[..]), (201, &br#"{"by":"code"}"#[..]));
    assert!(head.contains("content-type: text/plain"), "{head}");
    for query in ["", "?by=magic"] {
        let (status, _, body) = ask(query);
        let body: Value = serde_json::from_slice(&body).unwrap();
        let message = body["error"]["message"].as_str().unwrap();
        let told = "/v1/grants requires the query ?by=password or ?by=code.";
        assert_eq!((status, message), (400, told));
    }
}

#[test]
fn credentials_are_checked_by_a_test() {
    let mock = shop().authorize("key", |state, request| {
        let tried = state.notes().entry("tried").or_insert(json!(0));
        *tried = json!(tried.as_u64().unwrap_or(0) + 1);
        assert_eq!(request.operation(), "orders.list");
        match request.header("x-shop-key") {
            Some("mine") => Ok(()),
            Some("broken") => panic!("on purpose"),
            _ => Err(Refusal::new(418, "Not mine.").header("X-Why", "key")),
        }
    });
    let mock = mock.start().unwrap();
    let ask = |headers: &str| send(&mock, "GET /v1/orders", headers, "");
    assert_eq!(ask("X-Shop-Key: mine\r\n").0, 200);
    // The other credential is still checked as usual, and first.
    assert_eq!(ask(KEY).0, 200);
    let (status, head, _) = ask("X-Shop-Key: k2\r\n");
    assert!(status == 418 && head.contains("x-why: key"), "{head}");
    assert_eq!(mock.state(|state| state.notes()["tried"].clone()), json!(2));
    assert_eq!(ask("X-Shop-Key: broken\r\n").0, 500);
    assert_eq!(mock.faults(), ["the check of `key` panicked"]);
}

#[test]
fn refusals_are_reworded() {
    let own = shop().refusals(None, |request, refusal| {
        let reason = format!("{:?}", refusal.reason);
        let body = json!({ "said": request.operation(), "reason": reason });
        refusal.body(body).header("X-Said", "yes")
    });
    let mock = own.start().unwrap();
    let ask = |request: &str, headers: &str, body: &str| {
        let (_, head, body) = send(&mock, request, headers, body);
        assert!(head.contains("x-said: yes"), "{head}");
        let body: Value = serde_json::from_slice(&body).unwrap();
        body["reason"].as_str().unwrap().to_owned()
    };
    let json = format!("{KEY}Content-Type: application/json; charset=UTF-8\r\n");
    let near = format!("{KEY}Content-Type: application/jsonlines\r\n");
    assert_eq!(ask("GET /v1/nothing", KEY, ""), "Path");
    assert_eq!(ask("DELETE /v1/orders", KEY, ""), "Method");
    assert_eq!(ask("POST /v1/grants", KEY, ""), "Query");
    assert_eq!(ask("GET /v1/orders", "", ""), "Credential");
    assert_eq!(ask("POST /v1/orders", &near, "{}"), "MediaType");
    assert_eq!(ask("POST /v1/orders", &json, "{"), "Json");
    assert_eq!(ask("POST /v1/orders", &json, "{}"), "Schema");
    assert_eq!(ask("GET /v1/orders/0", KEY, ""), "Handler");
    assert_eq!(Refusal::new(400, "").reason, Reason::Handler);
}

#[test]
fn an_answer_may_be_late_or_lost() {
    let mock = shop()
        .on("grants.code", |_, _| Ok(Reply::Nothing.lost()))
        .on("grants.password", |_, _| {
            Ok(Reply::Nothing.delay(Duration::from_millis(50)))
        });
    let mock = mock.start().unwrap();
    assert_eq!(send(&mock, "POST /v1/grants?by=code", KEY, "").0, 0);
    assert_eq!(mock.seen()[0].status, 0);
    let begun = Instant::now();
    assert_eq!(send(&mock, "POST /v1/grants?by=password", KEY, "").0, 200);
    assert!(begun.elapsed() >= Duration::from_millis(50));
}

#[test]
fn names_are_checked_at_the_start() {
    let mistake = |mock: Mock| mock.start().err().unwrap().to_string();
    let keys = shop().authorize("keys", |_, _| Ok(()));
    let told = "shop has no credential `keys`; did you mean `key`?";
    assert_eq!(mistake(keys), told);
    let server = shop().refusals(Some("statu"), |_, refusal| refusal);
    let told = "shop has no server `statu`; did you mean `status`?";
    assert_eq!(mistake(server), told);
    let mock = shop().start().unwrap();
    assert_eq!(get(&mock, "/v1/orders").0, 200);
}

#[test]
fn what_the_definition_does_not_have_can_be_answered_too() {
    let mock = shop()
        .beside("GET", "/v1/extra", |_, request| match request.query("of") {
            Some(of) => Ok(Reply::Plain(json!({ "of": of })).status(203)),
            None => Err(Refusal::new(400, "Of what?").code("what")),
        })
        .beside("GET", "/v1/orders", |_, _| {
            panic!("an operation comes first")
        });
    let mock = mock.start().unwrap();
    assert_eq!(get(&mock, "/v1/extra?of=a"), (203, json!({ "of": "a" })));
    let refused = json!({ "error": { "code": "what", "message": "Of what?" } });
    assert_eq!(get(&mock, "/v1/extra"), (400, refused));
    assert_eq!(get(&mock, "/v1/orders").0, 200);
    assert_eq!(send(&mock, "POST /v1/extra", KEY, "").0, 404);
}

#[test]
fn details_may_be_of_any_shape() {
    let why = json!({ "reasons": ["length", "characters"] });
    let data = why.clone();
    let mock = shop().on("orders.latest", move |_, _| {
        Err(Refusal::new(422, "Weak.").code("weak").data(data.clone()))
    });
    let (status, body) = get(&mock.start().unwrap(), "/v1/orders/latest");
    let error = json!({ "code": "weak", "message": "Weak.", "details": why });
    assert_eq!((status, body), (422, json!({ "error": error })));
}
