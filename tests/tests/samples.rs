//! RecordedRequest bodies go through the generated types and come out as they were.
//!
//! The repository's own fixtures always; the samples of the published documents where they lie beside the
//! repository. Samples of other services than Billingo wait for clients of those.

mod expected;
mod own;
mod refused;
mod shared;

use crate::support::answers;
use crate::support::bodies;
use crate::support::json::exact;
use crate::support::schemas::Schemas;

/// A response decodes into the operation's type, which prints the same data again.
pub fn response_survives(name: &str, operation: &str, text: &str) {
    let printed = answers::decode(operation, 200, text)
        .unwrap_or_else(|error| panic!("{name}: {error}\n{error:?}"));
    let data = expected::data(operation, text);
    assert_eq!(exact(&printed), exact(&data), "{name}");
}

/// A request decodes into the operation's type, keeps every rule, and prints the same body again.
pub fn request_survives(name: &str, operation: &str, text: &str) {
    let decoded = bodies::decode(operation, text).unwrap_or_else(|e| panic!("{name}: {e}"));
    decoded.checked.unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(exact(&decoded.json), exact(text), "{name}");
    let reference = Schemas::get().operation(operation)["body"]
        .as_str()
        .unwrap();
    let value = serde_json::from_str(&decoded.json).unwrap();
    Schemas::get()
        .check(reference, &value)
        .unwrap_or_else(|e| panic!("{name}: {e}"));
}
