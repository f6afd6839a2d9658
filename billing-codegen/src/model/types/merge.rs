//! Merges a schema and the parts of its `allOf` into one schema.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use billing_shared::{Keyword, Subject};

use super::Lowering;
use crate::report::Code;
use crate::schema::{Items, Keywords, Kind, Property, Rest, Schema, SchemaId, Schemas};
use crate::source::{Node, Sited};

/// The maximum number of schemas that are joined for one member.
const MOST_PARTS: usize = 6;

impl Lowering<'_> {
    /// Returns the schema with its `allOf` merged in, and whether the merge is lossless.
    pub(super) fn merged(&mut self, written: SchemaId) -> (SchemaId, bool) {
        if self.schemas.get(written).all_of.is_empty() {
            return (written, true);
        }
        if self.budget == 0 {
            // A type made without the other parts accepts everything that they allow; the check covers the rest.
            let own = without_parts(self.schemas.get(written));
            return (self.add(own), false);
        }
        let (parts, complete) = collect(self.schemas, written);
        let mut merge = Merge::new(without_parts(self.schemas.get(written)), complete);
        for part in parts.iter().skip(1) {
            let part = self.schemas.get(*part);
            let cost = 1 + part.properties.len() + part.required.len();
            self.budget = self.budget.saturating_sub(cost);
            merge.take(part, self.schemas);
        }
        let (into, complete) = self.join(merge);
        (self.add(into), complete)
    }

    /// Replaces the schemas of each member that several parts describe with one joined schema.
    fn join(&mut self, merge: Merge) -> (Schema, bool) {
        let Merge {
            mut into,
            complete,
            both,
            conflict,
            places,
            ..
        } = merge;
        if let Some((first, second)) = conflict {
            let message = "the parts of this `allOf` contradict each other: no document can satisfy all of them";
            self.reporter
                .warning(Code::Contradiction, &first.origin, message)
                .also(&second.origin, "contradicts this")
                .help("the type of this schema has no values; correct one of the two");
            into.values = Some(Box::new(Sited {
                value: Vec::new(),
                origin: first.origin,
            }));
        }
        let mut all = true;
        for (name, (first, second)) in both {
            match (self.joined(first, second), places.get(&name)) {
                (Some(joined), Some(at)) => into.properties[*at].schema = joined,
                _ => all = false,
            }
        }
        (into, complete && all)
    }

    /// Returns the conjunction of two schemas; `None` if it would have too many parts. The same schemas always have the
    /// same conjunction; otherwise a recursive schema would be joined with itself endlessly.
    fn joined(&mut self, first: SchemaId, second: SchemaId) -> Option<SchemaId> {
        let mut parts = BTreeSet::new();
        for id in [first, second] {
            let id = self.schemas.follow(id);
            let of = &self.schemas.get(id).all_of;
            match self.joins.get(of) {
                Some(known) if *known == id => parts.extend(of.iter().copied()),
                _ => {
                    parts.insert(id);
                }
            }
        }
        let parts: Vec<SchemaId> = parts.into_iter().collect();
        self.budget = self.budget.saturating_sub(parts.len());
        if let Some(known) = self.joins.get(&parts) {
            return Some(*known);
        }
        if parts.len() > MOST_PARTS {
            return None;
        }
        let origin = self.schemas.get(first).origin.clone();
        let mut names = parts.iter().map(|part| &self.schemas.get(*part).type_name);
        let joined = Schema {
            type_name: names.find_map(Clone::clone),
            ..Schema::empty(origin)
        };
        let joined = self.add(joined.with(|more| more.all_of.clone_from(&parts)));
        self.joins.insert(parts, joined);
        Some(joined)
    }
}

/// Lists the schema and all parts of its `allOf`, including parts of parts.
fn collect(schemas: &Schemas, id: SchemaId) -> (Vec<SchemaId>, bool) {
    let mut pending = vec![id];
    let (mut parts, mut seen) = (Vec::new(), BTreeSet::new());
    let mut complete = true;
    while let Some(id) = pending.pop() {
        let id = schemas.follow(id);
        if !seen.insert(id) {
            complete &= !schemas.get(id).all_of.contains(&id);
            continue;
        }
        parts.push(id);
        pending.extend(schemas.get(id).all_of.iter().rev());
    }
    (parts, complete)
}

fn without_parts(schema: &Schema) -> Schema {
    schema.clone().with(|more| more.all_of = Vec::new())
}

struct Merge {
    into: Schema,
    complete: bool,
    /// Members that two parts describe and whose schemas must be joined.
    both: BTreeMap<String, (SchemaId, SchemaId)>,
    conflict: Option<(Sited<()>, Sited<()>)>,
    /// The index of each member in `into`; `required` has the members that it requires.
    places: BTreeMap<String, usize>,
    required: BTreeSet<String>,
}

impl Merge {
    fn new(into: Schema, complete: bool) -> Self {
        let properties = into.properties.iter().enumerate();
        Self {
            places: properties
                .map(|(at, property)| (property.name.value.clone(), at))
                .collect(),
            required: into
                .required
                .iter()
                .map(|name| name.value.clone())
                .collect(),
            into,
            complete,
            both: BTreeMap::new(),
            conflict: None,
        }
    }

    fn take(&mut self, part: &Schema, schemas: &Schemas) {
        self.complete &= part.all_assertions(is_merged);
        self.members(part, schemas);
        self.dependencies(part);
        self.kinds(part);
        self.values(part);
        self.items(part);
        self.limits(part);
        self.annotations(part);
        let into: &mut Keywords = &mut self.into;
        self.complete &= into.not.is_none() || part.not.is_none();
        into.not = into.not.or(part.not);
        for (choices, more) in [
            (&mut into.any_of, &part.any_of),
            (&mut into.one_of, &part.one_of),
        ] {
            self.complete &= choices.is_empty() || more.is_empty();
            if choices.is_empty() {
                choices.clone_from(more);
            }
        }
    }

    /// Merges the keywords for members. `additionalProperties` concerns the members that its own part does not name. So
    /// it is merged only if the other parts name no members; otherwise the check covers it.
    fn members(&mut self, part: &Schema, schemas: &Schemas) {
        let names = |schema: &Schema| {
            !schema.properties.is_empty() || !schema.pattern_properties.is_empty()
        };
        let closes = |schema: &Schema| !matches!(schema.additional_properties, Rest::Any);
        let into = &mut self.into;
        match (closes(into), closes(part)) {
            (false, false) => {}
            (true, false) if !names(part) => {}
            (false, true) if !names(into) => {
                into.additional_properties = part.additional_properties.clone();
            }
            _ => {
                into.additional_properties = Rest::Any;
                self.complete = false;
            }
        }
        for property in &part.properties {
            self.member(property, schemas);
        }
        for (pattern, of) in &part.pattern_properties {
            let mut ours = self.into.pattern_properties.iter();
            match ours.find(|(known, _)| known.value == pattern.value) {
                None => self.into.pattern_properties.push((pattern.clone(), *of)),
                Some((_, known)) => self.complete &= known == of,
            }
        }
        for name in &part.required {
            if self.required.insert(name.value.clone()) {
                self.into.required.push(name.clone());
            }
        }
    }

    /// Merges `dependencies`; the check covers a second dependency of the same member.
    fn dependencies(&mut self, part: &Schema) {
        for (name, dependency) in &part.dependencies {
            let mut ours = self.into.dependencies.iter();
            match ours.any(|(known, _)| known.value == name.value) {
                false => self
                    .into
                    .dependencies
                    .push((name.clone(), dependency.clone())),
                true => self.complete = false,
            }
        }
    }

    fn member(&mut self, property: &Property, schemas: &Schemas) {
        let name = &property.name.value;
        let Some(at) = self.places.get(name) else {
            self.places.insert(name.clone(), self.into.properties.len());
            self.into.properties.push(property.clone());
            return;
        };
        let known = &mut self.into.properties[*at];
        known.field = known.field.take().or(property.field.clone());
        if schemas.follow(known.schema) == schemas.follow(property.schema) {
            return;
        }
        match self.both.entry(name.clone()) {
            Entry::Vacant(entry) => {
                entry.insert((known.schema, property.schema));
            }
            // The check covers a third schema of the same member.
            Entry::Occupied(_) => self.complete = false,
        }
    }

    fn kinds(&mut self, part: &Schema) {
        let Some(theirs) = &part.kinds else { return };
        let Some(ours) = &self.into.kinds else {
            self.into.kinds = Some(theirs.clone());
            return;
        };
        let both = intersection(&ours.value, &theirs.value);
        if both.is_empty() && self.conflict.is_none() {
            let place = |sited: &Sited<Vec<Kind>>| Sited {
                value: (),
                origin: sited.origin.clone(),
            };
            self.conflict = Some((place(ours), place(theirs)));
            return;
        }
        if !both.is_empty() {
            self.into.kinds = Some(Sited {
                value: both,
                origin: ours.origin.clone(),
            });
        }
    }

    /// Keeps the values that both lists contain, each with a name from either list.
    fn values(&mut self, part: &Schema) {
        let Some(theirs) = &part.values else { return };
        let Some(ours) = &self.into.values else {
            self.into.values = Some(theirs.clone());
            self.into.variant_names.clone_from(&part.variant_names);
            self.into.value_names.clone_from(&part.value_names);
            return;
        };
        let mut places = BTreeMap::new();
        for (at, node) in theirs.value.iter().enumerate() {
            places.entry(node.value.key()).or_insert(at);
        }
        let place = |node: &Node| places.get(&node.value.key()).copied();
        let both: Vec<(usize, usize)> = (0..ours.value.len())
            .filter_map(|at| Some((at, place(&ours.value[at])?)))
            .collect();
        if both.is_empty() && self.conflict.is_none() {
            let place = |sited: &Sited<Vec<Node>>| Sited {
                value: (),
                origin: sited.origin.clone(),
            };
            self.conflict = Some((place(ours), place(theirs)));
        }
        let into = &self.into;
        let value_names = both.iter().enumerate().filter_map(|(new, (a, b))| {
            let name = into.value_names.get(a).or(part.value_names.get(b))?;
            Some((new, name.clone()))
        });
        let variant_names = both.iter().filter_map(|(a, b)| {
            let name = into.variant_names.get(*a).or(part.variant_names.get(*b))?;
            Some(name.clone())
        });
        let (value_names, variant_names) = (value_names.collect(), variant_names.collect());
        self.into.values = Some(Box::new(Sited {
            value: both.iter().map(|(at, _)| ours.value[*at].clone()).collect(),
            origin: ours.origin.clone(),
        }));
        self.into.value_names = value_names;
        self.into.variant_names = variant_names;
    }

    fn items(&mut self, part: &Schema) {
        let into = &mut self.into;
        match (&into.items, &part.items) {
            (_, None) => {}
            (None, Some(_)) => {
                into.items.clone_from(&part.items);
                into.additional_items = part.additional_items.clone();
            }
            (Some(Items::Every(a)), Some(Items::Every(b))) if a == b => {}
            _ => self.complete = false,
        }
    }

    /// Merges limits. If both schemas have a limit of the same kind, the first one is kept and the check covers the
    /// second.
    fn limits(&mut self, part: &Schema) {
        let into = &mut self.into;
        let mut lost = false;
        macro_rules! limit {
            ($($name:ident)*) => {$(
                lost |= into.$name.is_some() && part.$name.is_some();
                if into.$name.is_none() { into.$name.clone_from(&part.$name); }
            )*};
        }
        limit!(min_properties max_properties min_items max_items minimum maximum multiple_of);
        limit!(min_length max_length pattern);
        into.unique_items |= part.unique_items;
        self.complete &= !lost;
    }

    fn annotations(&mut self, part: &Schema) {
        let into: &mut Keywords = &mut self.into;
        match (&into.format, &part.format) {
            (None, _) => into.format.clone_from(&part.format),
            (Some(ours), Some(theirs)) => self.complete &= ours.value == theirs.value,
            (Some(_), None) => {}
        }
        into.accept.extend(
            part.accept
                .iter()
                .filter(|kind| !into.accept.contains(kind))
                .copied()
                .collect::<Vec<_>>(),
        );
        into.zero_date |= part.zero_date;
        into.empty_array_as_object |= part.empty_array_as_object;
    }
}

/// Returns whether [`Merge::take`] supports the keyword; the check covers the others.
fn is_merged(keyword: Keyword) -> bool {
    match keyword.subject() {
        Subject::Nothing => true,
        // `allOf` counts as merged: parts of parts are merged one by one.
        Subject::Any => matches!(
            keyword,
            Keyword::Type
                | Keyword::Enum
                | Keyword::AllOf
                | Keyword::AnyOf
                | Keyword::OneOf
                | Keyword::Not
        ),
        Subject::Object => matches!(
            keyword,
            Keyword::Properties
                | Keyword::Required
                | Keyword::PatternProperties
                | Keyword::AdditionalProperties
                | Keyword::Dependencies
                | Keyword::MinProperties
                | Keyword::MaxProperties
        ),
        Subject::Array => matches!(
            keyword,
            Keyword::Items
                | Keyword::AdditionalItems
                | Keyword::MinItems
                | Keyword::MaxItems
                | Keyword::UniqueItems
        ),
        Subject::String => matches!(
            keyword,
            Keyword::MinLength | Keyword::MaxLength | Keyword::Pattern | Keyword::Format
        ),
        Subject::Number => matches!(
            keyword,
            Keyword::Minimum | Keyword::Maximum | Keyword::MultipleOf
        ),
    }
}

/// Returns the kinds that both lists accept; an integer is a number.
fn intersection(ours: &[Kind], theirs: &[Kind]) -> Vec<Kind> {
    let takes = |list: &[Kind], kind: Kind| {
        list.contains(&kind) || (kind == Kind::Integer && list.contains(&Kind::Number))
    };
    let mut both: Vec<Kind> = ours.iter().chain(theirs).copied().collect();
    both.retain(|kind| takes(ours, *kind) && takes(theirs, *kind));
    both.sort();
    both.dedup();
    if both.contains(&Kind::Number) {
        both.retain(|kind| *kind != Kind::Integer);
    }
    both
}
