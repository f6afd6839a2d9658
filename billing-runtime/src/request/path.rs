//! Expands a path template.

use super::percent;

/// Replaces the `{placeholders}` of a template with values. The error is a message for the user.
pub(super) fn expand(template: &str, values: &[(&'static str, String)]) -> Result<String, String> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let Some((_, value)) = values.iter().find(|(n, _)| *n == name) else {
            return Err(format!("the path has no value for `{{{name}}}`"));
        };
        out.push_str(before);
        out.push_str(&segment(name, value)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// Returns an encoded segment. An empty or dotted one is an error, since it would change the path.
fn segment(name: &str, value: &str) -> Result<String, String> {
    match value {
        "" => Err(format!(
            "`{name}` is empty, which would change the path; set it to the value that the path names"
        )),
        "." | ".." => Err(format!(
            "`{name}` is `{value}`, which would change the path"
        )),
        _ => Ok(percent::encode(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(value: &str) -> Result<String, String> {
        expand("/a/{id}/b", &[("id", value.to_owned())])
    }

    /// E2 26.
    #[test]
    fn e2_26_path_values_stay_one_segment() {
        assert_eq!(path("7").unwrap(), "/a/7/b");
        assert_eq!(path("x/y?z#w%41").unwrap(), "/a/x%2Fy%3Fz%23w%2541/b");
        assert_eq!(path("../x").unwrap(), "/a/..%2Fx/b");
        assert_eq!(path("...").unwrap(), "/a/.../b");
        for bad in ["", ".", ".."] {
            assert!(path(bad).unwrap_err().contains("`id`"), "{bad}");
        }
    }

    #[test]
    fn fixed_queries_and_missing_values() {
        assert_eq!(expand("/time?type=json", &[]).unwrap(), "/time?type=json");
        assert!(expand("/a/{id}", &[]).unwrap_err().contains("`{id}`"));
    }
}
