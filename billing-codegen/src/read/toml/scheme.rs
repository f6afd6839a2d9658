//! Reads `scheme`: the word before the key in `Authorization`.

use super::table::{Context, Table};
use crate::definition::Part;
use crate::report::Code;
use crate::source::Sited;

/// Reads `scheme`; the default is `Bearer`.
pub(super) fn part<'s>(table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> Part {
    match table.text("scheme", cx) {
        Some(text) => super::claim::part(text, cx),
        None => Part::Literal(Sited {
            value: "Bearer".to_owned(),
            origin: table.origin(),
        }),
    }
}

/// Reads the `scheme` of a credential without members: one word; the default is `Bearer`.
pub(super) fn fixed<'s>(table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> Sited<String> {
    let Some(text) = table.text("scheme", cx) else {
        return Sited {
            value: "Bearer".to_owned(),
            origin: table.origin(),
        };
    };
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !text.value.bytes().all(word) {
        let message = format!("`{}` is not a valid scheme", text.value);
        let error = cx.reporter.error(Code::BadValue, &text.origin, message);
        error.help("a scheme is one word, such as `Bearer`");
    }
    text
}
