//! Resolves endpoints: matches placeholders with parameters and looks up names.

use std::collections::{BTreeMap, BTreeSet};

use super::idempotency;
use super::lookup::Names;
use super::{Operation, Parameter, Payload, Resource, Template, Use};
use crate::definition::{
    self, AuthUse, Definition, Endpoint, MediaType, Method, PathStyle, Place, QueryStyle, TypeUse,
};
use crate::report::{Code, Reporter, did_you_mean};
use crate::schema::{SchemaId, Schemas};
use crate::source::Sited;

pub(super) fn resolve(
    definition: &Definition,
    names: &Names,
    schemas: &Schemas,
    reporter: &mut Reporter,
) -> Vec<Resource> {
    let mut resources: Vec<Resource> = names
        .resources
        .iter()
        .map(|name| Resource {
            name: name.clone(),
            operations: Vec::new(),
            record: None,
        })
        .collect();
    let mut routes = BTreeMap::new();
    for endpoint in &definition.endpoints {
        let Some(operation) = resolve_endpoint(endpoint, definition, names, schemas, reporter)
        else {
            continue;
        };
        check_route(&operation, endpoint, &mut routes, reporter);
        if let Some(resource) = resources
            .iter_mut()
            .find(|resource| resource.name == operation.resource)
        {
            resource.operations.push(operation);
        }
    }
    for resource in &mut resources {
        resource.record = record_schema(resource);
    }
    resources
}

/// Returns every schema that an operation names, in source order.
pub(super) fn roots(resources: &[Resource]) -> Vec<SchemaId> {
    let mut roots = Vec::new();
    for operation in resources.iter().flat_map(|resource| &resource.operations) {
        let parameters = operation
            .path_parameters
            .iter()
            .map(|parameter| parameter.ty);
        let uses = parameters
            .chain(operation.body)
            .chain(operation.returns.ty());
        let named = uses.filter_map(|ty| match ty {
            Use::Schema(id) => Some(id),
            Use::Id(_) => None,
        });
        roots.extend(operation.query.into_iter().chain(named));
    }
    roots
}

fn resolve_endpoint(
    endpoint: &Endpoint,
    definition: &Definition,
    names: &Names,
    schemas: &Schemas,
    reporter: &mut Reporter,
) -> Option<Operation> {
    let template = Template::parse(&endpoint.path.value)
        .map_err(|message| {
            reporter.error(Code::BadPath, &endpoint.path.origin, message);
        })
        .ok()?;
    let path_parameters = path_parameters(endpoint, &template, names, reporter);
    if let (Method::Get, Some(_)) = (endpoint.method, &endpoint.body) {
        reporter
            .error(
                Code::BodyOnGet,
                &endpoint.path.origin,
                "a `GET` request has no body",
            )
            .help("send the values as `query`, or use `post`");
    }
    let server = endpoint
        .server
        .as_ref()
        .map_or(0, |name| names.server(name, reporter));
    let named_server = server
        .checked_sub(1)
        .and_then(|index| definition.servers.get(index));
    let auth = endpoint
        .auth
        .as_ref()
        .or(named_server.and_then(|server| server.auth.as_ref()))
        .unwrap_or(&definition.auth);
    let query = query(endpoint, &path_parameters, schemas, reporter);
    let paged = is_paged(
        definition,
        query,
        schemas,
        &endpoint.responses.success.payload,
    );
    let credentials = names.credentials(auth, reporter);
    let base_url = named_server.map_or(&definition.base_url, |server| &server.base_url);
    let all_known = match auth {
        AuthUse::None => true,
        AuthUse::Named(named) => named.len() == credentials.len(),
    };
    if all_known {
        check_address(endpoint, base_url, &credentials, definition, reporter);
    }
    Some(Operation {
        origin: endpoint.origin.clone(),
        resource: endpoint.resource.value.clone(),
        name: endpoint.name.value.clone(),
        doc: endpoint.doc.clone(),
        method: endpoint.method,
        path: template,
        effect: endpoint.effect,
        server,
        credentials,
        path_parameters,
        query,
        body: body(endpoint, names, reporter),
        returns: payload(&endpoint.responses.success.payload, names, reporter)?,
        kind: endpoint
            .responses
            .success
            .kind
            .as_ref()
            .map(|kind| kind.value.clone()),
        idempotency: idempotency::idempotency(endpoint, definition, reporter),
        reconcile: idempotency::reconcile(endpoint, definition, reporter),
        rate: endpoint.rate.as_ref().map(|rate| rate.value.clone()),
        paged,
    })
}

fn body(endpoint: &Endpoint, names: &Names, reporter: &mut Reporter) -> Option<Use> {
    let body = endpoint.body.as_ref()?;
    match body.media_type {
        MediaType::Json => look_up(&body.ty, names, reporter),
    }
}

fn query(
    endpoint: &Endpoint,
    path: &[Parameter],
    schemas: &Schemas,
    reporter: &mut Reporter,
) -> Option<SchemaId> {
    let mut parameters = endpoint.parameters.iter();
    let query = parameters.find(|parameter| match parameter.place {
        Place::Query(QueryStyle::FormExplode) => true,
        Place::Path(PathStyle::Simple) => false,
    })?;
    match query.ty.as_ref()? {
        TypeUse::Schema(id) => {
            check_parameter_names(path, *id, endpoint, schemas, reporter);
            Some(*id)
        }
        TypeUse::Id(name) => {
            reporter
                .error(
                    Code::BadValue,
                    &name.origin,
                    "a query is an object of parameters, not an id",
                )
                .help("write a reference or an inline schema with `properties`");
            None
        }
    }
}

/// Reports names that a parameter of the path and one of the query share: the generated call has one field per name.
fn check_parameter_names(
    path: &[Parameter],
    query: SchemaId,
    endpoint: &Endpoint,
    schemas: &Schemas,
    reporter: &mut Reporter,
) {
    for property in &schemas.target(query).properties {
        let name = &property.name;
        if path.iter().any(|parameter| parameter.name == name.value) {
            let message = format!(
                "`{}` is a parameter of the path and of the query",
                name.value
            );
            reporter
                .error(Code::NameCollision, &name.origin, message)
                .also(&endpoint.path.origin, "the path")
                .help("rename the placeholder in the path: its name is never sent");
        }
    }
}

/// Reports an endpoint whose server address comes from a credential, if its calls are signed with another one.
fn check_address(
    endpoint: &Endpoint,
    base_url: &Sited<String>,
    credentials: &[usize],
    definition: &Definition,
    reporter: &mut Reporter,
) {
    let knows = |credential: &definition::Credential| {
        let url = credential.base_url.as_ref();
        url.is_some_and(|url| url.origin == base_url.origin)
    };
    let Some(owner) = definition.credentials.iter().find(|one| knows(one)) else {
        return;
    };
    if credentials
        .iter()
        .any(|index| knows(&definition.credentials[*index]))
    {
        return;
    }
    let (resource, name) = (&endpoint.resource.value, &endpoint.name.value);
    let owner = &owner.name.value;
    let message = format!(
        "`{resource}.{name}` needs the credential `{owner}`, which contains the address of its server"
    );
    reporter
        .error(Code::BadValue, &endpoint.origin, message)
        .also(&base_url.origin, "the base URL")
        .help(format!("leave out `auth`, or write `auth = \"{owner}\"`"));
}

fn payload(
    payload: &definition::Payload,
    names: &Names,
    reporter: &mut Reporter,
) -> Option<Payload> {
    let mut resolve = |ty: &TypeUse| look_up(ty, names, reporter);
    Some(match payload {
        definition::Payload::List(ty) => Payload::List(resolve(ty)?),
        definition::Payload::One(ty) => Payload::One(resolve(ty)?),
        definition::Payload::Plain(ty) => Payload::Plain(resolve(ty)?),
        definition::Payload::Field(name, ty) => Payload::Field(name.value.clone(), resolve(ty)?),
        definition::Payload::Nothing => Payload::Nothing,
        definition::Payload::Bytes(media) => Payload::Bytes(media.value.clone()),
    })
}

fn look_up(ty: &TypeUse, names: &Names, reporter: &mut Reporter) -> Option<Use> {
    match ty {
        TypeUse::Schema(id) => Some(Use::Schema(*id)),
        TypeUse::Id(name) => names.resource(name, reporter).map(Use::Id),
    }
}

fn path_parameters(
    endpoint: &Endpoint,
    template: &Template,
    names: &Names,
    reporter: &mut Reporter,
) -> Vec<Parameter> {
    let mut resolved = Vec::new();
    let mut seen = BTreeSet::new();
    let parameters = || {
        let all = endpoint.parameters.iter();
        all.filter(|parameter| match parameter.place {
            Place::Path(PathStyle::Simple) => true,
            Place::Query(QueryStyle::FormExplode) => false,
        })
    };
    for name in template.placeholders() {
        if !seen.insert(name) {
            let message = format!("the path has the placeholder `{{{name}}}` twice");
            reporter.error(Code::BadPath, &endpoint.path.origin, message);
            continue;
        }
        match parameters().find(|parameter| parameter.name.value == name) {
            Some(parameter) => {
                let ty = parameter.ty.as_ref();
                let ty = ty.and_then(|ty| look_up(ty, names, reporter));
                let name = name.to_owned();
                resolved.extend(ty.map(|ty| Parameter { name, ty }));
            }
            // The name is misspelled in one of the two places. The loop below reports that, once.
            None if parameters().any(|other| is_misspelled(&other.name.value, name)) => {}
            None => {
                let message = format!("the placeholder `{{{name}}}` has no parameter");
                let help = format!(
                    "add `path = {{ {name} = {{ id = \"{}\" }} }}` or a schema for it",
                    endpoint.resource.value
                );
                reporter
                    .error(Code::MissingParameter, &endpoint.path.origin, message)
                    .help(help);
            }
        }
    }
    for parameter in parameters() {
        if !seen.contains(parameter.name.value.as_str()) {
            unknown_placeholder(&parameter.name, &seen, reporter);
        }
    }
    resolved
}

/// Returns whether a parameter without a placeholder was most likely meant for this one.
fn is_misspelled(parameter: &str, placeholder: &str) -> bool {
    did_you_mean(parameter, [placeholder]).is_some()
}

fn unknown_placeholder(name: &Sited<String>, known: &BTreeSet<&str>, reporter: &mut Reporter) {
    let message = format!("the path has no placeholder `{{{}}}`", name.value);
    let help = match did_you_mean(&name.value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "write `{{{}}}` into the path, or move the parameter to `query`",
            name.value
        ),
    };
    reporter
        .error(Code::UnknownPlaceholder, &name.origin, message)
        .help(help);
}

/// Reports an operation with the method and path of another one: the server could not distinguish their requests.
fn check_route<'d>(
    operation: &Operation,
    endpoint: &'d Endpoint,
    routes: &mut BTreeMap<String, &'d Endpoint>,
    reporter: &mut Reporter,
) {
    let mut route = format!("{} {:?}", operation.server, operation.method);
    for segment in &operation.path.segments {
        route.push('/');
        match segment {
            super::Segment::Fixed(text) => route.push_str(text),
            super::Segment::Placeholder(_) => route.push_str("{}"),
        }
    }
    route.push_str(operation.path.query.as_deref().unwrap_or_default());
    if let Some(first) = routes.insert(route, endpoint) {
        let message = format!(
            "`{}.{}` has the same method and path as `{}.{}`",
            endpoint.resource.value, endpoint.name.value, first.resource.value, first.name.value
        );
        reporter
            .error(Code::DuplicateOperation, &endpoint.path.origin, message)
            .also(&first.path.origin, "the first one")
            .help("remove one of the two");
    }
}

fn is_paged(
    definition: &Definition,
    query: Option<SchemaId>,
    schemas: &Schemas,
    payload: &definition::Payload,
) -> bool {
    let (Some(paging), Some(query), definition::Payload::List(_)) =
        (&definition.paging, query, payload)
    else {
        return false;
    };
    let has = |id| {
        let schema = schemas.target(id);
        schema
            .properties
            .iter()
            .any(|property| property.name.value == paging.position().value)
    };
    has(query) || schemas.target(query).all_of.iter().any(|part| has(*part))
}

fn record_schema(resource: &Resource) -> Option<SchemaId> {
    let returned = |wanted: fn(&Payload) -> Option<Use>| {
        resource
            .operations
            .iter()
            .find_map(|operation| match wanted(&operation.returns) {
                Some(Use::Schema(id)) => Some(id),
                _ => None,
            })
    };
    returned(|payload| match payload {
        Payload::List(of) => Some(*of),
        _ => None,
    })
    .or_else(|| {
        returned(|payload| match payload {
            Payload::One(of) => Some(*of),
            _ => None,
        })
    })
}
