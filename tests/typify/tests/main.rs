//! What a client with types of typify sends and takes, and what the generator says where typify makes none.

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
fn bodies_and_answers_are_the_types_of_typify() {
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
fn lists_and_bare_values_hold_them_too() {
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
fn what_serde_refuses_is_an_error_of_the_call() {
    let mock = MockTransport::new();
    mock.respond(
        200,
        r#"{"data":{"id":7,"attributes":{"number":"A-7","state":"lost"}}}"#,
    );
    let error = block_on(shop(&mock).orders().get(7)).unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("unknown variant"), "{error}");
}

/// What the generator says about one schema.
fn said(schema: &str) -> String {
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
fn a_schema_that_typify_refuses_is_an_error_at_its_place() {
    let refused = said(
        r##"{ "type": "object", "properties": { "a": { "$ref": "#/definitions/point" } },
  "definitions": { "point": { "type": "array", "items": [{ "type": "number" }] } } }"##,
    );
    assert!(
        refused.starts_with("error[typify]: typify makes no type of this schema: "),
        "{refused}"
    );
    assert!(refused.contains("--> order.json:2:29"), "{refused}");
    let panics =
        said(r#"{ "type": "object", "properties": { "a": { "not": { "type": "object" } } } }"#);
    assert!(panics.contains("error[typify]"), "{panics}");
    assert!(panics.contains("--> order.json:1:1"), "{panics}");
}

/// typify would run out of stack on it, which no thread survives.
#[test]
fn a_schema_that_is_made_of_itself_does_not_reach_typify() {
    let said = said(
        r##"{ "properties": { "a": { "$ref": "#/definitions/x" } }, "definitions": { "x": { "anyOf": [
        { "type": "string" }, { "allOf": [{ "$ref": "#/definitions/x" }, { "type": "object" }] }] } } }"##,
    );
    assert!(said.contains("error[ref-loop]"), "{said}");
}

#[test]
fn a_secret_is_not_handed_to_typify() {
    let said = said(
        r#"{ "type": "object", "properties": { "pin": { "type": "string", "format": "password" } } }"#,
    );
    assert!(said.contains("typify has no type for secrets"), "{said}");
    assert!(said.contains("order.json:1:"), "{said}");
}
