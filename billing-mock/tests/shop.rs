//! Tests of a folder with a `mock.toml`.

use billing_mock::{Mock, Record, Refusal, Reply};
use serde_json::json;

use super::{get, post, send, shop};

#[test]
fn records_are_kept_listed_changed_and_removed() {
    let mock = shop().start().unwrap();
    assert!(mock.url().ends_with("/v1"));
    let (status, made) = post(
        &mock,
        "/v1/orders",
        r#"{ "item": "ink", "count": 2, "note": "!" }"#,
    );
    assert_eq!(status, 200);
    let order = json!({ "item": "ink", "count": 2, "state": "open" });
    assert_eq!(made, json!({ "data": { "nr": 100, "order": order } }));
    let (_, listed) = get(&mock, "/v1/orders?state=open");
    let printed = json!({ "item": "ink", "count": "2", "state": "open" });
    assert_eq!(listed, json!({ "data": [{ "nr": 100, "order": printed }] }));
    assert_eq!(
        get(&mock, "/v1/orders/A-1").1["data"]["order"]["item"],
        "pen"
    );
    let headers = "X-Shop-Key: k2\r\nContent-Type: application/json\r\n";
    let (status, _, body) = send(
        &mock,
        "PUT /v1/orders/100",
        headers,
        r#"{ "item": "blot" }"#,
    );
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    assert_eq!(
        get(&mock, "/v1/orders/100").1["data"]["order"]["item"],
        "blot"
    );
    let (status, _, body) = send(&mock, "DELETE /v1/orders/100", headers, "");
    assert_eq!((status, &body[..]), (200, &b"{}"[..]));
    assert_eq!(get(&mock, "/v1/orders/100").0, 404);
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn keys_are_checked_and_origins_kept_apart() {
    let mock = shop().start().unwrap();
    let status = |headers: &str| send(&mock, "GET /v1/orders", headers, "").0;
    assert_eq!(status("Authorization: Bearer k1\r\n"), 200);
    assert_eq!(status("X-Shop-Key: k2\r\n"), 200);
    assert_eq!(status("X-Shop-Key: k3\r\n"), 403);
    assert_eq!(status(""), 401);
    let ping = mock.server_url("status").unwrap();
    assert!(ping.ends_with("/~status/v1"), "{ping}");
    let all = [("".to_owned(), mock.url()), ("status".to_owned(), ping)];
    assert_eq!(mock.servers(), all);
    let (status, _, body) = send(&mock, "GET /~status/v1/ping", "", "");
    assert_eq!((status, &body[..]), (200, &br#"{"up":true}"#[..]));
    assert_eq!(mock.seen()[1].header("x-shop-key"), Some("***"));
}

#[test]
fn refusals_take_the_envelope() {
    let mock = shop().start().unwrap();
    let (status, body) = post(
        &mock,
        "/v1/orders",
        r#"{ "item": "", "count": 0, "colour": 1 }"#,
    );
    assert_eq!(status, 400);
    let details = body["error"]["details"].as_object().unwrap();
    assert_eq!(
        details.keys().collect::<Vec<_>>(),
        ["body", "count", "item"]
    );
    let (status, body) = post(&mock, "/v1/orders", "{");
    assert!(
        status == 400
            && body["error"]["message"]
                .as_str()
                .unwrap()
                .contains("not JSON")
    );
    let (status, body) = get(&mock, "/v1/oders");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        status == 404 && message.contains("did you mean /v1/orders?"),
        "{message}"
    );
    let (status, head, _) = send(&mock, "DELETE /v1/orders", super::KEY, "");
    assert!(status == 405 && head.contains("allow: GET, POST"), "{head}");
    assert_eq!(get(&mock, "/v1/orders?size=x").0, 400);
    let (status, body) = get(&mock, "/v1/orders/latest");
    assert_eq!((status, &body["data"]["nr"]), (200, &"A-1".into()));
}

#[test]
fn a_fixed_segment_wins_and_a_handler_answers() {
    let mock = shop().on("orders.latest", |state, request| {
        assert_eq!(request.operation(), "orders.latest");
        let last = state.records("orders").last().cloned();
        last.map(Reply::One)
            .ok_or_else(|| Refusal::new(404, "None yet.").code("none"))
    });
    let mock = mock.start().unwrap();
    assert_eq!(get(&mock, "/v1/orders/latest").1["data"]["nr"], "A-1");
    mock.state(|state| state.remove("orders", "A-1").unwrap());
    let refused = json!({ "error": { "code": "none", "message": "None yet." } });
    assert_eq!(get(&mock, "/v1/orders/latest"), (404, refused));
}

#[test]
fn pages_and_downloads() {
    let mock = shop().given(|state| {
        for _ in 0..7 {
            state.create("orders", &json!({ "item": "ink" }));
        }
    });
    let mock = mock.start().unwrap();
    let count = |query: &str| {
        let (_, body) = get(&mock, &format!("/v1/orders{query}"));
        body["data"].as_array().unwrap().len()
    };
    assert_eq!(
        [count(""), count("?page=3&size=99"), count("?page=4")],
        [3, 2, 0]
    );
    let (_, head, body) = send(&mock, "GET /v1/orders/A-1/receipt", super::KEY, "");
    assert!(head.contains("content-type: application/pdf") && body.starts_with(b"%PDF"));
}

#[test]
fn a_mock_at_fault_says_so() {
    let mock = shop()
        .on("orders.latest", |_, _| {
            let mut record = Record {
                id: json!(1),
                attributes: serde_json::Map::new(),
            };
            record.set("item", 5);
            Ok(Reply::One(record))
        })
        .on("orders.get", |_, _| Ok(Reply::Nothing))
        .on("orders.receipt", |_, _| panic!("on purpose"));
    let mock = mock.start().unwrap();
    let (status, body) = get(&mock, "/v1/orders/latest");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        status == 500 && message.contains("item: Integer value found"),
        "{message}"
    );
    assert_eq!(get(&mock, "/v1/orders/1").0, 500);
    assert_eq!(get(&mock, "/v1/orders/1/receipt").0, 500);
    assert_eq!(get(&mock, "/v1/orders").0, 200);
    let faults = mock.faults();
    assert_eq!(faults.len(), 3, "{faults:?}");
}

#[test]
fn mistakes_show_at_the_start() {
    let error = |mock: Mock| mock.start().err().unwrap().to_string();
    let unknown = error(shop().on("orders.lattest", |_, _| Ok(Reply::Nothing)));
    assert_eq!(
        unknown,
        "shop has no operation `orders.lattest`; did you mean `orders.latest`?"
    );
    assert!(error(shop().key("a", "b")).contains("no credential that is a key pair"));
    assert!(error(shop().listen("nowhere")).contains("cannot listen on nowhere"));
    let missing = Mock::open("tests/none").err().unwrap().to_string();
    assert!(missing.contains("tests/none"), "{missing}");
}

#[test]
fn answers_from_elsewhere_are_checked() {
    let mock = shop();
    let body =
        json!({ "data": [{ "nr": 1, "order": { "item": "ink", "state": "open", "count": "2" } }] });
    assert!(mock.check_answer("orders.list", &body).is_ok());
    let body = json!({ "data": { "nr": 1, "order": { "item": "ink", "state": "lost" } } });
    let error = mock
        .check_answer("orders.get", &body)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("orders.get") && error.contains("state"),
        "{error}"
    );
    assert!(mock.check_answer("orders.gte", &body).is_err());
}
