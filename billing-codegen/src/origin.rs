//! Origins: the locations of the values of the input.

use std::sync::Arc;

/// The index of a file in [`Sources`](crate::source::Sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// Creates a range. Its offsets fit into 32 bits because files are smaller than 4 GiB.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }
}

impl Origin {
    /// Creates a location in a file that is not a node of its tree.
    pub fn bytes(file: FileId, span: Span) -> Self {
        Self {
            file,
            pointer: Arc::from(""),
            span,
        }
    }
}

/// The location that a value came from: file, JSON pointer and bytes.
///
/// Line and column are computed only when a diagnostic is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The RFC 6901 pointer of the node inside the file; empty for the root.
    pub pointer: Arc<str>,
    /// The bytes of the node.
    pub span: Span,
}

/// A value with the location that it came from.
#[derive(Clone, Debug)]
pub struct Sited<T> {
    /// The value.
    pub value: T,
    /// Its location.
    pub origin: Origin,
}
