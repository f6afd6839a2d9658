//! Unions: enums whose variants have payloads.
use super::error::ErrorKind;
use super::reader::Mode;
use super::rule::{Rule, TypeInfo, Variants};
use super::shape::{Discriminator, Shape, Variant};
use super::{Done, Error, Kinds, Node, Peek, Reader, Rules, Value, Wire, Writer};

impl Variant {
    /// Returns the kinds of value of the variant, given the type of its payload.
    fn kinds(&self, payload: TypeInfo) -> Kinds {
        payload.kinds.or(Kinds::from_flags(self.accept))
    }
}

impl Discriminator {
    /// Returns the values of the tag, as JSON.
    pub(crate) fn tags(&self) -> &[&'static str] {
        match self {
            Self::Tags(known) => known,
            Self::None | Self::Key(_) => &[],
        }
    }

    /// Returns the value of the tag, if there is only one. It is written unless the payload writes the tag itself.
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
    /// Returns the candidates and whether the value names the first of them.
    fn named(&self, candidates: Vec<usize>, has: impl Fn(&str) -> bool) -> (Vec<usize>, bool) {
        let named = candidates
            .first()
            .is_some_and(|at| match self.variants[*at].discriminator {
                Discriminator::Tags(_) => true,
                Discriminator::Key(key) => has(key),
                Discriminator::None => false,
            });
        (candidates, named)
    }

    /// Returns the variant that the tag names, then those that have no tag.
    fn tagged_as(&self, tag: &Value, fitting: &[usize]) -> Vec<usize> {
        let named = |at: &&usize| self.variants[**at].discriminator.is_value(tag);
        let named = fitting.iter().find(named).copied();
        named.into_iter().chain(self.untagged(fitting)).collect()
    }

    fn untagged(&self, fitting: &[usize]) -> Vec<usize> {
        fitting
            .iter()
            .copied()
            .filter(|at| self.variants[*at].discriminator.tags().is_empty())
            .collect()
    }

    /// Returns the variants whose key is present, then those without a key, since the key of one variant may be any
    /// member of another; or all variants if there are neither.
    fn with_keys(&self, fitting: Vec<usize>, has: impl Fn(&str) -> bool) -> Vec<usize> {
        let present = |at: &usize| match self.variants[*at].discriminator {
            Discriminator::Key(key) => Some(has(key)),
            Discriminator::None | Discriminator::Tags(_) => None,
        };
        let keyed = fitting.iter().filter(|at| present(at) == Some(true));
        let others = fitting.iter().filter(|at| present(at).is_none());
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
            .any(|at| matches!(self.variants[*at].discriminator, Discriminator::Key(_)))
    }
}

impl Variants {
    /// Returns the kinds of value of each variant.
    fn each_kinds(&self) -> impl Iterator<Item = Kinds> {
        let variants = self.shape.variants.iter().zip(&self.payloads);
        variants.map(|(variant, payload)| variant.kinds(*payload))
    }

    /// Returns the kinds of value of all variants.
    pub(crate) fn kinds(&self) -> Kinds {
        self.each_kinds().fold(Kinds::NONE, Kinds::or)
    }

    /// Returns the rules of each variant.
    pub(crate) fn rules(&self) -> impl ExactSizeIterator<Item = Rules> {
        self.payloads.iter().map(|payload| (payload.rules)())
    }

    /// Returns the rules of one variant.
    pub(crate) fn rules_of(&self, at: usize) -> Rules {
        (self.payloads[at].rules)()
    }

    /// Returns the variants that a value can be, found in the same way as during reading, and whether the value
    /// names the first.
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

/// Reads the payload of a variant and stores the variant.
///
/// # Errors
/// The error of the payload.
pub fn put<U, T: Wire>(
    target: &mut U,
    reader: &mut Reader<'_>,
    peek: Peek,
    make: fn(T) -> U,
) -> Done {
    if let Mode::Payload(info) = &mut reader.mode {
        *info = Some(TypeInfo::of::<T>());
        return Ok(());
    }
    let mut value = T::blank();
    value.read(reader, peek)?;
    *target = make(value);
    Ok(())
}

/// A function that reads the variant at an index. In [`Mode::Payload`], it only reports the type of the payload.
type Read<'r, 'j> = &'r mut dyn FnMut(&mut Reader<'j>, usize, Peek) -> Done;

impl<'j> Reader<'j> {
    /// Reads one of several variants; `read` is called with the index of the variant to read.
    ///
    /// The variant that a tag names is tried first, or one with a member that only it has; then those of the value's
    /// kind, in order.
    ///
    /// # Errors
    /// The error of the only candidate, or the errors of all candidates.
    pub fn union(&mut self, peek: Peek, shape: &'static str, read: Read<'_, 'j>) -> Done {
        let shape = Shape::of(shape);
        if self.is_inspecting() {
            let payloads = (0..shape.variants.len()).map(|at| self.payload(at, read));
            let payloads = payloads.collect();
            return self.inspect_union(shape, payloads);
        }
        let (candidates, named) = self.candidates(peek, shape, read)?;
        match candidates.as_slice() {
            [] => {
                let all = self.each_kinds(shape, read).fold(Kinds::NONE, Kinds::or);
                Err(self.unexpected(all, peek))
            }
            [only] => self.variant(peek, shape, *only, read),
            several => self.attempts(peek, shape, (several, named), read),
        }
    }

    #[cold]
    fn inspect_union(&self, shape: &'static Shape, payloads: Vec<TypeInfo>) -> Done {
        let variants = Box::leak(Box::new(Variants { shape, payloads }));
        self.record([Rule::Union(variants)])
    }

    /// Returns the type of a variant's payload.
    fn payload(&mut self, at: usize, read: Read<'_, 'j>) -> TypeInfo {
        let mode = std::mem::replace(&mut self.mode, Mode::Payload(None));
        let result = read(self, at, Peek::NOTHING);
        match (result, std::mem::replace(&mut self.mode, mode)) {
            (Ok(()), Mode::Payload(Some(payload))) => payload,
            _ => TypeInfo::of::<Value>(),
        }
    }

    /// Returns the kinds of value of each variant.
    fn each_kinds(&mut self, shape: &Shape, read: Read<'_, 'j>) -> impl Iterator<Item = Kinds> {
        let variants = shape.variants.iter().enumerate();
        variants.map(move |(at, variant)| variant.kinds(self.payload(at, read)))
    }

    /// Reads one variant, with what it accepts; its object need not have a field for the tag.
    fn variant(&mut self, peek: Peek, shape: &Shape, at: usize, read: Read<'_, 'j>) -> Done {
        let (variant, flags) = (&shape.variants[at], self.flags);
        if variant.accept != 0 {
            self.flags = variant.accept;
        }
        self.tag = shape.tag.filter(|_| variant.discriminator.tag().is_some());
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
            let Err(error) = attempt.variant(peek, shape, *at, read) else {
                *self = attempt;
                return Ok(());
            };
            if error.is_final() {
                return Err(error);
            }
            // The fuel of nested attempts stays used, and the bytes that this attempt read in vain are charged too.
            let bytes = attempt.index().saturating_sub(start) as u64;
            match attempt.fuel.checked_sub(16 + bytes) {
                Some(fuel) => self.fuel = fuel,
                None => return Err(Error::new(ErrorKind::Fuel, start)),
            }
            tried.push((shape.variants[*at].name, error));
        }
        if named {
            // The value itself names its variant.
            return Err(tried.swap_remove(0).1);
        }
        // The variant that was read furthest is most likely the one that was meant.
        tried.sort_by_key(|(_, error)| std::cmp::Reverse(error.index()));
        let name = shape.name;
        Err(Error::new(ErrorKind::NoVariant { name, tried }, start))
    }

    /// Returns the variants to try, in this order, and whether the value names the first of them.
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
            .variants
            .iter()
            .flat_map(|variant| variant.discriminator.tags())
            .copied()
            .collect();
        Err(self
            .error(format!(
                "no variant of {} has this `{tag}`, expected {}",
                shape.name,
                known.join(", ")
            ))
            .inside(tag))
    }
}

impl Writer {
    /// Writes the payload of a variant, with the tag if the payload does not write it itself.
    pub fn variant(&mut self, shape: &'static str, at: usize, payload: &dyn Node) {
        let shape = Shape::of(shape);
        let Some(variant) = shape.variants.get(at) else {
            return payload.write(self);
        };
        let flags = self.flags;
        if variant.accept != 0 {
            self.flags = variant.accept;
        }
        self.tag = shape.tag.zip(variant.discriminator.tag());
        payload.write(self);
        self.flags = flags;
        self.tag = None;
    }
}
