//! The tokens of one slot, and how a store holds them.

use super::store::MAX_GENERATION;
use super::token_response::TokenResponse;
use crate::secret::Secret;
use crate::{Value, Wire};

/// The longest time before its expiry at which a token is renewed, in milliseconds.
const RENEWAL_MARGIN: i64 = 60_000;

/// An access token and the refresh token that renews it. Times are milliseconds since 1970.
#[derive(Clone)]
pub(super) struct Tokens {
    /// A number that grows with every renewal. It shows a call whether a refused token is still
    /// current.
    pub(super) generation: u64,
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) obtained: i64,
    pub(super) expires: i64,
    /// How often the refresh token was sent without a response, and when it was first sent.
    pub(super) uses: u32,
    pub(super) used: i64,
    /// Whether the store once lost them: another process may have used up the refresh token.
    pub(super) doubtful: bool,
    /// What the service says about the tenant.
    pub(super) context: Option<Value>,
    /// What the service says about the person.
    pub(super) user: Option<Value>,
}

/// The tokens as a store holds them.
#[derive(Wire)]
struct StoredTokens {
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
    /// Makes tokens from a response. Values that the response omits are copied from `before`.
    pub(super) fn from_response(
        response: TokenResponse,
        lifetime: i64,
        now: i64,
        before: Option<&Self>,
    ) -> Self {
        let expires = now.saturating_add(response.lifetime(lifetime, now));
        Self {
            generation: before.map_or(1, |tokens| tokens.generation + 1),
            access: response.access,
            refresh: response
                .refresh
                .or_else(|| before.and_then(|b| b.refresh.clone())),
            obtained: now,
            expires,
            uses: 0,
            used: 0,
            doubtful: false,
            context: response
                .context
                .or_else(|| before.and_then(|b| b.context.clone())),
            user: response
                .user
                .or_else(|| before.and_then(|b| b.user.clone())),
        }
    }

    /// Returns true if the token need not be renewed yet.
    pub(super) fn is_fresh(&self, now: i64) -> bool {
        // A token that lives only two seconds cannot be renewed a minute before it expires.
        let margin = RENEWAL_MARGIN.min(self.expires.saturating_sub(self.obtained) / 5);
        now < self.expires.saturating_sub(margin)
    }

    /// Returns true if the token has not expired.
    pub(super) fn is_valid(&self, now: i64) -> bool {
        now < self.expires
    }

    pub(super) fn serialize(&self) -> Secret {
        let text = |secret: &Secret| secret.expose().to_owned();
        let stored = StoredTokens {
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
        Secret::from(stored.to_json())
    }

    /// Reads tokens from a store. Returns `None` if [`serialize`](Self::serialize) did not write
    /// them.
    pub(super) fn deserialize(text: &Secret) -> Option<Self> {
        let stored = StoredTokens::from_json(text.expose()).ok()?;
        if stored.generation >= MAX_GENERATION {
            return None;
        }
        Some(Self {
            generation: stored.generation,
            access: stored.access.into(),
            refresh: stored.refresh.map(Secret::from),
            obtained: stored.obtained,
            expires: stored.expires,
            uses: stored.uses,
            used: stored.used,
            doubtful: stored.doubtful.unwrap_or(false),
            context: stored.context,
            user: stored.user,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serialized_tokens_are_read_back() {
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
        let back = Tokens::deserialize(&tokens.serialize()).unwrap();
        assert_eq!(back.serialize().expose(), tokens.serialize().expose());
        assert!(Tokens::deserialize(&Secret::from("{}")).is_none());
        let odd = tokens
            .serialize()
            .expose()
            .replace(":7,", ":18446744073709551615,");
        assert!(Tokens::deserialize(&Secret::from(odd)).is_none());
    }

    #[test]
    fn the_margin_is_a_fraction_of_short_lifetimes() {
        let mut tokens = Tokens::deserialize(&Secret::from(
            r#"{"generation":1,"access":"a","obtained":0,"expires":3600000,"uses":0,"used":0}"#,
        ))
        .unwrap();
        assert!(tokens.is_fresh(3_539_999) && !tokens.is_fresh(3_540_000));
        assert!(tokens.is_valid(3_599_999) && !tokens.is_valid(3_600_000));
        tokens.expires = 2_000;
        assert!(tokens.is_fresh(1_599) && !tokens.is_fresh(1_600));
    }
}
