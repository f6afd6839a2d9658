//! Collects the URIs that `id` assigns to schemas, and the bases that references are resolved against.

use std::collections::HashMap;
use std::sync::Arc;

use billing_shared::percent;

use crate::source::{At, FileId, Sources, uri};

/// The URIs and the bases that `id` sets.
#[derive(Debug, Default)]
pub struct Ids {
    /// The locations of schemas by absolute URI. A URI has a fragment if its `id` has one.
    places: HashMap<String, (FileId, Arc<str>)>,
    /// The bases of references, by the location of the schema that sets them.
    bases: HashMap<(FileId, Arc<str>), Arc<str>>,
}

impl Ids {
    /// Collects every `id` at a location where draft 4 has a schema.
    pub fn collect(sources: &Sources) -> Self {
        let mut ids = Self::default();
        for (file, content) in sources.files() {
            if !["\"id\"", "\"$id\""]
                .iter()
                .any(|id| content.text.contains(id))
            {
                continue;
            }
            if let Some(root) = sources.root(file) {
                ids.walk(root, &content.own_uri());
            }
        }
        ids
    }

    /// Finds the location of the schema that an absolute URI names.
    pub fn find(&self, uri: &str) -> Option<&(FileId, Arc<str>)> {
        self.places.get(uri)
    }

    /// Returns the base of the references at a location if an `id` above it sets one.
    pub fn base(&self, file: FileId, pointer: &str) -> Option<&str> {
        let mut pointer = pointer;
        loop {
            if let Some(base) = self.bases.get(&(file, Arc::from(pointer))) {
                return Some(base);
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }

    fn walk(&mut self, root: At<'_>, own: &str) {
        let mut open: Vec<(At<'_>, Arc<str>)> = vec![(root, Arc::from(own))];
        while let Some((at, mut base)) = open.pop() {
            let Some(members) = at.node.members() else {
                continue;
            };
            // Siblings of `$ref` are ignored.
            if members
                .iter()
                .any(|m| m.name == "$ref" && m.node.string().is_some())
            {
                continue;
            }
            // Draft 6 calls it `$id`, which has no other meaning in draft 4.
            let named = |name: &str| members.iter().find(|member| member.name == name);
            let id = named("id").or_else(|| named("$id"));
            if let Some(id) = id.and_then(|member| member.node.string()) {
                base = self.name(&at, id, base);
            }
            for (member, at) in at.members() {
                match member.name.as_str() {
                    "properties" | "patternProperties" | "definitions" | "dependencies" => {
                        open.extend(at.members().map(|(_, at)| (at, base.clone())));
                    }
                    "items" | "allOf" | "anyOf" | "oneOf" => {
                        open.extend(at.items().map(|at| (at, base.clone())));
                        open.push((at, base.clone()));
                    }
                    "additionalItems" | "additionalProperties" | "not" => {
                        open.push((at, base.clone()));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Records one `id`; returns the base that it sets.
    fn name(&mut self, at: &At<'_>, id: &str, base: Arc<str>) -> Arc<str> {
        let reference = uri::split(id);
        let resource = uri::join(&base, reference.resource);
        let place = (at.file, at.pointer.clone());
        match reference.fragment {
            Some(fragment) if !fragment.is_empty() => {
                let name = format!("{resource}#{}", percent::decode(fragment));
                self.places.entry(name).or_insert_with(|| place.clone());
            }
            _ => {
                self.places
                    .entry(resource.clone())
                    .or_insert_with(|| place.clone());
            }
        }
        if reference.resource.is_empty() {
            return base;
        }
        let base: Arc<str> = Arc::from(resource);
        self.bases.insert(place, base.clone());
        base
    }
}
