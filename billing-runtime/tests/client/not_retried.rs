//! Why a call was not sent again: each reason, as accessor and as message.

use std::time::Duration;

use billing_runtime::client::Retry;
use billing_runtime::endpoint::Nothing;
use billing_runtime::error::NotRetried;
use billing_runtime::testing::{ManualClock, MockTransport, Reply, block_on};
use billing_runtime::transport::Failure;
use billing_runtime::{Client, Endpoint, Error, Id};

use super::api::*;

/// `POST /orders`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/orders", effect = create, idempotency = "Idempotency-Key", returns = Nothing)]
struct CreateOrder;

/// `POST /invoices`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/invoices", effect = create, returns = Nothing)]
struct Issue;

/// `POST /invoices/{id}/mail`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/invoices/{id}/mail", effect = side_effect, returns = Nothing)]
struct Mail {
    id: Id<Invoice>,
}

fn get() -> GetInvoice {
    GetInvoice { id: Id::from(7) }
}

/// Sends a call to a server that always gives this reply.
fn error<E: Endpoint>(retry: Retry, reply: impl Fn() -> Reply, call: &E) -> Error {
    let mock = MockTransport::new();
    for _ in 0..30 {
        mock.reply(reply());
    }
    let client = Client::builder()
        .transport(mock)
        .clock(ManualClock::at(NOW))
        .random(|| u64::MAX)
        .retry(retry)
        .credential(keys())
        .build()
        .unwrap();
    block_on(client.with_servers(SERVERS).send(call))
        .err()
        .unwrap()
}

fn status(status: u16) -> impl Fn() -> Reply {
    move || Reply::json(status, "")
}

fn lost() -> Reply {
    Reply::failure(Failure::lost("reset"))
}

#[track_caller]
fn says(error: &Error, reason: NotRetried, message: &str) {
    assert_eq!(error.not_retried(), Some(reason), "{error}");
    assert!(error.to_string().contains(message), "{error}");
}

#[test]
fn the_effect_forbids_it() {
    let message = "not sent again: a call with this effect is repeated only if nothing was sent";
    for error in [
        error(Retry::default(), status(429), &Issue),
        error(Retry::default(), status(429), &Mail { id: Id::from(7) }),
        error(Retry::never(), status(429), &Issue),
    ] {
        says(&error, NotRetried::Effect, message);
        assert!(!error.outcome_unknown());
    }
}

#[test]
fn the_outcome_is_unknown_and_there_is_no_key() {
    for error in [
        error(Retry::default(), lost, &Issue),
        error(Retry::default(), status(503), &Issue),
    ] {
        let message = "not sent again: the call has no idempotency key; it may have been done";
        says(&error, NotRetried::OutcomeUnknown, message);
        assert!(error.outcome_unknown());
    }
    // With a key the same call is repeated.
    let error = error(Retry::default(), lost, &CreateOrder);
    says(&error, NotRetried::MaxAttempts, "gave up after 3 attempts");
}

#[test]
fn retries_are_disabled() {
    let error = error(Retry::never(), status(503), &get());
    says(
        &error,
        NotRetried::Disabled,
        "not sent again: retries are disabled",
    );
    assert_eq!(error.attempts().len(), 1);
}

#[test]
fn all_attempts_are_used_up() {
    let error = error(Retry::default(), status(503), &get());
    says(&error, NotRetried::MaxAttempts, "gave up after 3 attempts");
}

#[test]
fn the_budget_is_exhausted() {
    let retry = Retry {
        max_backoff: Duration::from_millis(1),
        ..Retry::default().max_attempts(100)
    };
    let error = error(retry, status(503), &get());
    let message = "not sent again: the retry budget is exhausted";
    says(&error, NotRetried::Budget, message);
    assert!(error.is_budget_exhausted());
    assert_eq!(error.attempts().len(), 21);
}

#[test]
fn no_time_is_left() {
    let retry = Retry::default()
        .max_attempts(9)
        .time_limit(Duration::from_secs(1));
    let error = error(retry, status(503), &get());
    says(
        &error,
        NotRetried::TimeLimit,
        "not sent again: no time is left for another attempt",
    );
}

#[test]
fn the_service_asks_to_wait_too_long() {
    let reply = || Reply::json(503, "").header("retry-after", "90");
    let error = error(Retry::default(), reply, &get());
    let wait = Duration::from_secs(90);
    let message =
        "not sent again: the service asks to wait 90 s, longer than `Retry::max_retry_after`";
    says(&error, NotRetried::RetryAfter(wait), message);
}

#[test]
fn a_part_of_the_body_was_handed_on() {
    let pieces = [Ok("%PDF".into()), Err(Failure::broken("reset"))];
    let mock = MockTransport::new();
    mock.reply(Reply::chunks(200, "application/pdf", pieces));
    let client = Client::builder().transport(mock).credential(keys());
    let client = client.build().unwrap().with_servers(SERVERS);
    let call = DownloadInvoice { id: Id::from(7) };
    let error = block_on(async { client.send(&call).await?.bytes().await }).unwrap_err();
    let message = "not sent again: a part of the body was already handed on";
    says(&error, NotRetried::PartlyDelivered, message);
}

/// A failure that would not pass needs no reason.
#[test]
fn a_failure_that_is_not_transient_needs_no_reason() {
    for code in [404, 400] {
        let error = error(Retry::default(), status(code), &get());
        assert_eq!(error.not_retried(), None);
        assert!(!error.to_string().contains("not sent again"), "{error}");
    }
}

/// A call of which nothing was sent is repeated whatever its effect, until its attempts are used up.
#[test]
fn an_unsent_call_is_repeated() {
    let refused = || Reply::failure(Failure::not_sent("refused"));
    let error = error(Retry::default(), refused, &Issue);
    says(&error, NotRetried::MaxAttempts, "gave up after 3 attempts");
    assert!(error.not_sent());
}
