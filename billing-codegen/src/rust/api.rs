//! The whole API: the root module and one module for each resource.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Items, companions, reached};
use super::module::{by_name, made_roots, owners, register, roots};
use super::name::{field_name, type_name, unique};
use super::names::Names;
use super::operation::Calls;
use super::recursion::boxed;
use super::ty::{Spelling, Ty};
use super::{
    ApiStruct, Attribute, Credential, Envelope, Field, Item, Module, Operations, Output, Scope, doc,
};
use crate::endpoint::{Claim, CredentialKind, ErrorForm, Literal, Part};
use crate::model::Api;
use crate::source::Sited;

pub(super) fn lower(api: &Api) -> Output {
    let operations = || {
        api.resources
            .iter()
            .flat_map(|resource| &resource.operations)
    };
    let emitted = reached(
        &api.types,
        operations().flat_map(|operation| roots(api, operation)),
    );
    let made = reached(
        &api.types,
        operations().flat_map(|operation| made_roots(api, operation)),
    );
    let mut taken = BTreeSet::new();
    let api_name = unique(&name_of(&api.name, "Api"), &mut taken);
    let mut names = Names::assign(&api.types, &emitted, taken);
    let companions = companions(&api.types, &made, &mut names);
    let mut taken = names.taken.clone();
    let modules: Vec<String> = module_names(api);
    let owners = owners(api);
    let by_name = by_name(&names, &owners, &modules);
    let items = Items {
        spelling: Spelling {
            schemas: &api.schemas,
            types: &api.types,
            names: &names,
        },
        boxed: boxed(&api.types),
        made: made.into_iter().collect(),
        strict: false,
        companions,
    };
    let mut credentials_taken = BTreeSet::from([api_name.clone(), "Envelope".to_owned()]);
    let credentials: Vec<String> = api
        .credentials
        .iter()
        .map(|credential| {
            unique(
                &name_of(&credential.name.value, "Credential"),
                &mut credentials_taken,
            )
        })
        .collect();
    let calls = Calls {
        api,
        items: &items,
        credentials: &credentials,
    };
    let mut files = Vec::new();
    let mut resources = Vec::new();
    for (index, resource) in api.resources.iter().enumerate() {
        let struct_name = unique(&name_of(&resource.name, "Resource"), &mut taken);
        let about = format!("Operations on {}.", resource.name.replace('_', " "));
        let types = emitted.iter().filter(|id| owners.get(id) == Some(&index));
        let mut definitions: Vec<Item> = types.flat_map(|id| items.define(*id)).collect();
        let mut methods = Vec::new();
        for operation in &resource.operations {
            let (endpoint, method) = calls.define(operation, &mut taken);
            definitions.push(Item::Endpoint(endpoint));
            methods.push(method);
        }
        definitions.push(Item::Operations(Operations {
            docs: vec![about.clone()],
            name: struct_name.clone(),
            methods,
        }));
        resources.push((
            field_name(&resource.name),
            modules[index].clone(),
            struct_name,
            about,
        ));
        files.push(module(&modules[index], true, definitions, &by_name));
    }
    let root = root(api, api_name, &credentials, resources);
    let mut root = module("", false, root, &BTreeMap::new());
    root.submodules.clone_from(&modules);
    files.insert(0, root);
    Output { modules: files }
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
            "The resource `{name}`: its types, its calls as values, and the methods that send them."
        )],
        submodules: Vec::new(),
        scope,
        items,
    }
}

fn module_names(api: &Api) -> Vec<String> {
    let mut taken = BTreeSet::from(["mod".to_owned()]);
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
    credentials: &[String],
    resources: Vec<(String, String, String, String)>,
) -> Vec<Item> {
    let version = api
        .version
        .as_ref()
        .map(|version| format!(", version {version}"))
        .unwrap_or_default();
    let about = format!("The {} API{version}.", name);
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
    for (credential, name) in api.credentials.iter().zip(credentials) {
        items.push(Item::Credential(self::credential(credential, name)));
    }
    items.extend(
        api.envelope
            .as_ref()
            .map(|form| Item::Envelope(envelope(form))),
    );
    items
}

fn credential(credential: &crate::endpoint::Credential, name: &str) -> Credential {
    let (attributes, members, about) = match &credential.kind {
        CredentialKind::Jwt {
            algorithm,
            scheme,
            key,
            claims,
        } => {
            let jwt = format!(
                "jwt(algorithm = {:?}, scheme = {}, key = {})",
                algorithm.value,
                part(scheme),
                part(key)
            );
            let sources: Vec<String> = claims
                .iter()
                .map(|(name, from)| format!("{} = {}", name.value, claim(from)))
                .collect();
            let used = claims.iter().filter_map(|(_, from)| match from {
                Claim::Part(part) => Some(part),
                Claim::Now(_) | Claim::Md5(_) => None,
            });
            let parts: Vec<&Part> = used.chain([key, scheme]).collect();
            let attributes = vec![jwt, format!("claims({})", sources.join(", "))];
            (
                attributes,
                members(&parts),
                "Signs a token for each attempt.",
            )
        }
        CredentialKind::Bearer { scheme, key } => {
            let attributes = vec![format!(
                "bearer(scheme = {}, key = {})",
                part(scheme),
                part(key)
            )];
            (
                attributes,
                members(&[key, scheme]),
                "A key that is sent with each request.",
            )
        }
        CredentialKind::Header { header, key } => {
            let attributes = vec![format!(
                "header(name = {:?}, value = {})",
                header.value,
                part(key)
            )];
            (
                attributes,
                members(&[key]),
                "A key that is sent in a header of its own.",
            )
        }
    };
    let fields = members
        .iter()
        .map(|member| credential_field(credential, member))
        .collect();
    Credential {
        docs: doc::lines_or(credential.doc.as_deref(), about),
        name: name.to_owned(),
        attributes,
        fields,
    }
}

fn credential_field(credential: &crate::endpoint::Credential, member: &str) -> Field {
    let secret = credential.secrets.iter().any(|name| name.value == member);
    let default = credential
        .defaults
        .iter()
        .find(|(name, _)| name.value == member);
    let mut attributes = Vec::new();
    if secret {
        attributes.push(Attribute::Word("secret"));
    }
    if let Some((_, value)) = default {
        attributes.push(Attribute::Value("default", format!("{value:?}")));
    }
    let what = if secret {
        "Never printed."
    } else {
        "Sent with each request."
    };
    Field {
        docs: vec![format!("`{member}`. {what}")],
        attributes,
        public: !secret,
        name: field_name(member),
        ty: if secret {
            Ty::runtime("Secret")
        } else {
            Ty::std("String")
        },
    }
}

/// The members that the parts name, each once, in order.
fn members(parts: &[&Part]) -> Vec<String> {
    let mut members: Vec<String> = Vec::new();
    for part in parts {
        if let Part::Member(name) = part
            && !members.contains(&name.value)
        {
            members.push(name.value.clone());
        }
    }
    members
}

fn part(part: &Part) -> String {
    match part {
        Part::Literal(text) => format!("{:?}", text.value),
        Part::Member(name) => field_name(&name.value),
    }
}

fn claim(claim: &Claim) -> String {
    match claim {
        Claim::Part(from) => part(from),
        Claim::Now(0) => "now".to_owned(),
        Claim::Now(seconds) if *seconds < 0 => format!("now - {}", seconds.unsigned_abs()),
        Claim::Now(seconds) => format!("now + {seconds}"),
        Claim::Md5(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
            format!("md5({})", names.join(", "))
        }
    }
}

fn envelope(form: &crate::endpoint::Envelope) -> Envelope {
    let mut first = Vec::new();
    if let Some(success) = &form.success {
        let (is, not) = (literals(&success.is), literals(&success.not));
        first.push(format!(
            "success(name = {:?}, is({is}), not({not}))",
            success.name.value
        ));
    }
    let quoted = |key: &str, name: &Option<Sited<String>>| {
        name.as_ref()
            .map(|name| format!("{key} = {:?}", name.value))
    };
    first.extend(quoted("kind", &form.kind));
    first.extend(quoted("data", &form.data));
    if let Some(record) = &form.record {
        first.push(format!(
            "record(id = {:?}, attributes = {:?})",
            record.id.value, record.attributes.value
        ));
    }
    let mut attributes = Vec::new();
    if !first.is_empty() {
        attributes.push(first.join(", "));
    }
    for ErrorForm {
        when,
        code,
        message,
        details,
    } in &form.errors
    {
        let keys = [
            quoted("when", when),
            quoted("code", code),
            quoted("message", message),
            quoted("details", details),
        ];
        let keys: Vec<String> = keys.into_iter().flatten().collect();
        attributes.push(format!("error({})", keys.join(", ")));
    }
    Envelope { attributes }
}

fn literals(literals: &[Literal]) -> String {
    let texts = literals.iter().map(|literal| match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::String(text) => format!("{text:?}"),
    });
    texts.collect::<Vec<_>>().join(", ")
}
