//! What random bytes are fed to: one module and one function for each target.
//!
//! Each function panics where something does not hold and otherwise returns nothing. The programs under
//! `fuzz_targets` hand them what a fuzzer invents, and a test of the main workspace hands them the seeds.

mod answer;
mod api;
mod decode;
mod head;
mod schema;

pub use answer::{envelope, error_body};
pub use api::api;
pub use decode::decode;
pub use head::{date, retry_after};
pub use schema::schema;

/// A target: its name, which is that of its folder of seeds too, and what it does with some bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 7] = [
    ("schema", schema),
    ("api", api),
    ("decode", decode),
    ("envelope", envelope),
    ("error_body", error_body),
    ("retry_after", retry_after),
    ("date", date),
];

/// The first byte as a choice of what to do, and the others.
fn choice(data: &[u8]) -> (u8, &[u8]) {
    data.split_first()
        .map_or((0, data), |(first, rest)| (*first, rest))
}
