//! Defines endpoints and the methods that call them.

use super::call_names::endpoint_name;
use super::item::TypeDefiner;
use super::module::roots;
use super::name::{field_name, field_names, joined, plain, unique};
use super::reconcile;
use super::root_names::RootNames;
use super::taken::Taken;
use super::ty::{Place, Ty};
use super::{Attribute, Endpoint, EndpointAttribute, Field, Method, MethodArgument, Passing, doc};
use crate::model::types::{Format, ObjectMember, Shape as TypeShape};
use crate::model::{Api, Effect, Method as HttpMethod, Operation, Paging, Payload, Use};

/// The maximum number of arguments of a method; a method that needs more takes the whole endpoint.
const MOST_ARGUMENTS: usize = 4;

/// The documentation of a method that returns a list without paging.
const UNPAGED: &str = "The list holds the items of one response; no further pages are requested.";

/// Defines endpoints and methods; holds what every definition needs.
pub(super) struct CallDefiner<'a> {
    pub(super) api: &'a Api,
    pub(super) items: &'a TypeDefiner<'a>,
    /// The names of the root module.
    pub(super) own: &'a RootNames,
}

/// A field of an endpoint, with the facts that its method needs.
struct InputField {
    field: Field,
    required: bool,
    is_body: bool,
    /// Its wire name if it is part of the query.
    query: Option<String>,
}

impl CallDefiner<'_> {
    /// Defines the endpoint of an operation and the method that calls it.
    pub(super) fn define(&self, operation: &Operation, taken: &mut Taken) -> (Endpoint, Method) {
        let name = endpoint_name(operation);
        // The type of a body may have the endpoint's name.
        let name = match taken.contains(&name) {
            true => unique(&joined(&name, "Call"), taken),
            false => unique(&name, taken),
        };
        let inputs = self.inputs(operation);
        let output = self.output(operation);
        let mut docs = match &operation.doc {
            Some(text) => doc::lines(text),
            None => vec![format!("Calls {}.", doc::code(&route(operation)))],
        };
        if matches!(operation.returns, Payload::List(_)) && !operation.paged {
            docs.extend([String::new(), UNPAGED.to_owned()]);
        }
        let method = Method {
            docs: docs.clone(),
            name: field_name(&operation.name),
            arguments: inputs.iter().map(argument).collect(),
            endpoint: name.clone(),
            output,
            paged: operation.paged,
            whole: whole(operation, &inputs),
            reconcile: None,
        };
        let optional = inputs.iter().all(|input| !input.required);
        let endpoint = Endpoint {
            docs: self.endpoint_docs(operation),
            default: optional && !inputs.is_empty(),
            attributes: self.attributes(operation, &inputs),
            name,
            fields: inputs.into_iter().map(|input| input.field).collect(),
        };
        (endpoint, method)
    }

    fn endpoint_docs(&self, operation: &Operation) -> Vec<String> {
        let mut docs = vec![doc::code(&route(operation))];
        let named = operation.credentials.iter();
        let named =
            named.map(|index| format!("[`{0}`](super::{0})", self.own.credentials[*index].name));
        let named: Vec<String> = named.collect();
        if named.len() > 1 {
            let text = format!(
                "Signed with the first of these credentials that the client has: {}.",
                named.join(", ")
            );
            docs.extend([String::new(), text]);
        }
        docs
    }

    fn inputs(&self, operation: &Operation) -> Vec<InputField> {
        let query = self.query(operation);
        let wire: Vec<(&str, Option<&str>)> = operation
            .path_parameters
            .iter()
            .map(|parameter| (parameter.name.as_str(), None))
            .chain(
                query
                    .iter()
                    .map(|member| (member.name.as_str(), member.field.as_deref())),
            )
            .chain(operation.body.map(|_| ("body", None)))
            .collect();
        let mut names = field_names(wire.iter().copied(), &[]).into_iter();
        let mut inputs = Vec::new();
        for parameter in &operation.path_parameters {
            let name = names.next().unwrap_or_default();
            inputs.push(self.input(&parameter.name, name, parameter.ty, true, false));
        }
        for member in query {
            let name = names.next().unwrap_or_default();
            let field = self
                .items
                .field(&member.name, name, member.of, member.required, false);
            inputs.push(InputField {
                field,
                required: member.required,
                is_body: false,
                query: Some(member.name),
            });
        }
        if let Some(body) = operation.body {
            let name = names.next().unwrap_or_default();
            let mut input = self.input(plain(&name), name.clone(), body, true, true);
            input.field.attributes = vec![Attribute::Word("body")];
            inputs.push(input);
        }
        inputs
    }

    fn query(&self, operation: &Operation) -> Vec<ObjectMember> {
        let id = operation
            .query
            .and_then(|query| self.api.types.of(&self.api.schemas, query));
        let types = &self.api.types;
        match id.map(|id| &types.get(types.described(id)).shape) {
            Some(TypeShape::Object(object)) => object.members.clone(),
            _ => Vec::new(),
        }
    }

    fn input(
        &self,
        wire: &str,
        name: String,
        is: Use,
        required: bool,
        is_body: bool,
    ) -> InputField {
        let field = match is {
            Use::Schema(schema) => match self.api.types.of(&self.api.schemas, schema) {
                Some(of) => self.items.field(wire, name, of, required, false),
                None => plain_field(name, Ty::runtime("Value")),
            },
            Use::Id(resource) => plain_field(name, self.id(resource)),
        };
        InputField {
            field,
            required,
            is_body,
            query: None,
        }
    }

    /// Returns a type such as `Id<Client>`, or `Id` if the type that it identifies is unknown.
    fn id(&self, resource: usize) -> Ty {
        match self.api.resources[resource]
            .record
            .and_then(|record| self.api.types.of(&self.api.schemas, record))
        {
            Some(record) => Ty::Runtime("Id", vec![self.items.spelling.bare(record)]),
            None => Ty::runtime("Id"),
        }
    }

    fn carried(&self, is: Use) -> Ty {
        match is {
            Use::Schema(schema) => match self.api.types.of(&self.api.schemas, schema) {
                Some(of) if self.api.types.is_nullable(of) => self.items.spelling.element(of),
                Some(of) => self.items.spelling.bare(of),
                None => Ty::runtime("Value"),
            },
            Use::Id(resource) => self.id(resource),
        }
    }

    /// Returns the type of a list item or a single object: a record if the envelope has records.
    fn record(&self, operation: &Operation, is: Use) -> Ty {
        let records = self
            .api
            .envelope(operation)
            .is_some_and(|envelope| envelope.record.is_some());
        let attributes = self.carried(is);
        if !records {
            return attributes;
        }
        let resource = self
            .api
            .resources
            .iter()
            .find(|resource| resource.name == operation.resource);
        let identified = resource
            .and_then(|resource| resource.record)
            .and_then(|record| self.api.types.of(&self.api.schemas, record))
            .map(|record| self.items.spelling.bare(record));
        match identified {
            Some(identified) if identified != attributes && self.shares_ids(operation) => {
                Ty::Runtime("Record", vec![attributes, identified])
            }
            _ => Ty::Runtime("Record", vec![attributes]),
        }
    }

    /// Whether the operation's ids are those of the resource. They are if the resource's first operation that returns
    /// records has the same `kind`.
    fn shares_ids(&self, operation: &Operation) -> bool {
        let resource = self
            .api
            .resources
            .iter()
            .find(|resource| resource.name == operation.resource);
        let first = resource.and_then(|resource| {
            let kinds = resource
                .operations
                .iter()
                .filter(|other| matches!(other.returns, Payload::List(_) | Payload::One(_)));
            kinds.map(|other| &other.kind).next()
        });
        first == Some(&operation.kind)
    }

    /// Returns the operations of the same resource.
    fn siblings(&self, operation: &Operation) -> &[Operation] {
        let mut resources = self.api.resources.iter();
        let resource = resources.find(|resource| resource.name == operation.resource);
        resource.map_or(&[], |resource| &resource.operations)
    }

    fn output(&self, operation: &Operation) -> Ty {
        match &operation.returns {
            Payload::List(_) if operation.paged => Ty::Unit,
            Payload::List(of) => Ty::Std("Vec", vec![self.record(operation, *of)]),
            Payload::One(of) => self.record(operation, *of),
            Payload::Plain(of) | Payload::Field(_, of) => self.carried(*of),
            Payload::Nothing => Ty::Unit,
            Payload::Bytes(_) => Ty::runtime("Download"),
        }
    }

    fn attributes(&self, operation: &Operation, inputs: &[InputField]) -> Vec<EndpointAttribute> {
        let text = |key, value: String| EndpointAttribute::Text(Attribute::Value(key, value));
        let quoted = |key, value: &str| text(key, format!("{value:?}"));
        let returns = match &operation.returns {
            Payload::List(of) => Ty::Runtime("List", vec![self.record(operation, *of)]),
            Payload::One(of) => Ty::Runtime("One", vec![self.record(operation, *of)]),
            Payload::Plain(of) => Ty::Runtime("Plain", vec![self.carried(*of)]),
            Payload::Field(_, of) => Ty::Runtime("Field", vec![self.carried(*of)]),
            Payload::Nothing => Ty::runtime("Nothing"),
            Payload::Bytes(_) => Ty::runtime("Binary"),
        };
        let mut attributes = vec![
            quoted(method_word(operation.method), &operation.path.text),
            text("effect", effect_word(operation.effect).to_owned()),
        ];
        let own = |name: &str| Ty::Local(Place::new("", name));
        let credential = |index: &usize| own(&self.own.credentials[*index].name);
        match &operation.credentials[..] {
            [] => {}
            [only] => attributes.push(EndpointAttribute::Type("auth", credential(only))),
            several => attributes.push(EndpointAttribute::Types(
                "auth",
                several.iter().map(credential).collect(),
            )),
        }
        let envelope = self.own.envelopes[operation.server].as_ref();
        attributes.extend(envelope.map(|name| EndpointAttribute::Type("envelope", own(name))));
        attributes.extend(operation.kind.as_deref().map(|kind| quoted("kind", kind)));
        attributes.extend(
            self.api.servers[operation.server]
                .name
                .as_deref()
                .map(|name| quoted("server", name)),
        );
        let optional = [
            ("rate", operation.rate.clone()),
            ("idempotency", operation.idempotency.clone()),
            (
                "reconcile",
                operation
                    .reconcile
                    .as_ref()
                    .map(|_| reconcile::name(operation, self.siblings(operation))),
            ),
        ];
        let said = optional
            .iter()
            .filter_map(|(key, text)| Some((*key, text.as_deref()?)));
        attributes.extend(said.map(|(key, text)| quoted(key, text)));
        attributes.push(EndpointAttribute::Type("returns", returns));
        match &operation.returns {
            Payload::Field(name, _) => attributes.push(quoted("field", name)),
            Payload::Bytes(media) => attributes.push(quoted("media", media)),
            _ => {}
        }
        if let (true, Some(paging)) = (operation.paged, &self.api.paging) {
            let parameters = match paging {
                Paging::PageNumber(pages) => {
                    [("page", Some(&pages.page)), ("size", pages.size.as_ref())]
                }
            };
            for (key, name) in parameters {
                let name = name.map(|name| &name.value);
                let field = |input: &&InputField| input.query.as_ref() == name;
                let field = inputs.iter().find(field).filter(|_| name.is_some());
                attributes.extend(field.map(|input| text(key, input.field.name.clone())));
            }
        }
        if self.is_confidential(operation) {
            let word = Attribute::Word("confidential");
            attributes.push(EndpointAttribute::Text(word));
        }
        attributes
    }

    /// Whether a call carries a secret or is a step of a session.
    fn is_confidential(&self, operation: &Operation) -> bool {
        let mut steps = self.api.sessions.iter().flat_map(|session| &session.steps);
        let is_step = |step| std::ptr::eq(self.api.called(step), operation);
        let types = &self.api.types;
        let secret = |id| matches!(types.get(id).shape, TypeShape::Text(Format::Password));
        steps.any(is_step)
            || types
                .reached(roots(self.api, operation))
                .into_iter()
                .any(secret)
    }
}

fn plain_field(name: String, ty: Ty) -> Field {
    Field {
        docs: Vec::new(),
        attributes: Vec::new(),
        public: true,
        name,
        ty,
    }
}

fn argument(input: &InputField) -> MethodArgument {
    let passing = match &input.field.ty {
        ty if ty.takes_into() => Passing::Into,
        _ if input.is_body => Passing::Reference,
        _ => Passing::Value,
    };
    MethodArgument {
        name: input.field.name.clone(),
        ty: input.field.ty.clone(),
        passing,
    }
}

/// Whether a method takes the whole endpoint, whose fields give names to many or optional arguments.
fn whole(operation: &Operation, inputs: &[InputField]) -> bool {
    operation.paged || inputs.len() > MOST_ARGUMENTS || inputs.iter().any(|input| !input.required)
}

/// Returns the method and path of an operation: `GET /invoices/{id}`.
pub(crate) fn route(operation: &Operation) -> String {
    format!(
        "{} {}",
        method_word(operation.method).to_uppercase(),
        operation.path.text
    )
}

fn method_word(method: HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "get",
        HttpMethod::Post => "post",
        HttpMethod::Put => "put",
        HttpMethod::Patch => "patch",
        HttpMethod::Delete => "delete",
    }
}

fn effect_word(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "read",
        Effect::Replace => "replace",
        Effect::Delete => "delete",
        Effect::Create => "create",
        Effect::SideEffect => "side_effect",
    }
}
