//! Methods that find out whether a call was done.

use super::name::{field_name, unique_field};
use super::taken::Taken;
use super::{Method, Reconcile, doc};
use crate::model::Operation;

/// What the method that finds out about an operation is called.
pub(super) fn name(operation: &Operation, siblings: &[Operation]) -> String {
    let mut taken: Taken = siblings
        .iter()
        .map(|other| field_name(&other.name))
        .collect();
    let name = field_name(&format!("reconcile_{}", operation.name));
    unique_field(&name, &mut taken)
}

/// Gives each method the one that finds out about it; `operations` are in the order of `methods`.
pub(super) fn link(operations: &[Operation], methods: &mut [Method]) {
    for index in 0..methods.len() {
        let operation = &operations[index];
        let Some(with) = &operation.reconcile else {
            continue;
        };
        let with = operations.iter().position(|other| other.name == *with);
        let Some(with) = with.and_then(|with| methods.get(with)) else {
            continue;
        };
        let (about, looks) = (field_name(&operation.name), &with.name);
        methods[index].reconcile = Some(Reconcile {
            docs: doc::lines(&format!(
                "Finds out about a `{about}` whose outcome is unknown, as `error` tells: gives what \
                 `{looks}` gives, to look in it for what may have been done."
            )),
            name: name(operation, operations),
            endpoint: with.endpoint.clone(),
            output: with.output.clone(),
            paged: with.paged,
        });
    }
}
