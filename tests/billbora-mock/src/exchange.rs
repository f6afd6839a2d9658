//! Billbora's own tokens: the exchange and the refresh.

use billing_mock::{Mock, Refusal, Reply, Request};
use serde_json::{Value, json};

use crate::controls::{Controls, Step};
use crate::errors::{billbora as refused, expired};
use crate::family::{TokenFamily, TokenStatus};
use crate::jwt;
use crate::site::{Issued, Site, Tenant};

/// Adds both calls to a mock.
pub(crate) fn with(mock: Mock, controls: &Controls) -> Mock {
    let (exchanging, refreshing) = (controls.clone(), controls.clone());
    mock.on("auth.exchange", move |_, request| {
        exchanging.run(Step::Exchange, |site| exchange(site, request))
    })
    .on("auth.refresh", move |_, request| {
        refreshing.run(Step::Refresh, |site| refresh(site, request))
    })
}

fn exchange(site: &mut Site, request: &Request) -> Result<Reply, Refusal> {
    let sent = request.body()["supabase_token"].as_str().unwrap_or("");
    let now = site.now();
    let issued = site.identity_tokens.get(sent);
    let issued = issued.ok_or_else(|| refused("invalid_token"))?;
    let identity = &site.identities[issued.session];
    if identity.family.revoked {
        return Err(refused("invalid_token"));
    }
    if site.identity_tokens.is_expired(issued, now) {
        return Err(expired(issued.expires.min(now)));
    }
    let account = identity.account;
    let own = &site.accounts[account].organizations;
    let wanted = request.body()["organization_id"].as_str();
    let found = match wanted {
        Some(wanted) => own.iter().find(|(id, _)| id == wanted),
        None => own.first(),
    };
    let found = found.filter(|(id, _)| !site.denied.contains(id));
    let (organization, role) = found
        .cloned()
        .ok_or_else(|| refused("organization_access_denied"))?;
    let mut family = TokenFamily::default();
    family.rotate(&jwt::opaque("tenant refresh", site.next()), now);
    let refresh = family.newest();
    site.tenants.push(Tenant {
        account,
        organization: organization.clone(),
        family,
    });
    site.counts.exchanges += 1;
    let access = access_token(site, site.tenants.len() - 1);
    let organization = organization_json(site, &organization, &role);
    Ok(Reply::Plain(json!({
        "access": access, "refresh": refresh, "organization": organization,
    })))
}

fn refresh(site: &mut Site, request: &Request) -> Result<Reply, Refusal> {
    let sent = request.body()["refresh"].as_str().unwrap_or("");
    let (now, window) = (site.now(), site.window);
    let tenant = site.tenants.iter().position(|t| t.family.has(sent));
    let tenant = tenant.ok_or_else(|| refused("invalid_token"))?;
    let own = &mut site.tenants[tenant];
    if own.family.revoked {
        return Err(refused("invalid_token"));
    }
    if site.denied.contains(&own.organization) {
        return Err(refused("organization_access_denied"));
    }
    match own.family.status(sent, now, window) {
        TokenStatus::UsedTooLate => {
            own.family.revoked = true;
            site.counts.revocations += 1;
            return Err(refused("invalid_token"));
        }
        TokenStatus::ReusedInWindow => site.counts.reuses += 1,
        TokenStatus::Valid if site.rotates => {
            let next = jwt::opaque("tenant refresh", site.next());
            site.tenants[tenant].family.rotate(&next, now);
        }
        TokenStatus::Valid => {}
    }
    site.counts.refreshes += 1;
    let mut response = json!({ "access": access_token(site, tenant) });
    if site.rotates {
        response["refresh"] = site.tenants[tenant].family.newest().into();
    }
    Ok(Reply::Plain(response))
}

/// Issues an access token. Its claims are the mock's choice.
fn access_token(site: &mut Site, session: usize) -> String {
    let serial = site.next();
    let now = site.now();
    let expires = now + site.lifetime;
    let tenant = &site.tenants[session];
    let text = jwt::sign(&json!({
        "sub": site.accounts[tenant.account].id,
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
    site.access_tokens.put(text.clone(), issued);
    text
}

/// Returns an organization as JSON.
pub(crate) fn organization_json(site: &Site, id: &str, role: &str) -> Value {
    let name = site.names.get(id).map_or(id, String::as_str);
    json!({ "id": id, "name": name, "role": role })
}
