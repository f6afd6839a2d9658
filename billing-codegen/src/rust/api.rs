//! Decides the code of the whole API: the root module and one module for each resource.

mod credential;
mod envelope;
mod one;
mod session;

use std::collections::BTreeSet;

use super::blank::Sizes;
use super::call_names::uses;
use super::foreign::MODULE;
use super::item::{TypeDefiner, companions};
use super::module::{made_roots, owners, parameter_roots, roots};
use super::name::{field_name, joined, plain, type_name_or, unique, unique_field};
use super::names::{Names, NamingContext};
use super::operation::CallDefiner;
use super::reconcile;
use super::recursion::boxed;
use super::root_names::RootNames;
use super::spelling::Spelling;
use super::taken::Taken;
use super::ty::Place;
use super::uses::register;
use super::{ApiStruct, Foreign, Item, Module, Operations, Output, ResourceLink, Scope, doc};
use crate::model::types::TypeId;
use crate::model::{Api, Engine};

pub(super) fn lower(api: &Api, foreign: &Foreign) -> Output {
    lower_some(api, foreign, None)
}

/// Decides the code that one operation needs, which is the same as in the whole API; `resource` and `operation` are
/// indices.
#[cfg(feature = "cli")]
pub(super) fn lower_one(api: &Api, foreign: &Foreign, resource: usize, operation: usize) -> Output {
    lower_some(api, foreign, Some((resource, operation)))
}

fn lower_some(api: &Api, foreign: &Foreign, only: Option<(usize, usize)>) -> Output {
    let operations = || {
        api.resources
            .iter()
            .flat_map(|resource| &resource.operations)
    };
    let emitted = api
        .types
        .reached(operations().flat_map(|operation| match foreign.is_empty() {
            true => roots(api, operation),
            false => parameter_roots(api, operation),
        }));
    let made = api
        .types
        .reached(operations().flat_map(|operation| match foreign.is_empty() {
            true => made_roots(api, operation),
            false => parameter_roots(api, operation),
        }));
    let name = type_name_or(&api.name, "Api");
    let module_names = module_names(api);
    let owners = owners(api);
    let owner = |id| owners.get(&id).map_or("", |owner| &*module_names[*owner]);
    let context = NamingContext {
        types: &api.types,
        schemas: &api.schemas,
        module: &|id| owner(id).into(),
        uses: &uses(api),
    };
    let mut names = Names::assign(&context, &emitted);
    let companions = companions(&api.types, &made, &mut names);
    let own = RootNames::of(api, &name);
    let items = TypeDefiner {
        spelling: Spelling {
            schemas: &api.schemas,
            types: &api.types,
            names: &names,
            foreign,
        },
        boxed: boxed(&api.types),
        sizes: Sizes::of(&api.types),
        made: made.into_iter().collect(),
        strict: false,
        companions,
    };
    let calls = CallDefiner {
        api,
        items: &items,
        own: &own,
    };
    let (mut modules, resources, endpoints) = resource_modules(&calls, &emitted, &module_names);
    if let Some((resource, operation)) = only {
        let ids = api
            .types
            .reached(roots(api, &api.resources[resource].operations[operation]));
        let wanted = one::Wanted {
            endpoint: &endpoints[resource][operation],
            types: ids.into_iter().filter_map(|id| names.place(id)).collect(),
        };
        let modules = one::keep(modules, &wanted);
        return Output { modules };
    }
    let definitions = root(api, name, &own, resources, &endpoints);
    let mut root = module("", false, definitions);
    modules.extend(foreign.module());
    root.submodules = modules.iter().map(|module| module.name.clone()).collect();
    for submodule in &root.submodules {
        root.scope.define(submodule);
    }
    modules.insert(0, root);
    Output { modules }
}

/// Returns a module for each resource, with its types, its endpoints and the struct whose methods call them.
fn resource_modules(
    calls: &CallDefiner<'_>,
    emitted: &[TypeId],
    module_names: &[String],
) -> (Vec<Module>, Vec<ResourceLink>, session::Endpoints) {
    let api = calls.api;
    let names = calls.items.spelling.names;
    // The method names that are taken in the API's struct.
    let mut methods_of_api = Taken::from_iter(["new"]);
    let (mut modules, mut links, mut endpoints) = (Vec::new(), Vec::new(), Vec::new());
    for (index, resource) in api.resources.iter().enumerate() {
        let own = &module_names[index];
        let mut taken = names.all_taken(own);
        let name = resource_name(&resource.name, calls.own, &mut taken);
        let about = format!("Operations on {}.", resource.name.replace('_', " "));
        let is_own = |id: &&TypeId| {
            names
                .place(**id)
                .is_some_and(|place| *place.module == **own)
        };
        let types = emitted.iter().filter(is_own);
        let mut definitions: Vec<Item> = types.flat_map(|id| calls.items.define(*id)).collect();
        let (mut methods, mut defined) = (Vec::new(), Vec::new());
        for operation in &resource.operations {
            let (endpoint, method) = calls.define(operation, &mut taken);
            defined.push(Place::new(own, &endpoint.name));
            definitions.push(Item::Endpoint(endpoint));
            methods.push(method);
        }
        reconcile::link(&resource.operations, &mut methods);
        endpoints.push(defined);
        let docs = vec![about.clone()];
        definitions.push(Item::Operations(Operations {
            docs,
            name: name.clone(),
            methods,
        }));
        links.push(ResourceLink {
            method: unique_field(&field_name(&resource.name), &mut methods_of_api),
            place: Place::new(own, &name),
            about,
        });
        modules.push(module(own, true, definitions));
    }
    (modules, links, endpoints)
}

/// Returns a name such as `Invoices`, or `InvoicesOperations` if a type or a credential is called `Invoices`.
fn resource_name(resource: &str, own: &RootNames, taken: &mut Taken) -> String {
    let name = type_name_or(resource, "Resource");
    match taken.contains(&name) || own.has(&name) {
        true => unique(&joined(&name, "Operations"), taken),
        false => unique(&name, taken),
    }
}

fn module(name: &str, nested: bool, items: Vec<Item>) -> Module {
    let mut scope = Scope::new(name, nested);
    for item in &items {
        register(item, &mut scope);
    }
    Module {
        name: name.to_owned(),
        docs: vec![format!(
            "The resource `{}`: its types, its endpoints, and the methods that call them.",
            plain(name)
        )],
        submodules: Vec::new(),
        scope,
        items,
    }
}

fn module_names(api: &Api) -> Vec<String> {
    // The root module is `mod.rs`, so no other module can have that name.
    let mut taken = Taken::from_iter(["r#mod"]);
    if api.engine == Engine::Typify {
        taken.insert(MODULE.to_owned());
    }
    api.resources
        .iter()
        .map(|resource| unique_field(&field_name(&resource.name), &mut taken))
        .collect()
}

fn root(
    api: &Api,
    name: String,
    own: &RootNames,
    resources: Vec<ResourceLink>,
    endpoints: &session::Endpoints,
) -> Vec<Item> {
    let version = api
        .version
        .as_ref()
        .map(|version| format!(", version {version}"))
        .unwrap_or_default();
    let about = doc::lines(&format!("The {name} API{version}.")).join(" ");
    let mut items = vec![Item::Api(ApiStruct {
        docs: doc::lines_or(api.doc.as_deref(), &about),
        name,
        servers: api
            .servers
            .iter()
            .map(|server| (server.name.clone(), server.base_url.clone()))
            .collect(),
        resources,
    })];
    for (index, credential) in api.credentials.iter().enumerate() {
        let name = &own.credentials[index].name;
        items.extend(credential::credential(credential, name).map(Item::Credential));
        items.extend(session::alias(api, index, credential, own, endpoints));
    }
    items.extend(envelopes(api, own));
    items
}

/// Returns the API's envelope, then the envelopes of individual servers.
fn envelopes(api: &Api, own: &RootNames) -> Vec<Item> {
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    for (server, name) in api.servers.iter().zip(&own.envelopes) {
        if let (Some(form), Some(name)) = (&server.envelope, name)
            && seen.insert(name)
        {
            items.push(Item::Envelope(envelope::envelope(form, name)));
        }
    }
    items
}
