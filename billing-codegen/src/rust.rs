//! The API as Rust: every name, path, attribute and body is decided here; `emit` only prints.

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

/// What is printed, file by file.
pub(crate) struct Output {
    /// The root module first.
    pub(crate) modules: Vec<Module>,
}

/// One file.
pub(crate) struct Module {
    /// Its name; the root has the API's.
    pub(crate) name: String,
    /// What it is about, for its `//!` lines.
    pub(crate) docs: Vec<String>,
    /// The modules below it.
    pub(crate) submodules: Vec<String>,
    /// How names are spelled in it.
    pub(crate) scope: Scope,
    /// What it defines.
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
    /// Items that another generator made, as source text.
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

/// `key`, `key = value` or `key(value, …)`; the values are source text.
#[derive(Clone)]
pub(crate) enum Attribute {
    Word(&'static str),
    Value(&'static str, String),
    List(&'static str, Vec<String>),
    /// `check = …`
    Check(Check),
}

/// A schema as JSON text, in which [`check::MARK`] stands around the index of each type that it names.
#[derive(Clone)]
pub(crate) struct Check {
    text: String,
    types: Vec<Place>,
}

/// `new`, which takes the required members.
pub(crate) struct Constructor {
    pub(crate) arguments: Vec<Argument>,
    /// Whether members beyond the arguments begin blank.
    pub(crate) has_more: bool,
}

/// One argument.
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    /// Whether it is taken as `impl Into<…>`.
    pub(crate) into: bool,
}

/// The required members of a struct that has too many for `new`.
pub(crate) struct Companion {
    pub(crate) name: String,
    pub(crate) of: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) has_more: bool,
}

/// A struct with positions: a newtype or a tuple.
pub(crate) struct Tuple {
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: String,
    pub(crate) positions: Vec<(Vec<Attribute>, Ty)>,
}

/// Listed values, or a union.
pub(crate) struct Enum {
    pub(crate) docs: Vec<String>,
    /// Traits that the standard library derives: listed values are compared all the time.
    pub(crate) traits: &'static [&'static str],
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: String,
    pub(crate) variants: Vec<Variant>,
}

/// One value or choice.
pub(crate) struct Variant {
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: String,
    pub(crate) payload: Option<Ty>,
}

/// A call as a value.
pub(crate) struct Endpoint {
    pub(crate) docs: Vec<String>,
    pub(crate) default: bool,
    /// `#[endpoint(…)]`; the values may hold types.
    pub(crate) attributes: Vec<EndpointAttribute>,
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

/// One key of `#[endpoint(…)]`.
pub(crate) enum EndpointAttribute {
    Text(Attribute),
    Type(&'static str, Ty),
    Types(&'static str, Vec<Ty>),
}

/// The operations of one resource.
pub(crate) struct Operations {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    pub(crate) methods: Vec<Method>,
}

/// One operation.
pub(crate) struct Method {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    pub(crate) arguments: Vec<MethodArgument>,
    pub(crate) endpoint: String,
    pub(crate) output: Ty,
    /// Whether the answer is read page by page.
    pub(crate) paged: bool,
    /// Whether the caller gives the whole endpoint.
    pub(crate) whole: bool,
    /// What finds out whether it was done.
    pub(crate) reconcile: Option<Reconcile>,
}

/// A method that finds out whether another one was done.
pub(crate) struct Reconcile {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The endpoint that is sent for it.
    pub(crate) endpoint: String,
    pub(crate) output: Ty,
    pub(crate) paged: bool,
}

/// How an argument reaches its field.
pub(crate) struct MethodArgument {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) passing: Passing,
}

/// By value, by `impl Into`, or by reference and cloned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    Value,
    Into,
    Reference,
}

/// The struct that stands for the whole API.
pub(crate) struct ApiStruct {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// Name and base URL of each server; the first has no name.
    pub(crate) servers: Vec<(Option<String>, String)>,
    pub(crate) resources: Vec<ResourceLink>,
}

/// The way from the API to a resource.
pub(crate) struct ResourceLink {
    /// The method that leads there.
    pub(crate) method: String,
    pub(crate) place: Place,
    /// The first line of its documentation.
    pub(crate) about: String,
}

/// A credential.
pub(crate) struct Credential {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The text inside each `#[credential(…)]`.
    pub(crate) attributes: Vec<String>,
    pub(crate) fields: Vec<Field>,
}

/// An API key of the runtime, under a name of the API.
pub(crate) struct ApiKey {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The type that says how it is sent.
    pub(crate) form: String,
    /// The word before it, where it is not the usual one.
    pub(crate) scheme: Option<String>,
    /// How many days old it should become at most.
    pub(crate) rotate: Option<u64>,
}

/// A session of the runtime, under a name of the API.
pub(crate) struct Session {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// What begins it.
    pub(crate) login: String,
    /// The type that says how it goes.
    pub(crate) protocol: String,
    /// The credential of calls that sign in.
    pub(crate) identity: Option<String>,
    /// What stores keep it under.
    pub(crate) form: String,
    /// The word before its token, where it is not the usual one.
    pub(crate) scheme: Option<String>,
    pub(crate) steps: Vec<Step>,
    /// Seconds, where they are not the usual ones.
    pub(crate) lifetime: Option<u64>,
    pub(crate) reuse: Option<u64>,
    /// Codes, each with a variant of the runtime's `Reaction`.
    pub(crate) codes: Vec<(String, &'static str)>,
}

/// One call of a session.
pub(crate) struct Step {
    /// The method of the runtime's `Form` that takes it.
    pub(crate) method: &'static str,
    pub(crate) endpoint: Place,
    /// Members of the body, each with a variant of the runtime's `Source`.
    pub(crate) send: Vec<(String, String)>,
    /// Parameters of the query, in the same way.
    pub(crate) query: Vec<(String, String)>,
    /// Variants of the runtime's `Take`, each with its path.
    pub(crate) take: Vec<(&'static str, String)>,
    pub(crate) bearer: Option<&'static str>,
}

/// An envelope.
pub(crate) struct Envelope {
    pub(crate) docs: Vec<String>,
    pub(crate) name: String,
    /// The parts of each `#[envelope(…)]`.
    pub(crate) attributes: Vec<Vec<String>>,
}

/// Decides how an API is written.
pub(crate) fn lower(api: &Api, foreign: &Foreign) -> Output {
    api::lower(api, foreign)
}

/// Decides how one operation of an API is written, with the types that it reaches.
#[cfg(feature = "cli")]
pub(crate) fn lower_one(api: &Api, foreign: &Foreign, resource: usize, operation: usize) -> Output {
    api::lower_one(api, foreign, resource, operation)
}

/// Decides how one schema is written, as a module of its own.
pub(crate) fn lower_types(schemas: &Schemas, types: &Types, root: TypeId, strict: bool) -> Output {
    item::lower_alone(schemas, types, root, strict)
}

/// Checks another name for a type, a field or a value.
pub(crate) fn check_rename(name: &str) -> Result<(), String> {
    match name.starts_with(char::is_uppercase) {
        true if name == "Other" => Err(
            "`Other` is what generated enums call a value that their schema does not list: write another name"
                .to_owned(),
        ),
        true => check_name(name),
        false => name::check_field_name(name),
    }
}

/// Checks the name that a caller asks for.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    if names::SPELLED.contains(&name) {
        return Err(format!(
            "`{name}` is what the derives take for a type of their own: write another name"
        ));
    }
    match name::is_type_name(name) {
        true => Ok(()),
        false => Err(format!(
            "`{name}` is not a Rust type name: write one such as `Invoice`"
        )),
    }
}
