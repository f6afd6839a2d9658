//! Tests of a folder without handlers, `mock.toml` or keys.

use billing_mock::{Mock, Running};
use serde_json::{Value, json};

use super::send;

const KEY: &str = "X-Api-Key: anything\r\n";
const NEW: &str = r#"{ "to": { "name": "Anna", "country": "HU" }, "weight": 2.5, "note": null }"#;

fn parcels() -> Mock {
    Mock::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parcels")).unwrap()
}

fn ask(mock: &Running, request: &str, body: &str) -> (u16, Value) {
    let headers = format!("{KEY}Content-Type: application/json\r\n");
    let (status, _, body) = send(mock, request, &headers, body);
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// Creates a parcel and returns its id.
fn create(mock: &Running) -> String {
    let (status, made) = ask(mock, "POST /v2/parcels", NEW);
    assert_eq!(status, 200, "{made}");
    made["data"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_created_is_found_listed_changed_and_gone() {
    let mock = parcels().clock(|| 1_700_000_000).start().unwrap();
    let (_, made) = ask(&mock, "POST /v2/parcels", NEW);
    let made = &made["data"];
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("prc_") && id.len() == 10, "{id}");
    // The members that were sent are stored; missing ones are made from the schema.
    let sent: Value = serde_json::from_str(NEW).unwrap();
    for name in ["to", "weight", "note"] {
        assert_eq!(made[name], sent[name]);
    }
    assert_eq!(made["state"], "open");
    assert_eq!(made["created_at"], "2023-11-14T22:13:20Z");
    let price = &made["price"];
    assert_eq!(price["currency"].as_str().unwrap().len(), 3);
    assert_eq!(price["amount"].as_str().unwrap().len(), 4);
    assert!(made.get("sent_at").is_none(), "{made}");

    let get = format!("GET /v2/parcels/{id}");
    assert_eq!(ask(&mock, &get, ""), (200, json!({ "data": made })));
    let (status, changed) = ask(
        &mock,
        &format!("PATCH /v2/parcels/{id}"),
        r#"{ "weight": 3 }"#,
    );
    assert_eq!((status, &changed["data"]["weight"]), (200, &json!(3)));
    assert_eq!(changed["data"]["to"], sent["to"]);
    assert_eq!(ask(&mock, &get, "").1, changed);
    let (status, sent) = ask(&mock, &format!("POST /v2/parcels/{id}/send"), "");
    assert_eq!((status, sent), (200, changed.clone()));
    let (status, head, body) = send(&mock, &format!("GET /v2/parcels/{id}/label"), KEY, "");
    assert!(status == 200 && head.contains("application/pdf") && body.starts_with(b"%PDF"));

    let delete = format!("DELETE /v2/parcels/{id}");
    assert_eq!(ask(&mock, &delete, "").0, 200);
    for gone in [
        &get,
        &delete,
        &format!("POST /v2/parcels/{id}/send"),
        &format!("GET /v2/parcels/{id}/events"),
    ] {
        let (status, refused) = ask(&mock, gone, "");
        let error = &refused["error"];
        assert_eq!(
            (status, &error["type"]),
            (404, &json!("not_found")),
            "{refused}"
        );
        assert!(error["text"].as_str().unwrap().contains(id), "{refused}");
    }
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn lists_come_in_pages() {
    let mock = parcels().start().unwrap();
    let ids: Vec<_> = (0..5).map(|_| create(&mock)).collect();
    let mut listed = Vec::new();
    for (page, count) in [(1, 2), (2, 2), (3, 1), (4, 0)] {
        let (status, body) = ask(
            &mock,
            &format!("GET /v2/parcels?page={page}&per_page=2"),
            "",
        );
        let page = body["data"].as_array().unwrap();
        assert_eq!((status, page.len()), (200, count));
        listed.extend(
            page.iter()
                .map(|parcel| parcel["id"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(listed, ids);
}

#[test]
fn what_nobody_can_create_is_made_from_the_schema() {
    let mock = parcels().start().unwrap();
    let parcel = create(&mock);
    let (status, events) = ask(&mock, &format!("GET /v2/parcels/{parcel}/events"), "");
    let events = events["data"].as_array().unwrap();
    assert_eq!((status, events.len()), (200, 3));
    for event in events {
        assert!(event["id"].is_i64() && event["kind"].is_string(), "{event}");
    }
    let (status, quote) = ask(&mock, "POST /v2/quotes", r#"{ "weight": 1 }"#);
    let quote = &quote["data"];
    assert_eq!(status, 200);
    let ways = quote["ways"].as_array().unwrap();
    assert!(ways.len() == 2 && ways[0] != ways[1], "{quote}");
    let (status, trace) = ask(&mock, "GET /X1", "");
    assert_eq!((status, trace), (200, json!({ "lost": true })));
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn any_key_of_the_right_form_until_one_is_given() {
    let status = |mock: &Running, header: &str| send(mock, "GET /v2/parcels", header, "").0;
    let any = parcels().start().unwrap();
    assert_eq!(status(&any, KEY), 200);
    assert_eq!(status(&any, ""), 401);
    assert_eq!(status(&any, "X-Api-Key: \r\n"), 401);
    assert_eq!(status(&any, "Authorization: Bearer k\r\n"), 401);
    for one in [
        parcels().api_key("k1"),
        parcels().member("key", "api_key", "k1"),
    ] {
        let one = one.start().unwrap();
        assert_eq!(status(&one, KEY), 403);
        assert_eq!(status(&one, "X-Api-Key: k1\r\n"), 200);
    }
}

#[test]
fn a_key_of_another_kind_is_advice() {
    let error = |mock: Mock| mock.start().err().unwrap().to_string();
    assert_eq!(
        error(parcels().key("public", "private")),
        "parcels has no credential that is a key pair; for `key` write `.api_key(\"…\")`"
    );
    let billingo = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/billingo");
    assert_eq!(
        error(Mock::open(billingo).unwrap().api_key("k")),
        "billingo has no credential that is a single key; for `keys` write `.key(\"…\", \"…\")`"
    );
    assert_eq!(
        error(parcels().member("keys", "api_key", "k")),
        "parcels has no credential `keys`; did you mean `key`?"
    );
    assert_eq!(
        error(parcels().member("key", "apikey", "k")),
        "parcels has no credential `key` with a member `apikey`; did you mean `api_key`?"
    );
}

/// Another folder: records in bare arrays, ids with a format, paths with a trailing slash, nullable members, and a
/// server whose path only the caller knows.
#[test]
fn plain_answers_are_records_too() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clinic");
    let mock = Mock::open(folder).unwrap().start().unwrap();
    let ask = |request: &str, body: &str| {
        let headers =
            "Authorization: Bearer k\r\nX-Files-Key: f\r\nContent-Type: application/json\r\n";
        let (status, _, body) = send(&mock, request, headers, body);
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    };
    let (_, anna) = ask("POST /v1/patients/", r#"{ "name": "Anna" }"#);
    let id = &anna["id"];
    assert!(
        id.as_i64().unwrap() >= 1000 && anna["born"].is_null(),
        "{anna}"
    );
    let (_, berta) = ask("POST /v1/patients/", r#"{ "name": "Berta" }"#);
    assert_eq!(ask("GET /v1/patients/", "").1, json!([anna, berta]));
    let (_, visit) = ask(
        &format!("POST /v1/patients/{id}/visits/"),
        r#"{ "at": "2026-01-02T03:04:05Z" }"#,
    );
    assert_eq!(visit["at"], "2026-01-02T03:04:05Z");
    assert_eq!(visit["patient_id"], *id);
    let uuid = visit["uuid"].as_str().unwrap();
    assert_eq!(
        uuid.split('-').map(str::len).collect::<Vec<_>>(),
        [8, 4, 4, 4, 12],
        "{uuid}"
    );
    // Each patient has separate visits, and both find them by their ids.
    assert_eq!(
        ask(&format!("GET /v1/patients/{id}/visits/"), "").1,
        json!([visit])
    );
    assert_eq!(
        ask(&format!("GET /v1/patients/{}/visits/", berta["id"]), "").1,
        json!([])
    );
    assert_eq!(
        ask(&format!("GET /v1/visits/{uuid}"), ""),
        (200, visit.clone())
    );
    assert_eq!(ask("GET /v1/patients/7/visits/", "").0, 404);
    let (_, changed) = ask(&format!("PUT /v1/patients/{id}/"), r#"{ "name": "Cecil" }"#);
    assert_eq!(
        (&changed["name"], &changed["id"], &changed["since"]),
        (&json!("Cecil"), id, &anna["since"])
    );
    let deleted = json!({ "id": id, "deleted": true });
    assert_eq!(ask(&format!("DELETE /v1/patients/{id}/"), "").1, deleted);
    assert_eq!(ask(&format!("GET /v1/patients/{id}/"), "").0, 404);
    let (_, me) = ask("GET /v1/me", "");
    assert_eq!(me, json!({ "email": "user0@example.com", "plan": "free" }));
    assert!(mock.server_url("files").unwrap().ends_with("/region"));
    assert_eq!(ask("GET /region/files/a.png", "").0, 200);
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn documents_of_urls_and_booleans_as_schemas() {
    let folder = |name: &str| format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"));
    let setup = Mock::setup().map("https://schemas.example/v1/", folder("vendor"));
    let mock = setup.open(folder("mapped")).unwrap().start().unwrap();
    let thing = json!({ "id": "x", "kind": "round" });
    assert_eq!(ask(&mock, "GET /things/x", ""), (200, thing));
    let any = |body: &str| ask(&mock, "POST /any", body).0;
    assert_eq!(any(r#"{ "any": [1], "of": "square" }"#), 200);
    assert_eq!(any(r#"{ "of": "flat" }"#), 400);
    assert_eq!(any(r#"{ "none": 1 }"#), 400);
    assert_eq!(mock.faults(), [""; 0]);
}
