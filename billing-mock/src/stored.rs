//! Derives from schemas how records are stored: their representations in responses, their ids, their missing members.

use serde_json::Value;

use super::make::Maker;
use super::plan::{Operation, Place, Returns};
use super::reply::Record;
use super::role::Role;
use super::world::World;
use billing_codegen::model::Method;

/// The maximum number of attempts to make a value that the validator accepts.
const ATTEMPTS: usize = 32;

impl World {
    /// Returns the schemas of the records of a store in responses.
    pub(crate) fn stored_as(&self, store: &str) -> Vec<Place> {
        let operations = self.plan.operations.iter();
        let mut places = Vec::new();
        for place in operations.filter_map(|operation| self.shows(operation, store)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Returns the schema of a record of a store in the response of an operation.
    fn shows(&self, operation: &Operation, store: &str) -> Option<Place> {
        if self.store_of(operation) != store {
            return None;
        }
        let role = self.parts.get(&operation.name).map(|part| &part.role);
        let place = operation.returns.place()?;
        match (&operation.returns, role) {
            (Returns::List(_), _) => Some(place.clone()),
            (Returns::One(_), Some(Role::Act(_) | Role::Other)) => {
                let main = self.plan.operations.iter();
                let mut main = main.filter(|other| {
                    let role = self.parts.get(&other.name).map(|part| &part.role);
                    !matches!(role, None | Some(Role::Act(_) | Role::Other))
                });
                main.any(|other| {
                    self.shows(other, store)
                        .is_some_and(|p| self.same(&p, place))
                })
                .then(|| place.clone())
            }
            (Returns::One(_), _) => Some(place.clone()),
            (Returns::Plain(_), Some(Role::List)) => Some(place.join(&["items"])),
            (Returns::Plain(_), Some(Role::Create | Role::Get(_) | Role::Change(_))) => {
                Some(place.clone())
            }
            _ => None,
        }
    }

    /// Returns whether two places refer to the same schema.
    fn same(&self, a: &Place, b: &Place) -> bool {
        let end = |place| self.documents.schema(place).map(|(place, _)| place);
        a == b || end(a).is_some_and(|a| Some(a) == end(b))
    }

    /// Returns whether an operation responds with records of its store.
    pub(crate) fn answers_records(&self, operation: &Operation) -> bool {
        let place = operation.returns.place();
        let store = self.store_of(operation);
        place.is_some_and(|place| {
            self.stored_as(store)
                .iter()
                .any(|other| self.same(other, place))
        })
    }

    /// Returns whether an operation of the API adds records to a store or `mock.toml` has initial ones.
    pub(crate) fn is_fed(&self, store: &str) -> bool {
        let settings = self.settings.stores.get(store);
        settings.is_some_and(|settings| !settings.records.is_empty())
            || self.has(store, |role| *role == Role::Create)
            || self.is_put(store)
    }

    /// Returns whether records are added to a store by a `PUT` with an id that the caller chooses.
    pub(crate) fn is_put(&self, store: &str) -> bool {
        let mut puts = self
            .plan
            .operations
            .iter()
            .filter(|o| o.method == Method::Put);
        !self.has(store, |role| *role == Role::Create)
            && puts.any(|operation| {
                let part = self.parts.get(&operation.name);
                part.is_some_and(|part| part.store == store && matches!(part.role, Role::Change(_)))
            })
    }

    fn has(&self, store: &str, wanted: impl Fn(&Role) -> bool) -> bool {
        let mut parts = self.parts.values();
        parts.any(|part| part.store == store && wanted(&part.role))
    }

    /// Returns the names of the path parameters for the id of a store's records.
    fn id_names(&self, store: &str) -> Vec<String> {
        let parts = self.parts.values().filter(|part| part.store == store);
        let mut names: Vec<String> = Vec::new();
        for part in parts {
            if let Role::Get(name) | Role::Change(name) | Role::Remove(name) | Role::Act(name) =
                &part.role
            {
                names.extend([name.clone(), name.replace('-', "_")]);
            }
        }
        names.push("id".to_owned());
        names
    }

    /// Returns the member of a record that holds its id: it has the name of the path parameter, or `id`.
    pub(crate) fn id_member(&self, store: &str, place: &Place) -> Option<String> {
        let members = self.documents.members(place);
        let names = self.id_names(store);
        names.into_iter().find(|name| members.contains(name))
    }

    /// Returns the member of a record that refers to a record of another store: `customer_id` for `customers`.
    pub(crate) fn pointer_to(&self, store: &str, other: &str) -> Option<String> {
        let place = self.stored_as(store).into_iter().next()?;
        let members = self.documents.members(&place);
        let mut names = self.id_names(other);
        names.retain(|name| name != "id");
        let single = other.strip_suffix('s').unwrap_or(other);
        names.extend([
            format!("{single}_id"),
            format!("{single}Id"),
            single.to_owned(),
        ]);
        names.into_iter().find(|name| members.contains(name))
    }

    /// Returns the places of the schemas of ids, for all stores.
    pub(crate) fn id_places(&self) -> Vec<Place> {
        let mut stores: Vec<&str> = self
            .parts
            .values()
            .map(|part| part.store.as_str())
            .collect();
        stores.sort_unstable();
        stores.dedup();
        stores
            .into_iter()
            .flat_map(|store| self.ids_of(store))
            .collect()
    }

    fn ids_of(&self, store: &str) -> Vec<Place> {
        let places = self.stored_as(store).into_iter();
        let members = places.filter_map(|place| {
            let member = self.id_member(store, &place)?;
            let schema = self.documents.facets(&place, &|_| 0);
            let holder = schema.into_iter().find(|(_, schema)| {
                schema
                    .get("properties")
                    .is_some_and(|p| p.get(&member).is_some())
            })?;
            Some(holder.0.join(&["properties", &member]))
        });
        let operations = self.plan.operations.iter();
        let parameters = operations.filter_map(|operation| {
            let part = self.parts.get(&operation.name)?;
            let (Role::Get(name) | Role::Change(name) | Role::Remove(name) | Role::Act(name)) =
                &part.role
            else {
                return None;
            };
            let own = operation.parameters.iter().filter(|_| part.store == store);
            let mut own = own.filter(|(parameter, _)| parameter == name);
            own.next()?.1.clone()
        });
        members.chain(parameters).collect()
    }

    fn fits(&self, places: &[Place], id: &Value) -> bool {
        places
            .iter()
            .all(|place| self.checks.answer(place, id).is_empty())
    }

    /// Returns whether schemas have a format or a pattern. A draft-4 validator knows only some formats.
    fn has_form(&self, places: &[Place]) -> bool {
        let facets = places
            .iter()
            .flat_map(|place| self.documents.facets(place, &|_| 0));
        let mut facets = facets.map(|(_, schema)| schema);
        facets.any(|schema| schema.contains_key("format") || schema.contains_key("pattern"))
    }

    /// Returns the id of the record with this number.
    pub(crate) fn id(&self, store: &str, number: i64) -> Value {
        let places = self.ids_of(store);
        let plain = [Value::from(number), Value::from(number.to_string())];
        let mut plain = plain.into_iter().filter(|_| !self.has_form(&places));
        if let Some(id) = plain.find(|id| self.fits(&places, id)) {
            return id;
        }
        let salt = u64::try_from(number).unwrap_or(0);
        let mut made = (0..ATTEMPTS).map(|attempt| {
            let maker = Maker::new(&self.documents, attempt, 0, true);
            maker.named(store).salted(salt).make(&places)
        });
        let made = made.find(|id| self.fits(&places, id));
        made.unwrap_or_else(|| Value::from(number))
    }

    /// Converts an id in a path to the type that the schemas require.
    pub(crate) fn read_id(&self, store: &str, text: &str) -> Value {
        let places = self.ids_of(store);
        let number = text.parse::<i64>().ok().map(Value::from);
        let number = number.filter(|number| self.fits(&places, number));
        number.unwrap_or_else(|| Value::from(text))
    }

    /// Adds missing members that the schemas of responses require, and replaces members that they refuse.
    pub(crate) fn complete(&self, store: &str, record: &mut Record, now: i64) {
        for place in self.stored_as(store) {
            if let Some(member) = self.id_member(store, &place) {
                record.attributes.insert(member, record.id.clone());
            }
            let mut given = Value::Object(record.attributes.clone());
            given = self.documents.narrow(std::slice::from_ref(&place), &given);
            for attempt in 0..ATTEMPTS {
                let mut maker = Maker::new(&self.documents, attempt, now, false);
                let value = maker.complete(std::slice::from_ref(&place), &given);
                if self.checks.accepts(&place, &value) {
                    if let Value::Object(members) = value {
                        record.attributes.extend(members);
                    }
                    break;
                }
                if attempt == 1
                    && let Value::Object(members) = &mut given
                {
                    for violation in self.checks.answer(&place, &value) {
                        let first = violation.path.split(['.', '[']).next();
                        members.remove(first.unwrap_or_default());
                    }
                }
            }
        }
    }

    /// Makes a response from its schema; the error describes the last attempt.
    pub(crate) fn made(&self, place: &Place, now: i64) -> Result<Value, String> {
        let mut last = Value::Null;
        for attempt in 0..ATTEMPTS {
            let all = attempt % 2 == 0;
            let mut maker = Maker::new(&self.documents, attempt, now, all);
            last = maker.make(std::slice::from_ref(place));
            if self.checks.accepts(place, &last) {
                return Ok(last);
            }
            // Other choices may lead to a finite value, but only a few are tried.
            if maker.is_exhausted() && attempt > 4 {
                return Err(format!("{place} requires itself infinitely"));
            }
        }
        let violations = self.checks.answer(place, &last);
        let told = violations
            .first()
            .map(|v| format!("{} {}", v.path, v.message));
        let told: String = told.unwrap_or_default().chars().take(300).collect();
        Err(format!("{place}: {}", told.trim()))
    }
}
