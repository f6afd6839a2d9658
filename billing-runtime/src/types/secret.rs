//! `Wire` for secrets: strings on the wire, masked everywhere else.
use crate::secret::Secret;
use crate::wire::{Done, Kinds, Node, Peek, Purpose, Reader, Rule, Rules, Wire, Writer};

impl Node for Secret {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        *self = Self::from(reader.string(peek)?.into_owned());
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        if writer.purpose == Purpose::Show {
            return writer.string("***");
        }
        writer.string(self.expose());
        if let Some(hidden) = &mut writer.hidden {
            hidden.push(self.expose().to_owned());
        }
    }
}

impl Wire for Secret {
    const KINDS: Kinds = Kinds::STRING;

    fn blank() -> Self {
        Self::default()
    }

    fn rules() -> Rules {
        &[Rule::Type(Kinds::STRING)]
    }
}

/// Compares every byte, so the time does not reveal the position of the first difference.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (self.expose().as_bytes(), other.expose().as_bytes());
        let differs = one.iter().zip(two).fold(0, |seen, (a, b)| seen | (a ^ b));
        one.len() == two.len() && differs == 0
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use crate::Wire;
    use crate::secret::Secret;
    use crate::wire::Extra;

    #[derive(Clone, Wire)]
    #[wire(Debug, PartialEq)]
    struct Tokens {
        #[wire(min_length = 4)]
        access: Secret,
        refresh: Option<Secret>,
        extra: Extra,
    }

    #[test]
    fn a_string_on_the_wire_and_masked_elsewhere() {
        let text = r#"{"access":"hunter2","refresh":"k\"ey"}"#;
        let tokens = Tokens::from_json(text).unwrap();
        assert_eq!(tokens.access.expose(), "hunter2");
        assert_eq!(tokens.to_json(), text);
        assert_eq!(tokens.clone(), tokens);
        let shown = format!("{tokens:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("k\\\"ey"),
            "{shown}"
        );
    }

    #[test]
    fn only_strings_are_accepted() {
        for text in ["7", "null", "true", "[]"] {
            assert!(Secret::from_json(text).is_err(), "{text}");
        }
    }

    #[test]
    fn different_strings_are_different_secrets() {
        for (one, two) in [("a", "b"), ("a", ""), ("a", "ab")] {
            assert_ne!(Secret::from(one), Secret::from(two));
        }
    }

    #[test]
    fn a_violation_does_not_repeat_the_secret() {
        let tokens = Tokens::from_json(r#"{"access":"abc"}"#).unwrap();
        let invalid = tokens.validate().unwrap_err().to_string();
        assert!(!invalid.contains("abc"), "{invalid}");
    }
}
