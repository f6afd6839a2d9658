//! `base_url = "{field}/path"`: the base URL of a server that only the caller knows.
use syn::LitStr;

use super::members::Member;
use crate::ctxt::Ctxt;
use crate::suggest::did_you_mean;

/// Checks that each placeholder names a field that is not secret.
pub(super) fn check(cx: &Ctxt, url: &LitStr, members: &[Member<'_>]) {
    let text = url.value();
    let names = match placeholders(&text) {
        Ok(names) => names,
        Err(message) => return cx.error(url, message),
    };
    if names.is_empty() {
        cx.error(
            url,
            "this base URL needs the name of a field, as in `{project_url}/auth/v1`; a fixed base URL belongs to the server",
        );
    }
    let known: Vec<String> = members.iter().map(Member::name).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for name in names {
        match members.iter().find(|member| member.name() == name) {
            None => {
                let near = did_you_mean(name, &known);
                cx.error(url, format!("there is no field `{name}`{near}"));
            }
            Some(member) if member.secret => cx.error(
                url,
                format!("`{name}` is secret, and URLs are shown in errors and logs"),
            ),
            Some(_) => {}
        }
    }
}

/// Returns the names in braces; the error says what is wrong with the string.
fn placeholders(text: &str) -> Result<Vec<&str>, String> {
    let wrong = || "write the name of a field in braces, as in `{project_url}/auth/v1`".to_owned();
    let (mut names, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..].strip_prefix('{').ok_or_else(wrong)?;
        let (name, after) = inside.split_once('}').ok_or_else(wrong)?;
        if name.is_empty() || name.contains('{') {
            return Err(wrong());
        }
        names.push(name);
        rest = after;
    }
    Ok(names)
}
