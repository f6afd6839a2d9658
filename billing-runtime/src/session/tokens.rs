//! The tokens of one slot, and how long they live.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::step::Taken;
use crate::{Secret, Value, Wire};

/// No clock and no count of renewals comes to this generation; far beyond it counting on would
/// overflow.
pub(super) const LATEST: u64 = 1 << 60;

/// Before its end a token is renewed, this much at most.
const MARGIN: i64 = 60_000;

/// What a slot holds: an access token and what renews it. Times are milliseconds since 1970.
#[derive(Clone)]
pub(super) struct Tokens {
    /// Grows with every renewal; tells a call whether the token that was refused is still the one.
    pub(super) generation: u64,
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) obtained: i64,
    pub(super) expires: i64,
    /// How often the refresh token was sent without an answer that came back, and when first.
    pub(super) uses: u32,
    pub(super) used: i64,
    /// Whether the store lost them once: somebody else may have used the refresh token up.
    pub(super) doubtful: bool,
    /// What the service says about the tenant.
    pub(super) context: Option<Value>,
    /// What it says about the person.
    pub(super) user: Option<Value>,
}

/// The tokens as they stand in a store.
#[derive(Wire)]
struct Kept {
    generation: u64,
    access: String,
    refresh: Option<String>,
    obtained: i64,
    expires: i64,
    uses: u32,
    used: i64,
    doubtful: Option<bool>,
    context: Option<Value>,
    user: Option<Value>,
}

impl Tokens {
    /// Makes tokens of what a step took; `None` without an access token.
    pub(super) fn taken(taken: Taken, lifetime: i64, now: i64, before: Option<&Self>) -> Self {
        let expires = now.saturating_add(taken.lifetime(lifetime, now));
        Self {
            generation: before.map_or(1, |tokens| tokens.generation + 1),
            access: taken.access,
            refresh: taken
                .refresh
                .or_else(|| before.and_then(|b| b.refresh.clone())),
            obtained: now,
            expires,
            uses: 0,
            used: 0,
            doubtful: false,
            context: taken
                .context
                .or_else(|| before.and_then(|b| b.context.clone())),
            user: taken.user.or_else(|| before.and_then(|b| b.user.clone())),
        }
    }

    /// Whether the token can be used without a thought of renewing it.
    pub(super) fn is_fresh(&self, now: i64) -> bool {
        // A token that lives two seconds is not renewed a minute before its end.
        let margin = MARGIN.min(self.expires.saturating_sub(self.obtained) / 5);
        now < self.expires.saturating_sub(margin)
    }

    /// Whether the service still takes the token, as far as is known.
    pub(super) fn is_valid(&self, now: i64) -> bool {
        now < self.expires
    }

    pub(super) fn to_text(&self) -> Secret {
        let text = |secret: &Secret| secret.expose().to_owned();
        let kept = Kept {
            generation: self.generation,
            access: text(&self.access),
            refresh: self.refresh.as_ref().map(text),
            obtained: self.obtained,
            expires: self.expires,
            uses: self.uses,
            used: self.used,
            doubtful: self.doubtful.then_some(true),
            context: self.context.clone(),
            user: self.user.clone(),
        };
        Secret::from(kept.to_json())
    }

    /// Reads what a store kept; `None` where it is not what [`to_text`](Self::to_text) wrote.
    pub(super) fn from_text(text: &Secret) -> Option<Self> {
        let kept = Kept::from_json(text.expose()).ok()?;
        if kept.generation >= LATEST {
            return None;
        }
        Some(Self {
            generation: kept.generation,
            access: kept.access.into(),
            refresh: kept.refresh.map(Secret::from),
            obtained: kept.obtained,
            expires: kept.expires,
            uses: kept.uses,
            used: kept.used,
            doubtful: kept.doubtful.unwrap_or(false),
            context: kept.context,
            user: kept.user,
        })
    }
}

/// When a signed token ends by its own words, in milliseconds since 1970.
pub(super) fn jwt_end(token: &str) -> Option<i64> {
    let (_, end) = jwt_times(token)?;
    Some((end * 1000.0) as i64)
}

/// How long a signed token lives by its own words, in milliseconds from `now`: from `iat` to `exp`,
/// since the clock that wrote them need not agree with this one; without `iat` until `exp`.
pub(super) fn jwt_lifetime(token: &str, now: i64) -> Option<i64> {
    let (begin, end) = jwt_times(token)?;
    let length = (end - begin.unwrap_or(now as f64 / 1000.0)) * 1000.0;
    (length > 0.0).then_some(length as i64)
}

/// `iat` and `exp`, in seconds.
fn jwt_times(token: &str) -> Option<(Option<f64>, f64)> {
    let payload = token.split('.').nth(1)?;
    let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let Ok(Value::Object(claims)) = Value::from_json(json) else {
        return None;
    };
    let seconds = |name: &str| match claims.get(name) {
        Some(Value::Number(number)) => number.to_f64().filter(|s| s.abs() < 1e15),
        _ => None,
    };
    Some((seconds("iat"), seconds("exp")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn the_lifetime_of_a_signed_token_is_its_own() {
        let life = |payload: &str| jwt_lifetime(&token(payload), 1_000_000);
        assert_eq!(life(r#"{"iat":100,"exp":160}"#), Some(60_000));
        assert_eq!(life(r#"{"exp":1010}"#), Some(10_000));
        assert_eq!(jwt_end(&token(r#"{"iat":100,"exp":160}"#)), Some(160_000));
        for odd in [
            r#"{"exp":"soon"}"#,
            r#"{"exp":1e400}"#,
            r#"{"iat":9,"exp":3}"#,
            "[]",
            "",
        ] {
            assert_eq!(life(odd), None, "{odd}");
        }
        for odd in ["", "opaque", "a.b.c", "a.!!.c"] {
            assert_eq!(jwt_lifetime(odd, 0), None, "{odd}");
        }
    }

    #[test]
    fn what_a_store_keeps_comes_back() {
        let tokens = Tokens {
            generation: 7,
            access: "a".into(),
            refresh: Some("r".into()),
            obtained: 1,
            expires: 2,
            uses: 1,
            used: 3,
            doubtful: true,
            context: Some(Value::Bool(true)),
            user: Some(Value::Null),
        };
        let back = Tokens::from_text(&tokens.to_text()).unwrap();
        assert_eq!(back.to_text().expose(), tokens.to_text().expose());
        assert!(Tokens::from_text(&Secret::from("{}")).is_none());
        let odd = tokens
            .to_text()
            .expose()
            .replace(":7,", ":18446744073709551615,");
        assert!(Tokens::from_text(&Secret::from(odd)).is_none());
    }

    #[test]
    fn the_margin_is_a_part_of_short_lives() {
        let mut tokens = Tokens::from_text(&Secret::from(
            r#"{"generation":1,"access":"a","obtained":0,"expires":3600000,"uses":0,"used":0}"#,
        ))
        .unwrap();
        assert!(tokens.is_fresh(3_539_999) && !tokens.is_fresh(3_540_000));
        assert!(tokens.is_valid(3_599_999) && !tokens.is_valid(3_600_000));
        tokens.expires = 2_000;
        assert!(tokens.is_fresh(1_599) && !tokens.is_fresh(1_600));
    }
}
