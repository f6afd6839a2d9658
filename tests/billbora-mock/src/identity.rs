//! Supabase Auth: the password grant, the refresh grant, the person and the sign-out.

use billing_mock::{Mock, Refusal, Reply, Request};
use serde_json::json;

use crate::controls::{Controls, Step};
use crate::errors::{self, identity as refused};
use crate::family::{TokenFamily, TokenStatus};
use crate::state::{Identity, State};
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
            person(&mut asking.state(), request)
        })
        .on("identity.sign_in", move |_, request| {
            signing_in.run(Step::SignIn, |state| sign_in(state, request))
        })
        .on("identity.refresh", move |_, request| {
            renewing.run(Step::Renew, |state| renew(state, request))
        })
        .on("identity.sign_out", move |_, request| {
            signing_out.run(Step::SignOut, |state| sign_out(state, request))
        })
        .refusals(Some("identity"), move |request, refusal| {
            errors::format_refusal(&refusing, request, refusal)
        })
}

fn sign_in(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let text = |name: &str| request.body()[name].as_str().unwrap_or("");
    let (email, phone) = (text("email"), text("phone"));
    if email.is_empty() == phone.is_empty() {
        let message = "One of email and phone must be given, not both";
        return Err(Refusal::new(400, message).code("validation_failed"));
    }
    // Nobody has a phone number. An unknown user and a wrong password get the same error.
    let known = |account: &crate::state::Account| {
        !email.is_empty() && account.email == email && account.password == text("password")
    };
    let account = state.accounts.iter().position(known);
    let account = account.ok_or_else(|| refused("invalid_credentials"))?;
    let serial = state.next();
    let now = state.now();
    let mut family = TokenFamily::default();
    family.rotate(&jwt::opaque("refresh", serial), now);
    state.identities.push(Identity {
        id: jwt::uuid("session", serial),
        account,
        begun: now,
        family,
    });
    state.counts.sign_ins += 1;
    let session = state.identities.len() - 1;
    Ok(tokens(state, session, request))
}

fn renew(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let sent = request.body()["refresh_token"].as_str().unwrap_or("");
    if sent.len() < 12 {
        let message = "Refresh token is not valid";
        return Err(Refusal::new(400, message).code("validation_failed"));
    }
    let (now, window) = (state.now(), state.window);
    let session = state.identities.iter().position(|s| s.family.has(sent));
    let session = session.ok_or_else(|| refused("refresh_token_not_found"))?;
    let family = &mut state.identities[session].family;
    if family.revoked {
        return Err(refused("session_not_found"));
    }
    match family.status(sent, now, window) {
        TokenStatus::UsedTooLate => {
            family.revoked = true;
            state.counts.revocations += 1;
            return Err(refused("refresh_token_already_used"));
        }
        TokenStatus::ReusedInWindow => state.counts.reuses += 1,
        TokenStatus::Valid => {
            let next = jwt::opaque("refresh", state.next());
            state.identities[session].family.rotate(&next, now);
        }
    }
    state.counts.renewals += 1;
    let identity = &state.identities[session];
    let user = state.accounts[identity.account].id.clone();
    let id = identity.id.clone();
    Ok(tokens(state, session, request)
        .header("sb-auth-user-id", user)
        .header("sb-auth-session-id", id))
}

/// Makes the token response, with the newest refresh token of a session.
fn tokens(state: &mut State, session: usize, request: &Request) -> Reply {
    let host = request.header("host").unwrap_or("localhost");
    let issuer = format!("http://{host}/auth/v1");
    let (access, expires) = state.identity_token(session, &issuer);
    let identity = &state.identities[session];
    let account = &state.accounts[identity.account];
    versioned(
        request,
        Reply::Plain(json!({
            "access_token": access,
            "token_type": "bearer",
            "expires_in": state.identity_lifetime,
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
fn session(state: &State, request: &Request) -> Result<usize, Refusal> {
    let token = calls::bearer(request).ok_or_else(|| refused("no_authorization"))?;
    let now = state.now();
    let issued = state.identity_tokens.get(token);
    let issued = issued.filter(|issued| !state.identity_tokens.is_expired(*issued, now));
    let session = issued.ok_or_else(|| refused("bad_jwt"))?.session;
    if state.identities[session].family.revoked {
        let message = "Session from session_id claim in JWT does not exist";
        return Err(Refusal::new(403, message).code("session_not_found"));
    }
    Ok(session)
}

fn person(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let session = session(state, request)?;
    let identity = &state.identities[session];
    let account = &state.accounts[identity.account];
    Ok(versioned(
        request,
        Reply::Plain(user::object(account, identity)),
    ))
}

fn sign_out(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let session = session(state, request)?;
    let account = state.identities[session].account;
    let scope = request.query("scope").and_then(|scope| scope.as_str());
    for (at, other) in state.identities.iter_mut().enumerate() {
        let ends = match scope {
            Some("local") => at == session,
            Some("others") => at != session && other.account == account,
            _ => other.account == account,
        };
        other.family.revoked |= ends;
    }
    state.counts.sign_outs += 1;
    Ok(versioned(request, Reply::Nothing.status(204)))
}

/// Repeats the version of the request in the response.
fn versioned(request: &Request, reply: Reply) -> Reply {
    match request.header("x-supabase-api-version") {
        Some(version) => reply.header("x-supabase-api-version", version),
        None => reply,
    }
}
