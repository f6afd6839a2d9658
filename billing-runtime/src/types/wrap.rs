//! `Wire` for `Option`, `Box` and `Vec`.
use crate::wire::{
    Done, Kinds, List, Node, Peek, Reader, Rest, Rule, Rules, TypeInfo, Wire, Writer, flags,
};

impl<T: Wire> Node for Option<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if peek.is_null()
            && (reader.flags & flags::NULLABLE != 0 || !T::KINDS.contains(Kinds::NULL))
        {
            return if reader.flags & flags::NULLABLE != 0 {
                *self = None;
                reader.null(peek)
            } else {
                Err(reader.unexpected(T::KINDS, peek))
            };
        }
        let mut value = T::blank();
        value.read(reader, peek)?;
        *self = Some(value);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.none(),
        }
    }
}

impl<T: Wire> Wire for Option<T> {
    const KINDS: Kinds = T::KINDS;
    const SHAPE: &'static str = T::SHAPE;

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
}

impl<T: Wire> Wire for Box<T> {
    const KINDS: Kinds = T::KINDS;
    const SHAPE: &'static str = T::SHAPE;

    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn rules() -> Rules {
        T::rules()
    }
}

impl<T: Wire> Node for Vec<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        reader.list(peek, self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_array();
        self.each(writer, &|_| false);
        writer.end_array();
    }
}

impl<T: Wire> List for Vec<T> {
    fn add(&mut self) -> Option<&mut dyn Node> {
        self.push(T::blank());
        match self.as_mut_slice() {
            [.., last] => Some(last),
            [] => None,
        }
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

/// Takes the elements after the named positions of a tuple.
impl<T: Wire> Rest for Vec<T> {
    fn put(&mut self, _: String, reader: &mut Reader<'_>, peek: Peek) -> Done {
        match self.add() {
            Some(element) => element.read(reader, peek),
            None => Ok(()),
        }
    }

    fn type_info(&self) -> TypeInfo {
        TypeInfo::of::<T>()
    }

    fn each(&self, writer: &mut Writer, _: &dyn Fn(&str) -> bool) {
        // This is a slice pattern because iterator methods would be compiled for every element type.
        let mut rest = self.as_slice();
        while let [first, behind @ ..] = rest {
            writer.element();
            writer.value(first);
            rest = behind;
        }
    }
}
