//! What types know about each other. Each type is inspected once, and the result is kept as long as the program runs.
//!
//! A derived type has no table of its parts. Instead it is inspected: the runtime calls its `read` on a blank value with
//! a [`Reader`] that reads nothing and records the call, its shape and its fields.
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use super::check::{leak, schema};
use super::flags;
use super::reader::{Inspection, Mode};
use super::rule::{Named, TypeInfo};
use super::shape::{Member, Shape};
use super::{Done, Error, Kinds, Node, Options, Peek, Reader, Rest, Rule, Rules, Wire};

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

    pub(super) fn record(&self, rules: impl IntoIterator<Item = Rule>) -> Done {
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
        let typed = Some(rest.type_info()).filter(|of| !is_any(*of));
        let others = typed.map(|of| Rule::Additional {
            names: leak(shape.members.iter().map(|member| member.name).collect()),
            patterns: &[],
            rules: leak(vec![rule(of)]),
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
            true => rule(rest.type_info()),
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
        // If an enum that accepts other values has a schema, the schema says which values are allowed.
        let listed = !shape.open || shape.check.is_empty();
        self.record(listed.then_some(Rule::Choices(shape)))?;
        Err(self.error("inspected, not read"))
    }

    /// Returns the rules of a member's value: those of its type, and those of its attributes.
    fn member_rules(&self, member: &Member, field: &dyn Node) -> Vec<Rule> {
        let mut rules = vec![rule(field.type_info())];
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

/// Returns the rules of a derived type, which is inspected on the first call.
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
        rules: std::cell::RefCell::default(),
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

/// Returns whether this is a type without rules, as far as that is known without an inspection.
fn is_any(info: TypeInfo) -> bool {
    std::ptr::fn_addr_eq(info.rules, super::Value::rules as fn() -> Rules)
}

/// Returns a rule that looks up the rules of a type when they are needed, because types may contain each other.
fn rule(info: TypeInfo) -> Rule {
    Rule::Of(info.rules)
}
