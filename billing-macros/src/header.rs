//! Names of HTTP headers.
use syn::LitStr;

use crate::ctxt::Ctxt;

/// Returns whether a string can be the name of a header (a token of RFC 9110); reports an error if not.
pub(crate) fn is_name(cx: &Ctxt, name: &LitStr) -> bool {
    let string = name.value();
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let valid = !string.is_empty() && string.bytes().all(valid);
    if !valid {
        cx.error(
            name,
            "this cannot be the name of a header; one is written `X-Name`",
        );
    }
    valid
}
