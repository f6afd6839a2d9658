//! `Wire` for `Option`, `Box` and `Vec`.
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rest, Rule, Rules, Wire, Writer, bits};

impl<T: Wire> Node for Option<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if peek.is_null() && (reader.flags & bits::NULLABLE != 0 || !T::KINDS.contains(Kinds::NULL))
        {
            return if reader.flags & bits::NULLABLE != 0 {
                *self = None;
                reader.null(peek)
            } else {
                Err(reader.unexpected(T::KINDS, peek))
            };
        }
        self.insert(T::blank()).read(reader, peek)
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(Node::is_absent)
    }

    fn may_be_absent(&self) -> bool {
        true
    }
}

impl<T: Wire> Wire for Option<T> {
    const KINDS: Kinds = T::KINDS;

    fn blank() -> Self {
        None
    }

    fn rules() -> Rules {
        T::rules()
    }
}

impl<T: Wire> Node for Box<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        (**self).read(reader, peek)
    }

    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }

    fn may_be_absent(&self) -> bool {
        (**self).may_be_absent()
    }
}

impl<T: Wire> Wire for Box<T> {
    const KINDS: Kinds = T::KINDS;

    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn rules() -> Rules {
        T::rules()
    }
}

impl<T: Wire> Node for Vec<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        self.clear();
        reader.elements(peek, &mut |reader, _, peek| {
            self.put(String::new(), reader, peek)
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_array();
        self.each(writer, &|_| false);
        writer.end_array();
    }
}

impl<T: Wire> Wire for Vec<T> {
    const KINDS: Kinds = Kinds::ARRAY;

    fn blank() -> Self {
        Self::new()
    }

    fn rules() -> Rules {
        const { &[Rule::Type(Kinds::ARRAY), Rule::Items(&[Rule::Of(T::rules)])] }
    }
}

/// The elements behind the named positions of a tuple.
impl<T: Wire> Rest for Vec<T> {
    fn put(&mut self, _: String, reader: &mut Reader<'_>, peek: Peek) -> Done {
        let mut element = T::blank();
        element.read(reader, peek)?;
        self.push(element);
        Ok(())
    }

    fn each(&self, writer: &mut Writer, _: &dyn Fn(&str) -> bool) {
        for element in self {
            writer.element();
            element.write(writer);
        }
    }
}
