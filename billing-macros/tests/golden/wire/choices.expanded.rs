const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"Language open
= "hu"
= "en""#;
    impl __wire::Node for Language {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            *self = match reader.choice(peek, SHAPE)? {
                ::core::option::Option::Some(0usize) => Self::Hungarian,
                ::core::option::Option::Some(1usize) => Self::en,
                _ => return __wire::put(self, reader, peek, Self::Other),
            };
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            let at = match self {
                Self::Hungarian => 0usize,
                Self::en => 1usize,
                Self::Other(other) => return __wire::Node::write(other, writer),
            };
            writer.choice(SHAPE, at);
        }
    }
    impl __wire::Wire for Language {
        const SHAPE: &'static str = SHAPE;
        const KINDS: __wire::Kinds = __wire::Kinds(
            16 | <String as __wire::Wire>::KINDS.0,
        );
        #[inline]
        fn blank() -> Self {
            Self::Hungarian
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Language {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Language {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
    impl ::core::fmt::Debug for Language {
        #[inline]
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __wire::debug(self, SHAPE, f)
        }
    }
    impl ::core::cmp::PartialEq for Language {
        #[inline]
        fn eq(&self, other: &Self) -> bool {
            __wire::eq(self, other)
        }
    }
};

const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"Kind
= 0
= null"#;
    impl __wire::Node for Kind {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            *self = match reader.choice(peek, SHAPE)? {
                ::core::option::Option::Some(0usize) => Self::Draft,
                _ => Self::Nothing,
            };
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            let at = match self {
                Self::Draft => 0usize,
                Self::Nothing => 1usize,
            };
            writer.choice(SHAPE, at);
        }
    }
    impl __wire::Wire for Kind {
        const SHAPE: &'static str = SHAPE;
        const KINDS: __wire::Kinds = __wire::Kinds(13);
        #[inline]
        fn blank() -> Self {
            Self::Draft
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Kind {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Kind {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};
