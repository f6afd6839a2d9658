//! Supabase Auth: the password grant, the refresh grant, the person and the sign-out.

use billing_mock::{Mock, Refusal, Reply, Request};
use serde_json::json;

use crate::controls::{Controls, Step};
use crate::errors::{self, identity as refused};
use crate::family::{TokenFamily, TokenStatus};
use crate::site::{Identity, Site};
use crate::{ANON_KEY, calls, jwt, user};

/// Adds the service to a mock.
pub(crate) fn with(mock: Mock, controls: &Controls) -> Mock {
    let own = || controls.clone();
    let (signing_in, renewing, signing_out, refusing) = (own(), own(), own(), own());
    let asking = own();
    mock.authorize("identity", |_, request| check_api_key(request))
        // Supabase's own client requests the user; this project's client has it from the sign-in.
        .beside("GET", "/auth/v1/user", move |_, request| {
            check_api_key(request)?;
            person(&mut asking.site(), request)
        })
        .on("identity.sign_in", move |_, request| {
            signing_in.run(Step::SignIn, |site| sign_in(site, request))
        })
        .on("identity.refresh", move |_, request| {
            renewing.run(Step::Renew, |site| renew(site, request))
        })
        .on("identity.sign_out", move |_, request| {
            signing_out.run(Step::SignOut, |site| sign_out(site, request))
        })
        .refusals(Some("identity"), move |request, refusal| {
            errors::format_refusal(&refusing, request, refusal)
        })
}

fn sign_in(site: &mut Site, request: &Request) -> Result<Reply, Refusal> {
    let text = |name: &str| request.body()[name].as_str().unwrap_or("");
    let (email, phone) = (text("email"), text("phone"));
    if email.is_empty() == phone.is_empty() {
        let message = "One of email and phone must be given, not both";
        return Err(Refusal::new(400, message).code("validation_failed"));
    }
    // Nobody has a phone number. An unknown user and a wrong password get the same error.
    let known = |account: &crate::site::Account| {
        !email.is_empty() && account.email == email && account.password == text("password")
    };
    let account = site.accounts.iter().position(known);
    let account = account.ok_or_else(|| refused("invalid_credentials"))?;
    let serial = site.next();
    let now = site.now();
    let mut family = TokenFamily::default();
    family.rotate(&jwt::opaque("refresh", serial), now);
    site.identities.push(Identity {
        id: jwt::uuid("session", serial),
        account,
        begun: now,
        family,
    });
    site.counts.sign_ins += 1;
    let session = site.identities.len() - 1;
    Ok(tokens(site, session, request))
}

fn renew(site: &mut Site, request: &Request) -> Result<Reply, Refusal> {
    let sent = request.body()["refresh_token"].as_str().unwrap_or("");
    if sent.len() < 12 {
        let message = "Refresh token is not valid";
        return Err(Refusal::new(400, message).code("validation_failed"));
    }
    let (now, window) = (site.now(), site.window);
    let session = site.identities.iter().position(|s| s.family.has(sent));
    let session = session.ok_or_else(|| refused("refresh_token_not_found"))?;
    let family = &mut site.identities[session].family;
    if family.revoked {
        return Err(refused("session_not_found"));
    }
    match family.status(sent, now, window) {
        TokenStatus::UsedTooLate => {
            family.revoked = true;
            site.counts.revocations += 1;
            return Err(refused("refresh_token_already_used"));
        }
        TokenStatus::ReusedInWindow => site.counts.reuses += 1,
        TokenStatus::Valid => {
            let next = jwt::opaque("refresh", site.next());
            site.identities[session].family.rotate(&next, now);
        }
    }
    site.counts.renewals += 1;
    let identity = &site.identities[session];
    let user = site.accounts[identity.account].id.clone();
    let id = identity.id.clone();
    Ok(tokens(site, session, request)
        .header("sb-auth-user-id", user)
        .header("sb-auth-session-id", id))
}

/// Makes the token response, with the newest refresh token of a session.
fn tokens(site: &mut Site, session: usize, request: &Request) -> Reply {
    let host = request.header("host").unwrap_or("localhost");
    let issuer = format!("http://{host}/auth/v1");
    let (access, expires) = site.identity_token(session, &issuer);
    let identity = &site.identities[session];
    let account = &site.accounts[identity.account];
    versioned(
        request,
        Reply::Plain(json!({
            "access_token": access,
            "token_type": "bearer",
            "expires_in": site.identity_lifetime,
            "expires_at": expires,
            "refresh_token": identity.family.newest(),
            "user": user::object(account, identity),
        })),
    )
}

fn check_api_key(request: &Request) -> Result<(), Refusal> {
    match request.header("apikey") {
        Some(ANON_KEY) => Ok(()),
        _ => {
            Err(Refusal::new(401, "The header apikey is missing or wrong").code("no_authorization"))
        }
    }
}

/// Returns the session of the access token in a request.
fn session(site: &Site, request: &Request) -> Result<usize, Refusal> {
    let token = calls::bearer(request).ok_or_else(|| refused("no_authorization"))?;
    let now = site.now();
    let issued = site.identity_tokens.get(token);
    let issued = issued.filter(|issued| !site.identity_tokens.is_expired(*issued, now));
    let session = issued.ok_or_else(|| refused("bad_jwt"))?.session;
    if site.identities[session].family.revoked {
        let message = "Session from session_id claim in JWT does not exist";
        return Err(Refusal::new(403, message).code("session_not_found"));
    }
    Ok(session)
}

fn person(site: &mut Site, request: &Request) -> Result<Reply, Refusal> {
    let session = session(site, request)?;
    let identity = &site.identities[session];
    let account = &site.accounts[identity.account];
    Ok(versioned(
        request,
        Reply::Plain(user::object(account, identity)),
    ))
}

fn sign_out(site: &mut Site, request: &Request) -> Result<Reply, Refusal> {
    let session = session(site, request)?;
    let account = site.identities[session].account;
    let scope = request.query("scope").and_then(|scope| scope.as_str());
    for (at, other) in site.identities.iter_mut().enumerate() {
        let ends = match scope {
            Some("local") => at == session,
            Some("others") => at != session && other.account == account,
            _ => other.account == account,
        };
        other.family.revoked |= ends;
    }
    site.counts.sign_outs += 1;
    Ok(versioned(request, Reply::Nothing.status(204)))
}

/// Repeats the version of the request in the response.
fn versioned(request: &Request, reply: Reply) -> Reply {
    match request.header("x-supabase-api-version") {
        Some(version) => reply.header("x-supabase-api-version", version),
        None => reply,
    }
}
