//! Checks that the parameters of paths and queries have types that a URL can carry.

use std::collections::{BTreeMap, BTreeSet};

use super::types::{ObjectMember, Shape, TypeId, Types};
use super::{Api, Operation, Resource, Use};
use crate::report::{Code, Reporter};
use crate::schema::{Kind, SchemaId, Schemas};
use crate::source::{Json, Origin, Sited};

const HELP: &str = "a query takes strings, numbers, booleans and lists of these; services encode objects in different ways, so name each parameter as the service writes it, such as `created[gte]`";

/// Which values of a type a URL can carry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// All values.
    Whole,
    /// Some values.
    Partly,
    /// No value: every call that passes the parameter fails.
    Never,
}

/// Reads a query without `type` as an object, which makes its `properties` the parameters. In draft 4, a schema with
/// only `properties` also allows a string or a list.
pub(super) fn objects(resources: &mut [Resource], schemas: &mut Schemas) {
    let mut made = BTreeMap::new();
    let operations = resources
        .iter_mut()
        .flat_map(|resource| &mut resource.operations);
    for query in operations.filter_map(|operation| operation.query.as_mut()) {
        let target = schemas.follow(*query);
        if schemas.get(target).kinds.is_some() {
            continue;
        }
        *query = *made.entry(target).or_insert_with(|| {
            let mut object = schemas.get(target).clone();
            object.kinds = Some(Sited {
                value: vec![Kind::Object],
                origin: object.origin.clone(),
            });
            schemas.add(object)
        });
    }
}

/// The part of a URL that a parameter belongs to.
struct Call<'a> {
    operation: &'a Operation,
    full: String,
    part: &'static str,
    /// Whether this part can carry a list of single values.
    lists: bool,
}

/// Reports parameters that make every call fail.
pub(super) fn check(api: &Api, reporter: &mut Reporter) {
    for operation in api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations)
    {
        let mut call = Call {
            operation,
            full: format!("{}.{}", operation.resource, operation.name),
            part: "path",
            lists: false,
        };
        for parameter in &operation.path_parameters {
            if let Use::Schema(schema) = parameter.ty
                && let Some(of) = api.types.of(&api.schemas, schema)
            {
                let written = &api.schemas.get(schema).origin;
                one(api, &call, &parameter.name, of, written, reporter);
            }
        }
        (call.part, call.lists) = ("query", true);
        for member in query(api, operation, &call.full, reporter) {
            let named = operation
                .query
                .and_then(|query| place(api, query, &member.name));
            let named = named.unwrap_or_else(|| origin(api, member.of));
            one(api, &call, &member.name, member.of, &named, reporter);
        }
    }
}

/// Returns the members of a query, or reports that it is not an object with named members.
fn query<'a>(
    api: &'a Api,
    operation: &Operation,
    full: &str,
    reporter: &mut Reporter,
) -> &'a [ObjectMember] {
    let of = operation
        .query
        .and_then(|query| api.types.of(&api.schemas, query));
    let Some(of) = of.map(|of| api.types.described(of)) else {
        return &[];
    };
    let what = match &api.types.get(of).shape {
        Shape::Object(object) => return &object.members,
        Shape::Never => return &[],
        Shape::Any | Shape::Map(_) => {
            let message =
                format!("the query of `{full}` names no parameter, so calls cannot pass any");
            let warning = reporter.warning(Code::BadParameter, &origin(api, of), message);
            warning.also(&operation.origin, "the operation");
            warning.help("name the parameters under `properties`, or leave `query` out");
            return &[];
        }
        Shape::Union(_) => "a union",
        Shape::List(_) | Shape::Tuple(..) => "a list",
        _ => "a single value",
    };
    let message = format!("the query of `{full}` is {what}, which has no named parameters");
    let error = reporter.error(Code::BadParameter, &origin(api, of), message);
    error.also(&operation.origin, "the operation");
    error.help("write one object with all parameters under `properties`");
    &[]
}

/// Reports a parameter with values that no URL can carry.
fn one(
    api: &Api,
    call: &Call<'_>,
    name: &str,
    of: TypeId,
    origin: &Origin,
    reporter: &mut Reporter,
) {
    let fit = fit(&api.types, of, call.lists, &mut Known::new());
    let what = noun(&api.types, of, call.lists);
    let (part, full) = (call.part, &call.full);
    let diagnostic = match fit {
        Fit::Whole => return,
        Fit::Never => {
            let message =
                format!("`{name}` in the {part} of `{full}` is {what}, which a URL cannot carry");
            reporter.error(Code::BadParameter, origin, message)
        }
        Fit::Partly => {
            let message = format!(
                "`{name}` in the {part} of `{full}` has values that no URL can carry; calls with them fail"
            );
            reporter.warning(Code::BadParameter, origin, message)
        }
    };
    diagnostic.also(&call.operation.origin, "the operation");
    diagnostic.help(match call.lists {
        true => HELP,
        false => "a placeholder of a path takes a string, a number or a boolean",
    });
}

fn noun(types: &Types, of: TypeId, lists: bool) -> &'static str {
    match types.get(types.described(of)).shape {
        Shape::Object(_) | Shape::Map(_) => "an object",
        Shape::List(_) | Shape::Tuple(..) if lists => "a list of lists or objects",
        Shape::List(_) | Shape::Tuple(..) => "a list",
        _ => "an object or a list",
    }
}

/// Finds the location of a parameter in the schema of a query or in a part of its `allOf`.
fn place(api: &Api, query: SchemaId, name: &str) -> Option<Origin> {
    let mut open = vec![query];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let id = api.schemas.follow(id);
        if !seen.insert(id) {
            continue;
        }
        let schema = api.schemas.get(id);
        let mut named = schema.properties.iter();
        if let Some(property) = named.find(|property| property.name.value == name) {
            return Some(property.name.origin.clone());
        }
        open.extend(&schema.all_of);
    }
    None
}

/// The results for types that were already inspected.
type Known = BTreeMap<(TypeId, bool), Fit>;

/// Returns which values of a type a URL can carry. `lists` is whether the URL can carry a list of single values.
fn fit(types: &Types, of: TypeId, lists: bool, known: &mut Known) -> Fit {
    let of = types.through(of);
    if let Some(fit) = known.get(&(of, lists)) {
        return *fit;
    }
    // A type that contains itself adds nothing the second time.
    known.insert((of, lists), Fit::Whole);
    let fits = match &types.get(of).shape {
        Shape::Any | Shape::Never | Shape::Null => Fit::Whole,
        Shape::Boolean | Shape::Integer(_) | Shape::Number | Shape::Text(_) => Fit::Whole,
        Shape::Map(_) | Shape::Object(_) => Fit::Never,
        Shape::List(item) if lists => fit(types, *item, false, known),
        Shape::Tuple(items, _) if lists => {
            let items = items.iter().map(|item| fit(types, *item, false, known));
            // A URL can carry a list only if it can carry every item.
            items.fold(Fit::Whole, |all, one| match (all, one) {
                (Fit::Never, _) | (_, Fit::Never) => Fit::Never,
                (Fit::Partly, _) | (_, Fit::Partly) => Fit::Partly,
                _ => Fit::Whole,
            })
        }
        Shape::List(_) | Shape::Tuple(..) => Fit::Never,
        Shape::Enum(values) => any(values.iter().map(|value| value_fit(&value.value, lists))),
        Shape::Union(union) => {
            let variants = union.variants.iter();
            any(variants.map(|variant| fit(types, variant.of, lists, known)))
        }
        Shape::OrOther(inner) => any([fit(types, *inner, lists, known), Fit::Whole].into_iter()),
        Shape::Same(_) => Fit::Whole,
    };
    known.insert((of, lists), fits);
    fits
}

/// Combines the results of alternatives. A caller passes one of them.
fn any(forms: impl Iterator<Item = Fit>) -> Fit {
    let forms: Vec<Fit> = forms.collect();
    match (
        forms.iter().all(|fit| *fit == Fit::Whole),
        forms.iter().all(|fit| *fit == Fit::Never),
    ) {
        (true, _) => Fit::Whole,
        (_, true) => Fit::Never,
        _ => Fit::Partly,
    }
}

fn value_fit(value: &Json, lists: bool) -> Fit {
    match value {
        Json::Object(_) => Fit::Never,
        Json::Array(items) if lists => {
            let all = items
                .iter()
                .all(|item| value_fit(&item.value, false) == Fit::Whole);
            match all {
                true => Fit::Whole,
                false => Fit::Never,
            }
        }
        Json::Array(_) => Fit::Never,
        _ => Fit::Whole,
    }
}

fn origin(api: &Api, of: TypeId) -> Origin {
    api.schemas.get(api.types.get(of).written).origin.clone()
}
