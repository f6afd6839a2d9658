//! `Wire` for strings, booleans and integers.
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};

impl Node for String {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        *self = reader.string(peek)?.into_owned();
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Wire for String {
    const KINDS: Kinds = Kinds::STRING;

    fn blank() -> Self {
        Self::new()
    }

    fn rules() -> Rules {
        &[Rule::Type(Kinds::STRING)]
    }
}

impl Node for bool {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        *self = reader.boolean(peek)?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }
}

impl Wire for bool {
    const KINDS: Kinds = Kinds::BOOLEAN;

    fn blank() -> Self {
        false
    }

    fn rules() -> Rules {
        &[Rule::Type(Kinds::BOOLEAN)]
    }
}

macro_rules! integers {
    ($($int:ident $min:literal $max:literal)*) => {$(
        impl Node for $int {
            fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
                let value = reader.integer(peek)?;
                *self = Self::try_from(value)
                    .map_err(|_| reader.error(concat!("integer out of range, expected ", $min, " to ", $max)))?;
                Ok(())
            }

            fn write(&self, writer: &mut Writer) {
                writer.integer((*self).into());
            }
        }

        impl Wire for $int {
            const KINDS: Kinds = Kinds::INTEGER;

            fn blank() -> Self {
                0
            }

            fn rules() -> Rules {
                &[Rule::Type(Kinds::INTEGER), Rule::Minimum($min), Rule::Maximum($max)]
            }
        }
    )*};
}
integers! {
    i8 "-128" "127"
    i16 "-32768" "32767"
    i32 "-2147483648" "2147483647"
    i64 "-9223372036854775808" "9223372036854775807"
    u8 "0" "255"
    u16 "0" "65535"
    u32 "0" "4294967295"
    u64 "0" "18446744073709551615"
}
