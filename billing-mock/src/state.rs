//! The state of the server.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::clock;
use super::fill::Source;
use super::plan::Place;
use super::reply::{Record, Refusal};
use super::world::World;

/// The state of the server: records by store, and values that handlers keep.
///
/// Stores are named after the resources of the API or in `mock.toml`.
pub struct State {
    pub(crate) world: Arc<World>,
    pub(crate) now: i64,
    stores: BTreeMap<String, Store>,
    notes: Map<String, Value>,
}

#[derive(Default)]
struct Store {
    records: Vec<Record>,
    next_id: i64,
    count: u64,
    /// The ids of removed records.
    removed: BTreeSet<String>,
    /// The parent records of records, by id.
    parents: BTreeMap<String, Parents>,
    /// Whether records were made because no operation can create one.
    made: bool,
}

/// Stores and the ids of records in them.
pub(crate) type Parents = Vec<(String, String)>;

impl State {
    pub(crate) fn new(world: Arc<World>) -> Self {
        let stores = world.settings.stores.iter().map(|(name, settings)| {
            let store = Store {
                records: settings.records.clone(),
                next_id: settings.first_id.unwrap_or(1),
                ..Store::default()
            };
            (name.clone(), store)
        });
        let stores = stores.collect();
        Self {
            world,
            now: clock::system(),
            stores,
            notes: Map::new(),
        }
    }

    /// Returns the time in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Returns the current date, such as `2015-12-31`.
    pub fn today(&self) -> String {
        clock::date(self.now)
    }

    /// Returns all records of a store, oldest first.
    pub fn records(&self, store: &str) -> &[Record] {
        self.stores.get(store).map_or(&[], |store| &store.records)
    }

    /// Returns a record by its id, which may be a number or a string.
    pub fn get(&self, store: &str, id: &str) -> Option<&Record> {
        self.records(store)
            .iter()
            .find(|record| text(&record.id) == id)
    }

    /// Returns a mutable record by its id.
    pub fn get_mut(&mut self, store: &str, id: &str) -> Option<&mut Record> {
        let records = &mut self.stores.get_mut(store)?.records;
        records.iter_mut().find(|record| text(&record.id) == id)
    }

    /// Returns a record by its id.
    ///
    /// # Errors
    /// A refusal with status 404 if the record does not exist.
    pub fn find(&self, store: &str, id: &str) -> Result<&Record, Refusal> {
        self.get(store, id).ok_or_else(|| absent(store, id))
    }

    /// Removes a record.
    ///
    /// # Errors
    /// A refusal with status 404 if the record does not exist.
    pub fn remove(&mut self, store: &str, id: &str) -> Result<Record, Refusal> {
        let records = self.stores.get_mut(store).map(|store| &mut store.records);
        let at = records
            .as_ref()
            .and_then(|records| records.iter().position(|record| text(&record.id) == id));
        match (records, at) {
            (Some(records), Some(at)) => {
                let record = records.remove(at);
                self.store(store).removed.insert(id.to_owned());
                Ok(record)
            }
            _ => Err(absent(store, id)),
        }
    }

    /// Adds a record unchanged.
    pub fn insert(&mut self, store: &str, record: Record) {
        self.store(store).records.push(record);
    }

    /// Stores a body as a new record: the members that a response can have, what `mock.toml` adds, and what the
    /// schemas of responses require in addition.
    pub fn create(&mut self, store: &str, body: &Value) -> Record {
        self.add(store, body, None, Parents::new())
    }

    /// Stores a body as a new record below parent records, with this id if given.
    pub(crate) fn add(
        &mut self,
        store: &str,
        body: &Value,
        id: Option<Value>,
        parents: Parents,
    ) -> Record {
        self.store(store).count += 1;
        let id = id.unwrap_or_else(|| self.free_id(store));
        let mut record = Record {
            attributes: self.narrowed(store, body),
            id,
        };
        self.fill(store, body, &mut record, true);
        self.world.complete(store, &mut record, self.now);
        let name = text(&record.id);
        let kept = self.store(store);
        kept.removed.remove(&name);
        kept.parents.insert(name, parents);
        self.insert(store, record.clone());
        record
    }

    fn free_id(&mut self, store: &str) -> Value {
        loop {
            let kept = self.store(store);
            let number = kept.next_id;
            kept.next_id += 1;
            let id = self.world.id(store, number);
            if self.get(store, &text(&id)).is_none() {
                return id;
            }
        }
    }

    /// Returns whether only the mock itself put records into a store.
    pub(crate) fn is_own(&self, store: &str) -> bool {
        let kept = self.stores.get(store);
        kept.is_none_or(|kept| kept.made || kept.records.is_empty())
    }

    /// Makes records for a store that no operation can add to, so that a list is not empty.
    pub(crate) fn seed(&mut self, store: &str, parents: &Parents) {
        if self.is_own(store) && !self.store(store).made {
            self.store(store).made = true;
            for _ in 0..3 {
                self.add(store, &Value::Null, None, parents.clone());
            }
        }
    }

    /// Makes the requested record in a store that no operation can add to.
    pub(crate) fn make_up(&mut self, store: &str, id: &str, parents: Parents) -> Option<Record> {
        let kept = self.store(store);
        if kept.removed.contains(id) {
            return None;
        }
        kept.made = true;
        let id = self.world.read_id(store, id);
        Some(self.add(store, &Value::Null, Some(id), parents))
    }

    /// Returns whether a record has these parent records.
    pub(crate) fn is_below(&self, store: &str, record: &Record, parents: &Parents) -> bool {
        let kept = self.stores.get(store);
        let known = kept.and_then(|kept| kept.parents.get(&text(&record.id)));
        parents.iter().all(|(of, id)| {
            let known = known.into_iter().flatten();
            let mut known = known.filter(|(store, _)| store == of).peekable();
            match known.peek() {
                Some(_) => known.any(|(_, known)| known == id),
                None => self.world.pointer_to(store, of).is_none_or(|member| {
                    record
                        .attributes
                        .get(&member)
                        .is_none_or(|m| text(m) == *id)
                }),
            }
        })
    }

    /// Updates a record with the members of a body; other members stay.
    ///
    /// # Errors
    /// A refusal with status 404 if the record does not exist.
    pub fn update(&mut self, store: &str, id: &str, body: &Value) -> Result<Record, Refusal> {
        let mut record = self.find(store, id)?.clone();
        record.attributes.extend(self.narrowed(store, body));
        self.fill(store, body, &mut record, false);
        self.world.complete(store, &mut record, self.now);
        if let Some(kept) = self.get_mut(store, id) {
            kept.clone_from(&record);
        }
        Ok(record)
    }

    /// Returns the values that handlers keep in addition to records, to be read and changed.
    pub fn notes(&mut self) -> &mut Map<String, Value> {
        &mut self.notes
    }

    fn store(&mut self, name: &str) -> &mut Store {
        self.stores.entry(name.to_owned()).or_insert_with(|| Store {
            next_id: 1,
            ..Store::default()
        })
    }

    fn narrowed(&self, store: &str, body: &Value) -> Map<String, Value> {
        let places: Vec<Place> = self.world.stored_as(store);
        match self.world.documents.narrow(&places, body) {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    fn fill(&self, store: &str, sent: &Value, record: &mut Record, created: bool) {
        let Some(settings) = self.world.settings.stores.get(store) else {
            return;
        };
        let source = Source {
            id: &record.id.clone(),
            now: self.now,
            count: self.stores.get(store).map_or(0, |store| store.count),
            sent,
            record: &|store, id| Some(self.get(store, &text(id))?.attributes.clone()),
        };
        for (name, fill) in settings.defaults.iter().filter(|_| created) {
            if let Some(value) = source.value(fill) {
                let attributes = &mut record.attributes;
                attributes.entry(name.clone()).or_insert(value);
            }
        }
        for (name, fill) in &settings.set {
            match source.value(fill) {
                Some(value) => record.set(name, value),
                None => drop(record.attributes.remove(name)),
            }
        }
    }
}

/// Formats an id as it appears in a path.
pub(crate) fn text(id: &Value) -> String {
    match id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub(crate) fn absent(store: &str, id: &str) -> Refusal {
    Refusal::new(404, format!("{id} does not exist in {store}."))
}
