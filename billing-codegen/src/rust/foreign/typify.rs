//! Makes types with typify, on a separate thread since it may panic, and with a time limit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use schemars::schema::Schema;
use serde_json::{Value, json};
use typify_impl::{TypeSpace, TypeSpaceSettings};

use super::closure::{definitions, reached};
use super::draft7::Writer;
use super::{Foreign, MODULE};
use crate::model::types::{Shape, TypeId};
use crate::model::{Api, Use};
use crate::report::{Code, Reporter};
use crate::rust::call_names::uses;
use crate::rust::module::parameter_roots;
use crate::rust::name::{type_name, unique};
use crate::rust::names::{Names, NamingContext};
use crate::schema::{Schema as Written, SchemaId};

/// How long typify may take; on some schemas it never returns.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The stack size of its thread in bytes; typify is recursive.
const STACK: usize = 64 << 20;

/// The output of typify: the names of the types, in the order of the definitions, and the code.
struct Generated {
    names: Vec<String>,
    text: String,
}

/// The name and the schema of each definition.
type Definitions = Vec<(String, Value)>;

/// Makes the types of all request and response bodies with typify; reports the schemas that it refuses.
pub(super) fn make(api: &Api, reporter: &mut Reporter) -> Foreign {
    let carried = carried(api);
    let roots: Vec<SchemaId> = carried
        .iter()
        .map(|id| api.types.get(*id).written)
        .collect();
    let parts = definitions(&api.schemas, &roots);
    let names = named(api, parts.keys().copied());
    let mut writer = Writer {
        schemas: &api.schemas,
        names: &names,
        reporter,
    };
    let written: BTreeMap<SchemaId, Value> = parts
        .keys()
        .map(|id| (*id, writer.definition(*id)))
        .collect();
    if reporter.has_errors() || roots.is_empty() {
        return Foreign::default();
    }
    let some = |ids: &BTreeSet<SchemaId>| -> Definitions {
        let of = |id: &SchemaId| (names[id].clone(), written[id].clone());
        ids.iter().map(of).collect()
    };
    let all: BTreeSet<SchemaId> = parts.keys().copied().collect();
    match run(some(&all)) {
        Ok(made) => {
            let made_names: BTreeMap<SchemaId, String> = all.into_iter().zip(made.names).collect();
            let of = |id: &TypeId| (*id, made_names[&api.types.get(*id).written].clone());
            Foreign {
                names: carried.iter().map(of).collect(),
                text: made.text,
            }
        }
        Err(reason) => {
            // The smallest set of definitions that fails by itself contains the reason.
            let mut closures: Vec<_> = parts.keys().map(|id| (*id, reached(&parts, *id))).collect();
            closures.sort_by_key(|(id, closure)| (closure.len(), *id));
            let mut failing = closures
                .iter()
                .filter_map(|(id, closure)| Some((*id, run(some(closure)).err()?)));
            let (id, reason) = failing.next().unwrap_or((roots[0], reason));
            let message = format!("typify cannot make a type of this schema: {reason}");
            let error = reporter.error(Code::Typify, &api.schemas.get(id).origin, message);
            error.help(
                "write it in another way, or leave out `engine = \"typify\"` under `[types]`",
            );
            Foreign::default()
        }
    }
}

/// Returns the outermost named types in request and response bodies, except types of parameters, which are not made
/// with typify.
fn carried(api: &Api) -> Vec<TypeId> {
    let operations = api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations);
    let parameters = operations
        .clone()
        .flat_map(|operation| parameter_roots(api, operation));
    let own: BTreeSet<TypeId> = api.types.reached(parameters).into_iter().collect();
    let uses =
        operations.flat_map(|operation| operation.body.into_iter().chain(operation.returns.ty()));
    let mut open: Vec<TypeId> = uses
        .filter_map(|is| match is {
            Use::Schema(id) => api.types.of(&api.schemas, id),
            Use::Id(_) => None,
        })
        .collect();
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = open.pop() {
        let ty = api.types.get(id);
        if !seen.insert(id) || own.contains(&id) {
            continue;
        }
        match ty.shape {
            Shape::Same(other) => open.push(other),
            _ if ty.shape.is_defined() || api.types.is_checked(id) => drop(found.insert(id)),
            _ => open.extend(ty.shape.parts()),
        }
    }
    found.into_iter().collect()
}

/// Names definitions in the way that this crate names its own types.
fn named(api: &Api, ids: impl Iterator<Item = SchemaId>) -> BTreeMap<SchemaId, String> {
    let ids: Vec<SchemaId> = ids.collect();
    let type_of = |id: SchemaId| {
        let of = api.types.of(&api.schemas, id)?;
        // Another schema with the same type needs another name.
        (api.types.get(of).written == id).then_some(of)
    };
    let types: Vec<TypeId> = ids.iter().filter_map(|id| type_of(*id)).collect();
    let context = NamingContext {
        types: &api.types,
        schemas: &api.schemas,
        module: &|_| MODULE.into(),
        uses: &uses(api),
    };
    let mut names = Names::assign(&context, &types);
    let mut named = BTreeMap::new();
    for id in ids {
        let known = type_of(id).and_then(|of| names.get(of)).map(str::to_owned);
        let name = known.unwrap_or_else(|| {
            let name = type_name(place(api.schemas.get(id))).unwrap_or_else(|| "Type".to_owned());
            unique(&name, names.taken(MODULE))
        });
        named.insert(id, name);
    }
    named
}

/// Returns the last token of a schema's pointer.
fn place(schema: &Written) -> &str {
    schema.origin.pointer.rsplit('/').next().unwrap_or_default()
}

/// Runs typify on a separate thread; a thread that never returns ends with the process.
fn run(definitions: Definitions) -> Result<Generated, String> {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::Builder::new()
        .name("typify".into())
        .stack_size(STACK);
    let thread = thread
        .spawn(move || {
            // The receiver may have given up.
            let _ = sender.send(types(definitions));
        })
        .map_err(|error| error.to_string())?;
    let reason = match receiver.recv_timeout(TIMEOUT) {
        Ok(Ok(made)) => return Ok(made),
        Ok(Err(reason)) => reason,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            format!("typify did not finish within {} s", TIMEOUT.as_secs())
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => match thread.join() {
            Ok(()) => "typify returned nothing".to_owned(),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).into()));
                text.unwrap_or_else(|| "a panic".to_owned())
            }
        },
    };
    Err(reason.lines().next().unwrap_or_default().to_owned())
}

fn types(definitions: Definitions) -> Result<Generated, String> {
    let mut schemas = Vec::new();
    for (name, schema) in definitions {
        let schema: Schema = serde_json::from_value(schema).map_err(|error| error.to_string())?;
        schemas.push((name, schema));
    }
    let wanted: Vec<String> = schemas.iter().map(|(name, _)| name.clone()).collect();
    let mut space = TypeSpace::new(&TypeSpaceSettings::default());
    space
        .add_ref_types(schemas)
        .map_err(|error| error.to_string())?;
    let mut names = Vec::new();
    for name in wanted {
        let reference = json!({ "$ref": format!("#/definitions/{name}") });
        let reference: Schema =
            serde_json::from_value(reference).map_err(|error| error.to_string())?;
        let id = space
            .add_type(&reference)
            .map_err(|error| error.to_string())?;
        let ty = space.get_type(&id).map_err(|error| error.to_string())?;
        names.push(ty.ident().to_string());
    }
    let distinct: BTreeSet<&String> = names.iter().collect();
    if distinct.len() < names.len() {
        return Err("two schemas would have the same name there".to_owned());
    }
    Ok(Generated {
        names,
        text: space.to_stream().to_string(),
    })
}
