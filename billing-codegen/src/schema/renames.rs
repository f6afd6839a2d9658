//! Applies the names that the caller chooses for types, fields and variants, by the location of the schema.

use std::collections::BTreeMap;

use crate::report::{Code, Reporter};
use crate::source::cursor::unescape;
use crate::source::{At, FileId, Json, Origin, Sited, Sources};

use super::parse::Parser;
use super::{SchemaId, Schemas};

/// A chosen name for the item at a location.
#[derive(Clone, Debug)]
pub struct Rename {
    /// A reference, such as `client.json#/definitions/stored`.
    pub place: Sited<String>,
    /// The name.
    pub name: Sited<String>,
}

/// Applies the names that the caller chooses; `check` returns the reason why a name is invalid.
///
/// A name that begins with a capital letter names a type, a variant of a union, or a value of an `enum`;
/// any other name is the field of a member.
pub fn rename(
    schemas: &mut Schemas,
    sources: &Sources,
    renames: &[Rename],
    check: fn(&str) -> Result<(), String>,
    reporter: &mut Reporter,
) {
    let mut given = Given::new();
    for Rename { place, name } in renames {
        if let Err(message) = check(&name.value) {
            reporter.error(Code::BadName, &name.origin, message);
            continue;
        }
        let from = &place.origin;
        let mut parser = Parser::new(sources, schemas, reporter);
        let Some(at) = parser.place(&place.value, from) else {
            continue;
        };
        match target(schemas, &at, is_type(name)) {
            Some(target) => schemas.give(&target, name, from, &mut given, reporter),
            None => {
                let (message, help) = nothing(&at, place, name);
                reporter.error(Code::BadValue, from, message).help(help);
            }
        }
    }
}

/// The item at a location.
enum Target {
    Type(SchemaId),
    Field(SchemaId, String),
    Value(SchemaId, usize),
}

/// The origin of each chosen name. The key is the scope in which names must differ, and the name.
type Given = BTreeMap<(Option<SchemaId>, String), Origin>;

fn is_type(name: &Sited<String>) -> bool {
    name.value.starts_with(|c: char| c.is_uppercase())
}

fn target(schemas: &Schemas, at: &At<'_>, of_type: bool) -> Option<Target> {
    let find = |file: FileId, pointer: &str| schemas.find(file, pointer);
    let Some((before, last)) = at.pointer.rsplit_once('/') else {
        return find(at.file, "").filter(|_| of_type).map(Target::Type);
    };
    if let (true, Some(holder)) = (of_type, before.strip_suffix("/enum"))
        && let (Some(id), Ok(index)) = (find(at.file, holder), last.parse())
    {
        return Some(Target::Value(id, index));
    }
    match of_type {
        true => find(at.file, &at.pointer).map(Target::Type),
        false => {
            let id = find(at.file, before.strip_suffix("/properties")?)?;
            Some(Target::Field(id, unescape(last)))
        }
    }
}

fn nothing(at: &At<'_>, place: &Sited<String>, name: &Sited<String>) -> (String, &'static str) {
    let (place, name) = (&place.value, &name.value);
    let is_schema = matches!(at.node.value, Json::Object(_));
    match is_schema {
        true if name.starts_with(char::is_uppercase) => (
            format!("nothing is generated from `{place}`"),
            "name a schema that an endpoint uses, or a value of its `enum` as `…/enum/0`",
        ),
        true => (
            format!("`{place}` is not a member, and `{name}` can only name a field"),
            "the name of a type begins with a capital letter; to name a field, refer to `…/properties/member`",
        ),
        false => (
            format!("`{place}` is neither a schema nor a value of an `enum`"),
            "name a schema, a member as `…/properties/member`, or a value as `…/enum/0`",
        ),
    }
}

impl Schemas {
    fn give(
        &mut self,
        target: &Target,
        name: &Sited<String>,
        from: &Origin,
        given: &mut Given,
        reporter: &mut Reporter,
    ) {
        let among = match target {
            Target::Type(id) => {
                self.all[id.0 as usize].type_name = Some(Box::new(name.clone()));
                None
            }
            Target::Field(id, wire) => {
                let mut properties = self.all[id.0 as usize].properties.iter_mut();
                if let Some(property) = properties.find(|property| property.name.value == *wire) {
                    property.field = Some(Box::new(name.clone()));
                }
                Some(*id)
            }
            Target::Value(id, index) => {
                let names = &mut self.all[id.0 as usize].value_names;
                names.insert(*index, name.clone());
                Some(*id)
            }
        };
        if let Some(first) = given.insert((among, name.value.clone()), from.clone()) {
            let message = format!("two items have the chosen name `{}`", name.value);
            let error = reporter.error(Code::NameCollision, &name.origin, message);
            error
                .also(&first, "the first one")
                .help("choose another name for one of the two");
        }
    }
}
