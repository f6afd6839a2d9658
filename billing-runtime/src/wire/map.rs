//! Objects with any member names.
mod index;

use std::fmt;

use index::Index;

use super::{Done, Kinds, Node, Peek, Reader, Rest, Rule, Rules, TypeInfo, Wire, Writer};

/// A JSON object with any member names, in the order of the document. Equality ignores the order.
///
/// ```
/// use billing_runtime::Wire;
/// use billing_runtime::types::Map;
/// let rates = Map::<i64>::from_json(r#"{"HUF":1,"EUR":390}"#)?;
/// assert_eq!(rates.get("EUR"), Some(&390));
/// assert_eq!(rates.to_json(), r#"{"HUF":1,"EUR":390}"#);
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
#[derive(Clone)]
pub struct Map<T> {
    entries: Vec<(String, T)>,
    index: Index,
}

impl<T> Map<T> {
    /// Creates an empty object.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
            index: Index::new(),
        }
    }

    /// Returns the number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether the object is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.index.find(name, &self.entries)
    }

    /// Returns the value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.find(name).map(|at| &self.entries[at].1)
    }

    /// Returns a mutable reference to the value of a member.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.find(name).map(|at| &mut self.entries[at].1)
    }

    /// Returns whether there is a member of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Sets a member and returns its previous value.
    pub fn insert(&mut self, name: impl Into<String>, value: T) -> Option<T> {
        let name = name.into();
        if let Some(at) = self.find(&name) {
            return Some(std::mem::replace(&mut self.entries[at].1, value));
        }
        self.entries.push((name, value));
        self.index.added(&self.entries);
        None
    }

    /// Removes a member; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let at = self.find(name)?;
        let (_, value) = self.entries.remove(at);
        self.index.rebuild(&self.entries);
        Some(value)
    }

    /// Returns the members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.entries
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the names in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the values in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &T> {
        self.entries.iter().map(|(_, value)| value)
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: PartialEq> PartialEq for Map<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(name, value)| other.get(name) == Some(value))
    }
}

impl<T: Eq> Eq for Map<T> {}

impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<N: Into<String>, T> FromIterator<(N, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(members: I) -> Self {
        let mut map = Self::new();
        map.extend(members);
        map
    }
}

impl<N: Into<String>, T> Extend<(N, T)> for Map<T> {
    fn extend<I: IntoIterator<Item = (N, T)>>(&mut self, members: I) {
        for (name, value) in members {
            self.insert(name, value);
        }
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<T: Wire> Rest for Map<T> {
    fn put(&mut self, name: String, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if self.contains_key(&name) {
            return Err(reader.duplicate(name));
        }
        let mut value = T::blank();
        match value.read(reader, peek) {
            Ok(()) => {
                self.insert(name, value);
                Ok(())
            }
            Err(error) => Err(error.inside(name)),
        }
    }

    fn type_info(&self) -> TypeInfo {
        TypeInfo::of::<T>()
    }

    fn each(&self, writer: &mut Writer, skip: &dyn Fn(&str) -> bool) {
        for (name, value) in self.iter().filter(|(name, _)| !skip(name)) {
            writer.member(name, value);
        }
    }
}

impl<T: Wire> Node for Map<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        *self = Self::new();
        reader.members(peek, &mut |reader, name, peek| self.put(name, reader, peek))
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        self.each(writer, &|_| false);
        writer.end_object();
    }
}

impl<T: Wire> Wire for Map<T> {
    const KINDS: Kinds = Kinds::OBJECT;

    fn blank() -> Self {
        Self::new()
    }

    fn rules() -> Rules {
        const {
            &[
                Rule::Type(Kinds::OBJECT),
                Rule::Additional {
                    names: &[],
                    patterns: &[],
                    rules: &[Rule::Of(T::rules)],
                },
            ]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_members_of_small_and_large_maps() {
        let mut map: Map<usize> = (0..1000).map(|n| (format!("member {n}"), n)).collect();
        assert_eq!(map.get("member 999"), Some(&999));
        assert_eq!(map.get("member 1000"), None);
        assert_eq!(map.remove("member 3"), Some(3));
        assert_eq!(map.get("member 4"), Some(&4));
        assert_eq!(map.insert("member 4", 0), Some(4));
        assert_eq!((map.len(), map.keys().next()), (999, Some("member 0")));
    }

    #[test]
    fn equality_ignores_order() {
        let one = Map::<i64>::from_json(r#"{"a":1,"b":2}"#).unwrap();
        let other = Map::<i64>::from_json(r#"{"b":2,"a":1}"#).unwrap();
        assert_eq!(one, other);
        assert_ne!(one, Map::<i64>::from_json(r#"{"b":2,"c":1}"#).unwrap());
    }

    #[test]
    fn duplicate_member_is_an_error() {
        let error = Map::<i64>::from_json(r#"{"a":1,"a":1}"#).unwrap_err();
        assert_eq!(
            error.to_string(),
            "duplicate member `a` at /a (line 1, column 12)"
        );
    }
}
