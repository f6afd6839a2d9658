//! Every documented operation, called through a socket, with success and with each way to fail.
//!
//! One test per row of the table of documented endpoints; the row's number is in the name.

mod bank_accounts;
mod call;
mod clients;
mod invoices;
mod money;
mod products;
mod services;

use std::collections::BTreeSet;

use crate::support::schemas::Schemas;

/// A new operation without a test fails here.
#[test]
fn every_operation_is_called() {
    let tables = [
        invoices::CALLS,
        clients::CALLS,
        products::CALLS,
        bank_accounts::CALLS,
        money::CALLS,
        services::CALLS,
    ];
    let calls = || tables.iter().copied().flatten();
    let tested: BTreeSet<&str> = calls().map(|call| call.operation).collect();
    let known = Schemas::get().operations();
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    assert_eq!(tested, known);
    let rows: BTreeSet<u8> = calls().map(|call| call.row).collect();
    let documented: BTreeSet<u8> = (1..=29).chain(33..=39).chain([46]).collect();
    assert_eq!(rows, documented);
}
