//! Billbora's own tokens: the exchange and the refresh.

use billing_mock::{Mock, Refusal, Reply, Request};
use serde_json::{Value, json};

use crate::controls::{Controls, Step};
use crate::errors::{billbora as refused, expired};
use crate::family::{TokenFamily, TokenStatus};
use crate::jwt;
use crate::state::{Issued, State, Tenant};

/// Adds both calls to a mock.
pub(crate) fn with(mock: Mock, controls: &Controls) -> Mock {
    let (exchanging, refreshing) = (controls.clone(), controls.clone());
    mock.on("auth.exchange", move |_, request| {
        exchanging.run(Step::Exchange, |state| exchange(state, request))
    })
    .on("auth.refresh", move |_, request| {
        refreshing.run(Step::Refresh, |state| refresh(state, request))
    })
}

fn exchange(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let sent = request.body()["supabase_token"].as_str().unwrap_or("");
    let now = state.now();
    let issued = state.identity_tokens.get(sent);
    let issued = issued.ok_or_else(|| refused("invalid_token"))?;
    let identity = &state.identities[issued.session];
    if identity.family.revoked {
        return Err(refused("invalid_token"));
    }
    if state.identity_tokens.is_expired(issued, now) {
        return Err(expired(issued.expires.min(now)));
    }
    let account = identity.account;
    let own = &state.accounts[account].organizations;
    let wanted = request.body()["organization_id"].as_str();
    let found = match wanted {
        Some(wanted) => own.iter().find(|(id, _)| id == wanted),
        None => own.first(),
    };
    let found = found.filter(|(id, _)| !state.denied.contains(id));
    let (organization, role) = found
        .cloned()
        .ok_or_else(|| refused("organization_access_denied"))?;
    let mut family = TokenFamily::default();
    family.rotate(&jwt::opaque("tenant refresh", state.next()), now);
    let refresh = family.newest();
    state.tenants.push(Tenant {
        account,
        organization: organization.clone(),
        family,
    });
    state.counts.exchanges += 1;
    let access = access_token(state, state.tenants.len() - 1);
    let organization = organization_json(state, &organization, &role);
    Ok(Reply::Plain(json!({
        "access": access, "refresh": refresh, "organization": organization,
    })))
}

fn refresh(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let sent = request.body()["refresh"].as_str().unwrap_or("");
    let (now, window) = (state.now(), state.window);
    let tenant = state.tenants.iter().position(|t| t.family.has(sent));
    let tenant = tenant.ok_or_else(|| refused("invalid_token"))?;
    let own = &mut state.tenants[tenant];
    if own.family.revoked {
        return Err(refused("invalid_token"));
    }
    if state.denied.contains(&own.organization) {
        return Err(refused("organization_access_denied"));
    }
    match own.family.status(sent, now, window) {
        TokenStatus::UsedTooLate => {
            own.family.revoked = true;
            state.counts.revocations += 1;
            return Err(refused("invalid_token"));
        }
        TokenStatus::ReusedInWindow => state.counts.reuses += 1,
        TokenStatus::Valid if state.rotates => {
            let next = jwt::opaque("tenant refresh", state.next());
            state.tenants[tenant].family.rotate(&next, now);
        }
        TokenStatus::Valid => {}
    }
    state.counts.refreshes += 1;
    let mut response = json!({ "access": access_token(state, tenant) });
    if state.rotates {
        response["refresh"] = state.tenants[tenant].family.newest().into();
    }
    Ok(Reply::Plain(response))
}

/// Issues an access token. Its claims are the mock's choice.
fn access_token(state: &mut State, session: usize) -> String {
    let serial = state.next();
    let now = state.now();
    let expires = now + state.lifetime;
    let tenant = &state.tenants[session];
    let text = jwt::sign(&json!({
        "sub": state.accounts[tenant.account].id,
        "organization": tenant.organization,
        "iat": now,
        "exp": expires,
        "jti": serial.to_string(),
    }));
    let issued = Issued {
        session,
        serial,
        expires,
    };
    state.access_tokens.put(text.clone(), issued);
    text
}

/// Returns an organization as JSON.
pub(crate) fn organization_json(state: &State, id: &str, role: &str) -> Value {
    let name = state.names.get(id).map_or(id, String::as_str);
    json!({ "id": id, "name": name, "role": role })
}
