//! The path of an endpoint and its placeholders.
use syn::LitStr;

/// Returns the names in braces; the error says what is wrong with the path.
pub(super) fn placeholders(path: &LitStr) -> Result<Vec<String>, String> {
    let text = path.value();
    if !text.starts_with('/') {
        return Err("a path begins with `/`: it is appended to the base URL".into());
    }
    if text.contains('#')
        || text
            .chars()
            .any(|char| char.is_whitespace() || char.is_control())
    {
        return Err("a path cannot contain `#` or white space: write `%23` or `%20`".into());
    }
    let (mut found, mut rest) = (Vec::<String>::new(), text.as_str());
    while let Some(at) = rest.find(['{', '}']) {
        let Some((name, after)) = rest[at..]
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
        else {
            return Err("unbalanced brace: a placeholder is written `{id}`".into());
        };
        if name.is_empty() || name.contains(['{', '/', '?']) {
            return Err("a placeholder is a name in braces, such as `{id}`".into());
        }
        if found.iter().any(|other| other == name) {
            return Err(format!("duplicate placeholder `{{{name}}}`"));
        }
        found.push(name.to_owned());
        rest = after;
    }
    Ok(found)
}
