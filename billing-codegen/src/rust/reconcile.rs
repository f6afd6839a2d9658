//! Defines the methods that find out whether an earlier call was done.

use super::name::{field_name, unique_field};
use super::taken::Taken;
use super::{Method, Reconcile, doc};
use crate::model::Operation;

/// Returns the name of the method that finds out whether an operation was done.
pub(super) fn name(operation: &Operation, siblings: &[Operation]) -> String {
    let mut taken: Taken = siblings
        .iter()
        .map(|other| field_name(&other.name))
        .collect();
    let name = field_name(&format!("reconcile_{}", operation.name));
    unique_field(&name, &mut taken)
}

/// Links each method to the one that finds out whether it was done; `operations` are in the order of `methods`.
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
        let (done, by) = (field_name(&operation.name), &with.name);
        methods[index].reconcile = Some(Reconcile {
            docs: doc::lines(&format!(
                "Calls `{by}` to find out whether a `{done}` was done that failed with `error`, \
                 which leaves its outcome unknown."
            )),
            name: name(operation, operations),
            endpoint: with.endpoint.clone(),
            output: with.output.clone(),
            paged: with.paged,
        });
    }
}
