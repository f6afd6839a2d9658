//! Runs a benchmark, each in its own module: `cargo run -p billing-benches --release -- <name>`.
//!
//! Each benchmark alternates with the usual way to do the same in one run and prints the ratio: a machine
//! under load affects both sides.
mod call;
mod compile;
mod generate;
mod measure;
mod session;
mod wire;

/// The measured client.
#[allow(
    dead_code,
    missing_docs,
    reason = "generated; only one call is measured"
)]
mod billingo {
    billing_runtime::include_api!("billingo");
}

type Benchmark = (&'static str, &'static str, fn() -> Result<(), String>);

const BENCHMARKS: [Benchmark; 5] = [
    (
        "wire",
        "decodes and encodes a page of 200 invoices, compared with serde_json and derived structs",
        wire::run,
    ),
    (
        "compile",
        "checks and builds 400 structs of 12 fields, compared with serde derives",
        compile::run,
    ),
    (
        "generate",
        "generates the Billingo client and the types of a large schema",
        generate::run,
    ),
    (
        "call",
        "sends one call on loopback, compared with the same call written by hand with reqwest",
        call::run,
    ),
    (
        "session",
        "reads a valid token from a session, compared with a token behind a lock",
        session::run,
    ),
];

fn main() -> Result<(), String> {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == call::SERVER {
        return call::serve();
    }
    match BENCHMARKS.iter().find(|(known, _, _)| *known == name) {
        Some((_, _, run)) => run(),
        None => {
            let list: Vec<String> = BENCHMARKS
                .iter()
                .map(|(name, what, _)| format!("  {name:9}{what}"))
                .collect();
            Err(format!("name a benchmark to run:\n{}", list.join("\n")))
        }
    }
}
