//! Parses paths with placeholders.

/// A path such as `/invoices/{id}/pay`, which may end in a fixed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The whole path as written.
    pub text: String,
    /// The parts between the slashes.
    pub segments: Vec<Segment>,
    /// The fixed query, without the `?`.
    pub query: Option<String>,
}

/// One part between two slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Fixed text.
    Fixed(String),
    /// The name of a placeholder that fills the segment.
    Placeholder(String),
}

impl Template {
    /// Parses a path; the error is a message that says what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (text, None),
        };
        let Some(rest) = path.strip_prefix('/') else {
            return Err(format!("the path `{text}` does not begin with `/`"));
        };
        let segments = rest.split('/').map(segment).collect::<Result<_, _>>()?;
        Ok(Self {
            text: text.to_owned(),
            segments,
            query,
        })
    }

    /// Returns the names of the placeholders in path order.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Placeholder(name) => Some(name.as_str()),
            Segment::Fixed(_) => None,
        })
    }
}

fn segment(text: &str) -> Result<Segment, String> {
    match text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
    {
        Some("") => Err("a placeholder has no name: write `{id}`".to_owned()),
        Some(name) if !name.contains(['{', '}']) => Ok(Segment::Placeholder(name.to_owned())),
        None if !text.contains(['{', '}']) => Ok(Segment::Fixed(text.to_owned())),
        _ => Err(format!(
            "invalid segment `{text}`: a placeholder must fill its whole segment, as in `/invoices/{{id}}`"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_and_fixed_query() {
        let template = Template::parse("/invoices/{id}/pay?x=1").unwrap();
        assert_eq!(template.placeholders().collect::<Vec<_>>(), ["id"]);
        assert_eq!(template.segments.len(), 3);
        assert_eq!(template.query.as_deref(), Some("x=1"));
    }

    #[test]
    fn a_trailing_slash_is_kept_as_an_empty_segment() {
        let template = Template::parse("/users/").unwrap();
        assert_eq!(
            template.segments.last(),
            Some(&Segment::Fixed(String::new()))
        );
    }

    #[test]
    fn braces_must_match() {
        for text in ["/{id", "/a{id}", "/{}", "/{a}{b}", "no-slash"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
