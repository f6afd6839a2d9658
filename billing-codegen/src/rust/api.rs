//! The whole API: the root module and one module for each resource.

mod credential;
mod envelope;
mod one;
mod roots;
mod session;

use std::collections::{BTreeMap, BTreeSet};

use super::blank::Sizes;
use super::foreign::MODULE;
use super::item::{Items, companions};
use super::module::{by_name, made_roots, owners, parameter_roots, roots};
use super::name::{field_name, plain, type_name, unique};
use super::names::Names;
use super::operation::Calls;
use super::reconcile;
use super::recursion::boxed;
use super::taken::Taken;
use super::ty::Spelling;
use super::uses::register;
use super::{ApiStruct, Foreign, Item, Module, Operations, Output, Scope, doc};
use crate::model::types::TypeId;
use crate::model::{Api, Engine};
pub(super) use roots::Roots;

pub(super) fn lower(api: &Api, foreign: &Foreign) -> Output {
    lower_some(api, foreign, None)
}

/// What one operation needs, by its indices, spelled as in the whole.
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
    let name = name_of(&api.name, "Api");
    let reserved = foreign.names().chain([name.as_str()]);
    let mut names = Names::assign(&api.types, &emitted, reserved.collect());
    let companions = companions(&api.types, &made, &mut names);
    let own = Roots::of(api, &name);
    let items = Items {
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
    let calls = Calls {
        api,
        items: &items,
        own: &own,
    };
    let (mut modules, resources, endpoints) = resource_modules(&calls, &emitted, &names);
    if let Some((resource, operation)) = only {
        let ids = api
            .types
            .reached(roots(api, &api.resources[resource].operations[operation]));
        let wanted = one::Wanted {
            endpoint: &endpoints[resource][operation],
            types: ids.into_iter().filter_map(|id| names.get(id)).collect(),
        };
        let modules = one::keep(modules, &wanted);
        return Output { modules };
    }
    let mut root = module(
        "",
        false,
        root(api, name, &own, resources, &endpoints),
        &BTreeMap::new(),
    );
    modules.extend(foreign.module());
    root.submodules = modules.iter().map(|module| module.name.clone()).collect();
    for submodule in &root.submodules {
        root.scope.define(submodule);
    }
    modules.insert(0, root);
    Output { modules }
}

/// Method, module, struct and first line of documentation of a resource.
type ResourceLink = (String, String, String, String);

/// One module for each resource: its types, its endpoints, and the struct whose methods send them.
fn resource_modules(
    calls: &Calls<'_>,
    emitted: &[TypeId],
    names: &Names,
) -> (Vec<Module>, Vec<ResourceLink>, session::Endpoints) {
    let api = calls.api;
    let mut taken = names.taken.clone();
    let module_names = module_names(api);
    let owners = owners(api);
    let mut by_name = by_name(names, &owners, &module_names);
    let foreign = calls.items.spelling.foreign;
    by_name.extend(
        foreign
            .names()
            .map(|name| (name.to_owned(), MODULE.to_owned())),
    );
    let (mut modules, mut links, mut endpoints) = (Vec::new(), Vec::new(), Vec::new());
    for (index, resource) in api.resources.iter().enumerate() {
        let name = resource_name(&resource.name, calls.own, &mut taken);
        let about = format!("Operations on {}.", resource.name.replace('_', " "));
        let types = emitted.iter().filter(|id| owners.get(id) == Some(&index));
        let mut definitions: Vec<Item> = types.flat_map(|id| calls.items.define(*id)).collect();
        let (mut methods, mut defined) = (Vec::new(), Vec::new());
        for operation in &resource.operations {
            let (endpoint, method) = calls.define(operation, &mut taken);
            defined.push((module_names[index].clone(), endpoint.name.clone()));
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
        links.push((
            field_name(&resource.name),
            module_names[index].clone(),
            name,
            about,
        ));
        modules.push(module(&module_names[index], true, definitions, &by_name));
    }
    (modules, links, endpoints)
}

/// `Invoices`; where a type or a credential has that name already, `InvoicesOperations`.
fn resource_name(resource: &str, own: &Roots, taken: &mut Taken) -> String {
    let name = name_of(resource, "Resource");
    match taken.contains(&name) || own.has(&name) {
        true => unique(&format!("{name}Operations"), taken),
        false => unique(&name, taken),
    }
}

fn module(
    name: &str,
    nested: bool,
    items: Vec<Item>,
    by_name: &BTreeMap<String, String>,
) -> Module {
    let mut scope = Scope::new(name, nested);
    for item in &items {
        register(item, &mut scope, by_name);
    }
    Module {
        name: name.to_owned(),
        docs: vec![format!(
            "The resource `{}`: its types, its calls as values, and the methods that send them.",
            plain(name)
        )],
        submodules: Vec::new(),
        scope,
        items,
    }
}

fn module_names(api: &Api) -> Vec<String> {
    let mut taken = Taken::from_iter(["mod"]);
    if api.engine == Engine::Typify {
        taken.insert(MODULE.to_owned());
    }
    api.resources
        .iter()
        .map(|resource| unique(&field_name(&resource.name), &mut taken))
        .collect()
}

fn name_of(words: &str, instead: &str) -> String {
    type_name(words).unwrap_or_else(|| instead.to_owned())
}

fn root(
    api: &Api,
    name: String,
    own: &Roots,
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

/// The API's envelope, then those of single servers.
fn envelopes(api: &Api, own: &Roots) -> Vec<Item> {
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
