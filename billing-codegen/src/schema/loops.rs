//! Reports references that lead back to themselves without passing a property or an item.

use crate::report::{Code, Reporter};
use crate::source::Origin;

use super::{Dependency, Schema, SchemaId, Schemas};

/// The maximum number of steps of a loop that an error shows.
const SHOWN: usize = 4;

/// Reports and cuts every loop of references among the schemas from `first` on.
///
/// After an error no output is written, but code that follows references still runs and must terminate.
pub fn cut(schemas: &mut Schemas, first: usize, reporter: &mut Reporter) {
    let mut state = vec![State::New; schemas.all.len()];
    for root in first..schemas.all.len() {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut path = vec![(root, inside(&schemas.all[root]))];
        while let Some((here, targets)) = path.last_mut() {
            let Some(target) = targets.next() else {
                state[*here] = State::Done;
                path.pop();
                continue;
            };
            let target = target.0 as usize;
            if target < first {
                continue;
            }
            match state[target] {
                State::New => {
                    state[target] = State::Open;
                    path.push((target, inside(&schemas.all[target])));
                }
                State::Done => {}
                State::Open => {
                    let start = path.iter().position(|(id, _)| *id == target);
                    let path = path[start.unwrap_or(0)..].iter();
                    let path: Vec<usize> = path.map(|(id, _)| *id).collect();
                    report(schemas, &path, reporter);
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Lists the schemas that apply to the same instance as a schema.
fn inside(schema: &Schema) -> std::vec::IntoIter<SchemaId> {
    let reference = schema.reference.iter().map(|target| target.value);
    let listed = [&schema.all_of, &schema.any_of, &schema.one_of];
    let listed = listed.into_iter().flatten().copied();
    let dependent = schema
        .dependencies
        .iter()
        .filter_map(|(_, dependency)| match dependency {
            Dependency::Schema(id) => Some(*id),
            Dependency::Members(_) => None,
        });
    let all = reference.chain(listed).chain(schema.not).chain(dependent);
    all.collect::<Vec<_>>().into_iter()
}

fn report(schemas: &mut Schemas, path: &[usize], reporter: &mut Reporter) {
    let steps: Vec<(usize, Origin)> = path
        .iter()
        .filter_map(|id| {
            let reference = schemas.all[*id].reference.as_ref()?;
            Some((*id, reference.origin.clone()))
        })
        .collect();
    // A tree has no loops, so every loop contains a reference.
    let Some(((last, origin), others)) = steps.split_last() else {
        return;
    };
    let message = "the reference leads back to itself without describing a value";
    let diagnostic = reporter.error(Code::RefLoop, origin, message);
    for (_, origin) in others.iter().take(SHOWN) {
        diagnostic.also(origin, "through this reference");
    }
    diagnostic.help("a recursive schema must pass through a property or an item");
    schemas.all[*last].reference = None;
}
