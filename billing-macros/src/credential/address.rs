//! `base_url = "{field}/path"`: the address of a server that only the caller knows.
use syn::LitStr;

use super::members::Member;
use crate::ctxt::Ctxt;
use crate::suggest::did_you_mean;

/// Checks that each placeholder names a field that may be seen.
pub(super) fn check(cx: &Ctxt, url: &LitStr, members: &[Member<'_>]) {
    let text = url.value();
    let names = match placeholders(&text) {
        Ok(names) => names,
        Err(message) => return cx.error(url, message),
    };
    if names.is_empty() {
        cx.error(
            url,
            "a base URL that everybody knows stands with the server: here at least one field is named, as in `{project_url}/auth/v1`",
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

/// The names in braces; the error says what is wrong with the text.
fn placeholders(text: &str) -> Result<Vec<&str>, String> {
    let wrong = || "a field stands in braces by its name, as in `{project_url}/auth/v1`".to_owned();
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
