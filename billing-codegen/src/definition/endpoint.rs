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
    /// The server, if it is not the API's own base URL.
    pub server: Option<Sited<String>>,
    /// The credentials, if they differ from the server's.
    pub auth: Option<AuthUse>,
    /// What callers give outside of the body, in source order.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back.
    pub responses: Responses,
    /// How often it may be called, such as `10/min`.
    pub rate: Option<Sited<String>>,
    /// Where it takes an idempotency key, if that differs from the API.
    pub idempotency: Option<KeyUse>,
    /// The operation that can tell whether a call of this one was carried out.
    pub reconcile: Option<Sited<String>>,
}

/// Where an endpoint takes an idempotency key.
#[derive(Clone, Debug)]
pub enum KeyUse {
    /// It takes none.
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
    /// What a call does on the server, and so whether it may be sent again.
    Effect {
        /// Changes nothing.
        Read = "read",
        /// Sets a known state.
        Replace = "replace",
        /// Removes.
        Delete = "delete",
        /// Makes something new; is not repeated automatically.
        Create = "create",
        /// Does something else that counts; is not repeated automatically.
        SideEffect = "side-effect",
    }
}

/// A type that an endpoint names.
#[derive(Clone, Debug)]
pub enum TypeUse {
    /// What a schema describes.
    Schema(SchemaId),
    /// The id of a record of this resource.
    Id(Sited<String>),
}

/// A value that callers give outside of the body.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Sited<String>,
    /// Where it goes, and how its value is written there.
    pub place: Place,
    /// Its type; `None` if the type could not be read, which has been reported.
    pub ty: Option<TypeUse>,
}

/// Where a parameter goes; each location has its own styles, as in OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A placeholder of the path has its name.
    Path(PathStyle),
    /// The query.
    Query(QueryStyle),
}

/// How a value is written in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// As a single value, percent-encoded; OpenAPI's `simple`.
    Simple,
}

/// How a value is written in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStyle {
    /// Each member of an object as a separate pair, lists by repeating the name; OpenAPI's `form` with `explode`. The
    /// parameter's own name is not sent.
    FormExplode,
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Body {
    /// The format.
    pub media_type: MediaType,
    /// Its type.
    pub ty: TypeUse,
}

/// A format of bodies that values can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`
    Json,
}

/// What comes back, by status.
#[derive(Clone, Debug)]
pub struct Responses {
    /// For every status of success.
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
    /// The data itself.
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
