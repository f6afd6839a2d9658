//! Signed tokens, verified by a second implementation.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_runtime::testing::{ManualClock, MockTransport, Reply};
use billing_runtime::{Client, Id, Value, Wire};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::api::*;

/// Header and claims of a token whose signature is right; shares no code with the runtime.
fn verified(token: &str, key: &str) -> (Value, Value) {
    let (message, signature) = token.rsplit_once('.').unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap())
        .expect("the signature is right");
    let (header, claims) = message.split_once('.').unwrap();
    let json = |part: &str| Value::from_json(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    (json(header), json(claims))
}

fn token(mock: &MockTransport) -> String {
    let sent = mock.requests().pop().unwrap();
    sent.header("authorization")
        .split_once(' ')
        .unwrap()
        .1
        .to_owned()
}

#[test]
fn fault_61_tokens_verify_and_live_for_thirty_seconds() {
    let (client, mock) = client();
    mock.respond(200, r#"{"success":true}"#);
    send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
    let (header, claims) = verified(&token(&mock), "canary-private-key");
    assert_eq!(
        header,
        Value::from_json(r#"{"alg":"HS256","typ":"JWT"}"#).unwrap()
    );
    let number = |name: &str| {
        claims
            .get(name)
            .unwrap()
            .as_i64()
            .expect("a number, not a text")
    };
    assert_eq!(number("iat"), 1_700_000_000);
    assert!((1..=30).contains(&(number("exp") - number("iat"))));
    assert_eq!(claims.get("iss").unwrap().as_str(), Some("cli"));
    assert_eq!(
        claims.get("sub").unwrap().as_str(),
        Some("0123456789abcdef0123456789abcdef")
    );
    // MD5 of sub followed by iat, from the check vector of the documents.
    assert_eq!(
        claims.get("jti").unwrap().as_str(),
        Some("224dd730e3a37f3a004dbf08aaaef729")
    );
}

#[test]
fn each_attempt_is_signed_anew() {
    let (mock, clock) = (MockTransport::new(), ManualClock::at(NOW));
    let client = Client::builder()
        .transport(mock.clone())
        .clock(clock.clone())
        .credential(keys());
    let client = client.build().unwrap().with_servers(SERVERS);
    let mut tokens = Vec::new();
    for _ in 0..2 {
        mock.respond(200, r#"{"success":true}"#);
        send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
        tokens.push(token(&mock));
        clock.advance(Duration::from_secs(40));
    }
    let (_, late) = verified(&tokens[1], "canary-private-key");
    assert_eq!(late.get("iat").unwrap().as_i64(), Some(1_700_000_040));
    assert_ne!(tokens[0], tokens[1]);
}

#[test]
fn the_scheme_is_one_setting() {
    let mock = MockTransport::new();
    let bearer = Client::builder()
        .transport(mock.clone())
        .credential(keys().with_scheme("Bearer"));
    mock.respond(200, r#"{"success":true}"#);
    send(
        &bearer.build().unwrap().with_servers(SERVERS),
        &SendInvoice { id: Id::from(1) },
    )
    .unwrap();
    assert!(
        mock.requests()[0]
            .header("authorization")
            .starts_with("Bearer ey")
    );
}

/// The times that the requests so far were signed with.
fn signed_at(mock: &MockTransport) -> Vec<i64> {
    let requests = mock.requests();
    let at = requests.iter().map(|sent| {
        let token = sent.header("authorization").split_once(' ').unwrap().1;
        let (_, claims) = verified(token, "canary-private-key");
        claims.get("iat").unwrap().as_i64().unwrap()
    });
    at.collect()
}

/// Faults 62 and 63: a refusal for the clock is signed once more with the server's time, and later
/// calls are right at once; each attempt has a signature of its own.
#[test]
fn fault_62_and_63_a_wrong_clock_costs_one_attempt() {
    // 1_700_000_000 is Tue, 14 Nov 2023 22:13:20 GMT.
    for (date, ahead) in [
        ("Tue, 14 Nov 2023 22:14:05 GMT", 45),
        ("Tue, 14 Nov 2023 22:12:34 GMT", -46),
        ("Tue, 14 Nov 2023 23:13:20 GMT", 3600),
        ("Tue, 14 Nov 2023 21:13:19 GMT", -3601),
    ] {
        let (client, mock) = client();
        let refusal = r#"{"success":false,"error":"token not valid yet"}"#;
        mock.reply(Reply::json(403, refusal).header("date", date));
        mock.respond(200, r#"{"success":true}"#);
        mock.respond(200, r#"{"success":true}"#);
        for _ in 0..2 {
            send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
        }
        // A second older than the server's clock, since many refuse what is ahead of theirs.
        let (now, then) = (1_700_000_000, 1_700_000_000 + ahead - 1);
        assert_eq!(signed_at(&mock), [now, then, then]);
    }
}

#[test]
fn fault_62_a_refusal_with_the_right_time_is_believed() {
    let dates = [
        "Tue, 14 Nov 2023 22:13:21 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 01 Jan 2100 00:00:00 GMT",
        "soon",
    ];
    for date in dates {
        let (client, mock) = client();
        mock.reply(Reply::json(403, "{}").header("date", date));
        let error = send(&client, &SendInvoice { id: Id::from(1) }).unwrap_err();
        assert!(error.is_auth());
        assert_eq!(signed_at(&mock), [1_700_000_000], "{date}");
    }
    // A clock that is wrong and a key that is, too: two attempts, and then one for each call.
    let (client, mock) = client();
    for _ in 0..3 {
        let refusal = Reply::json(403, "{}").header("date", "Tue, 14 Nov 2023 22:14:05 GMT");
        mock.reply(refusal);
    }
    for _ in 0..2 {
        send(&client, &SendInvoice { id: Id::from(1) }).unwrap_err();
    }
    assert_eq!(mock.requests().len(), 3);
}
