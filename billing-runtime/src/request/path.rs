//! Puts values into a path template.

use super::percent;

/// Fills `{placeholders}`; the error is what the user reads.
pub(super) fn filled(template: &str, values: &[(&'static str, String)]) -> Result<String, String> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let Some((_, value)) = values.iter().find(|(n, _)| *n == name) else {
            return Err(format!("the path needs a value for `{{{name}}}`"));
        };
        out.push_str(before);
        out.push_str(&segment(name, value)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// An empty or dotted segment would call another path than the one that was meant.
fn segment(name: &str, value: &str) -> Result<String, String> {
    match value {
        "" => Err(format!(
            "`{name}` is empty; it names what to call for and must not be"
        )),
        "." | ".." => Err(format!(
            "`{name}` is `{value}`, which would change the path"
        )),
        _ => Ok(percent::encoded(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(value: &str) -> Result<String, String> {
        filled("/a/{id}/b", &[("id", value.to_owned())])
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
        assert_eq!(filled("/time?type=json", &[]).unwrap(), "/time?type=json");
        assert!(filled("/a/{id}", &[]).unwrap_err().contains("`{id}`"));
    }
}
