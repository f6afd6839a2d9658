//! Billbora's calls with an access token or an API key: organizations and invoices.

use billing_mock::{Mock, Refusal, Reply, Request};
use serde_json::{Value, json};

use crate::controls::{Controls, Step};
use crate::errors::{billbora as refused, expired};
use crate::exchange::organization_json;
use crate::state::State;

/// Adds authorization and calls to a mock.
pub(crate) fn with(mock: Mock, controls: &Controls) -> Mock {
    let own = || controls.clone();
    let (keys, sessions, organizations, invoices) = (own(), own(), own(), own());
    mock.authorize("api_key", move |_, request| {
        let state = keys.state();
        let known = bearer(request).and_then(|key| state.keys.get(key));
        known.map(|_| ()).ok_or_else(|| refused("invalid_token"))
    })
    .authorize("session", move |_, request| {
        let mut state = sessions.state();
        tenant(&mut state, request).map(|_| ())
    })
    .on("organizations.list", move |_, request| {
        organizations.run(Step::Organizations, |state| {
            list_organizations(state, request)
        })
    })
    .on("invoices.list", move |_, request| {
        invoices.run(Step::Invoices, |state| list_invoices(state, request))
    })
}

/// Returns the bearer token of a request.
pub(crate) fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// Returns the session of the access token in a request.
fn tenant(state: &mut State, request: &Request) -> Result<usize, Refusal> {
    let now = state.now();
    let issued = bearer(request).and_then(|token| state.access_tokens.get(token));
    let issued = issued.ok_or_else(|| refused("invalid_token"))?;
    let own = &state.tenants[issued.session];
    if own.family.revoked {
        return Err(refused("invalid_token"));
    }
    if state.access_tokens.is_expired(issued, now) {
        state.counts.expired += 1;
        return Err(expired(issued.expires.min(now)));
    }
    if state.denied.contains(&own.organization) {
        return Err(refused("organization_access_denied"));
    }
    Ok(issued.session)
}

fn list_organizations(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let session = tenant(state, request)?;
    state.count_call();
    let account = &state.accounts[state.tenants[session].account];
    let own = account.organizations.iter();
    let own: Vec<Value> = own
        .map(|(id, role)| organization_json(state, id, role))
        .collect();
    Ok(Reply::Plain(Value::from(own)))
}

fn list_invoices(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let key = bearer(request).and_then(|key| state.keys.get(key));
    let (organization, credential) = match key.cloned() {
        Some(organization) => (organization, "api_key"),
        None => {
            let session = tenant(state, request)?;
            state.count_call();
            (state.tenants[session].organization.clone(), "session")
        }
    };
    let results: Vec<Value> = (1..=3)
        .map(|number| {
            let id = format!("inv_{}_{number}", organization.trim_start_matches("org_"));
            json!({ "id": id, "organization": organization, "number": format!("2026-{number:06}") })
        })
        .collect();
    Ok(Reply::Plain(json!({
        "organization": organization, "credential": credential, "results": results,
    })))
}
