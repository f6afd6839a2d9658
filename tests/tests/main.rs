//! What a user of a generated client can rely on, through sockets where it matters.

#[test]
fn it_compiles() {}
