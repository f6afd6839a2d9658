//! Origins: where a value of the input stands.

use std::sync::Arc;

/// One file that was read, as an index into [`Sources`](crate::source::Sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a range; files are smaller than 4 GiB.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }
}

impl Origin {
    /// Makes a place in a file that is no node of its tree.
    pub fn bytes(file: FileId, span: Span) -> Self {
        Self {
            file,
            pointer: Arc::from(""),
            span,
        }
    }
}

/// The place that a value came from: file, JSON pointer and bytes.
///
/// Line and column are computed only when a diagnostic is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The RFC 6901 pointer of the node inside the file; empty for its root.
    pub pointer: Arc<str>,
    /// The bytes of the node.
    pub span: Span,
}

/// A value with the place that it came from.
#[derive(Clone, Debug)]
pub struct Sited<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub origin: Origin,
}
