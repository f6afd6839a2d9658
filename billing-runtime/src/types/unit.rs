//! Types with one value or no value.
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};

/// JSON `null`, for schemas that allow nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Null;

impl Node for Null {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        reader.null(peek)
    }

    fn write(&self, writer: &mut Writer) {
        writer.null();
    }
}

impl Wire for Null {
    const KINDS: Kinds = Kinds::NULL;

    fn blank() -> Self {
        Self
    }

    fn rules() -> Rules {
        &[Rule::Type(Kinds::NULL)]
    }
}

/// A type without values: reading one is always an error.
///
/// `Option<Never>` is a member that must be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Never(());

impl Node for Never {
    fn read(&mut self, reader: &mut Reader<'_>, _: Peek) -> Done {
        Err(reader.error("the schema allows no value here, leave it out"))
    }

    fn write(&self, writer: &mut Writer) {
        writer.null();
    }
}

impl Wire for Never {
    const KINDS: Kinds = Kinds::NONE;

    fn blank() -> Self {
        Self(())
    }

    fn rules() -> Rules {
        &[Rule::Never]
    }
}
