//! Checks the invariants of ARCHITECTURE against the paths in the sources.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::modules::{Crate, Edge, Module, Target};
use super::root;

/// The stages of the generator, in the order of the pipeline.
const STAGES: [&str; 8] = [
    "source",
    "schema",
    "definition",
    "read",
    "model",
    "rust",
    "emit",
    "output",
];

/// Crates that generate Rust.
const RUST: [&str; 5] = ["heck", "prettyplease", "proc_macro2", "quote", "syn"];

/// Modules and crates that access files, processes, the environment or the network.
const OUTSIDE: [&str; 4] = ["std::env", "std::fs", "std::net", "std::process"];

/// The paths of the two large crates, which several checks use.
static CODEGEN: LazyLock<BTreeSet<Edge>> = LazyLock::new(|| edges("billing-codegen"));
static RUNTIME: LazyLock<BTreeSet<Edge>> = LazyLock::new(|| edges("billing-runtime"));

fn edges(name: &str) -> BTreeSet<Edge> {
    Crate::read(&root().join(name)).edges()
}

fn inside(module: &Module, names: &[&str]) -> bool {
    module
        .first()
        .is_some_and(|first| names.contains(&first.as_str()))
}

/// Returns whether a path leads to one of these crates or into one of these modules of the standard library.
fn leads(edge: &Edge, to: &[&str]) -> bool {
    let Target::Other(path) = &edge.to else {
        return false;
    };
    let path = path.join("::");
    to.iter()
        .any(|one| path == *one || path.starts_with(&format!("{one}::")))
}

/// Returns whether a path leads into one of these top-level modules of the crate.
fn enters(edge: &Edge, names: &[&str]) -> bool {
    matches!(&edge.to, Target::Own(module, _) if inside(module, names))
}

fn told<'e>(edges: impl Iterator<Item = &'e Edge>) -> Vec<String> {
    edges
        .map(|edge| format!("{} in {}", edge.written, edge.from.join("::")))
        .collect()
}

fn none<'e>(what: &str, edges: impl Iterator<Item = &'e Edge>) {
    let found = told(edges);
    assert!(found.is_empty(), "{what}: {found:#?}");
}

#[test]
fn each_stage_uses_only_those_before_it() {
    let edges = &*CODEGEN;
    for (index, stage) in STAGES.iter().enumerate() {
        let of_stage = edges.iter().filter(|edge| inside(&edge.from, &[stage]));
        let later = of_stage.filter(|edge| enters(edge, &STAGES[index + 1..]));
        none(&format!("`{stage}` uses a later stage"), later);
    }
}

#[test]
fn nothing_after_read_names_a_reader() {
    let edges = &*CODEGEN;
    let after = ["model", "rust", "emit", "output", "report"];
    let after = edges.iter().filter(|edge| inside(&edge.from, &after));
    none("after `read`", after.filter(|edge| enters(edge, &["read"])));
    // Only the code that inspects the main file names the readers.
    let outside = edges.iter().filter(|edge| !inside(&edge.from, &["read"]));
    let named = outside.filter(|edge| match &edge.to {
        Target::Own(to, _) if inside(to, &["read"]) && to.len() > 1 => {
            edge.written.split("::").any(|word| word == to[1])
        }
        _ => false,
    });
    none("a reader is named outside of `read`", named);
}

#[test]
fn the_model_knows_no_rust() {
    let edges = &*CODEGEN;
    let stages = ["source", "schema", "definition", "read", "model"];
    let of_stages = edges.iter().filter(|edge| inside(&edge.from, &stages));
    // Names are compared in their final spelling.
    let heck = |edge: &Edge| edge.written.contains("ToSnakeCase") && inside(&edge.from, &["read"]);
    let rust = of_stages.filter(|edge| leads(edge, &RUST) || enters(edge, &["rust", "emit"]));
    none("before `rust`", rust.filter(|edge| !heck(edge)));
}

#[test]
fn emitters_decide_nothing() {
    let edges = &*CODEGEN;
    let of_emit = edges.iter().filter(|edge| inside(&edge.from, &["emit"]));
    let decides = of_emit.filter(|edge| {
        enters(
            edge,
            &["source", "schema", "definition", "read", "model", "report"],
        ) || leads(edge, &["heck"])
    });
    none("`emit`", decides);
}

#[test]
fn only_source_and_output_touch_the_file_system() {
    let edges = &*CODEGEN;
    // The command wraps the library; `generator` asks Cargo where to write.
    let may = ["source", "output", "cli", "generator"];
    let others = edges.iter().filter(|edge| !inside(&edge.from, &may));
    none("the generator", others.filter(|edge| leads(edge, &OUTSIDE)));
    let net = edges.iter().filter(|edge| !inside(&edge.from, &["cli"]));
    none("the network", net.filter(|edge| leads(edge, &["std::net"])));
}

#[test]
fn only_the_transport_sends() {
    let edges = &*RUNTIME;
    let wires = [
        "hyper",
        "reqwest",
        "std::net",
        "tokio::net",
        "redis",
        "socket2",
    ];
    // The token store in Redis and the server for tests open their own connections.
    let others = edges.iter().filter(|edge| {
        let store = edge
            .from
            .starts_with(&["session".to_owned(), "store".to_owned()]);
        !inside(&edge.from, &["transport", "testing"]) && !store
    });
    // URLs and addresses are only values and send nothing.
    let values = [
        "reqwest::Url",
        "std::net::IpAddr",
        "std::net::Ipv4Addr",
        "std::net::Ipv6Addr",
    ];
    let sends = others.filter(|edge| leads(edge, &wires) && !leads(edge, &values));
    none("the runtime", sends);
}

#[test]
fn macros_know_neither_generator_nor_runtime() {
    for name in ["billing-macros", "billing-pattern", "billing-shared"] {
        if root().join(name).exists() {
            let edges = edges(name);
            let crates = ["billing_codegen", "billing_runtime"];
            none(name, edges.iter().filter(|edge| leads(edge, &crates)));
        }
    }
}
