//! Collects the names that definitions use, for the imports of their module.

use super::{ApiStruct, Attribute, EndpointAttribute, Field, Item, Operations, Scope, Session};

/// Adds the names that an item defines and uses to the scope of its module.
pub(super) fn register(item: &Item, scope: &mut Scope) {
    match item {
        Item::Struct(item) => {
            checks(&item.attributes, scope);
            fields(&item.fields, scope);
            scope.use_runtime("Wire");
            scope.define(&item.name);
        }
        Item::Tuple(item) => {
            checks(&item.attributes, scope);
            for (attributes, ty) in &item.positions {
                scope.use_type(ty);
                checks(attributes, scope);
            }
            scope.use_runtime("Wire");
            scope.define(&item.name);
        }
        Item::Enum(item) => {
            checks(&item.attributes, scope);
            let payloads = item
                .variants
                .iter()
                .filter_map(|variant| variant.payload.as_ref());
            payloads.for_each(|ty| scope.use_type(ty));
            scope.use_runtime("Wire");
            scope.define(&item.name);
        }
        Item::Companion(item) => {
            fields(&item.fields, scope);
            scope.define(&item.name);
        }
        Item::Endpoint(item) => {
            fields(&item.fields, scope);
            for attribute in &item.attributes {
                if let EndpointAttribute::Type("returns", ty) = attribute {
                    scope.use_type(ty);
                }
            }
            scope.use_runtime("Endpoint");
            scope.define(&item.name);
        }
        Item::Operations(item) => operations(item, scope),
        Item::Api(item) => api(item, scope),
        Item::Credential(item) => {
            fields(&item.fields, scope);
            scope.use_runtime("Credential");
            scope.define(&item.name);
        }
        Item::ApiKey(item) => {
            scope.use_runtime("credential");
            scope.define(&item.name);
            scope.define(&item.kind);
        }
        Item::Session(item) => session(item, scope),
        Item::Verbatim(_) => {}
        Item::Envelope(item) => {
            scope.use_runtime("Envelope");
            scope.define(&item.name);
        }
    }
}

fn checks(attributes: &[Attribute], scope: &mut Scope) {
    for attribute in attributes {
        if let Attribute::Check(check) = attribute {
            check
                .types()
                .iter()
                .for_each(|place| scope.use_place(place));
        }
    }
}

fn fields(fields: &[Field], scope: &mut Scope) {
    for field in fields {
        scope.use_type(&field.ty);
        checks(&field.attributes, scope);
    }
}

fn api(item: &ApiStruct, scope: &mut Scope) {
    scope.use_runtime("Client");
    scope.use_runtime("Server");
    scope.define(&item.name);
    for resource in &item.resources {
        scope.use_place(&resource.place);
    }
}

fn session(item: &Session, scope: &mut Scope) {
    scope.use_runtime("session");
    // The steps use the trait's constant `OPERATION`.
    scope.use_runtime("Endpoint");
    for name in [&item.name, &item.login, &item.protocol] {
        scope.define(name);
    }
}

fn operations(item: &Operations, scope: &mut Scope) {
    for method in &item.methods {
        if let Some(reconcile) = &method.reconcile {
            scope.use_runtime("Error");
            scope.use_runtime("Result");
            match reconcile.paged {
                true => scope.use_runtime("Pages"),
                false => scope.use_type(&reconcile.output),
            }
        }
        // A paged method names only `Pages` and its endpoint.
        if method.paged {
            scope.use_runtime("Pages");
            continue;
        }
        // A method that takes the whole endpoint has no other arguments.
        if !method.whole {
            let arguments = method.arguments.iter();
            arguments.for_each(|argument| scope.use_type(&argument.ty));
        }
        scope.use_type(&method.output);
        scope.use_runtime("Result");
    }
    scope.use_runtime("Client");
    scope.define(&item.name);
}
