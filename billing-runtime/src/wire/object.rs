//! Reads objects, arrays and tuples.
use std::borrow::Cow;

use super::error::ErrorKind;
use super::shape::Member;
use super::{Done, Error, Kinds, List, Node, Peek, Reader, Rest, Shape, flags};

/// The set of members that were found, one bit each: one word for most types, more words for the largest.
struct Seen {
    first: u128,
    more: Vec<u128>,
}

impl Seen {
    fn new() -> Self {
        Self {
            first: 0,
            more: Vec::new(),
        }
    }

    fn word(&mut self, index: usize) -> &mut u128 {
        match index / 128 {
            0 => &mut self.first,
            n => {
                if self.more.len() < n {
                    self.more.resize(n, 0);
                }
                &mut self.more[n - 1]
            }
        }
    }

    /// Adds a member; returns whether it is new.
    fn add(&mut self, index: usize) -> bool {
        let bit = 1 << (index % 128);
        let word = self.word(index);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    fn has(&mut self, index: usize) -> bool {
        *self.word(index) >> (index % 128) & 1 == 1
    }
}

impl Reader<'_> {
    /// Reads an object into the fields of a struct.
    ///
    /// # Errors
    /// The error of a field, with its name added; a missing or duplicate member; an unknown member of a closed type.
    #[inline]
    pub fn object<const N: usize>(
        &mut self,
        peek: Peek,
        shape: &'static str,
        mut fields: [&mut dyn Node; N],
        rest: &mut dyn Rest,
    ) -> Done {
        self.fill_object(peek, Shape::of(shape), &mut fields, rest)
    }

    #[inline(never)]
    fn fill_object(
        &mut self,
        peek: Peek,
        shape: &'static Shape,
        fields: &mut [&mut dyn Node],
        rest: &mut dyn Rest,
    ) -> Done {
        if self.is_inspecting() {
            return self.inspect_object(shape, fields, rest);
        }
        if !peek.is_object() {
            return Err(self.unexpected(Kinds::OBJECT, peek));
        }
        let start = self.index();
        let (flags, tag) = (self.flags, self.tag.take());
        self.enter()?;
        let mut seen = Seen::new();
        let mut hint = 0;
        let mut name = self.first_name()?;
        while let Some(found) = name {
            match shape.find(&found, &mut hint) {
                Some(index) => {
                    let Member { name, flags, .. } = shape.members[index];
                    if !seen.add(index) {
                        return Err(self.duplicate(name.to_owned()));
                    }
                    self.flags = flags;
                    let peek = self.peek()?;
                    if let Err(error) = fields[index].read(self, peek) {
                        return Err(error.inside(name));
                    }
                }
                None if tag.is_some_and(|tag| tag == found) => self.skip_member(found)?,
                None => self.other(shape, found, rest)?,
            }
            name = self.next_name()?;
        }
        for (index, Member { name, flags, .. }) in shape.members.iter().enumerate() {
            if !seen.has(index) && (flags & flags::NULLABLE != 0 || !fields[index].is_absent()) {
                return Err(Error::new(ErrorKind::Missing(name), start));
            }
        }
        self.flags = flags;
        self.leave();
        Ok(())
    }

    fn other(&mut self, shape: &'static Shape, name: Cow<'_, str>, rest: &mut dyn Rest) -> Done {
        self.flags = 0;
        if rest.takes() {
            let peek = self.peek()?;
            return rest.put(name.into_owned(), self, peek);
        }
        if shape.closed {
            let name = name.into_owned();
            return Err(Error::new(ErrorKind::Unknown { name, shape }, self.index()));
        }
        self.skip_member(name)
    }

    fn skip_member(&mut self, name: Cow<'_, str>) -> Done {
        let peek = self.peek()?;
        self.skip(peek)
            .map_err(|error| error.inside(name.into_owned()))
    }

    /// Reads an array into the positions of a tuple.
    ///
    /// # Errors
    /// The error of a position, with its index added; too few or too many elements.
    pub fn tuple<const N: usize>(
        &mut self,
        peek: Peek,
        shape: &'static str,
        mut fields: [&mut dyn Node; N],
        rest: &mut dyn Rest,
    ) -> Done {
        self.fill_tuple(peek, Shape::of(shape), &mut fields, rest)
    }

    fn fill_tuple(
        &mut self,
        peek: Peek,
        shape: &'static Shape,
        fields: &mut [&mut dyn Node],
        rest: &mut dyn Rest,
    ) -> Done {
        if self.is_inspecting() {
            return self.inspect_tuple(shape, fields, rest);
        }
        let flags = self.flags;
        let mut count = 0;
        self.elements(peek, &mut |reader, index, peek| {
            count = index + 1;
            match fields.get_mut(index) {
                Some(field) => {
                    reader.flags = shape.members[index].flags;
                    field.read(reader, peek)
                }
                None if rest.takes() => rest.put(String::new(), reader, peek),
                None => Err(reader.error(format!(
                    "{} has {} elements, found more",
                    shape.name,
                    shape.members.len()
                ))),
            }
        })?;
        self.flags = flags;
        match fields
            .iter()
            .skip(count)
            .position(|field| !field.is_absent())
        {
            Some(at) => Err(self.error(format!(
                "{} has an element at index {}, found {count} elements",
                shape.name,
                count + at
            ))),
            None => Ok(()),
        }
    }

    /// Reads the field of a newtype, with the flags of the field, if it has any.
    ///
    /// # Errors
    /// The error of the value.
    pub fn newtype(&mut self, peek: Peek, shape: &'static str, field: &mut dyn Node) -> Done {
        let shape = Shape::of(shape);
        if self.is_inspecting() {
            return self.inspect_newtype(shape, field);
        }
        let before = self.flags;
        self.flags = shape.own_flags(before);
        field.read(self, peek)?;
        self.flags = before;
        Ok(())
    }

    /// Reads an array into a list.
    ///
    /// # Errors
    /// The next value is not an array; or the error of an element, with its index added.
    pub fn list(&mut self, peek: Peek, list: &mut dyn List) -> Done {
        self.elements(peek, &mut |reader, _, peek| match list.add() {
            Some(element) => element.read(reader, peek),
            None => reader.skip(peek),
        })
    }

    /// Reads an array, calling `each` with the index of every element.
    ///
    /// # Errors
    /// The next value is not an array; or the error of `each`, with the index added.
    pub fn elements(
        &mut self,
        peek: Peek,
        each: &mut dyn FnMut(&mut Self, usize, Peek) -> Done,
    ) -> Done {
        if !peek.is_array() {
            return Err(self.unexpected(Kinds::ARRAY, peek));
        }
        self.enter()?;
        self.tag = None;
        let mut index = 0;
        let mut next = self.first_element()?;
        while let Some(peek) = next {
            each(self, index, peek).map_err(|error| error.inside_index(index))?;
            next = self.next_element()?;
            index += 1;
        }
        self.leave();
        Ok(())
    }

    /// Reads an object, calling `each` with the name of every member.
    ///
    /// # Errors
    /// The next value is not an object; or the error of `each`, which adds the name itself with
    /// [`Error::at_member`].
    pub fn members(
        &mut self,
        peek: Peek,
        each: &mut dyn FnMut(&mut Self, String, Peek) -> Done,
    ) -> Done {
        if !peek.is_object() {
            return Err(self.unexpected(Kinds::OBJECT, peek));
        }
        self.enter()?;
        self.tag = None;
        let mut name = self.first_name()?;
        while let Some(found) = name {
            let peek = self.peek()?;
            each(self, found.into_owned(), peek)?;
            name = self.next_name()?;
        }
        self.leave();
        Ok(())
    }
}
