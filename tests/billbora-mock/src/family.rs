//! Token families: refresh tokens for one use each, and how they were used.

/// The refresh tokens of one session in the order of rotation.
#[derive(Debug, Default)]
pub(crate) struct TokenFamily {
    tokens: Vec<Token>,
    pub(crate) revoked: bool,
}

#[derive(Debug)]
struct Token {
    text: String,
    used: Option<i64>,
}

/// Whether the service accepts a refresh token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenStatus {
    /// It is the newest token.
    Valid,
    /// It was used within the reuse window.
    ReusedInWindow,
    /// It was used before the reuse window.
    UsedTooLate,
}

impl TokenFamily {
    pub(crate) fn has(&self, text: &str) -> bool {
        self.tokens.iter().any(|token| token.text == text)
    }

    pub(crate) fn newest(&self) -> String {
        let newest = self.tokens.last();
        newest.map_or_else(String::new, |token| token.text.clone())
    }

    /// Returns the status of a token. A window of zero accepts no reuse.
    pub(crate) fn status(&self, text: &str, now: i64, window: i64) -> TokenStatus {
        let token = self.tokens.iter().find(|token| token.text == text);
        match token.and_then(|token| token.used) {
            None => TokenStatus::Valid,
            Some(used) if window > 0 && now - used <= window => TokenStatus::ReusedInWindow,
            Some(_) => TokenStatus::UsedTooLate,
        }
    }

    /// Adds a token and marks the previous one as used.
    pub(crate) fn rotate(&mut self, text: &str, now: i64) {
        if let Some(last) = self.tokens.last_mut() {
            last.used.get_or_insert(now);
        }
        let text = text.to_owned();
        self.tokens.push(Token { text, used: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_stays_valid() {
        let mut family = TokenFamily::default();
        family.rotate("a", 100);
        assert_eq!(family.status("a", 1_000, 10), TokenStatus::Valid);
        family.rotate("b", 1_000);
        assert_eq!(family.status("a", 1_010, 10), TokenStatus::ReusedInWindow);
        assert_eq!(family.status("a", 1_011, 10), TokenStatus::UsedTooLate);
        assert_eq!(family.status("a", 1_000, 0), TokenStatus::UsedTooLate);
        assert_eq!(family.newest(), "b");
    }
}
