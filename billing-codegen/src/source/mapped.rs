//! Maps URL prefixes to folders, so that remote documents are read from the disk.

use std::path::PathBuf;
use std::str::FromStr;

use super::uri;

/// A URL prefix, and the folder with the documents below it.
///
/// ```
/// use billing_codegen::source::UrlMap;
///
/// let map: UrlMap = "https://schemas.example.com/v1/=vendor/schemas".parse()?;
/// assert_eq!(map.prefix, "https://schemas.example.com/v1/");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlMap {
    /// The beginning of the URLs, such as `https://schemas.example.com/v1/`.
    pub prefix: String,
    /// The folder that contains the paths after the prefix.
    pub folder: PathBuf,
}

impl FromStr for UrlMap {
    type Err = String;

    /// Reads `PREFIX=FOLDER`.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write PREFIX=FOLDER, such as https://schemas.example.com/=vendor/schemas";
        let (prefix, folder) = text
            .split_once('=')
            .ok_or_else(|| format!("there is no `=`; {form}"))?;
        if folder.is_empty() {
            return Err(format!("there is no folder after `=`; {form}"));
        }
        let map = Self {
            prefix: prefix.to_owned(),
            folder: PathBuf::from(folder),
        };
        match map.is_usable() {
            true => Ok(map),
            false => Err(format!("`{prefix}` is not the beginning of a URL; {form}")),
        }
    }
}

/// What a URL is mapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapped {
    /// A file below the folder of the map with this index.
    File(usize, String),
    /// A path that leaves the folder.
    Outside,
}

impl UrlMap {
    /// Returns whether the prefix is the beginning of an absolute URL.
    pub(super) fn is_usable(&self) -> bool {
        uri::scheme(&self.prefix).is_some_and(|scheme| scheme.len() > 1)
    }

    /// Returns the part of a URL after the prefix. The prefix must end at a slash, so that `/v1` does not match `/v10`.
    fn rest<'u>(&self, url: &'u str) -> Option<&'u str> {
        let prefix = uri::normal(&self.prefix);
        let rest = url.strip_prefix(prefix.as_str())?;
        match prefix.ends_with('/') {
            true => Some(rest),
            false => rest.strip_prefix('/'),
        }
    }
}

/// Finds what a URL without fragment is mapped to. The longest prefix applies.
pub fn find(maps: &[UrlMap], url: &str) -> Option<Mapped> {
    let all = maps.iter().enumerate();
    let fitting = all.filter_map(|(index, map)| Some((index, map.rest(url)?)));
    let (index, rest) = fitting.min_by_key(|(_, rest)| rest.len())?;
    if rest.is_empty() {
        return None;
    }
    Some(match uri::inside(rest) {
        Some(relative) => Mapped::File(index, relative),
        None => Mapped::Outside,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(text: &str) -> UrlMap {
        text.parse().expect(text)
    }

    #[test]
    fn the_longest_prefix_serves_and_nothing_leaves_its_folder() {
        let maps = [
            map("http://a.example/=one"),
            map("http://a.example/deep=two=2"),
        ];
        assert_eq!(maps[1].folder, PathBuf::from("two=2"));
        let file = |index, name: &str| Some(Mapped::File(index, name.to_owned()));
        for (url, expected) in [
            ("http://a.example/x%20y.json?v=1", file(0, "x y.json")),
            ("http://a.example/deep/x/y.json", file(1, "x/y.json")),
            ("http://a.example/deeper.json", file(0, "deeper.json")),
            ("http://a.example/../x.json", Some(Mapped::Outside)),
            ("http://a.example/%2e%2e/x.json", Some(Mapped::Outside)),
            ("http://a.example//etc/passwd", Some(Mapped::Outside)),
            ("http://a.example/", None),
            ("https://a.example/x.json", None),
        ] {
            assert_eq!(find(&maps, url), expected, "{url}");
        }
    }

    #[test]
    fn a_map_that_is_none_says_what_is_missing() {
        for (text, said) in [
            ("http://a.example/", "there is no `=`"),
            ("http://a.example/=", "there is no folder"),
            ("schemas=folder", "not the beginning of a URL"),
            ("C:/schemas=folder", "not the beginning of a URL"),
        ] {
            let error = text.parse::<UrlMap>().unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
