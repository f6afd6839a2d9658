//! Values of several forms: enums whose variants have payloads.
use super::error::What;
use super::{Done, Error, Kinds, Peek, Reader, Wire};
use crate::types::Value;

/// The forms of a union and how to tell them apart.
#[derive(Debug)]
pub struct Forms {
    name: &'static str,
    /// The member that names the form.
    tag: Option<&'static str>,
    forms: &'static [Form],
}

/// One form of a union.
#[derive(Debug)]
pub struct Form {
    name: &'static str,
    kinds: Kinds,
    sign: Sign,
}

#[derive(Debug)]
enum Sign {
    None,
    /// The JSON text of the tag.
    Tag(&'static str),
    /// A member that only this form has.
    Key(&'static str),
}

impl Form {
    /// A form told by its kind, or by trying.
    #[must_use]
    pub const fn new(name: &'static str, kinds: Kinds) -> Self {
        Self {
            name,
            kinds,
            sign: Sign::None,
        }
    }

    /// A form told by the value of the tag, given as JSON text.
    #[must_use]
    pub const fn tagged(name: &'static str, kinds: Kinds, value: &'static str) -> Self {
        Self {
            name,
            kinds,
            sign: Sign::Tag(value),
        }
    }

    /// A form told by a member that it has.
    #[must_use]
    pub const fn keyed(name: &'static str, kinds: Kinds, key: &'static str) -> Self {
        Self {
            name,
            kinds,
            sign: Sign::Key(key),
        }
    }
}

impl Forms {
    /// Forms without a tag.
    #[must_use]
    pub const fn new(name: &'static str, forms: &'static [Form]) -> Self {
        Self {
            name,
            tag: None,
            forms,
        }
    }

    /// Forms told apart by the value of a member.
    #[must_use]
    pub const fn tagged(name: &'static str, tag: &'static str, forms: &'static [Form]) -> Self {
        Self {
            name,
            tag: Some(tag),
            forms,
        }
    }
}

/// Reads the payload of a variant and puts the variant in place.
///
/// # Errors
/// What the payload says.
pub fn put<U, T: Wire>(
    place: &mut U,
    reader: &mut Reader<'_>,
    peek: Peek,
    make: fn(T) -> U,
) -> Done {
    let mut value = T::blank();
    value.read(reader, peek)?;
    *place = make(value);
    Ok(())
}

impl Reader<'_> {
    /// Reads one of several forms; `read` is called with the place of the form to read.
    ///
    /// A tag decides, then a member that only one form has, then the kind of value; what is left is tried in order.
    ///
    /// # Errors
    /// What the one form says, or what every form says.
    pub fn union(
        &mut self,
        peek: Peek,
        forms: &'static Forms,
        read: &mut dyn FnMut(&mut Self, usize, Peek) -> Done,
    ) -> Done {
        let candidates = self.candidates(peek, forms)?;
        match candidates.as_slice() {
            [] => {
                let all = forms
                    .forms
                    .iter()
                    .fold(Kinds::NONE, |all, form| all.or(form.kinds));
                Err(self.unexpected(all, peek))
            }
            [only] => read(self, *only, peek),
            several => self.attempts(peek, forms, several, read),
        }
    }

    fn attempts(
        &mut self,
        peek: Peek,
        forms: &'static Forms,
        candidates: &[usize],
        read: &mut dyn FnMut(&mut Self, usize, Peek) -> Done,
    ) -> Done {
        let start = self.index();
        let mut tried: Vec<(&'static str, Error)> = Vec::new();
        for at in candidates {
            let mut attempt = self.bookmark();
            let Err(error) = read(&mut attempt, *at, peek) else {
                *self = attempt;
                return Ok(());
            };
            if error.is_final() {
                return Err(error);
            }
            // What nested attempts took stays taken; the bytes that were read for nothing are added.
            let bytes = attempt.index().saturating_sub(start) as u64;
            match attempt.fuel.checked_sub(16 + bytes) {
                Some(fuel) => self.fuel = fuel,
                None => return Err(Error::new(What::Fuel, start)),
            }
            tried.push((forms.forms[*at].name, error));
        }
        // The form that was read furthest is most likely the one that was meant.
        tried.sort_by_key(|(_, error)| std::cmp::Reverse(error.index()));
        Err(Error::new(
            What::Forms {
                name: forms.name,
                tried,
            },
            start,
        ))
    }

    fn candidates(&self, peek: Peek, forms: &'static Forms) -> Result<Vec<usize>, Error> {
        let kind = self.kind(peek);
        let fitting: Vec<usize> = (0..forms.forms.len())
            .filter(|at| forms.forms[*at].kinds.contains(kind) && kind != Kinds::NONE)
            .collect();
        if !peek.is_object() || fitting.len() < 2 && forms.tag.is_none() {
            return Ok(fitting);
        }
        if let Some(tag) = forms.tag {
            return self.by_tag(peek, tag, forms, &fitting);
        }
        if fitting
            .iter()
            .all(|at| !matches!(forms.forms[*at].sign, Sign::Key(_)))
        {
            return Ok(fitting);
        }
        let mut keys = Vec::new();
        self.bookmark().members(peek, &mut |reader, name, peek| {
            keys.push(name);
            reader.skip(peek)
        })?;
        let sign = |at: &usize| match forms.forms[*at].sign {
            Sign::Key(key) => Some(keys.iter().any(|name| name == key)),
            _ => None,
        };
        match fitting.iter().find(|at| sign(at) == Some(true)) {
            Some(at) => Ok(vec![*at]),
            None => {
                let rest: Vec<usize> = fitting
                    .iter()
                    .copied()
                    .filter(|at| sign(at).is_none())
                    .collect();
                Ok(if rest.is_empty() { fitting } else { rest })
            }
        }
    }

    fn by_tag(
        &self,
        peek: Peek,
        tag: &'static str,
        forms: &'static Forms,
        fitting: &[usize],
    ) -> Result<Vec<usize>, Error> {
        let mut found = None;
        self.bookmark().members(peek, &mut |reader, name, peek| {
            if name != tag {
                return reader.skip(peek);
            }
            found = Some(reader.raw(peek)?.to_owned());
            Ok(())
        })?;
        let untagged = || {
            fitting
                .iter()
                .copied()
                .filter(|at| !matches!(forms.forms[*at].sign, Sign::Tag(_)))
                .collect::<Vec<_>>()
        };
        let Some(text) = found else {
            let untagged = untagged();
            return if untagged.is_empty() {
                Err(self.missing(tag, self.index()))
            } else {
                Ok(untagged)
            };
        };
        let value = Value::from_json(&text)?;
        let is = |at: &usize| {
            let Sign::Tag(known) = forms.forms[*at].sign else {
                return false;
            };
            known == text || Value::from_json(known).is_ok_and(|known| known == value)
        };
        if let Some(at) = fitting.iter().find(|at| is(at)) {
            return Ok(vec![*at]);
        }
        let untagged = untagged();
        if !untagged.is_empty() {
            return Ok(untagged);
        }
        let known: Vec<&str> = forms
            .forms
            .iter()
            .filter_map(|form| {
                if let Sign::Tag(text) = form.sign {
                    Some(text)
                } else {
                    None
                }
            })
            .collect();
        Err(self
            .error(format!(
                "no form of {} has this `{tag}`, expected {}",
                forms.name,
                known.join(", ")
            ))
            .inside(tag))
    }
}
