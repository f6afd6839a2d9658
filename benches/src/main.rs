//! Benchmarks, one module each: `cargo run -p billing-benches --release -- <name>`.
//!
//! Each compares with the usual way of doing the same, in one run and in turns, and prints the ratio: a machine
//! under load moves both sides.
mod call;
mod compile;
mod generate;
mod measure;
mod session;
mod wire;

/// The client whose calls are measured.
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
        "decoding and encoding a page of 200 invoices, against serde_json with derived structs",
        wire::run,
    ),
    (
        "compile",
        "checking and building 400 structs of 12 fields, against serde derives",
        compile::run,
    ),
    (
        "generate",
        "generating the Billingo client and a large schema",
        generate::run,
    ),
    (
        "call",
        "one call on loopback, against the same call by hand with reqwest",
        call::run,
    ),
    (
        "session",
        "a valid token out of a session, against a token behind a lock",
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
            Err(format!("say which benchmark to run:\n{}", list.join("\n")))
        }
    }
}
