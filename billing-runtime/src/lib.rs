//! What generated and hand-written billing API clients run on.
extern crate self as billing_runtime;
