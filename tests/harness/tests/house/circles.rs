//! Checks that sibling modules do not depend on each other in cycles.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::modules::{Crate, Edge, Module, Target};
use super::{crates, root};

/// The modules of one folder that form a cycle, and one path for each step.
type Graph = BTreeMap<String, BTreeMap<String, Edge>>;

/// Returns which children of one module use which, each including its descendants.
fn beside(edges: &BTreeSet<Edge>, folder: &Module) -> Graph {
    let mut graph = Graph::new();
    for edge in edges {
        let Target::Own(to, _) = &edge.to else {
            continue;
        };
        let below = |module: &Module| {
            let inside = module.starts_with(folder);
            inside.then(|| module.get(folder.len()).cloned()).flatten()
        };
        if let (Some(one), Some(other)) = (below(&edge.from), below(to))
            && one != other
        {
            graph
                .entry(one)
                .or_default()
                .entry(other)
                .or_insert_with(|| edge.clone());
        }
    }
    graph
}

/// Returns every path by which a module can be reached from another one.
fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(at) = open.pop() {
        for next in graph.get(&at).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

/// Returns the groups of modules that can be reached from each other.
fn circles(graph: &Graph) -> BTreeSet<BTreeSet<String>> {
    let all: BTreeMap<&String, BTreeSet<String>> = graph
        .keys()
        .map(|name| (name, reached(graph, name)))
        .collect();
    let mut found = BTreeSet::new();
    for (name, reach) in &all {
        if reach.contains(*name) {
            let group = reach
                .iter()
                .filter(|other| all.get(other).is_some_and(|back| back.contains(*name)));
            found.insert(group.cloned().collect());
        }
    }
    found
}

/// Describes every cycle of a crate, with the paths that form it.
fn told(krate: &Crate) -> String {
    let edges = krate.edges();
    let mut out = String::new();
    for folder in krate.modules() {
        let graph = beside(&edges, folder);
        for circle in circles(&graph) {
            let names: Vec<&str> = circle.iter().map(String::as_str).collect();
            writeln!(out, "crate::{}: {}", folder.join("::"), names.join(", ")).unwrap();
            for (one, others) in graph.iter().filter(|(one, _)| circle.contains(*one)) {
                for (other, edge) in others.iter().filter(|(other, _)| circle.contains(*other)) {
                    let from = edge.from.join("::");
                    writeln!(out, "    {one} -> {other}: {} in {from}", edge.written).unwrap();
                }
            }
        }
    }
    out
}

#[test]
fn modules_use_each_other_in_one_direction() {
    let mut found = String::new();
    for name in crates() {
        let told = told(&Crate::read(&root().join(&name)));
        if !told.is_empty() {
            write!(found, "{name}\n{told}").unwrap();
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn a_circle_is_found_through_names_that_are_handed_on() {
    let two = "mod a { use crate::Y; pub struct X; } mod b { pub struct Y; fn f() { super::a::X; } } pub use b::Y;";
    let circle = "crate::: a, b\n    a -> b: crate::Y in a\n    b -> a: super::a::X in b\n";
    assert_eq!(told(&Crate::of(two)), circle);
    let one = two
        .replace("use crate::Y;", "use crate::X;")
        .replace("Y;", "Y; pub use a::X;");
    assert_eq!(told(&Crate::of(&one)), "");
}
