//! Turns the API into Rust code. Every name, path, attribute and body is decided here; `emit` only prints them.

mod api;
mod attribute;
mod blank;
mod call_names;
mod check;
mod doc;
mod foreign;
mod item;
mod literal;
mod module;
mod name;
mod names;
mod operation;
mod reconcile;
mod recursion;
mod root_names;
mod scope;
mod spelling;
mod taken;
mod ty;
mod uses;

pub(crate) use doc::on_one_line;
pub(crate) use foreign::Foreign;
#[cfg(feature = "cli")]
pub(crate) use operation::route;
pub(crate) use scope::Scope;
pub(crate) use ty::{Place, Ty};

use crate::model::Api;
use crate::model::types::{TypeId, Types};
use crate::schema::Schemas;

/// The code to print, one module per file.
pub(crate) struct Output {
    /// The modules, starting with the root module.
    pub(crate) modules: Vec<Module>,
}

/// One module, printed as one file.
pub(crate) struct Module {
    /// Its name; empty for the root module.
    pub(crate) name: String,
    /// Its `//!` lines.
    pub(crate) docs: Vec<String>,
    /// The names of its submodules.
    pub(crate) submodules: Vec<String>,
    /// How names are written in it.
    pub(crate) scope: Scope,
    /// Its definitions.
    pub(crate) items: Vec<Item>,
}

/// One definition, with its documentation.
pub(crate) enum Item {
    Struct(Struct),
    Tuple(Tuple),
    Enum(Enum),
    Companion(Companion),
    Endpoint(Endpoint),
    Operations(Operations),
    Api(ApiStruct),
    Credential(Credential),
    ApiKey(ApiKey),
    Session(Box<Session>),
    Envelope(Envelope),
    /// Items that another generator made, as code.
    Verbatim(String),
}

/// A struct with named fields.
pub(crate) struct Struct {
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) constructor: Option<Constructor>,
}
/// One field.
pub(crate) struct Field {
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) public: bool,
    pub(crate) name: String,
    pub(crate) ty: Ty,
}

/// `key`, `key = value` or `key(value, …)`; the values are code.
#[derive(Clone)]
pub(crate) enum Attribute {
    Word(&'static str),
    Value(&'static str, String),
    List(&'static str, Vec<String>),
    /// `check = …`
    Check(Check),
}

/// A schema as JSON, in which each named type is written as its index between two [`check::MARK`]s.
#[derive(Clone)]
pub(crate) struct Check {
    text: String,
    types: Vec<Place>,
}

/// The function `new`, which takes the required members.
pub(crate) struct Constructor {
    pub(crate) arguments: Vec<Argument>,
    /// Whether there are other members, which start blank.
    pub(crate) has_more: bool,
}

/// One argument of `new`.
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    /// Whether its type is written `impl Into<…>`.
    pub(crate) into: bool,
}

/// A struct with the required members of another struct, which has too many of them for `new`.
pub(crate) struct Companion {
    pub(crate) name: String,
    pub(crate) of: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) has_more: bool,
}

/// A tuple struct.
pub(crate) struct Tuple {
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: String,
    pub(crate) positions: Vec<(Vec<Attribute>, Ty)>,
}

/// An enum: listed values or a union.
pub(crate) struct Enum {
    pub(crate) docs: Vec<String>,
    /// The derives of the standard library. Only enums of listed values have any, since programs often compare them.
    pub(crate) traits: &'static [&'static str],
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: String,
    pub(crate) variants: Vec<Variant>,
}

/// One variant of an enum.
pub(crate) struct Variant {
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: String,
    pub(crate) payload: Option<Ty>,
}

/// The struct of an endpoint; each value of it is a call.
pub(crate) struct Endpoint {
    pub(crate) docs: Vec<String>,
    pub(crate) default: bool,
    /// The keys of `#[endpoint(…)]`.
    pub(crate) attributes: Vec<EndpointAttribute>,
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

/// One key of `#[endpoint(…)]` with its value, which may be a type.
pub(crate) enum EndpointAttribute {
    Text(Attribute),
    Type(&'static str, Ty),
    Types(&'static str, Vec<Ty>),
}

/// The struct whose methods call the operations of one resource.
pub(crate) struct Operations {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    pub(crate) methods: Vec<Method>,
}

/// The method of one operation.
pub(crate) struct Method {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    pub(crate) arguments: Vec<MethodArgument>,
    pub(crate) endpoint: String,
    pub(crate) output: Ty,
    /// Whether it returns the pages of a list.
    pub(crate) paged: bool,
    /// Whether its argument is the whole endpoint.
    pub(crate) whole: bool,
    /// The method that finds out whether it was done.
    pub(crate) reconcile: Option<Reconcile>,
}

/// A method that finds out whether a call of another method was done.
pub(crate) struct Reconcile {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The endpoint that it calls.
    pub(crate) endpoint: String,
    pub(crate) output: Ty,
    pub(crate) paged: bool,
}

/// One argument of a method, and how it is passed to its field.
pub(crate) struct MethodArgument {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) passing: Passing,
}

/// How an argument is passed: by value, as `impl Into`, or by reference and then cloned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    Value,
    Into,
    Reference,
}

/// The struct of the whole API.
pub(crate) struct ApiStruct {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The name and base URL of each server; the first server has no name.
    pub(crate) servers: Vec<(Option<String>, String)>,
    pub(crate) resources: Vec<ResourceLink>,
}

/// A method of the API's struct that returns the operations of a resource.
pub(crate) struct ResourceLink {
    /// The name of the method.
    pub(crate) method: String,
    pub(crate) place: Place,
    /// The documentation of the method.
    pub(crate) about: String,
}

/// A credential that is a struct with a derive.
pub(crate) struct Credential {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The arguments of each `#[credential(…)]`.
    pub(crate) attributes: Vec<String>,
    pub(crate) fields: Vec<Field>,
}

/// An alias of the runtime's API key.
pub(crate) struct ApiKey {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The type that defines how it is sent.
    pub(crate) kind: String,
    /// The authentication scheme, unless it is the default.
    pub(crate) scheme: Option<String>,
    /// The number of days after which it should be rotated.
    pub(crate) rotate: Option<u64>,
}

/// An alias of the runtime's session.
pub(crate) struct Session {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The name of the type that starts it.
    pub(crate) login: String,
    /// The name of the type that defines its protocol.
    pub(crate) protocol: String,
    /// The credential of the calls that sign in.
    pub(crate) identity: Option<String>,
    /// Its key in token stores.
    pub(crate) key: String,
    /// The authentication scheme, unless it is the default.
    pub(crate) scheme: Option<String>,
    pub(crate) steps: Vec<Step>,
    /// The lifetime of access tokens in seconds, unless it is the default.
    pub(crate) lifetime: Option<u64>,
    /// How long the service accepts a used refresh token, in seconds, unless it is the default.
    pub(crate) reuse: Option<u64>,
    /// Error codes, each with a variant of the runtime's `Reaction`.
    pub(crate) codes: Vec<(String, &'static str)>,
}

/// One call of a session.
pub(crate) struct Step {
    /// The method of the runtime's `SessionSpec` that sets it.
    pub(crate) method: &'static str,
    pub(crate) endpoint: Place,
    /// The members of the body, each with a variant of the runtime's `Input`.
    pub(crate) send: Vec<(String, String)>,
    /// The parameters of the query, each with a variant of the runtime's `Input`.
    pub(crate) query: Vec<(String, String)>,
    /// Variants of the runtime's `Output`, each with its path in the response.
    pub(crate) take: Vec<(&'static str, String)>,
    pub(crate) bearer: Option<&'static str>,
}

/// An envelope.
pub(crate) struct Envelope {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The arguments of each `#[envelope(…)]`.
    pub(crate) attributes: Vec<Vec<String>>,
}

/// Decides the code of an API.
pub(crate) fn lower(api: &Api, foreign: &Foreign) -> Output {
    api::lower(api, foreign)
}

/// Decides the code of one operation of an API and of the types that it reaches.
#[cfg(feature = "cli")]
pub(crate) fn lower_one(api: &Api, foreign: &Foreign, resource: usize, operation: usize) -> Output {
    api::lower_one(api, foreign, resource, operation)
}

/// Decides the code of the types of one schema, as one module.
pub(crate) fn lower_types(schemas: &Schemas, types: &Types, root: TypeId, strict: bool) -> Output {
    item::lower_alone(schemas, types, root, strict)
}

/// Checks a name that the user chose for a type, a field or a value.
pub(crate) fn check_rename(name: &str) -> Result<(), String> {
    match name.starts_with(char::is_uppercase) {
        true if name == "Other" => Err(
            "`Other` is the variant of generated enums for values that their schema does not list: choose another name"
                .to_owned(),
        ),
        true => check_name(name),
        false => name::check_field_name(name),
    }
}

/// Checks a name that the user chose for a type.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    if names::SPELLED.contains(&name) {
        return Err(format!(
            "the derives take `{name}` for a type of the runtime: choose another name"
        ));
    }
    match name::is_type_name(name) {
        true => Ok(()),
        false => Err(format!(
            "`{name}` is not a Rust type name: write one such as `Invoice`"
        )),
    }
}
