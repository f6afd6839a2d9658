//! Calls every operation of every folder in this repository without handlers: none responds with 501 or a fault.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::make::Maker;
use super::misbehave::Seen;
use super::plan::{Operation, Place, word};
use super::{Mock, Running};
use billing_codegen::definition::CredentialKind;
use billing_codegen::model::Segment;

/// Makes a value that a request may contain.
fn made(mock: &Running, place: &Place) -> Value {
    let world = &mock.engine.world;
    let mut tries = (0..32).map(|attempt| {
        let all = attempt % 2 == 1;
        Maker::new(&world.documents, attempt, 0, all).make(std::slice::from_ref(place))
    });
    let value = tries.find(|value| world.checks.request(place, value).is_empty());
    value.unwrap_or_else(|| panic!("no value for {place}"))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn request(mock: &Running, operation: &Operation) -> Seen {
    let mount = &mock.engine.world.plan.mounts[operation.mount];
    let mut path = mount.path.clone();
    for segment in &operation.path.segments {
        path.push('/');
        match segment {
            Segment::Fixed(text) => path.push_str(text),
            Segment::Placeholder(name) => {
                let known = operation.parameters.iter().find(|(n, _)| n == name);
                let place = known.and_then(|(_, place)| place.as_ref());
                path.push_str(&place.map_or("1".to_owned(), |place| text(&made(mock, place))));
            }
        }
    }
    let query = operation.query.as_ref().map(|place| made(mock, place));
    let query = query
        .as_ref()
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let mut pairs: Vec<String> = operation.path.query.iter().cloned().collect();
    pairs.extend(query.map(|(name, value)| format!("{name}={}", text(value))));
    let body = operation.body.as_ref().map(|place| made(mock, place));
    let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    for at in &operation.credentials {
        headers.push(match &mock.engine.world.plan.credentials[*at].kind {
            CredentialKind::Header { header, .. } => {
                (header.value.to_ascii_lowercase(), "k".into())
            }
            CredentialKind::ApiKey { scheme, .. } => {
                ("authorization".into(), format!("{} k", scheme.value))
            }
            CredentialKind::Session(session) => (
                "authorization".into(),
                format!("{} k", session.scheme.value),
            ),
            _ => ("authorization".into(), "Bearer k".into()),
        });
    }
    Seen {
        method: word(operation.method).to_owned(),
        path,
        query: pairs.join("&"),
        headers,
        body: body.map_or_else(Vec::new, |body| body.to_string().into_bytes()),
        operation: None,
        status: 0,
    }
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = [
        "../schemas/billingo",
        "../schemas/billbora",
        "tests/parcels",
        "tests/clinic",
    ];
    let golden = ["ledger", "reconcile", "shop", "keys", "renamed"]
        .map(|name| format!("../billing-codegen/tests/golden/{name}/input"));
    let own = own.map(str::to_owned).into_iter();
    own.chain(golden).map(|folder| root.join(folder)).collect()
}

#[test]
fn no_operation_is_left_without_an_answer() {
    for folder in folders() {
        let mut mock = Mock::open(&folder).unwrap();
        // Signed tokens are tested elsewhere.
        let names = mock.engine.world.plan.credentials.iter();
        let names: Vec<_> = names
            .map(|credential| credential.name.value.clone())
            .collect();
        for name in names {
            mock = mock.authorize(name, |_, _| Ok(()));
        }
        let mock = mock.start().unwrap();
        for operation in &mock.engine.world.plan.operations {
            let seen = request(&mock, operation);
            let told = format!("{} {}?{}", seen.method, seen.path, seen.query);
            let (answer, _) = mock.engine.answer(seen);
            let body = String::from_utf8_lossy(&answer.body);
            // A record that was not created does not exist.
            let right = matches!(answer.status, 200 | 404);
            assert!(
                right,
                "{}: {told}: {} {body}",
                operation.name, answer.status
            );
        }
        assert_eq!(mock.faults(), [""; 0], "{}", folder.display());
    }
}
