//! The person as Supabase Auth describes it: the user object and the claims of an access token.

use billing_mock::rfc3339;
use serde_json::{Value, json};

use crate::state::{Account, Identity};

/// Returns the user object of a token response.
pub(crate) fn object(account: &Account, identity: &Identity) -> Value {
    let (id, email) = (&account.id, &account.email);
    let created = time(account.created);
    json!({
        "id": id,
        "aud": "authenticated",
        "role": "authenticated",
        "email": email,
        "email_confirmed_at": created,
        "phone": "",
        "confirmed_at": created,
        "last_sign_in_at": time(identity.begun),
        "app_metadata": metadata(),
        "user_metadata": {},
        "identities": [{
            "identity_id": id,
            "id": id,
            "user_id": id,
            "identity_data": { "email": email, "sub": id },
            "provider": "email",
            "last_sign_in_at": created,
            "created_at": created,
            "updated_at": created,
            "email": email,
        }],
        "created_at": created,
        "updated_at": time(identity.begun),
        "is_anonymous": false,
    })
}

/// Returns the claims of an access token.
pub(crate) fn claims(
    account: &Account,
    identity: &Identity,
    issuer: &str,
    now: i64,
    expires: i64,
) -> Value {
    json!({
        "iss": issuer,
        "sub": account.id,
        "aud": "authenticated",
        "exp": expires,
        "iat": now,
        "email": account.email,
        "phone": "",
        "app_metadata": metadata(),
        "user_metadata": {},
        "role": "authenticated",
        "aal": "aal1",
        "amr": [{ "method": "password", "timestamp": identity.begun }],
        "session_id": identity.id,
        "is_anonymous": false,
    })
}

fn metadata() -> Value {
    json!({ "provider": "email", "providers": ["email"] })
}

/// Formats a time with a fraction, as the service does.
fn time(seconds: i64) -> String {
    rfc3339(seconds).replace('Z', ".000000Z")
}
