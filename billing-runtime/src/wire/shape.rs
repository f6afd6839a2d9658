//! The description of a type that the runtime reads from a text: names and flags.
mod text;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::flags;

/// A member of an object, or a position of a tuple.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Member {
    /// The name on the wire.
    pub(crate) name: &'static str,
    pub(crate) flags: u16,
    /// A schema that applies in addition to the type; empty if there is none.
    pub(crate) check: &'static str,
}

/// A variant of a union.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) discriminator: Discriminator,
    /// What the variant accepts beyond its own type; if this is 0, the member that holds the union decides.
    pub(crate) accept: u16,
}

/// What distinguishes a variant from the others.
#[derive(Debug)]
pub(crate) enum Discriminator {
    /// No discriminator: the kind of the value or an attempt to read it decides.
    None,
    /// The values of the tag, as JSON.
    Tags(Vec<&'static str>),
    /// A member that only this variant has.
    Key(&'static str),
}

/// The description of a type.
///
/// An expansion contains it as one text, since each part of a static table costs the compiler more than a whole text
/// does. The first line has the name of the type and the flags of the whole type. One line follows for each member (its
/// name as JSON, flags, and a schema with what its type does not express), listed value (`=` and JSON) or variant (`|`,
/// a name, and what distinguishes it from others). A schema for the whole type may end the text:
///
/// ```text
/// Item closed strict
/// "description" required
/// "net_unit_price" accept=string,number {"minimum":0}
/// {"minProperties":1}
/// ```
#[derive(Debug, Default)]
pub struct Shape {
    pub(crate) name: &'static str,
    /// Whether unknown members are refused.
    pub(crate) closed: bool,
    /// Whether reading checks the value against the whole schema.
    pub(crate) strict: bool,
    /// The members in the order of their declaration, or the positions of a tuple.
    pub(crate) members: Vec<Member>,
    /// The listed values: as strings if all of them are, else as JSON.
    pub(crate) values: Vec<&'static str>,
    /// Whether all listed values are strings.
    pub(crate) strings: bool,
    /// Whether the type accepts values that it does not list.
    pub(crate) open: bool,
    pub(crate) variants: Vec<Variant>,
    /// The member whose value names the variant.
    pub(crate) tag: Option<&'static str>,
    /// A schema that holds for the whole value; empty if there is none.
    pub(crate) check: &'static str,
}

/// The number of sets in a thread's cache; the address of a text decides its set.
const SETS: usize = 128;
/// The number of shapes in a set.
const PLACES: usize = 4;

/// A text that this thread has looked up, and its shape.
type Met = Cell<Option<(&'static str, &'static Shape)>>;

impl Shape {
    /// Returns the shape that a text describes. It is read once and kept as long as the program runs.
    #[inline]
    pub(crate) fn of(text: &'static str) -> &'static Self {
        thread_local! {
            static MET: [[Met; PLACES]; SETS] =
                const { [const { [const { Cell::new(None) }; PLACES] }; SETS] };
        }
        MET.with(|met| {
            let places = &met[text.as_ptr() as usize / 16 % SETS];
            let mut known = places.iter().filter_map(Cell::get);
            let found = known.find(|(known, _)| std::ptr::eq(*known, text));
            found.map_or_else(|| Self::meet(text, places), |(_, shape)| shape)
        })
    }

    /// Finds the shape in the cache of all threads, and replaces the oldest entry in this thread's set.
    #[cold]
    fn meet(text: &'static str, places: &[Met; PLACES]) -> &'static Self {
        let shape = Self::shared(text);
        for at in (1..PLACES).rev() {
            places[at].swap(&places[at - 1]);
        }
        places[0].set(Some((text, shape)));
        shape
    }

    fn shared(text: &'static str) -> &'static Self {
        static SHAPES: Mutex<BTreeMap<(usize, usize), &'static Shape>> =
            Mutex::new(BTreeMap::new());
        let mut shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (text.as_ptr() as usize, text.len());
        shapes
            .entry(key)
            .or_insert_with(|| match text::parse(text) {
                Ok(shape) => Box::leak(Box::new(shape)),
                // Ignoring an unknown word would silently drop checks. The pinned versions rule this case out.
                Err(unknown) => panic!(
                    "{unknown}: `billing-macros` and `billing-runtime` have different versions"
                ),
            })
    }

    /// Returns the index of a member. Looks first after the last one found, because most bodies keep the order.
    #[inline]
    pub(crate) fn find(&self, name: &str, hint: &mut usize) -> Option<usize> {
        let members = &self.members;
        let at = *hint;
        if let Some(member) = members.get(at)
            && member.name == name
        {
            *hint = at + 1;
            return Some(at);
        }
        let found = members.iter().position(|member| member.name == name)?;
        *hint = found + 1;
        Some(found)
    }

    /// Returns the flags of the field of a newtype; if it has none, those of the member that holds the newtype.
    pub(crate) fn own_flags(&self, around: u16) -> u16 {
        let own = self
            .members
            .first()
            .map_or(0, |member| member.flags & flags::READING);
        if own == 0 { around } else { own }
    }

    /// Returns the member name that a misspelled name most likely means.
    pub(crate) fn nearest(&self, written: &str) -> Option<&'static str> {
        billing_shared::nearest(written, self.members.iter().map(|member| member.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_in_and_out_of_order() {
        let shape = Shape::of("T\n\"a\"\n\"b\"\n\"c\"");
        let mut hint = 0;
        assert_eq!(shape.find("a", &mut hint), Some(0));
        assert_eq!(shape.find("b", &mut hint), Some(1));
        assert_eq!(shape.find("a", &mut hint), Some(0));
        assert_eq!(shape.find("x", &mut hint), None);
    }

    #[test]
    fn finds_every_shape_again() {
        let name = |n: usize| format!("Type{n}");
        let texts: Vec<&str> = (0..2000).map(|n| &*String::leak(name(n))).collect();
        for _ in 0..2 {
            for (n, text) in texts.iter().enumerate() {
                assert_eq!(Shape::of(text).name, name(n));
            }
        }
    }

    #[test]
    fn reads_each_text_once() {
        const TEXT: &str = "Once";
        let here = Shape::of(TEXT) as *const Shape as usize;
        let there = std::thread::spawn(|| Shape::of(TEXT) as *const Shape as usize);
        assert_eq!(here, there.join().unwrap());
    }

    #[test]
    #[should_panic(expected = "unknown word `sealed` in line 1 of the shape of Item")]
    fn a_text_of_another_version_is_refused() {
        Shape::of("Item sealed");
    }
}
