//! The literal of a number: ordinary lengths inline, longer ones on the heap.
use crate::wire::Writer;

const INLINE: usize = 22;

#[derive(Clone)]
pub(super) enum Text {
    Inline { len: u8, bytes: [u8; INLINE] },
    Heap(Box<str>),
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; INLINE];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(len)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Inline { len, bytes }
            }
            _ => Self::Heap(text.into()),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            // Only whole strings are stored, so the default is never used.
            Self::Inline { len, bytes } => {
                std::str::from_utf8(&bytes[..usize::from(*len)]).unwrap_or_default()
            }
            Self::Heap(text) => text,
        }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Inline { len, bytes } => {
                writer.out.extend_from_slice(&bytes[..usize::from(*len)])
            }
            Self::Heap(text) => writer.raw(text),
        }
    }
}
