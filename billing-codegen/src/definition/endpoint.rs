//! Endpoints: one call each, with its parameters, body and response.

use super::AuthUse;
use super::words::words;
use crate::schema::SchemaId;
use crate::source::{Origin, Sited};

/// One call.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Where it is defined.
    pub origin: Origin,
    /// The resource that it belongs to.
    pub resource: Sited<String>,
    /// Its name within the resource.
    pub name: Sited<String>,
    /// What it does.
    pub doc: Option<String>,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with `{placeholders}` and perhaps a fixed query.
    pub path: Sited<String>,
    /// What a call does on the server.
    pub effect: Effect,
    /// The server; `None` for the API's own base URL.
    pub server: Option<Sited<String>>,
    /// The credentials; `None` for those of the server.
    pub auth: Option<AuthUse>,
    /// The parameters of the path and the query, in source order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses that a call can receive.
    pub responses: Responses,
    /// How often it may be called, such as `10/min`.
    pub rate: Option<Sited<String>>,
    /// Where the idempotency key goes; `None` for the API's default.
    pub idempotency: Option<KeyUse>,
    /// The operation that can tell whether a call of this one was carried out.
    pub reconcile: Option<Sited<String>>,
}

/// Where the idempotency key of an endpoint goes.
#[derive(Clone, Debug)]
pub enum KeyUse {
    /// The endpoint takes no key.
    None,
    /// In the header of this name.
    Header(Sited<String>),
}

words! {
    /// An HTTP method that an endpoint can have.
    Method {
        /// `GET`
        Get = "get",
        /// `POST`
        Post = "post",
        /// `PUT`
        Put = "put",
        /// `PATCH`
        Patch = "patch",
        /// `DELETE`
        Delete = "delete",
    }
}

words! {
    /// What a call does on the server; decides whether the call may be sent again.
    Effect {
        /// Changes nothing.
        Read = "read",
        /// Sets a known state.
        Replace = "replace",
        /// Removes.
        Delete = "delete",
        /// Makes something new; is not repeated automatically.
        Create = "create",
        /// Has another effect that must not happen twice; is not repeated automatically.
        SideEffect = "side-effect",
    }
}

/// A type that an endpoint names.
#[derive(Clone, Debug)]
pub enum TypeUse {
    /// The type that a schema describes.
    Schema(SchemaId),
    /// The id of a record of this resource.
    Id(Sited<String>),
}

/// A parameter of the path or the query.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Sited<String>,
    /// Where it goes, and how its value is serialized there.
    pub place: Place,
    /// The type of its value; `None` if the type could not be read, which has been reported.
    pub ty: Option<TypeUse>,
}

/// Where a parameter goes. Each place has its own styles, as in OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The path, in the placeholder of the same name.
    Path(PathStyle),
    /// The query.
    Query(QueryStyle),
}

/// How a value is serialized in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// As a single value, percent-encoded; OpenAPI's `simple`.
    Simple,
}

/// How a value is serialized in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStyle {
    /// Each member of an object becomes a `name=value` pair, and a list repeats the name: OpenAPI's `form` with
    /// `explode`. The parameter's own name is not sent.
    FormExplode,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type.
    pub media_type: MediaType,
    /// The type of its value.
    pub ty: TypeUse,
}

/// A media type that request bodies can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`
    Json,
}

/// The responses of an endpoint by status.
#[derive(Clone, Debug)]
pub struct Responses {
    /// The response for every 2xx status.
    pub success: Response,
}

/// One response.
#[derive(Clone, Debug)]
pub struct Response {
    /// Where it is defined.
    pub origin: Origin,
    /// What it carries.
    pub payload: Payload,
    /// The value that the envelope's kind member must have.
    pub kind: Option<Sited<String>>,
}

/// What a response carries.
#[derive(Clone, Debug)]
pub enum Payload {
    /// A list of records.
    List(TypeUse),
    /// A record, or a list of one.
    One(TypeUse),
    /// The data itself, which is not a record.
    Plain(TypeUse),
    /// A member of the envelope beside the data.
    Field(Sited<String>, TypeUse),
    /// No data.
    Nothing,
    /// Bytes of this media type.
    Bytes(Sited<String>),
}

impl Payload {
    /// Returns the type of the data.
    pub fn ty(&self) -> Option<&TypeUse> {
        match self {
            Self::List(ty) | Self::One(ty) | Self::Plain(ty) | Self::Field(_, ty) => Some(ty),
            Self::Nothing | Self::Bytes(_) => None,
        }
    }
}

impl Endpoint {
    /// Returns every type that the endpoint names.
    pub fn types(&self) -> impl Iterator<Item = &TypeUse> {
        let parameters = self.parameters.iter();
        let parameters = parameters.filter_map(|parameter| parameter.ty.as_ref());
        let body = self.body.as_ref().map(|body| &body.ty);
        parameters
            .chain(body)
            .chain(self.responses.success.payload.ty())
    }
}
