//! Tests which calls are retried, when, and what the error says about it, with a mock transport and a manual clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use billing_runtime::client::clock::Clock as _;
use billing_runtime::client::{Builder, Retry};
use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::{ManualClock, MockTransport, Reply};
use billing_runtime::transport::Failure;
use billing_runtime::{Client, Endpoint, Error, Id};

use super::api::*;
use super::calls::{INVOICE, wrapped};

const SECOND: Duration = Duration::from_secs(1);

/// `PUT /invoices/{id}/comment`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(put = "/invoices/{id}/comment", effect = replace, auth = Keys, envelope = Envelope, returns = Nothing)]
struct SetComment {
    id: Id<Invoice>,
}

/// `DELETE /invoices/{id}`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(delete = "/invoices/{id}", effect = delete, auth = Keys, envelope = Envelope, returns = Nothing)]
struct DeleteInvoice {
    id: Id<Invoice>,
}

/// Returns a client whose random backoff is always the longest, with its transport and its clock.
fn setup(change: impl FnOnce(Builder) -> Builder) -> (Client, MockTransport, ManualClock) {
    let (mock, clock) = (MockTransport::new(), ManualClock::at(NOW));
    let builder = Client::builder()
        .transport(mock.clone())
        .clock(clock.clone())
        .random(|| u64::MAX)
        .credential(keys());
    let client = change(builder).build().unwrap().with_servers(SERVERS);
    (client, mock, clock)
}

fn get() -> GetInvoice {
    GetInvoice { id: Id::from(7) }
}

fn create() -> CreateInvoice {
    CreateInvoice {
        body: NewInvoice {
            comment: "x".into(),
            client_uid: 1,
        },
    }
}

fn lost() -> Reply {
    Reply::failure(Failure::lost("reset"))
}

fn refused() -> Reply {
    Reply::failure(Failure::not_sent("connection refused"))
}

/// Fault 49: a request that was not sent is retried whatever its effect. A TLS error is permanent and is not retried.
#[test]
fn e4_49_requests_that_were_not_sent_are_retried() {
    let (client, mock, clock) = setup(|b| b);
    mock.reply(refused());
    mock.reply(refused());
    mock.respond(200, wrapped(INVOICE));
    send(&client, &create()).unwrap();
    assert_eq!(mock.requests().len(), 3);
    // At most 250 ms before the second attempt and 500 ms before the third.
    assert_eq!(clock.elapsed(), Duration::from_millis(750));

    let (client, mock, clock) = setup(|b| b);
    mock.reply(Reply::failure(
        Failure::not_sent("invalid peer certificate").permanent(),
    ));
    let error = send(&client, &create()).unwrap_err();
    assert!(error.not_sent() && error.is_connect() && !error.is_transient());
    assert_eq!((mock.requests().len(), error.attempts().len()), (1, 1));
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

/// Fault 50: if the response to a create is lost, the call is not retried and its outcome is unknown.
#[test]
fn e4_50_a_lost_create_is_unknown_and_sent_once() {
    for (reply, cause) in [
        (
            lost(),
            "the connection failed before a response arrived: reset",
        ),
        (
            Reply::failure(Failure::lost("silence").timed_out()),
            "no response arrived in time: silence",
        ),
        (Reply::json(502, ""), "502 Bad Gateway"),
        (Reply::json(503, ""), "503 Service Unavailable"),
        (Reply::json(500, ""), "500 Internal Server Error"),
        (
            Reply::json(503, "").header("retry-after", "1"),
            "503 Service Unavailable",
        ),
    ] {
        let (client, mock, _) = setup(|b| b);
        mock.reply(reply);
        mock.respond(200, wrapped(INVOICE));
        let error = send(&client, &create()).unwrap_err();
        assert!(error.outcome_unknown() && !error.not_sent(), "{error:?}");
        assert_eq!(mock.requests().len(), 1, "{error}");
        let fingerprint = client.request(&create()).unwrap().fingerprint().unwrap();
        assert_eq!(error.fingerprint(), Some(fingerprint));
        assert_eq!(
            error.to_string(),
            format!(
                "CreateInvoice (POST /invoices): {cause}; not sent again: the call has no idempotency key; it may have been \
                 done: check before calling again (request {fingerprint})"
            )
        );
    }
    // After a refusal the outcome is known. With 429 it is up to the caller to try again later.
    for status in [400, 404, 409, 422, 429] {
        let (client, mock, _) = setup(|b| b);
        mock.respond(status, "");
        let error = send(&client, &create()).unwrap_err();
        assert!(!error.outcome_unknown() && !error.not_sent(), "{error:?}");
        assert_eq!(mock.requests().len(), 1, "{error}");
    }
}

#[test]
fn the_fingerprint_names_the_request() {
    let (client, _, _) = setup(|b| b);
    let fingerprint = |uid| {
        let mut create = create();
        create.body.client_uid = uid;
        let request = client.request(&create).unwrap();
        request.fingerprint().unwrap().to_string()
    };
    // Computed by another program: FNV-1a of "POST\n/invoices\n{...}\n".
    assert_eq!(fingerprint(1), "b5284bc46b87ce58");
    assert_ne!(fingerprint(1), fingerprint(2));
}

/// Fault 51: calls that may be carried out twice are retried as often as the policy allows.
#[test]
fn e4_51_reads_replaces_and_deletes_are_retried() {
    let transient = [408, 429, 500, 502, 503, 504];
    for status in transient {
        let (client, mock, _) = setup(|b| b);
        mock.respond(status, "");
        mock.respond(200, wrapped(INVOICE));
        send(&client, &get()).unwrap();
        assert_eq!(mock.requests().len(), 2, "{status}");
    }
    for status in [400, 401, 403, 404, 409, 410, 422, 501, 505] {
        let (client, mock, _) = setup(|b| b);
        mock.respond(status, "");
        send(&client, &get()).unwrap_err();
        assert_eq!(mock.requests().len(), 1, "{status}");
    }
    let ok = r#"{"success":true}"#;
    let (client, mock, _) = setup(|b| b);
    mock.reply(lost());
    mock.respond(200, ok);
    send(&client, &SetComment { id: Id::from(7) }).unwrap();
    mock.reply(Reply::failure(Failure::lost("silence").timed_out()));
    mock.respond(200, ok);
    send(&client, &DeleteInvoice { id: Id::from(7) }).unwrap();
    assert_eq!(mock.requests().len(), 4);

    // A response that breaks off.
    mock.reply(Reply::chunks(
        200,
        "application/json",
        [Ok("{\"succ".into()), Err(Failure::broken("reset"))],
    ));
    mock.reply(Reply::json(200, "{\"success\"").header("content-length", "100"));
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
    assert_eq!(mock.requests().len(), 7);
}

#[test]
fn e4_51_attempts_and_reasons_are_in_the_error() {
    let (client, mock, _) = setup(|b| b);
    mock.reply(refused());
    mock.reply(lost());
    mock.respond(503, "");
    let error = send(&client, &get()).unwrap_err();
    assert_eq!(mock.requests().len(), 3);
    assert_eq!(
        error.to_string(),
        "GetInvoice (GET /invoices/{id}): 503 Service Unavailable; before that, attempt 1: could not \
         connect: connection refused; attempt 2: the connection failed before a response arrived: reset; \
         gave up after 3 attempts"
    );
    let attempts: Vec<_> = error
        .attempts()
        .iter()
        .map(|t| (t.not_sent(), t.status().map(|s| s.as_u16())))
        .collect();
    assert_eq!(attempts, [(true, None), (false, None), (false, Some(503))]);
    assert_eq!(
        error.attempts()[0].reason(),
        "could not connect: connection refused"
    );
}

/// If any attempt may have taken effect, the outcome is unknown, whatever the last attempt returned.
#[test]
fn e4_51_an_earlier_attempt_may_have_taken_effect() {
    let delete = DeleteInvoice { id: Id::from(7) };
    let (client, mock, _) = setup(|b| b);
    mock.reply(lost());
    mock.respond(404, r#"{"success":false,"error":"not found"}"#);
    let error = send(&client, &delete).unwrap_err();
    assert!(error.is_not_found() && error.outcome_unknown(), "{error}");

    mock.reply(lost());
    mock.reply(refused());
    mock.reply(refused());
    let error = send(&client, &delete).unwrap_err();
    assert!(!error.not_sent() && error.outcome_unknown(), "{error}");

    // The outcome of a call that only reads does not matter.
    mock.reply(lost());
    mock.respond(404, "");
    assert!(!send(&client, &get()).unwrap_err().outcome_unknown());
}

/// Fault 53: neither backoff nor `Retry-After` makes a call wait beyond its time limit.
#[test]
fn e4_53_no_wait_exceeds_the_time_limit() {
    let retry = Retry::default().max_attempts(100).time_limit(3 * SECOND);
    let (client, mock, clock) = setup(|b| b.retry(retry));
    for _ in 0..100 {
        mock.respond(503, "");
    }
    let error = send(&client, &get()).unwrap_err();
    // The client waited 0.25 + 0.5 + 1 s. Another 2 s would exceed the limit of 3 s.
    assert_eq!(clock.elapsed(), Duration::from_millis(1750));
    assert_eq!(mock.requests().len(), 4);
    assert!(
        error
            .to_string()
            .ends_with("; not sent again: no time is left for another attempt"),
        "{error}"
    );

    let (client, mock, clock) = setup(|b| b.retry(retry));
    mock.reply(Reply::json(429, "").header("retry-after", "3"));
    let error = send(&client, &get()).unwrap_err();
    assert_eq!(
        (clock.elapsed(), mock.requests().len()),
        (Duration::ZERO, 1)
    );
    assert_eq!(error.retry_after(), Some(3 * SECOND));

    // The timeout of the client, and that of one call.
    let (client, mock, clock) = setup(|b| {
        b.timeout(3 * SECOND)
            .retry(Retry::default().max_attempts(9))
    });
    for _ in 0..20 {
        mock.respond(503, "");
    }
    send(&client, &get()).unwrap_err();
    assert_eq!(clock.elapsed(), Duration::from_millis(1750));
    let call = get();
    let call = client.call(&call).timeout(SECOND);
    billing_runtime::testing::block_on(call.send()).unwrap_err();
    assert_eq!(clock.elapsed(), Duration::from_millis(1750 + 750));
    assert_eq!(mock.requests().len(), 4 + 3);
}

/// Fault 54: the client waits as long as `Retry-After` says, up to a limit.
#[test]
fn e4_54_retry_after_in_each_notation() {
    // The backoff of the client, here 250 ms, is added to the wait that the service requests.
    for (headers, waited) in [
        (&["2"][..], Some(2250)),
        (&["0"], Some(250)),
        (&["-1"], Some(250)),
        (&["abc"], Some(250)),
        (&["60"], Some(60_250)),
        (&["61"], None),
        (&["99999999999"], None),
        (&["99999999999999999999999"], None),
        (&["Tue, 14 Nov 2023 22:13:25 GMT"], Some(5250)),
        (&["Tue, 14 Nov 2023 22:13:10 GMT"], Some(250)),
        (&["Fri, 14 Nov 2053 22:13:10 GMT"], None),
        (&["Tue, 99 Nov 2023 22:13:25 GMT"], Some(250)),
        (&["2", "7"], Some(7250)),
        (&["abc", "2"], Some(2250)),
    ] {
        for status in [429, 503] {
            let (client, mock, clock) = setup(|b| b);
            let reply = headers
                .iter()
                .fold(Reply::json(status, ""), |reply, value| {
                    reply.header("retry-after", value)
                });
            mock.reply(reply);
            mock.respond(200, wrapped(INVOICE));
            let outcome = send(&client, &get());
            match waited {
                Some(waited) => {
                    outcome.unwrap();
                    assert_eq!(clock.elapsed().as_millis(), waited, "{headers:?}");
                    assert_eq!(mock.requests().len(), 2);
                }
                None => {
                    let error = outcome.unwrap_err();
                    assert!(
                        error.to_string().contains("the service asks to wait"),
                        "{error}"
                    );
                    assert_eq!(
                        (clock.elapsed(), mock.requests().len()),
                        (Duration::ZERO, 1)
                    );
                }
            }
        }
    }
}

/// Fault 55: the retry budget limits the load on a service that is down: few requests beyond the calls themselves.
#[test]
fn e4_55_the_budget_limits_retries() {
    let (client, mock, _) = setup(|b| b);
    for _ in 0..3000 {
        mock.respond(503, "");
    }
    let mut last: Option<Error> = None;
    for _ in 0..1000 {
        last = send(&client, &get()).err();
    }
    assert_eq!(mock.requests().len(), 1000 + 20);
    assert_eq!(client.counts().retries, 20);
    let last = last.unwrap();
    assert!(last.is_budget_exhausted());
    assert!(
        last.to_string().contains("retry budget is exhausted"),
        "{last}"
    );
    // Each server has its own budget.
    let site = client.with_servers(&[billing_runtime::client::Server::new(
        "https://other.example",
    )]);
    send(&site, &get()).unwrap_err();
    assert_eq!(mock.requests().len(), 1020 + 3);

    let (client, mock, _) = setup(|b| b);
    for _ in 0..60 {
        mock.respond(503, "");
    }
    for _ in 0..40 {
        send(&client, &get()).unwrap_err();
    }
    // Five successful calls earn one retry.
    for _ in 0..5 {
        mock.respond(200, wrapped(INVOICE));
        send(&client, &get()).unwrap();
    }
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
}

/// Fault 55: the budget also limits the retries of a thousand concurrent calls.
#[test]
fn e4_55_a_thousand_concurrent_calls() {
    let (client, mock, _) = setup(|b| b);
    for _ in 0..3000 {
        mock.respond(503, "");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .build()
        .unwrap();
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            runtime.spawn(async move { client.send(&get()).await.unwrap_err() })
        })
        .collect();
    let mut exhausted = 0;
    for call in calls {
        let error = runtime.block_on(call).unwrap();
        exhausted += usize::from(error.is_budget_exhausted());
    }
    assert_eq!(mock.requests().len(), 1000 + 20);
    // A call that was retried twice has used all its attempts, so its error does not name the budget.
    assert!((980..=1000).contains(&exhausted), "{exhausted}");
}

/// With intermittent failures, there is at most one retry for five successful calls.
#[test]
fn e4_55_one_retry_for_five_successes_while_every_second_attempt_fails() {
    let (client, mock, _) = setup(|b| b);
    let calls = 2000;
    for i in 0..3 * calls {
        mock.respond(if i % 2 == 0 { 503 } else { 200 }, wrapped(INVOICE));
    }
    let successes = (0..calls).filter(|_| send(&client, &get()).is_ok()).count();
    let extra = mock.requests().len() - calls;
    assert!(extra <= 20 + successes / 5 + 1, "{extra} for {successes}");
    assert!(extra > calls / 10, "{extra}");
}

/// Fault 58: each attempt sends the whole body of the request. If a download breaks off after a part of it was passed to
/// the caller, the call is not retried.
#[test]
fn e4_58_request_bodies_are_sent_again_and_started_downloads_are_not() {
    let (client, mock, _) = setup(|b| b);
    mock.reply(refused());
    mock.respond(200, wrapped(INVOICE));
    send(&client, &create()).unwrap();
    let bodies: Vec<_> = mock
        .requests()
        .iter()
        .map(|r| r.body().to_owned())
        .collect();
    assert_eq!(bodies, [r#"{"comment":"x","client_uid":1}"#; 2]);

    let pieces = [Ok("%PDF".into()), Err(Failure::broken("reset"))];
    mock.reply(Reply::chunks(200, "application/pdf", pieces));
    let document = send(&client, &DownloadInvoice { id: Id::from(7) }).unwrap();
    let error = billing_runtime::testing::block_on(document.bytes()).unwrap_err();
    assert!(error.is_incomplete(), "{error}");
    assert_eq!(
        error.to_string(),
        "DownloadInvoice (GET /invoices/{id}/download): the response broke off: reset; not sent \
         again: a part of the body was already handed on"
    );
    assert_eq!(mock.requests().len(), 3);
}

/// Fault 63: each attempt gets a new signature with the current time.
#[test]
fn e5_63_each_attempt_is_signed_again() {
    let (client, mock, _) = setup(|b| b);
    mock.reply(Reply::json(503, "").header("retry-after", "40"));
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
    let tokens: Vec<_> = mock
        .requests()
        .iter()
        .map(|r| r.header("authorization").to_owned())
        .collect();
    assert_ne!(tokens[0], tokens[1]);
}

#[test]
fn a_policy_for_one_call_or_one_clone() {
    let (client, mock, _) = setup(|b| b.retry(Retry::never()));
    mock.respond(503, "");
    send(&client, &get()).unwrap_err();
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    let call = get();
    let call = client.call(&call).retry(Retry::default());
    billing_runtime::testing::block_on(call.send()).unwrap();
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    send(&client.with_retry(Retry::default()), &get()).unwrap();
    mock.respond(503, "");
    send(&client, &get()).unwrap_err();
    assert_eq!(mock.requests().len(), 6);
}

#[test]
fn backoff_is_random_between_zero_and_its_maximum() {
    let drawn = Arc::new(Mutex::new(vec![0, u64::MAX / 2]));
    let numbers = Arc::clone(&drawn);
    let (client, mock, clock) = setup(|b| b.random(move || numbers.lock().unwrap().pop().unwrap()));
    mock.respond(503, "");
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
    assert_eq!(clock.elapsed().as_millis(), 124);
}
