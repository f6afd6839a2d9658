//! Values of several forms: enums whose variants have payloads.
use super::error::What;
use super::{Done, Error, Kinds, Node, Peek, Reader, Rules, Wire, Writer};
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
    /// What the form accepts beyond its own type; 0 leaves to the member around the union what is accepted.
    accept: u16,
    rules: fn() -> Rules,
}

#[derive(Debug)]
enum Sign {
    None,
    /// The JSON text of the tag.
    Tag(&'static str),
    /// The JSON texts of several values of the tag.
    Tags(&'static [&'static str]),
    /// A member that only this form has.
    Key(&'static str),
}

impl Form {
    /// A form that is a value of type `T`, told by its kind, or by trying.
    #[must_use]
    pub const fn of<T: Wire>(name: &'static str) -> Self {
        Self {
            name,
            kinds: T::KINDS,
            sign: Sign::None,
            accept: 0,
            rules: T::rules,
        }
    }

    /// The same form, told by the value of the tag, given as JSON text.
    #[must_use]
    pub const fn tagged(mut self, value: &'static str) -> Self {
        self.sign = Sign::Tag(value);
        self
    }

    /// The same form, told by several values of the tag, given as JSON texts.
    #[must_use]
    pub const fn tagged_any(mut self, values: &'static [&'static str]) -> Self {
        self.sign = Sign::Tags(values);
        self
    }

    /// The same form, told by a member that it has.
    #[must_use]
    pub const fn keyed(mut self, key: &'static str) -> Self {
        self.sign = Sign::Key(key);
        self
    }

    /// The same form, accepting more than its own type.
    #[must_use]
    pub const fn accept(mut self, bits: u16) -> Self {
        self.accept = bits;
        self.kinds = self.kinds.or(Kinds::from_flags(bits));
        self
    }
}

impl Sign {
    /// The values of the tag, as JSON texts.
    fn tags(&self) -> &[&'static str] {
        match self {
            Self::Tag(known) => std::slice::from_ref(known),
            Self::Tags(known) => known,
            Self::None | Self::Key(_) => &[],
        }
    }

    fn is_value(&self, tag: &Value) -> bool {
        let is = |known: &&str| Value::from_json(*known).is_ok_and(|known| known == *tag);
        self.tags().iter().any(is)
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

impl Forms {
    /// The kinds of value of all forms.
    pub(crate) fn kinds(&self) -> Kinds {
        self.forms
            .iter()
            .fold(Kinds::NONE, |all, form| all.or(form.kinds))
    }

    /// How many forms there are.
    pub(crate) fn len(&self) -> usize {
        self.forms.len()
    }

    /// What holds for the values of a form.
    pub(crate) fn rules(&self, at: usize) -> Rules {
        (self.forms[at].rules)()
    }

    /// The forms that a value can have, told the same way as when it is read, and whether the value names the first.
    pub(crate) fn fitting(&self, value: &Value) -> (Vec<usize>, bool) {
        let fitting: Vec<usize> = (0..self.forms.len())
            .filter(|at| self.forms[*at].kinds.contains(value.kind()))
            .collect();
        let Value::Object(members) = value else {
            return (fitting, false);
        };
        if let Some(tag) = self.tag.and_then(|tag| members.get(tag)) {
            return self.named(self.tagged_as(tag, &fitting), |_| false);
        }
        let has = |key: &str| members.contains_key(key);
        self.named(self.with_keys(fitting, has), has)
    }

    /// Adds whether the value names the first of the candidates.
    fn named(&self, candidates: Vec<usize>, has: impl Fn(&str) -> bool) -> (Vec<usize>, bool) {
        let named = candidates
            .first()
            .is_some_and(|at| match self.forms[*at].sign {
                Sign::Tag(_) | Sign::Tags(_) => true,
                Sign::Key(key) => has(key),
                Sign::None => false,
            });
        (candidates, named)
    }

    /// The form that the tag names, then those that have no tag.
    fn tagged_as(&self, tag: &Value, fitting: &[usize]) -> Vec<usize> {
        let named = |at: &&usize| self.forms[**at].sign.is_value(tag);
        let named = fitting.iter().find(named).copied();
        named.into_iter().chain(self.untagged(fitting)).collect()
    }

    fn untagged(&self, fitting: &[usize]) -> Vec<usize> {
        fitting
            .iter()
            .copied()
            .filter(|at| self.forms[*at].sign.tags().is_empty())
            .collect()
    }

    /// The forms whose key is there, then those that have no key, since what looks like the key of one form may be just
    /// any member of another; where there are neither, all.
    fn with_keys(&self, fitting: Vec<usize>, has: impl Fn(&str) -> bool) -> Vec<usize> {
        let sign = |at: &usize| match self.forms[*at].sign {
            Sign::Key(key) => Some(has(key)),
            _ => None,
        };
        let keyed = fitting.iter().filter(|at| sign(at) == Some(true));
        let others = fitting.iter().filter(|at| sign(at).is_none());
        let candidates: Vec<usize> = keyed.chain(others).copied().collect();
        if candidates.is_empty() {
            fitting
        } else {
            candidates
        }
    }

    fn uses_keys(&self, fitting: &[usize]) -> bool {
        fitting
            .iter()
            .any(|at| matches!(self.forms[*at].sign, Sign::Key(_)))
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
    /// The form that a tag names is tried first, or the one with a member that only it has; then those of the value's
    /// kind, in order.
    ///
    /// # Errors
    /// What the one form says, or what every form says.
    pub fn union(
        &mut self,
        peek: Peek,
        forms: &'static Forms,
        read: &mut dyn FnMut(&mut Self, usize, Peek) -> Done,
    ) -> Done {
        let (candidates, named) = self.candidates(peek, forms)?;
        match candidates.as_slice() {
            [] => {
                let all = forms
                    .forms
                    .iter()
                    .fold(Kinds::NONE, |all, form| all.or(form.kinds));
                Err(self.unexpected(all, peek))
            }
            [only] => self.form(peek, forms, *only, read),
            several => self.attempts(peek, forms, (several, named), read),
        }
    }

    /// Reads one form, with what it accepts; its object need not know the tag.
    fn form(
        &mut self,
        peek: Peek,
        forms: &'static Forms,
        at: usize,
        read: &mut dyn FnMut(&mut Self, usize, Peek) -> Done,
    ) -> Done {
        let (form, flags) = (&forms.forms[at], self.flags);
        if form.accept != 0 {
            self.flags = form.accept;
        }
        self.tag = forms.tag.filter(|_| matches!(form.sign, Sign::Tag(_)));
        read(self, at, peek)?;
        self.flags = flags;
        self.tag = None;
        Ok(())
    }

    fn attempts(
        &mut self,
        peek: Peek,
        forms: &'static Forms,
        (candidates, named): (&[usize], bool),
        read: &mut dyn FnMut(&mut Self, usize, Peek) -> Done,
    ) -> Done {
        let start = self.index();
        let mut tried: Vec<(&'static str, Error)> = Vec::new();
        for at in candidates {
            let mut attempt = self.bookmark();
            let Err(error) = attempt.form(peek, forms, *at, read) else {
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
        if named {
            // The value says itself what it is meant to be.
            return Err(tried.swap_remove(0).1);
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

    /// The forms to try, in this order, and whether the value names the first of them.
    fn candidates(&self, peek: Peek, forms: &'static Forms) -> Result<(Vec<usize>, bool), Error> {
        let kind = self.kind(peek);
        let fitting: Vec<usize> = (0..forms.forms.len())
            .filter(|at| forms.forms[*at].kinds.contains(kind) && kind != Kinds::NONE)
            .collect();
        if !peek.is_object() {
            return Ok((fitting, false));
        }
        if let Some(tag) = forms.tag {
            let candidates = self.by_tag(peek, tag, forms, &fitting)?;
            return Ok(forms.named(candidates, |_| false));
        }
        if fitting.len() < 2 || !forms.uses_keys(&fitting) {
            return Ok((fitting, false));
        }
        let mut keys = Vec::new();
        self.bookmark().members(peek, &mut |reader, name, peek| {
            keys.push(name);
            reader.skip(peek)
        })?;
        let has = |key: &str| keys.iter().any(|name| name == key);
        Ok(forms.named(forms.with_keys(fitting, has), has))
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
            let mut value = Value::Null;
            value.read(reader, peek)?;
            found = Some(value);
            Ok(())
        })?;
        let candidates = match &found {
            Some(value) => forms.tagged_as(value, fitting),
            None => forms.untagged(fitting),
        };
        if !candidates.is_empty() {
            return Ok(candidates);
        }
        if found.is_none() {
            return Err(self.missing(tag, self.index()));
        }
        let known: Vec<&str> = forms
            .forms
            .iter()
            .flat_map(|form| form.sign.tags())
            .copied()
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

impl Writer {
    /// Writes the payload of a variant, with the tag if the payload does not write it itself.
    pub fn form(&mut self, forms: &'static Forms, at: usize, payload: &dyn Node) {
        let Some(form) = forms.forms.get(at) else {
            return payload.write(self);
        };
        let flags = self.flags;
        if form.accept != 0 {
            self.flags = form.accept;
        }
        self.tag = match (forms.tag, &form.sign) {
            (Some(tag), Sign::Tag(value)) => Some((tag, value)),
            _ => None,
        };
        payload.write(self);
        self.flags = flags;
        self.tag = None;
    }
}
