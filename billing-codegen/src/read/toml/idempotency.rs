//! Reads `idempotency`: the header that makes it safe to send a call twice.

use super::table::{Context, Table};
use crate::definition::KeyUse;
use crate::report::Code;
use crate::source::At;

/// Reads `idempotency`: a table with the name of a header, or `"none"`.
pub(super) fn idempotency<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Option<KeyUse> {
    if let Some(word) = at.string() {
        if word != "none" {
            let help = "write `{ header = \"Idempotency-Key\" }`, or \"none\"";
            cx.bad(&at, format!("`{word}` is not a valid `idempotency`"))
                .help(help);
        }
        return Some(KeyUse::None);
    }
    let mut table = Table::new(at, "`idempotency`", cx)?;
    let header = table.needs("header", "header = \"Idempotency-Key\"", cx);
    table.finish(cx);
    let header = header?;
    if !is_header(&header.value) {
        let message = format!("`{}` is not a valid header name", header.value);
        let error = cx.reporter.error(Code::BadValue, &header.origin, message);
        error.help("write letters, digits and hyphens, as in `Idempotency-Key`");
    }
    Some(KeyUse::Header(header))
}

fn is_header(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
