//! Base URLs with placeholders, which only the caller can fill in.

use super::field::{Field, find};

/// Fills in the `{fields}` of a base URL. The derive calls it.
pub fn base_url(template: &str, fields: &[Field<'_>]) -> Option<String> {
    let mut url = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        url.push_str(before);
        let text = find(fields, name).ok()?;
        // Users copy the URL of a project with its trailing slash.
        url.push_str(match after.starts_with('/') {
            true => text.trim_end_matches('/'),
            false => text,
        });
        rest = after;
    }
    url.push_str(rest);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_in() {
        let url = String::from("https://p.example/");
        let fields = [Field::open("project_url", &url)];
        let made = |template| base_url(template, &fields);
        assert_eq!(
            made("{project_url}/auth/v1").as_deref(),
            Some("https://p.example/auth/v1")
        );
        assert_eq!(made("{project_url}").as_deref(), Some("https://p.example/"));
        assert_eq!(
            made("https://a.example").as_deref(),
            Some("https://a.example")
        );
        assert_eq!(made("{other}/x"), None);
    }
}
