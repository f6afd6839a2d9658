//! Values of several forms: enums whose variants have payloads.
use super::about::{About, Question};
use super::error::What;
use super::shape::Shape;
use super::{Done, Error, Kinds, Node, Peek, Reader, Rules, Wire, Writer};
use crate::types::Value;

/// One form of a union.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) sign: Sign,
    /// What the form accepts beyond its own type; 0 leaves to the member around the union what is accepted.
    pub(crate) accept: u16,
}

/// What tells a form from the others.
#[derive(Debug)]
pub(crate) enum Sign {
    /// Its kind, or trying.
    None,
    /// The JSON texts of the tag's values.
    Tags(Vec<&'static str>),
    /// A member that only this form has.
    Key(&'static str),
}

impl Form {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            sign: Sign::None,
            accept: 0,
        }
    }

    /// The kinds of value of the form, whose payload is of this type.
    fn kinds(&self, payload: About) -> Kinds {
        payload.kinds.or(Kinds::from_flags(self.accept))
    }
}

impl Sign {
    /// The values of the tag, as JSON texts.
    pub(crate) fn tags(&self) -> &[&'static str] {
        match self {
            Self::Tags(known) => known,
            Self::None | Self::Key(_) => &[],
        }
    }

    /// The one value of the tag: it is written where the payload does not write the tag itself.
    fn tag(&self) -> Option<&'static str> {
        match self.tags() {
            [only] => Some(only),
            _ => None,
        }
    }

    fn is_value(&self, tag: &Value) -> bool {
        let is = |known: &&str| Value::from_json(*known).is_ok_and(|known| known == *tag);
        self.tags().iter().any(is)
    }
}

impl Shape {
    /// Adds whether the value names the first of the candidates.
    fn named(&self, candidates: Vec<usize>, has: impl Fn(&str) -> bool) -> (Vec<usize>, bool) {
        let named = candidates
            .first()
            .is_some_and(|at| match self.forms[*at].sign {
                Sign::Tags(_) => true,
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

/// The forms of a union with the types of their payloads.
#[derive(Debug)]
pub struct Forms {
    shape: &'static Shape,
    payloads: Vec<About>,
}

impl Forms {
    pub(crate) fn new(shape: &'static Shape, payloads: Vec<About>) -> Self {
        Self { shape, payloads }
    }

    /// The kinds of value of each form.
    fn each_kinds(&self) -> impl Iterator<Item = Kinds> {
        let forms = self.shape.forms.iter().zip(&self.payloads);
        forms.map(|(form, payload)| form.kinds(*payload))
    }

    /// The kinds of value of all forms.
    pub(crate) fn kinds(&self) -> Kinds {
        self.each_kinds().fold(Kinds::NONE, Kinds::or)
    }

    /// What holds for the values of each form.
    pub(crate) fn rules(&self) -> impl ExactSizeIterator<Item = Rules> {
        self.payloads.iter().map(|payload| (payload.rules)())
    }

    /// What holds for the values of a form.
    pub(crate) fn rules_of(&self, at: usize) -> Rules {
        (self.payloads[at].rules)()
    }

    /// The forms that a value can have, told the same way as when it is read, and whether the value names the first.
    pub(crate) fn fitting(&self, value: &Value) -> (Vec<usize>, bool) {
        let shape = self.shape;
        let fits = |(at, kinds): (usize, Kinds)| kinds.contains(value.kind()).then_some(at);
        let fitting: Vec<usize> = self.each_kinds().enumerate().filter_map(fits).collect();
        let Value::Object(members) = value else {
            return (fitting, false);
        };
        if let Some(tag) = shape.tag.and_then(|tag| members.get(tag)) {
            return shape.named(shape.tagged_as(tag, &fitting), |_| false);
        }
        let has = |key: &str| members.contains_key(key);
        shape.named(shape.with_keys(fitting, has), has)
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
    if let Question::Payload(answer) = &mut reader.question {
        *answer = Some(About::of::<T>());
        return Ok(());
    }
    let mut value = T::blank();
    value.read(reader, peek)?;
    *place = make(value);
    Ok(())
}

/// Reads the form at a place of the list; asked, it tells the type of the form's payload.
type Read<'r, 'j> = &'r mut dyn FnMut(&mut Reader<'j>, usize, Peek) -> Done;

impl<'j> Reader<'j> {
    /// Reads one of several forms; `read` is called with the place of the form to read.
    ///
    /// The form that a tag names is tried first, or the one with a member that only it has; then those of the value's
    /// kind, in order.
    ///
    /// # Errors
    /// What the one form says, or what every form says.
    pub fn union(&mut self, peek: Peek, shape: &'static str, read: Read<'_, 'j>) -> Done {
        let shape = Shape::of(shape);
        if self.is_asking() {
            let payloads = (0..shape.forms.len()).map(|at| self.payload(at, read));
            let payloads = payloads.collect();
            return self.tell_union(shape, payloads);
        }
        let (candidates, named) = self.candidates(peek, shape, read)?;
        match candidates.as_slice() {
            [] => {
                let all = self.each_kinds(shape, read).fold(Kinds::NONE, Kinds::or);
                Err(self.unexpected(all, peek))
            }
            [only] => self.form(peek, shape, *only, read),
            several => self.attempts(peek, shape, (several, named), read),
        }
    }

    /// The type of the payload of a form.
    fn payload(&mut self, at: usize, read: Read<'_, 'j>) -> About {
        let question = std::mem::replace(&mut self.question, Question::Payload(None));
        let told = read(self, at, Peek::NOTHING);
        match (told, std::mem::replace(&mut self.question, question)) {
            (Ok(()), Question::Payload(Some(payload))) => payload,
            _ => About::of::<Value>(),
        }
    }

    /// The kinds of value of each form.
    fn each_kinds(&mut self, shape: &Shape, read: Read<'_, 'j>) -> impl Iterator<Item = Kinds> {
        let forms = shape.forms.iter().enumerate();
        forms.map(move |(at, form)| form.kinds(self.payload(at, read)))
    }

    /// Reads one form, with what it accepts; its object need not know the tag.
    fn form(&mut self, peek: Peek, shape: &Shape, at: usize, read: Read<'_, 'j>) -> Done {
        let (form, flags) = (&shape.forms[at], self.flags);
        if form.accept != 0 {
            self.flags = form.accept;
        }
        self.tag = shape.tag.filter(|_| form.sign.tag().is_some());
        read(self, at, peek)?;
        self.flags = flags;
        self.tag = None;
        Ok(())
    }

    fn attempts(
        &mut self,
        peek: Peek,
        shape: &'static Shape,
        (candidates, named): (&[usize], bool),
        read: Read<'_, 'j>,
    ) -> Done {
        let start = self.index();
        let mut tried: Vec<(&'static str, Error)> = Vec::new();
        for at in candidates {
            let mut attempt = self.bookmark();
            let Err(error) = attempt.form(peek, shape, *at, read) else {
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
            tried.push((shape.forms[*at].name, error));
        }
        if named {
            // The value says itself what it is meant to be.
            return Err(tried.swap_remove(0).1);
        }
        // The form that was read furthest is most likely the one that was meant.
        tried.sort_by_key(|(_, error)| std::cmp::Reverse(error.index()));
        let name = shape.name;
        Err(Error::new(What::Forms { name, tried }, start))
    }

    /// The forms to try, in this order, and whether the value names the first of them.
    fn candidates(
        &mut self,
        peek: Peek,
        shape: &'static Shape,
        read: Read<'_, 'j>,
    ) -> Result<(Vec<usize>, bool), Error> {
        let kind = self.kind(peek);
        let fits = |kinds: &Kinds| kind != Kinds::NONE && kinds.contains(kind);
        let each = self.each_kinds(shape, read).enumerate();
        let fitting = each.filter(|(_, kinds)| fits(kinds)).map(|(at, _)| at);
        let fitting: Vec<usize> = fitting.collect();
        if !peek.is_object() {
            return Ok((fitting, false));
        }
        if let Some(tag) = shape.tag {
            let candidates = self.by_tag(peek, tag, shape, &fitting)?;
            return Ok(shape.named(candidates, |_| false));
        }
        if fitting.len() < 2 || !shape.uses_keys(&fitting) {
            return Ok((fitting, false));
        }
        let mut keys = Vec::new();
        self.bookmark().members(peek, &mut |reader, name, peek| {
            keys.push(name);
            reader.skip(peek)
        })?;
        let has = |key: &str| keys.iter().any(|name| name == key);
        Ok(shape.named(shape.with_keys(fitting, has), has))
    }

    fn by_tag(
        &self,
        peek: Peek,
        tag: &'static str,
        shape: &Shape,
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
            Some(value) => shape.tagged_as(value, fitting),
            None => shape.untagged(fitting),
        };
        if !candidates.is_empty() {
            return Ok(candidates);
        }
        if found.is_none() {
            return Err(self.missing(tag, self.index()));
        }
        let known: Vec<&str> = shape
            .forms
            .iter()
            .flat_map(|form| form.sign.tags())
            .copied()
            .collect();
        Err(self
            .error(format!(
                "no form of {} has this `{tag}`, expected {}",
                shape.name,
                known.join(", ")
            ))
            .inside(tag))
    }
}

impl Writer {
    /// Writes the payload of a variant, with the tag if the payload does not write it itself.
    pub fn form(&mut self, shape: &'static str, at: usize, payload: &dyn Node) {
        let shape = Shape::of(shape);
        let Some(form) = shape.forms.get(at) else {
            return payload.write(self);
        };
        let flags = self.flags;
        if form.accept != 0 {
            self.flags = form.accept;
        }
        self.tag = shape.tag.zip(form.sign.tag());
        payload.write(self);
        self.flags = flags;
        self.tag = None;
    }
}
