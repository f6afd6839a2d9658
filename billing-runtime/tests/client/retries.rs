//! Which calls are sent again, when, and what the error tells of it; over a mock transport, on a manual clock.

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

/// A client that waits as long as it may, its transport and its clock.
fn patient(change: impl FnOnce(Builder) -> Builder) -> (Client, MockTransport, ManualClock) {
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

/// Fault 49: what was not sent may be sent again whatever it does; TLS that fails would fail again.
#[test]
fn e4_49_what_was_not_sent_is_sent_again() {
    let (client, mock, clock) = patient(|b| b);
    mock.reply(refused());
    mock.reply(refused());
    mock.respond(200, wrapped(INVOICE));
    send(&client, &create()).unwrap();
    assert_eq!(mock.requests().len(), 3);
    // At most 250 ms before the second attempt and 500 ms before the third.
    assert_eq!(clock.elapsed(), Duration::from_millis(750));

    let (client, mock, clock) = patient(|b| b);
    mock.reply(Reply::failure(
        Failure::not_sent("invalid peer certificate").permanent(),
    ));
    let error = send(&client, &create()).unwrap_err();
    assert!(error.not_sent() && error.is_connect() && !error.is_transient());
    assert_eq!((mock.requests().len(), error.attempts().len()), (1, 1));
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

/// Fault 50: a create whose answer is lost is sent once, and nobody claims to know how it went.
#[test]
fn e4_50_a_lost_create_is_unknown_and_sent_once() {
    for (reply, said) in [
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
        let (client, mock, _) = patient(|b| b);
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
                "CreateInvoice (POST /invoices): {said}; not sent again: the call has no idempotency key; it may have been \
                 done: check before calling again (request {fingerprint})"
            )
        );
    }
    // A refusal settles it; that the service asks for patience is for the caller to decide on.
    for status in [400, 404, 409, 422, 429] {
        let (client, mock, _) = patient(|b| b);
        mock.respond(status, "");
        let error = send(&client, &create()).unwrap_err();
        assert!(!error.outcome_unknown() && !error.not_sent(), "{error:?}");
        assert_eq!(mock.requests().len(), 1, "{error}");
    }
}

#[test]
fn the_fingerprint_names_the_request() {
    let (client, _, _) = patient(|b| b);
    let of = |uid| {
        let mut create = create();
        create.body.client_uid = uid;
        let request = client.request(&create).unwrap();
        request.fingerprint().unwrap().to_string()
    };
    // Reckoned by another program: FNV-1a of "POST\n/invoices\n{...}\n".
    assert_eq!(of(1), "b5284bc46b87ce58");
    assert_ne!(of(1), of(2));
}

/// Fault 51: what may be done twice is sent again, as often as the policy says.
#[test]
fn e4_51_reads_replaces_and_deletes_are_repeated() {
    let transient = [408, 429, 500, 502, 503, 504];
    for status in transient {
        let (client, mock, _) = patient(|b| b);
        mock.respond(status, "");
        mock.respond(200, wrapped(INVOICE));
        send(&client, &get()).unwrap();
        assert_eq!(mock.requests().len(), 2, "{status}");
    }
    for status in [400, 401, 403, 404, 409, 410, 422, 501, 505] {
        let (client, mock, _) = patient(|b| b);
        mock.respond(status, "");
        send(&client, &get()).unwrap_err();
        assert_eq!(mock.requests().len(), 1, "{status}");
    }
    let ok = r#"{"success":true}"#;
    let (client, mock, _) = patient(|b| b);
    mock.reply(lost());
    mock.respond(200, ok);
    send(&client, &SetComment { id: Id::from(7) }).unwrap();
    mock.reply(Reply::failure(Failure::lost("silence").timed_out()));
    mock.respond(200, ok);
    send(&client, &DeleteInvoice { id: Id::from(7) }).unwrap();
    assert_eq!(mock.requests().len(), 4);

    // Half an answer.
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
    let (client, mock, _) = patient(|b| b);
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
    let tried: Vec<_> = error
        .attempts()
        .iter()
        .map(|t| (t.not_sent(), t.status().map(|s| s.as_u16())))
        .collect();
    assert_eq!(tried, [(true, None), (false, None), (false, Some(503))]);
    assert_eq!(
        error.attempts()[0].reason(),
        "could not connect: connection refused"
    );
}

/// Whatever came last: an attempt that may have done something decides what is known.
#[test]
fn e4_51_an_earlier_attempt_that_may_have_worked_is_not_forgotten() {
    let delete = DeleteInvoice { id: Id::from(7) };
    let (client, mock, _) = patient(|b| b);
    mock.reply(lost());
    mock.respond(404, r#"{"success":false,"error":"not found"}"#);
    let error = send(&client, &delete).unwrap_err();
    assert!(error.is_not_found() && error.outcome_unknown(), "{error}");

    mock.reply(lost());
    mock.reply(refused());
    mock.reply(refused());
    let error = send(&client, &delete).unwrap_err();
    assert!(!error.not_sent() && error.outcome_unknown(), "{error}");

    // What only reads has no outcome to worry about.
    mock.reply(lost());
    mock.respond(404, "");
    assert!(!send(&client, &get()).unwrap_err().outcome_unknown());
}

/// Fault 53: the end of the whole call is kept by backoff and by `Retry-After`.
#[test]
fn e4_53_no_wait_goes_beyond_the_deadline() {
    let within = Retry::default().max_attempts(100).time_limit(3 * SECOND);
    let (client, mock, clock) = patient(|b| b.retry(within));
    for _ in 0..100 {
        mock.respond(503, "");
    }
    let error = send(&client, &get()).unwrap_err();
    // 0.25 + 0.5 + 1 s were waited; 2 s more would be too much.
    assert_eq!(clock.elapsed(), Duration::from_millis(1750));
    assert_eq!(mock.requests().len(), 4);
    assert!(
        error
            .to_string()
            .ends_with("; not sent again: no time is left for another attempt"),
        "{error}"
    );

    let (client, mock, clock) = patient(|b| b.retry(within));
    mock.reply(Reply::json(429, "").header("retry-after", "3"));
    let error = send(&client, &get()).unwrap_err();
    assert_eq!(
        (clock.elapsed(), mock.requests().len()),
        (Duration::ZERO, 1)
    );
    assert_eq!(error.retry_after(), Some(3 * SECOND));

    // The client's own total, and the option of one call.
    let (client, mock, clock) = patient(|b| {
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

/// Fault 54: what the service asks for is waited for, within bounds.
#[test]
fn e4_54_retry_after_in_each_form() {
    // The longest wait of the client's own would be 250 ms; it is what a service's wait is stretched by.
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
            let (client, mock, clock) = patient(|b| b);
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

/// Fault 55: a service that is down gets little more than the calls themselves.
#[test]
fn e4_55_a_budget_ends_a_storm_of_repetitions() {
    let (client, mock, _) = patient(|b| b);
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
    // Another server has a budget of its own.
    let site = client.with_servers(&[billing_runtime::client::Server::new(
        "https://other.example",
    )]);
    send(&site, &get()).unwrap_err();
    assert_eq!(mock.requests().len(), 1020 + 3);

    let (client, mock, _) = patient(|b| b);
    for _ in 0..60 {
        mock.respond(503, "");
    }
    for _ in 0..40 {
        send(&client, &get()).unwrap_err();
    }
    // Five that succeed pay for one that is repeated.
    for _ in 0..5 {
        mock.respond(200, wrapped(INVOICE));
        send(&client, &get()).unwrap();
    }
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
}

/// Fault 55: the same for a thousand calls at a time.
#[test]
fn e4_55_a_thousand_calls_at_once() {
    let (client, mock, _) = patient(|b| b);
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
    // Whoever repeated may have done so twice, and so have come to the end of its attempts.
    assert!((980..=1000).contains(&exhausted), "{exhausted}");
}

/// Under failures that come and go, a fifth of the successes is sent again.
#[test]
fn e4_55_a_fifth_more_while_every_second_attempt_fails() {
    let (client, mock, _) = patient(|b| b);
    let calls = 2000;
    for i in 0..3 * calls {
        mock.respond(if i % 2 == 0 { 503 } else { 200 }, wrapped(INVOICE));
    }
    let answered = (0..calls).filter(|_| send(&client, &get()).is_ok()).count();
    let extra = mock.requests().len() - calls;
    assert!(extra <= 20 + answered / 5 + 1, "{extra} for {answered}");
    assert!(extra > calls / 10, "{extra}");
}

/// Fault 58: the body of a request is at hand as often as it is needed; what was handed on of an
/// answer cannot be taken back, so a document that breaks off is not asked for again.
#[test]
fn e4_58_bodies_that_can_be_sent_again_and_one_that_cannot() {
    let (client, mock, _) = patient(|b| b);
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

/// Fault 63: each attempt is signed for its own time.
#[test]
fn e5_63_an_attempt_after_a_long_wait_is_signed_anew() {
    let (client, mock, _) = patient(|b| b);
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
    let (client, mock, _) = patient(|b| b.retry(Retry::never()));
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
fn waits_are_drawn_between_zero_and_the_longest() {
    let drawn = Arc::new(Mutex::new(vec![0, u64::MAX / 2]));
    let chance = Arc::clone(&drawn);
    let (client, mock, clock) =
        patient(|b| b.random(move || chance.lock().unwrap().pop().unwrap()));
    mock.respond(503, "");
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
    assert_eq!(clock.elapsed().as_millis(), 124);
}
