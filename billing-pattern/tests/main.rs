//! Tests patterns from outside: the verdicts of `regress`, in bounded time.

mod bounds;
mod verdicts;
