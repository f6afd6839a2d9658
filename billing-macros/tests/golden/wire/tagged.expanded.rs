const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"Shape
@ "kind"
| Circle is="circle"
| Square is=4 is="square""#;
    impl __wire::Node for Shape {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .union(
                    peek,
                    SHAPE,
                    &mut |reader, at, peek| match at {
                        0usize => __wire::put(self, reader, peek, Self::Circle),
                        _ => __wire::put(self, reader, peek, Self::Square),
                    },
                )
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            match self {
                Self::Circle(payload) => writer.variant(SHAPE, 0usize, payload),
                Self::Square(payload) => writer.variant(SHAPE, 1usize, payload),
            }
        }
    }
    impl __wire::Wire for Shape {
        const SHAPE: &'static str = SHAPE;
        const KINDS: __wire::Kinds = __wire::Kinds(
            <Circle as __wire::Wire>::KINDS.0 | <Square as __wire::Wire>::KINDS.0,
        );
        #[inline]
        fn blank() -> Self {
            Self::Circle(__wire::Wire::blank())
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Shape {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Shape {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};
