//! Refresh tokens that are good for one use, and what became of them.

/// The tokens that came one out of another, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Family {
    tokens: Vec<Token>,
    pub(crate) revoked: bool,
}

#[derive(Debug)]
struct Token {
    text: String,
    used: Option<i64>,
}

/// What a token is worth.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It is the newest one.
    Good,
    /// It was used a moment ago.
    Reused,
    /// It was used too long ago.
    Late,
}

impl Family {
    pub(crate) fn has(&self, text: &str) -> bool {
        self.tokens.iter().any(|token| token.text == text)
    }

    pub(crate) fn newest(&self) -> String {
        let newest = self.tokens.last();
        newest.map_or_else(String::new, |token| token.text.clone())
    }

    /// Says what a token is worth. A window of no length tolerates nothing.
    pub(crate) fn worth(&self, text: &str, now: i64, window: i64) -> Worth {
        let token = self.tokens.iter().find(|token| token.text == text);
        match token.and_then(|token| token.used) {
            None => Worth::Good,
            Some(used) if window > 0 && now - used <= window => Worth::Reused,
            Some(_) => Worth::Late,
        }
    }

    /// Adds a token; the one before it is used up from now on.
    pub(crate) fn grow(&mut self, text: &str, now: i64) {
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
    fn only_the_newest_is_good_for_long() {
        let mut family = Family::default();
        family.grow("a", 100);
        assert_eq!(family.worth("a", 1_000, 10), Worth::Good);
        family.grow("b", 1_000);
        assert_eq!(family.worth("a", 1_010, 10), Worth::Reused);
        assert_eq!(family.worth("a", 1_011, 10), Worth::Late);
        assert_eq!(family.worth("a", 1_000, 0), Worth::Late);
        assert_eq!(family.newest(), "b");
    }
}
