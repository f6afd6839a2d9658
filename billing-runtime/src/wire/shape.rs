//! What the runtime knows about a type without an instance: names and flags.

/// The bits that `derive(Wire)` puts beside a member's name.
pub mod bits {
    /// `null`.
    pub const NULL: u16 = 1;
    /// `true` and `false`.
    pub const BOOLEAN: u16 = 2;
    /// Numbers without fraction and exponent.
    pub const INTEGER: u16 = 4;
    /// Numbers with a fraction or an exponent.
    pub const FRACTION: u16 = 8;
    /// All numbers.
    pub const NUMBER: u16 = 12;
    /// Strings.
    pub const STRING: u16 = 16;
    /// Arrays.
    pub const ARRAY: u16 = 32;
    /// Objects.
    pub const OBJECT: u16 = 64;
    /// `[]` stands for an empty value.
    pub const EMPTY_ARRAY: u16 = 128;
    /// `""` stands for an empty value.
    pub const EMPTY_STRING: u16 = 256;
    /// The member must be there and may be `null`.
    pub const NULLABLE: u16 = 512;
    /// The schema lists the member under `required`.
    pub const REQUIRED: u16 = 1024;
    /// Everything that says how a value is read, and nothing about the schema.
    pub(crate) const READING: u16 = ANY_KIND | EMPTY_ARRAY | EMPTY_STRING | NULLABLE;
    const ANY_KIND: u16 = 127;
}

/// A member: its name on the wire, the kinds of the schema's own type (0: not said here), its flags.
pub type Member = (&'static str, u16, u16);

/// The members of a type that is a JSON object (or the positions of a tuple).
#[derive(Debug)]
pub struct Shape {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
    pub(crate) closed: bool,
}

impl Shape {
    /// A type that ignores (or keeps, where it has a place for them) members it does not know.
    #[must_use]
    pub const fn new(name: &'static str, members: &'static [Member]) -> Self {
        Self {
            name,
            members,
            closed: false,
        }
    }

    /// A type that refuses members it does not know.
    #[must_use]
    pub const fn closed(name: &'static str, members: &'static [Member]) -> Self {
        Self {
            name,
            members,
            closed: true,
        }
    }

    /// The name of the Rust type.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The members in the order in which they are declared.
    #[must_use]
    pub const fn members(&self) -> &'static [Member] {
        self.members
    }

    /// Whether members that it does not name are refused.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Where a member is, looking first behind the last one found: bodies mostly keep the order.
    #[inline]
    pub(crate) fn find(&self, name: &str, hint: &mut usize) -> Option<usize> {
        let members = self.members;
        let at = *hint;
        if let Some(member) = members.get(at)
            && member.0 == name
        {
            *hint = at + 1;
            return Some(at);
        }
        let found = members.iter().position(|member| member.0 == name)?;
        *hint = found + 1;
        Some(found)
    }

    /// The member whose name is nearest to a word that is no member.
    pub(crate) fn nearest(&self, word: &str) -> Option<&'static str> {
        nearest(word, self.members.iter().map(|member| member.0))
    }
}

/// The candidate within a third of the word's length in edits, if there is one.
pub(crate) fn nearest(
    word: &str,
    candidates: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    if word.len() > 64 {
        return None;
    }
    let limit = (word.len() / 3).max(1);
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (corner + usize::from(x != *y))
                .min(above + 1)
                .min(row[j] + 1);
            corner = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_in_and_out_of_order() {
        static SHAPE: Shape = Shape::new("T", &[("a", 0, 0), ("b", 0, 0), ("c", 0, 0)]);
        let mut hint = 0;
        assert_eq!(SHAPE.find("a", &mut hint), Some(0));
        assert_eq!(SHAPE.find("b", &mut hint), Some(1));
        assert_eq!(SHAPE.find("a", &mut hint), Some(0));
        assert_eq!(SHAPE.find("x", &mut hint), None);
    }

    #[test]
    fn suggests_near_names_only() {
        assert_eq!(
            nearest("totl", ["total", "comment"].into_iter()),
            Some("total")
        );
        assert_eq!(nearest("zzz", ["total", "comment"].into_iter()), None);
    }
}
