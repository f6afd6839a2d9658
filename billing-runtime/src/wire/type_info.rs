//! What types know about each other: inspected once, kept as long as the program runs.
//!
//! A derived type has no table of its parts. Instead it is inspected: the runtime calls its `read` on a blank value with
//! a [`Reader`] that reads nothing and records the call, its shape and its fields.
use std::any::TypeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use super::check::{Named, leak, schema};
use super::flags;
use super::shape::{Member, Shape};
use super::union::Variants;
use super::{Done, Error, Kinds, Node, Options, Peek, Reader, Rest, Rule, Rules, Value, Wire};

/// What one type knows about another.
#[derive(Clone, Copy, Debug)]
pub struct TypeInfo {
    pub(crate) kinds: Kinds,
    pub(crate) rules: fn() -> Rules,
}

impl TypeInfo {
    pub(crate) fn of<T: Wire>() -> Self {
        Self {
            kinds: T::KINDS,
            rules: T::rules,
        }
    }

    /// Returns whether this is a type without rules, as far as that is known without an inspection.
    fn is_any(self) -> bool {
        std::ptr::fn_addr_eq(self.rules, Value::rules as fn() -> Rules)
    }

    /// Returns a rule that looks the rules up when they are needed: types may contain each other.
    fn rule(self) -> Rule {
        Rule::Of(self.rules)
    }
}

/// What a trait object knows about its type. Every type with [`Wire`] has it.
#[doc(hidden)]
pub trait HasTypeInfo {
    /// Returns the kinds and the rules of the type.
    fn type_info(&self) -> TypeInfo;
}

impl<T: Wire> HasTypeInfo for T {
    fn type_info(&self) -> TypeInfo {
        TypeInfo::of::<T>()
    }
}

/// What a reader is for.
#[derive(Clone, Copy)]
pub(super) enum Mode<'j> {
    /// Reading values.
    Read,
    /// Finding out the type of a variant's payload, which is set once it is known.
    Payload(Option<TypeInfo>),
    /// Finding out the rules of a type, as far as its fields say.
    Inspect(&'j Inspection),
}

/// Where a type that is inspected leaves its rules.
pub(super) struct Inspection {
    /// The types that the schemas of the shape refer to.
    named: &'static [Named],
    rules: RefCell<Vec<Rule>>,
}

impl<'j> Reader<'j> {
    fn inspecting(inspection: &'j Inspection) -> Self {
        let mut reader = Self::new(b"", &Options::default());
        reader.mode = Mode::Inspect(inspection);
        reader
    }

    #[inline]
    pub(super) fn is_inspecting(&self) -> bool {
        matches!(self.mode, Mode::Inspect(_))
    }

    fn record(&self, rules: impl IntoIterator<Item = Rule>) -> Done {
        if let Mode::Inspect(inspection) = self.mode {
            inspection.rules.borrow_mut().extend(rules);
        }
        Ok(())
    }

    #[cold]
    pub(super) fn inspect_object(
        &self,
        shape: &'static Shape,
        fields: &[&mut dyn Node],
        rest: &dyn Rest,
    ) -> Done {
        let members = shape.members.iter().zip(fields);
        let properties =
            members.map(|(member, field)| (member.name, leak(self.member_rules(member, *field))));
        let properties = Rule::Properties(leak(properties.collect()));
        let typed = Some(rest.type_info()).filter(|of| !of.is_any());
        let others = typed.map(|of| Rule::Additional {
            names: leak(shape.members.iter().map(|member| member.name).collect()),
            patterns: &[],
            rules: leak(vec![of.rule()]),
        });
        self.record([Rule::Shape(shape), properties].into_iter().chain(others))
    }

    #[cold]
    pub(super) fn inspect_tuple(
        &self,
        shape: &'static Shape,
        fields: &[&mut dyn Node],
        rest: &dyn Rest,
    ) -> Done {
        let items = shape.members.iter().zip(fields);
        let items = items.map(|(member, field)| leak(self.member_rules(member, *field)));
        let items = items.collect();
        let members = shape.members.iter();
        let required = members.take_while(|member| member.flags & flags::REQUIRED != 0);
        let least = required.count();
        let rest = match rest.takes() {
            true => rest.type_info().rule(),
            false => Rule::Never,
        };
        let rules = [
            Rule::Type(Kinds::ARRAY),
            Rule::MinItems(least as u64),
            Rule::Tuple {
                items: leak(items),
                rest: leak(vec![rest]),
            },
        ];
        self.record(rules)
    }

    #[cold]
    pub(super) fn inspect_newtype(&self, shape: &'static Shape, field: &dyn Node) -> Done {
        let members = shape.members.iter();
        let rules = members.flat_map(|member| self.member_rules(member, field));
        self.record(rules)
    }

    #[cold]
    pub(super) fn inspect_choices(&self, shape: &'static Shape) -> Result<(), Error> {
        // The schema of an enum that takes other values says what those may be.
        let listed = !shape.open || shape.check.is_empty();
        self.record(listed.then_some(Rule::Choices(shape)))?;
        Err(self.error("inspected, not read"))
    }

    #[cold]
    pub(super) fn inspect_union(&self, shape: &'static Shape, payloads: Vec<TypeInfo>) -> Done {
        let variants = Box::leak(Box::new(Variants::new(shape, payloads)));
        self.record([Rule::Union(variants)])
    }

    /// Returns the rules of a member's value: those of its type, and those of its attributes.
    fn member_rules(&self, member: &Member, field: &dyn Node) -> Vec<Rule> {
        let mut rules = vec![field.type_info().rule()];
        if member.flags & flags::NULLABLE != 0 {
            rules = vec![Rule::Nullable(leak(rules))];
        }
        if let Mode::Inspect(inspection) = self.mode
            && !member.check.is_empty()
        {
            rules.extend(schema(member.check, inspection.named));
        }
        rules
    }
}

/// Returns the rules of a derived type, inspecting it if nobody has yet.
pub(super) fn rules<T: Wire>() -> Rules {
    let id = TypeId::of::<T>();
    known(id).unwrap_or_else(|| inspect::<T>(id))
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
fn inspect<T: Wire>(id: TypeId) -> Rules {
    inspect_blank(id, &mut T::blank(), Shape::of(T::SHAPE), T::named())
}

fn inspect_blank(
    id: TypeId,
    blank: &mut dyn Node,
    shape: &Shape,
    named: &'static [Named],
) -> Rules {
    let inspection = Inspection {
        named,
        rules: RefCell::default(),
    };
    // Only the recorded rules count. Nothing was read, whatever the call itself returns.
    let _ = blank.read(&mut Reader::inspecting(&inspection), Peek::NOTHING);
    let mut rules = inspection.rules.into_inner();
    if !shape.check.is_empty() {
        rules.extend(schema(shape.check, named));
    }
    let mut all = all().write().unwrap_or_else(PoisonError::into_inner);
    all.entry(id).or_insert_with(|| leak(rules))
}
