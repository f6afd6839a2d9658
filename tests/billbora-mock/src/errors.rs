//! The errors of both services: codes, statuses, messages and the four formats of Supabase Auth.

use billing_mock::{Reason, Refusal, Request, rfc3339};
use serde_json::{Value, json};

use crate::controls::{Controls, ErrorFormat, Step};

/// Returns the HTTP status of an error code of Billbora. The documents name none, so it is the mock's choice.
pub fn status_of(code: &str) -> u16 {
    match code {
        "invalid_credentials" | "token_expired" | "invalid_token" => 401,
        "organization_access_denied" => 403,
        "rate_limited" => 429,
        _ => 400,
    }
}

/// Makes a refusal with a code of Billbora.
pub(crate) fn billbora(code: &str) -> Refusal {
    let message = match code {
        "invalid_credentials" => "Wrong email or password",
        "token_expired" => "The provided token has expired",
        "invalid_token" => "Malformed token",
        "organization_access_denied" => "No access to this organization",
        "rate_limited" => "Too many attempts",
        _ => "Refused",
    };
    Refusal::new(status_of(code), message).code(code)
}

/// Makes a refusal of an expired token.
pub(crate) fn expired(at: i64) -> Refusal {
    billbora("token_expired").detail("expired_at", rfc3339(at))
}

/// Makes a refusal with a code of Supabase Auth.
pub(crate) fn identity(code: &str) -> Refusal {
    let (status, message) = match code {
        "invalid_credentials" => (400, "Invalid login credentials"),
        "refresh_token_not_found" => (400, "Invalid Refresh Token: Refresh Token Not Found"),
        "refresh_token_already_used" => (400, "Invalid Refresh Token: Already Used"),
        "session_not_found" => (400, "Invalid Refresh Token: Session Not Found"),
        "session_expired" => (400, "Invalid Refresh Token: Session Expired"),
        "email_not_confirmed" => (400, "Email not confirmed"),
        "phone_not_confirmed" => (400, "Phone not confirmed"),
        "user_banned" => (400, "User is banned"),
        "captcha_failed" => (400, "captcha protection: request disallowed"),
        "email_provider_disabled" => (422, "Email logins are disabled"),
        "phone_provider_disabled" => (422, "Phone logins are disabled"),
        "weak_password" => (422, "Password should be at least 6 characters."),
        "conflict" => (409, "Too many concurrent token refresh requests"),
        "no_authorization" => (401, "This endpoint requires a valid Bearer token"),
        "bad_jwt" => (403, "Invalid JWT"),
        "user_not_found" => (403, "User from sub claim in JWT does not exist"),
        "over_request_rate_limit" => (429, "Request rate limit reached"),
        "request_entity_too_large" => (413, "Request body too large"),
        "unexpected_failure" => (
            500,
            "Unexpected failure, please check server logs for more information",
        ),
        _ => (400, "Refused"),
    };
    let refusal = Refusal::new(status, message).code(code);
    match code {
        "weak_password" => refusal.data(json!({ "reasons": ["length"] })),
        _ => refusal,
    }
}

/// Makes a refusal with a code of the step's service.
pub(crate) fn of(step: Step, code: &str) -> Refusal {
    if step.is_identity() {
        identity(code)
    } else {
        billbora(code)
    }
}

/// Formats a refusal of Supabase Auth as the request and the controls require.
pub(crate) fn format_refusal(controls: &Controls, request: &Request, refusal: Refusal) -> Refusal {
    let refusal = with_code(refusal);
    let code = refusal.code.clone().unwrap_or_default();
    let message = refusal.message.clone();
    let version = request.header("x-supabase-api-version");
    let format = controls.state().error_format;
    let (status, body) = match format {
        ErrorFormat::OAuth => (400, json!({ "error": code, "error_description": message })),
        ErrorFormat::Database => (
            500,
            json!({ "code": "P0001", "message": message, "hint": "A hook refused", "detail": code }),
        ),
        // Dates in this format compare as strings.
        ErrorFormat::Usual if version.is_some_and(|version| version >= "2024-01-01") => {
            let body = json!({ "code": code, "message": message });
            (refusal.status, with_reasons(&refusal, body))
        }
        ErrorFormat::Usual => (
            refusal.status,
            with_reasons(&refusal, usual(&refusal, &code)),
        ),
    };
    let mut refusal = refusal.body(body);
    refusal.status = status;
    if format == ErrorFormat::Usual && !code.is_empty() {
        refusal = refusal.header("x-sb-error-code", code);
    }
    match version {
        Some(version) => refusal.header("x-supabase-api-version", version),
        None => refusal,
    }
}

/// Adds why a password is weak, in either of the usual formats.
fn with_reasons(refusal: &Refusal, mut body: Value) -> Value {
    if let Some(reasons) = &refusal.data {
        body["weak_password"] = (**reasons).clone();
    }
    body
}

fn usual(refusal: &Refusal, code: &str) -> Value {
    let mut body = json!({ "code": refusal.status, "msg": refusal.message });
    if !code.is_empty() {
        body["error_code"] = json!(code);
    }
    if refusal.status >= 500 {
        body["error_id"] = json!("req-0001");
    }
    body
}

/// Adds the code of the service to a refusal of the mock engine, which has none.
fn with_code(mut refusal: Refusal) -> Refusal {
    if refusal.code.is_some() {
        return refusal;
    }
    let code = match refusal.reason {
        Reason::Schema => {
            let details = refusal.details.iter();
            let messages: Vec<_> = details
                .map(|(path, what)| format!("{path}: {what}"))
                .collect();
            refusal.message = messages.join("; ");
            "validation_failed"
        }
        // Only the grants have different queries.
        Reason::Query => {
            refusal.message = "unsupported_grant_type".to_owned();
            "invalid_credentials"
        }
        Reason::Json | Reason::MediaType => "bad_json",
        Reason::Fault => "unexpected_failure",
        _ => return refusal,
    };
    refusal.code(code)
}
