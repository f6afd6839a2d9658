//! Collects what the mock needs from an API: its operations and the places of their schemas.

use std::fmt;

use billing_codegen::model::{Api, Credential, Envelope, Method, Paging, Payload, Template, Use};
use billing_codegen::schema::SchemaId;
use billing_codegen::source::FileId;

/// An API that the mock serves.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) paging: Option<Paging>,
}

/// One of the API's origins; the mock serves all of them on one port.
#[derive(Debug)]
pub(crate) struct Mount {
    pub(crate) name: Option<String>,
    /// The prefix of the paths of its operations, without a slash at the end.
    pub(crate) path: String,
    /// The envelope for refusals of requests that match no operation.
    pub(crate) envelope: Option<Envelope>,
}

/// One call.
#[derive(Debug)]
pub(crate) struct Operation {
    /// `resource.operation`
    pub(crate) name: String,
    pub(crate) resource: String,
    pub(crate) method: Method,
    pub(crate) path: Template,
    pub(crate) mount: usize,
    pub(crate) credentials: Vec<usize>,
    /// The envelope of responses.
    pub(crate) envelope: Option<Envelope>,
    pub(crate) parameters: Vec<(String, Option<Place>)>,
    pub(crate) query: Option<Place>,
    pub(crate) body: Option<Place>,
    pub(crate) returns: Returns,
    pub(crate) kind: Option<String>,
    pub(crate) paged: bool,
}

/// The payload of a response with its schema (an id has no schema).
#[derive(Debug)]
pub(crate) enum Returns {
    List(Option<Place>),
    One(Option<Place>),
    Plain(Option<Place>),
    Field(String, Option<Place>),
    Nothing,
    Bytes(String),
}

/// The place of a schema: a file of the folder and a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) document: String,
    pub(crate) pointer: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.document, self.pointer)
    }
}

impl Place {
    /// Returns the place one or more steps below this one.
    pub(crate) fn join(&self, steps: &[&str]) -> Self {
        let mut pointer = self.pointer.clone();
        for step in steps {
            pointer.push('/');
            pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        }
        Self {
            document: self.document.clone(),
            pointer,
        }
    }
}

impl Returns {
    pub(crate) fn place(&self) -> Option<&Place> {
        match self {
            Self::List(place) | Self::One(place) | Self::Plain(place) | Self::Field(_, place) => {
                place.as_ref()
            }
            Self::Nothing | Self::Bytes(_) => None,
        }
    }
}

impl Plan {
    pub(crate) fn new(api: &Api, file_name: impl Fn(FileId) -> String) -> Self {
        let place = |id: SchemaId| {
            let origin = &api.schemas.get(id).origin;
            Place {
                document: file_name(origin.file),
                pointer: origin.pointer.to_string(),
            }
        };
        let used = |used: &Use| match used {
            Use::Schema(id) => Some(place(*id)),
            Use::Id(_) => None,
        };
        let operations = api
            .resources
            .iter()
            .flat_map(|resource| &resource.operations)
            .map(|operation| Operation {
                name: format!("{}.{}", operation.resource, operation.name),
                resource: operation.resource.clone(),
                method: operation.method,
                path: operation.path.clone(),
                mount: operation.server,
                credentials: operation.credentials.clone(),
                envelope: api.envelope(operation).cloned(),
                parameters: operation
                    .path_parameters
                    .iter()
                    .map(|parameter| (parameter.name.clone(), used(&parameter.ty)))
                    .collect(),
                query: operation.query.map(place),
                body: operation.body.as_ref().and_then(used),
                returns: match &operation.returns {
                    Payload::List(of) => Returns::List(used(of)),
                    Payload::One(of) => Returns::One(used(of)),
                    Payload::Plain(of) => Returns::Plain(used(of)),
                    Payload::Field(name, of) => Returns::Field(name.clone(), used(of)),
                    Payload::Nothing => Returns::Nothing,
                    Payload::Bytes(media) => Returns::Bytes(media.clone()),
                },
                kind: operation.kind.clone(),
                paged: operation.paged,
            })
            .collect();
        Self {
            name: api.name.clone(),
            mounts: mounts(api),
            operations,
            credentials: api.credentials.clone(),
            paging: api.paging.clone(),
        }
    }

    /// Returns the mount whose prefix a path begins with, or else the API's main server.
    pub(crate) fn mount_of(&self, path: &str) -> Option<&Mount> {
        let below = |mount: &&Mount| {
            let rest = path.strip_prefix(mount.path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let nearest = self
            .mounts
            .iter()
            .filter(below)
            .max_by_key(|m| m.path.len());
        nearest.or_else(|| self.mounts.first())
    }

    pub(crate) fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
    }
}

/// Returns the mount of each origin. Two origins with the same path cannot be told apart on one port, so the path of
/// the later one begins with its name.
fn mounts(api: &Api) -> Vec<Mount> {
    let mut mounts: Vec<Mount> = Vec::new();
    for server in &api.servers {
        // A variable of the path that only the caller knows is replaced by its name.
        let mut path = path_of(&server.base_url).replace(['{', '}'], "");
        if mounts.iter().any(|mount| mount.path == path) {
            path = format!("/~{}{path}", server.name.as_deref().unwrap_or("api"));
        }
        mounts.push(Mount {
            name: server.name.clone(),
            path,
            envelope: server.envelope.clone(),
        });
    }
    mounts
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.trim_end_matches('/')
}

/// Returns the HTTP name of a method.
pub(crate) fn word(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_base_url() {
        assert_eq!(path_of("https://www.example.com/api/"), "/api");
        assert_eq!(path_of("https://www.example.com"), "");
    }

    #[test]
    fn a_step_is_escaped() {
        let place = Place {
            document: "a.json".into(),
            pointer: String::new(),
        };
        assert_eq!(
            place.join(&["properties", "a/b~c"]).to_string(),
            "a.json#/properties/a~1b~0c"
        );
    }
}
