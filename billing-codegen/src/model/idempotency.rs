//! Resolves `idempotency`, the header that makes a call safe to repeat, and `reconcile`, the operation that shows
//! whether a call took effect.

use crate::definition::{Definition, Effect, Endpoint, KeyUse, PartKind};
use crate::report::{Code, Reporter, did_you_mean};

/// Returns the header that carries the idempotency key of a call. The header of the API applies only to calls that are
/// unsafe to send twice without a key.
pub(super) fn idempotency(
    endpoint: &Endpoint,
    definition: &Definition,
    reporter: &mut Reporter,
) -> Option<String> {
    let header = match &endpoint.idempotency {
        Some(KeyUse::None) => return None,
        Some(KeyUse::Header(header)) => header,
        None if matches!(endpoint.effect, Effect::Create | Effect::SideEffect) => {
            definition.idempotency.as_ref()?
        }
        None => return None,
    };
    let own = format!("{}.{}", endpoint.resource.value, endpoint.name.value);
    if definition.broken.contains(PartKind::Endpoint, &own) {
        return None;
    }
    if endpoint.effect == Effect::Read {
        let message = "a call that only reads needs no idempotency key";
        reporter
            .error(Code::BadValue, &header.origin, message)
            .help("leave it out: such a call is safe to repeat");
        return None;
    }
    Some(header.value.clone())
}

/// Returns the name of the operation that shows whether this one took effect.
pub(super) fn reconcile(
    endpoint: &Endpoint,
    definition: &Definition,
    reporter: &mut Reporter,
) -> Option<String> {
    let written = endpoint.reconcile.as_ref()?;
    let resource = &endpoint.resource.value;
    // If either endpoint has an error, its effect is unknown.
    let own = format!("{resource}.{}", endpoint.name.value);
    if [&own, &written.value]
        .map(|name| definition.broken.contains(PartKind::Endpoint, name))
        .contains(&true)
    {
        return None;
    }
    let of_resource = || {
        let all = definition.endpoints.iter();
        all.filter(|other| other.resource.value == *resource)
    };
    if endpoint.effect == Effect::Read {
        let message = "a call that only reads needs no `reconcile`";
        reporter
            .error(Code::BadValue, &written.origin, message)
            .help("leave it out: such a call is safe to repeat");
        return None;
    }
    let full = |other: &Endpoint| format!("{resource}.{}", other.name.value);
    let Some(found) = of_resource().find(|other| full(other) == written.value) else {
        let message = format!("`{resource}` has no operation `{}`", written.value);
        let known: Vec<String> = of_resource().map(full).collect();
        let near = did_you_mean(&written.value, known.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name one that reads, as in `{resource}.list`"),
        };
        reporter
            .error(Code::UnknownName, &written.origin, message)
            .help(help);
        return None;
    };
    if found.effect != Effect::Read {
        let message = format!("`{}` is not an operation that only reads", written.value);
        reporter
            .error(Code::BadValue, &written.origin, message)
            .also(&found.origin, "the operation")
            .help("name an operation that only reads, since finding out what happened must not change anything");
        return None;
    }
    let helper = format!("reconcile_{}", endpoint.name.value);
    if let Some(taken) = of_resource().find(|other| other.name.value == helper) {
        let message =
            format!("`reconcile` generates the method `{helper}`, which is also an operation");
        reporter
            .error(Code::NameCollision, &written.origin, message)
            .also(&taken.origin, "the operation")
            .help("give the operation another name");
        return None;
    }
    Some(found.name.value.clone())
}
