//! Resolves references according to RFC 3986, as far as `id` and `$ref` require it.
use billing_shared::percent;

/// The internal scheme for the files of the folder; never shown.
const FOLDER: &str = "folder:";

/// The parts of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'t> {
    /// The part before `#`.
    pub resource: &'t str,
    /// The part after `#`, still percent-encoded.
    pub fragment: Option<&'t str>,
}

/// Splits a reference at its `#`.
pub fn split(text: &str) -> Reference<'_> {
    match text.split_once('#') {
        Some((resource, fragment)) => Reference {
            resource,
            fragment: Some(fragment),
        },
        None => Reference {
            resource: text,
            fragment: None,
        },
    }
}

/// Returns the internal URI of a file of the folder.
pub fn of_file(relative: &str) -> String {
    let mut uri = format!("{FOLDER}/");
    for byte in relative.bytes() {
        match byte {
            b'%' | b'#' | b'?' | b':' => uri.push_str(&format!("%{byte:02X}")),
            _ if byte.is_ascii_graphic() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// What a URI refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the folder, by its relative path.
    File(String),
    /// A path that leaves the folder.
    Outside,
    /// Any other URI.
    Elsewhere,
}

/// Returns what a resolved URI refers to.
pub fn target(uri: &str) -> Target {
    let Some(path) = uri.strip_prefix(FOLDER) else {
        return Target::Elsewhere;
    };
    let Some(path) = path.strip_prefix('/') else {
        return Target::Outside;
    };
    inside(path).map_or(Target::Outside, Target::File)
}

/// Decodes the path of a URI, without its first slash, to a path below a folder. Returns `None` if it could leave the
/// folder.
pub fn inside(path: &str) -> Option<String> {
    let path = percent::decode(path.split('?').next().unwrap_or_default());
    let inside = path
        .split('/')
        .all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0', ':']));
    inside.then_some(path)
}

/// Resolves a reference without fragment against a base without fragment.
///
/// A `..` that leaves the folder is kept, so that [`target`] can recognize it.
pub fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if scheme(reference).is_some() {
        return normal(reference);
    }
    let head = scheme(base).map_or(0, |scheme| scheme.len() + 1);
    if reference.starts_with("//") {
        return format!("{}{reference}", &base[..head]);
    }
    let authority = match base[head..].strip_prefix("//") {
        Some(rest) => head + 2 + rest.find(['/', '?']).unwrap_or(rest.len()),
        None => head,
    };
    let (origin, path) = base.split_at(authority);
    let path = path.split('?').next().unwrap_or_default();
    if reference.starts_with('?') {
        return format!("{origin}{path}{reference}");
    }
    let (reference, query) = match reference.split_once('?') {
        Some((reference, query)) => (reference, Some(query)),
        None => (reference, None),
    };
    let merged = match reference.starts_with('/') {
        true => reference.to_owned(),
        false => format!(
            "{}/{reference}",
            path.rfind('/').map_or("", |at| &path[..at])
        ),
    };
    let mut uri = format!(
        "{origin}{}",
        without_dots(&merged, base.starts_with(FOLDER))
    );
    if let Some(query) = query {
        uri.push('?');
        uri.push_str(query);
    }
    uri
}

/// Normalizes an absolute reference: scheme and host in lower case, no dot segments in the path. A reference without an
/// authority, such as a URN, is returned unchanged.
pub fn normal(reference: &str) -> String {
    let Some((scheme, rest)) = reference.split_once("://") else {
        return reference.to_owned();
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let authority = match authority.contains('@') {
        true => authority.to_owned(),
        false => authority.to_ascii_lowercase(),
    };
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let path = match path.is_empty() {
        true => String::new(),
        false => without_dots(path, false),
    };
    format!("{}://{authority}{path}{query}", scheme.to_ascii_lowercase())
}

/// Returns the scheme of an absolute reference.
pub fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let mut characters = scheme.chars();
    let first = characters.next()?;
    let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (first.is_ascii_alphabetic() && characters.all(rest)).then_some(scheme)
}

fn without_dots(path: &str, keep_leaving: bool) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut parts = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." if last => kept.push(""),
            "." => {}
            ".." => {
                let leaves = kept.last().is_none_or(|part| *part == "..");
                match leaves {
                    true if keep_leaving => kept.push(".."),
                    true => {}
                    false => {
                        kept.pop();
                    }
                }
                if last && !leaves {
                    kept.push("");
                }
            }
            part => kept.push(part),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_as_rfc_3986_says() {
        let base = "http://a/b/c/d;p?q";
        for (reference, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
            ("mailto:x", "mailto:x"),
            ("urn:X:../Y", "urn:X:../Y"),
            (
                "HTTP://Example.COM/A/../b?C/../d",
                "http://example.com/b?C/../d",
            ),
            ("http://h/./a/../../b/.", "http://h/b/"),
            ("http://User@H", "http://User@H"),
            ("http://H", "http://h"),
        ] {
            assert_eq!(join(base, reference), expected, "{reference}");
        }
    }

    #[test]
    fn tells_files_from_what_leaves_the_folder() {
        let base = of_file("deep/a b.json");
        assert_eq!(target(&base), Target::File("deep/a b.json".into()));
        assert_eq!(
            target(&join(&base, "../c.json")),
            Target::File("c.json".into())
        );
        for outside in [
            "../../etc/passwd",
            "%2e%2e/%2e%2e/x",
            "/..",
            "..%2fx",
            "C%3a/x",
        ] {
            assert_eq!(target(&join(&base, outside)), Target::Outside, "{outside}");
        }
        assert_eq!(target("http://a/b"), Target::Elsewhere);
    }
}
