//! Endpoints: one call each, with its parameters, body and response.

use super::AuthUse;
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
    /// The server, where it is not the API's own base URL.
    pub server: Option<Sited<String>>,
    /// The credentials, where they differ from the server's.
    pub auth: Option<AuthUse>,
    /// The types of the placeholders; `None` where a type could not be read, which was reported.
    pub path_parameters: Vec<(Sited<String>, Option<TypeUse>)>,
    /// The type whose members are the parameters of the query.
    pub query: Option<TypeUse>,
    /// The type of the body.
    pub body: Option<TypeUse>,
    /// What a successful response carries.
    pub returns: Returns,
    /// How often it may be called, such as `10/min`.
    pub rate: Option<Sited<String>>,
    /// Where it takes an idempotency key, where that differs from the API's way.
    pub idempotency: Option<KeyUse>,
    /// The operation that tells whether a call of this one was carried out.
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

/// An HTTP method that an endpoint can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

/// What a call does on the server, and so whether it may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Sets a known state.
    Replace,
    /// Removes.
    Delete,
    /// Makes something new; is not repeated automatically.
    Create,
    /// Does something else that counts; is not repeated automatically.
    SideEffect,
}

/// A type that an endpoint names.
#[derive(Clone, Debug)]
pub enum TypeUse {
    /// What a schema describes.
    Schema(SchemaId),
    /// The id of a record of this resource.
    Id(Sited<String>),
}

/// What a successful response carries.
#[derive(Clone, Debug)]
pub struct Returns {
    /// Where it is defined.
    pub origin: Origin,
    /// The data.
    pub shape: Shape,
    /// What the envelope's kind member must say.
    pub kind: Option<Sited<String>>,
}

/// The data of a response.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A list of records.
    List(TypeUse),
    /// A record, or a list of one.
    One(TypeUse),
    /// The data as it is.
    Plain(TypeUse),
    /// A member of the envelope, outside of the data.
    Field(Sited<String>, TypeUse),
    /// No data.
    Nothing,
    /// Bytes of this media type.
    Bytes(Sited<String>),
}
