//! What a client with typify's types sends and accepts, and what the generator reports if typify cannot make a type.

use billing_codegen::Generator;
use billing_codegen::source::Input;
use billing_runtime::Client;
use billing_runtime::testing::{MockTransport, block_on};
use typify_tests::shop::Key;
use typify_tests::shop::Shop;
use typify_tests::shop::orders::ListOrders;
use typify_tests::shop::types::{Line, NewOrder, NewOrderCode, State};

fn shop(mock: &MockTransport) -> Shop {
    let client = Client::builder().credential(Key::new("token").unwrap());
    Shop::new(client.transport(mock.clone()).build().unwrap())
}

#[test]
fn bodies_and_responses_have_typify_types() {
    let mock = MockTransport::new();
    mock.respond(
        200,
        r#"{"data":{"id":7,"attributes":{"number":"A-7","state":"open","total":12.5}}}"#,
    );
    let line = Line {
        name: "Paper".into(),
        count: 3.try_into().unwrap(),
        price: None,
    };
    let new = NewOrder {
        code: NewOrderCode::try_from("ABC").unwrap(),
        lines: vec![line],
    };
    let order = block_on(shop(&mock).orders().create(new)).unwrap();
    assert_eq!(order.attributes.number, "A-7");
    assert!(matches!(order.attributes.state, State::Open));
    let sent = &mock.requests()[0];
    assert_eq!(
        sent.body(),
        r#"{"code":"ABC","lines":[{"count":3,"name":"Paper"}]}"#
    );
}

#[test]
fn lists_and_bare_values_have_typify_types() {
    let mock = MockTransport::new();
    mock.respond(
        200,
        r#"{"data":[{"id":1,"attributes":{"number":"A-1","state":"paid"}}]}"#,
    );
    mock.respond(200, r#"{"data":[{"name":"Paper","count":2,"price":0.5}]}"#);
    mock.respond(200, r#"{"count":12}"#);
    let shop = shop(&mock);
    block_on(async {
        let orders = shop.orders().list(&ListOrders::default()).await.unwrap();
        assert_eq!(orders[0].attributes.number, "A-1");
        let lines = shop.orders().lines(orders[0].id.clone()).await.unwrap();
        assert_eq!(lines[0].price, Some(0.5));
        assert_eq!(shop.orders().count().await.unwrap(), 12);
    });
}

#[test]
fn a_response_that_serde_rejects_is_a_decode_error() {
    let mock = MockTransport::new();
    mock.respond(
        200,
        r#"{"data":{"id":7,"attributes":{"number":"A-7","state":"lost"}}}"#,
    );
    let error = block_on(shop(&mock).orders().get(7)).unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("unknown variant"), "{error}");
}

/// Returns the report of the generator about one schema.
fn report_for(schema: &str) -> String {
    let api = r#"
[api]
name = "shop"
base_url = "https://shop.example.com"

[types]
engine = "typify"
formats = ["password"]

[endpoints.orders.create]
post = "/orders"
effect = "create"
body = "order.json"
returns = "nothing"
"#;
    let files = [("api.toml", api), ("order.json", schema)];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let report = Generator::from(Input::Memory(files.to_vec())).generate();
    report.unwrap_err().to_string()
}

#[test]
fn a_schema_that_typify_rejects_is_an_error_at_its_location() {
    let refused = report_for(
        r##"{ "type": "object", "properties": { "a": { "$ref": "#/definitions/point" } },
  "definitions": { "point": { "type": "array", "items": [{ "type": "number" }] } } }"##,
    );
    assert!(
        refused.starts_with("error[typify]: typify cannot make a type of this schema: "),
        "{refused}"
    );
    assert!(refused.contains("--> order.json:2:29"), "{refused}");
    let panics = report_for(
        r#"{ "type": "object", "properties": { "a": { "not": { "type": "object" } } } }"#,
    );
    assert!(panics.contains("error[typify]"), "{panics}");
    assert!(panics.contains("--> order.json:1:1"), "{panics}");
}

/// Such a schema would overflow typify's stack, which aborts the process.
#[test]
fn a_schema_that_is_made_of_itself_does_not_reach_typify() {
    let report = report_for(
        r##"{ "properties": { "a": { "$ref": "#/definitions/x" } }, "definitions": { "x": { "anyOf": [
        { "type": "string" }, { "allOf": [{ "$ref": "#/definitions/x" }, { "type": "object" }] }] } } }"##,
    );
    assert!(report.contains("error[ref-loop]"), "{report}");
}

#[test]
fn a_secret_is_not_handed_to_typify() {
    let report = report_for(
        r#"{ "type": "object", "properties": { "pin": { "type": "string", "format": "password" } } }"#,
    );
    assert!(
        report.contains("typify has no type for secrets"),
        "{report}"
    );
    assert!(report.contains("order.json:1:"), "{report}");
}
