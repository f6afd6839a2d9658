//! The words of each class of error, the predicates that are true of it, and its `Debug`.
//!
//! All of them stand in `fixtures/errors.txt`; `BLESS=1` writes it anew, for review.

use std::fmt::Write as _;

use billing_runtime::testing::{MockTransport, Reply, block_on};
use billing_runtime::transport::Failure;
use billing_runtime::{Client, Error};
use billing_tests::billingo::Billingo;
use billing_tests::billingo::clients::ListClients;
use billing_tests::billingo::invoices::{ElectronicInvoice, NewInvoice, TemplateLanguage};

use crate::support::answers::{decode, decode_reply};
use crate::support::bodies::new_invoice;
use crate::support::client::{keys, scripted};
use crate::support::folder::crate_folder;

/// Prints what is true of an error.
macro_rules! predicates {
    ($error:expr; $($name:ident)*) => {{
        let mut names = Vec::new();
        $(if $error.$name() { names.push(stringify!($name)); })*
        names.join(", ")
    }};
}

fn told(error: &Error) -> String {
    let names = predicates!(error;
        is_config is_credential is_validation is_auth is_api is_timeout is_connect is_incomplete is_too_large
        is_decode is_envelope is_content_type is_redirect is_rate_limited is_not_found is_page_loop is_io
        not_sent outcome_unknown was_done);
    let names = if names.is_empty() {
        "nothing else is known"
    } else {
        &names
    };
    let mut debug = format!("{error:?}");
    if let Some((end, _)) = debug.char_indices().nth(600) {
        debug.replace_range(end.., "…");
    }
    format!("{error}\n    {names}\n    {debug}\n")
}

#[test]
fn messages_are_advice() {
    let mut text = String::new();
    let groups: [(&str, Vec<(&str, Error)>); 6] = [
        ("The client is not set up", not_set_up()),
        ("The request is not sent", not_sent()),
        ("No response arrives", no_answer()),
        ("The service refuses", refused()),
        ("The status is one of failure", failed()),
        ("The response is unexpected", unexpected()),
    ];
    for (title, cases) in groups {
        let _ = writeln!(text, "# {title}\n");
        for (name, error) in cases {
            let _ = writeln!(text, "{name}:\n    {}", told(&error));
        }
    }
    let path = crate_folder().join("fixtures/errors.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    for (line, (found, expected)) in text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(
            found,
            expected,
            "line {}; BLESS=1 writes the file",
            line + 1
        );
    }
    assert_eq!(text, golden);
}

fn not_set_up() -> Vec<(&'static str, Error)> {
    let base = |url: &str| Client::builder().base_url(url).build().unwrap_err();
    let client = Client::builder()
        .transport(MockTransport::new())
        .credential(keys())
        .build()
        .unwrap();
    let missing = block_on(client.send(&billing_tests::billingo::user::UserTaxCode)).unwrap_err();
    let without = Client::builder()
        .transport(MockTransport::new())
        .build()
        .unwrap();
    let without = block_on(Billingo::new(without).user().tax_code()).unwrap_err();
    vec![
        ("plain http", base("http://billing.example/api")),
        (
            "credentials in the URL",
            base("https://user:canary@billing.example/api"),
        ),
        (
            "a query in the URL",
            base("https://billing.example/api?key=canary"),
        ),
        ("no URL", base("billing.example/api")),
        ("another scheme", base("ftp://billing.example/api")),
        ("no base URL", missing),
        ("no credential", without),
        (
            "an empty key",
            billing_tests::billingo::Keys::new("public", "").unwrap_err(),
        ),
    ]
}

fn not_sent() -> Vec<(&'static str, Error)> {
    let (mock, api) = scripted();
    let error = |invoice: &NewInvoice| block_on(api.invoices().create(invoice)).unwrap_err();
    let several = NewInvoice {
        round_to: Some(3),
        electronic_invoice: ElectronicInvoice::Other(2.into()),
        template_lang_code: TemplateLanguage::Other("xx".into()),
        ..new_invoice()
    };
    let query = ListClients {
        max_per_page: Some(51),
        ..Default::default()
    };
    let errors = vec![
        ("several broken rules", error(&several)),
        (
            "a parameter beyond its maximum",
            block_on(api.clients().list(&query).try_next()).unwrap_err(),
        ),
        (
            "an empty id",
            block_on(api.invoices().code("")).unwrap_err(),
        ),
        (
            "an id that leaves its place",
            block_on(api.invoices().code("..")).unwrap_err(),
        ),
    ];
    assert!(mock.requests().is_empty());
    errors
}

fn no_answer() -> Vec<(&'static str, Error)> {
    let read = |failure: Failure| decode_reply("clients.get", Reply::failure(failure)).unwrap_err();
    let create =
        |failure: Failure| decode_reply("clients.create", Reply::failure(failure)).unwrap_err();
    let cut = || {
        let pieces = vec![
            Ok(br#"{"success":tr"#.as_slice().into()),
            Err(Failure::broken("connection reset")),
        ];
        Reply::chunks(200, "application/json", pieces)
    };
    vec![
        ("refused", read(Failure::not_sent("connection refused"))),
        (
            "refused in time",
            create(Failure::not_sent("deadline passed").timed_out()),
        ),
        (
            "lost while reading",
            read(Failure::lost("connection reset")),
        ),
        (
            "lost while creating",
            create(Failure::lost("connection reset")),
        ),
        (
            "too late",
            create(Failure::lost("deadline passed").timed_out()),
        ),
        (
            "cut off",
            decode_reply("clients.create", cut()).unwrap_err(),
        ),
    ]
}

fn refused() -> Vec<(&'static str, Error)> {
    let error = |operation: &str, status, body: &str| decode(operation, status, body).unwrap_err();
    let many: Vec<String> = (1..=7)
        .map(|i| format!(r#""items[{i}].qty":"is missing""#))
        .collect();
    let many = format!(r#"{{"success":false,"errors":{{{}}}}}"#, many.join(","));
    vec![
        (
            "in words",
            error(
                "clients.get",
                400,
                r#"{"success":false,"error":"The client is not known."}"#,
            ),
        ),
        (
            "without words",
            error("invoices.generate", 500, r#"{"success":false,"error":""}"#),
        ),
        ("with field errors", error("invoices.create", 400, &many)),
        (
            "with status 200",
            error(
                "invoices.send",
                200,
                r#"{"success":"false","error":"No address."}"#,
            ),
        ),
        (
            "the keys",
            error(
                "clients.get",
                403,
                r#"{"success":false,"error":"User not found!"}"#,
            ),
        ),
        (
            "an unknown id",
            error(
                "clients.get",
                404,
                r#"{"success":false,"error":"There is no 7."}"#,
            ),
        ),
        (
            "too many calls",
            error(
                "invoices.download",
                429,
                r#"{"success":false,"error":"Slower."}"#,
            ),
        ),
        (
            "success with an error status",
            error("clients.delete", 500, r#"{"success":true}"#),
        ),
    ]
}

fn failed() -> Vec<(&'static str, Error)> {
    let error = |operation: &str, reply: Reply| decode_reply(operation, reply).unwrap_err();
    let html = || {
        Reply::media(
            502,
            "text/html",
            "<html><body>502 Bad Gateway</body></html>",
        )
    };
    let moved = Reply::json(302, "").header("location", "https://login.example/?next=/api");
    vec![
        (
            "HTML from a gateway, while reading",
            error("clients.get", html()),
        ),
        (
            "HTML from a gateway, while creating",
            error("clients.create", html()),
        ),
        ("an empty body", error("clients.get", Reply::json(500, ""))),
        (
            "text",
            error(
                "clients.get",
                Reply::media(429, "text/plain", "Too Many Requests"),
            ),
        ),
        (
            "keys refused by a gateway",
            error(
                "clients.get",
                Reply::media(401, "text/html", "<h1>401</h1>"),
            ),
        ),
        ("a redirect", error("clients.get", moved)),
        (
            "a redirect to nowhere",
            error("clients.get", Reply::json(301, "")),
        ),
    ]
}

fn unexpected() -> Vec<(&'static str, Error)> {
    let error = |body: &str| decode("clients.get", 200, body).unwrap_err();
    let reply = |reply: Reply| decode_reply("clients.get", reply).unwrap_err();
    let record = |attributes: &str| {
        error(&format!(
            "{{\"success\":true,\"type\":\"clients\",\n\"data\":{{\"id\":1,\"attributes\":{attributes}}}}}"
        ))
    };
    let latin = Reply::media(
        200,
        "application/json; charset=iso-8859-2",
        b"{\"success\":\"\xe1\"}".as_slice(),
    );
    let packed = Reply::json(200, "\u{1f}").header("content-encoding", "gzip");
    vec![
        ("no success word", error(r#"{"type":"clients","data":{}}"#)),
        ("neither success nor failure", error(r#"{"success":null}"#)),
        (
            "another kind",
            error(r#"{"success":true,"type":"invoices","data":{}}"#),
        ),
        ("no data", error(r#"{"success":true,"type":"clients"}"#)),
        ("nothing", error("")),
        (
            "a list of two",
            error(r#"{"success":true,"data":[{"id":1,"attributes":{}},{}]}"#),
        ),
        ("another type", record(r#"{"name":"a","bank":{"iban":7}}"#)),
        ("null", record(r#"{"name":null}"#)),
        ("a member twice", record(r#"{"name":"a","name":"b"}"#)),
        ("the end is missing", record(r#"{"name":"a""#)),
        (
            "something after the end",
            error(r#"{"success":true,"data":{"id":1,"attributes":{}}} x"#),
        ),
        (
            "not UTF-8",
            reply(Reply::json(
                200,
                b"{\"success\":true,\"data\":{\"id\":\"\xff\"}}".as_slice(),
            )),
        ),
        (
            "too deep",
            record(&format!(
                r#"{{"new":{}1{}}}"#,
                "[".repeat(10_000),
                "]".repeat(10_000)
            )),
        ),
        ("NaN", record("NaN")),
        (
            "HTML",
            reply(Reply::media(200, "text/html", "<html>Please log in</html>")),
        ),
        ("another character set", reply(latin)),
        ("packed", reply(packed)),
        (
            "JSON in place of a PDF",
            decode("invoices.download", 200, r#"{"success":true}"#).unwrap_err(),
        ),
    ]
}
