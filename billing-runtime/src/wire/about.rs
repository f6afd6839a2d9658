//! What types tell of themselves: asked once, kept as long as the program runs.
//!
//! A derived type has no table of what it is made of. It is asked instead: its `read` is called on a blank value with a
//! [`Reader`] that takes down which call it gets, with which shape and which fields, and reads nothing.
use std::any::TypeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use super::check::{Named, kept, schema};
use super::flags;
use super::shape::{Member, Shape};
use super::union::Forms;
use super::{Done, Error, Kinds, Node, Options, Peek, Reader, Rest, Rule, Rules, Wire};
use crate::types::Value;

/// What one type knows of another.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub(crate) kinds: Kinds,
    pub(crate) rules: fn() -> Rules,
}

impl About {
    pub(crate) fn of<T: Wire>() -> Self {
        Self {
            kinds: T::KINDS,
            rules: T::rules,
        }
    }

    /// Whether it is a type of which nothing is said, as far as that can be told without asking.
    fn is_any(self) -> bool {
        std::ptr::fn_addr_eq(self.rules, Value::rules as fn() -> Rules)
    }

    /// The rules, asked for when they are needed: types may contain each other.
    fn rule(self) -> Rule {
        Rule::Of(self.rules)
    }
}

/// What a trait object knows of its type. Every type with [`Wire`] has it.
#[doc(hidden)]
pub trait Described {
    /// The kinds and the rules of the type.
    fn about(&self) -> About;
}

impl<T: Wire> Described for T {
    fn about(&self) -> About {
        About::of::<T>()
    }
}

/// What is wanted of the types that read.
#[derive(Clone, Copy)]
pub(super) enum Question<'j> {
    /// Their values.
    Value,
    /// The type of a form's payload: the answer, once it is given.
    Payload(Option<About>),
    /// What holds for a type, as far as its fields tell.
    Rules(&'j Asked),
}

/// Where a type that is asked leaves its answer.
pub(super) struct Asked {
    /// The types that the schemas of the shape name.
    named: &'static [Named],
    rules: RefCell<Vec<Rule>>,
}

impl<'j> Reader<'j> {
    fn asking(asked: &'j Asked) -> Self {
        let mut reader = Self::new(b"", &Options::default());
        reader.question = Question::Rules(asked);
        reader
    }

    #[inline]
    pub(super) fn is_asking(&self) -> bool {
        matches!(self.question, Question::Rules(_))
    }

    fn answer(&self, rules: impl IntoIterator<Item = Rule>) -> Done {
        if let Question::Rules(asked) = self.question {
            asked.rules.borrow_mut().extend(rules);
        }
        Ok(())
    }

    #[cold]
    pub(super) fn tell_object(
        &self,
        shape: &'static Shape,
        fields: &[&mut dyn Node],
        rest: &dyn Rest,
    ) -> Done {
        let members = shape.members.iter().zip(fields);
        let properties =
            members.map(|(member, field)| (member.name, kept(self.whole(member, *field))));
        let properties = Rule::Properties(kept(properties.collect()));
        let typed = Some(rest.about()).filter(|of| !of.is_any());
        let others = typed.map(|of| Rule::Additional {
            names: kept(shape.members.iter().map(|member| member.name).collect()),
            patterns: &[],
            rules: kept(vec![of.rule()]),
        });
        self.answer([Rule::Shape(shape), properties].into_iter().chain(others))
    }

    #[cold]
    pub(super) fn tell_tuple(
        &self,
        shape: &'static Shape,
        fields: &[&mut dyn Node],
        rest: &dyn Rest,
    ) -> Done {
        let items = shape.members.iter().zip(fields);
        let items = items.map(|(member, field)| kept(self.whole(member, *field)));
        let items = items.collect();
        let members = shape.members.iter();
        let required = members.take_while(|member| member.flags & flags::REQUIRED != 0);
        let least = required.count();
        let rest = match rest.takes() {
            true => rest.about().rule(),
            false => Rule::Never,
        };
        let rules = [
            Rule::Type(Kinds::ARRAY),
            Rule::MinItems(least as u64),
            Rule::Tuple {
                items: kept(items),
                rest: kept(vec![rest]),
            },
        ];
        self.answer(rules)
    }

    #[cold]
    pub(super) fn tell_newtype(&self, shape: &'static Shape, field: &dyn Node) -> Done {
        let members = shape.members.iter();
        let rules = members.flat_map(|member| self.whole(member, field));
        self.answer(rules)
    }

    #[cold]
    pub(super) fn tell_choices(&self, shape: &'static Shape) -> Result<(), Error> {
        // The schema of an enum with a place for others says what those may be.
        let listed = !shape.open || shape.check.is_empty();
        self.answer(listed.then_some(Rule::Choices(shape)))?;
        Err(self.error("asked, not read"))
    }

    #[cold]
    pub(super) fn tell_union(&self, shape: &'static Shape, payloads: Vec<About>) -> Done {
        let forms = Box::leak(Box::new(Forms::new(shape, payloads)));
        self.answer([Rule::Union(forms)])
    }

    /// What holds for the value of a member: what its type tells, and what is said beside its name.
    fn whole(&self, member: &Member, field: &dyn Node) -> Vec<Rule> {
        let mut rules = vec![field.about().rule()];
        if member.flags & flags::NULLABLE != 0 {
            rules = vec![Rule::Nullable(kept(rules))];
        }
        if let Question::Rules(asked) = self.question
            && !member.check.is_empty()
        {
            rules.extend(schema(member.check, asked.named));
        }
        rules
    }
}

/// The rules of a type that tells them itself, asked for the first time or remembered.
pub(super) fn rules<T: Wire>() -> Rules {
    let id = TypeId::of::<T>();
    known(id).unwrap_or_else(|| ask::<T>(id))
}

fn all() -> &'static RwLock<HashMap<TypeId, Rules>> {
    static ALL: OnceLock<RwLock<HashMap<TypeId, Rules>>> = OnceLock::new();
    ALL.get_or_init(RwLock::default)
}

fn known(id: TypeId) -> Option<Rules> {
    let all = all().read().unwrap_or_else(PoisonError::into_inner);
    all.get(&id).copied()
}

#[cold]
fn ask<T: Wire>(id: TypeId) -> Rules {
    answered(id, &mut T::blank(), Shape::of(T::SHAPE), T::named())
}

fn answered(id: TypeId, blank: &mut dyn Node, shape: &Shape, named: &'static [Named]) -> Rules {
    let asked = Asked {
        named,
        rules: RefCell::default(),
    };
    // The rules are the answer. Nothing was read, whatever the call itself gives.
    let _ = blank.read(&mut Reader::asking(&asked), Peek::NOTHING);
    let mut rules = asked.rules.into_inner();
    if !shape.check.is_empty() {
        rules.extend(schema(shape.check, named));
    }
    let mut all = all().write().unwrap_or_else(PoisonError::into_inner);
    all.entry(id).or_insert_with(|| kept(rules))
}
