const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"Item
| Product key="product_uid"
| Amount accept=string
| Free"#;
    impl __wire::Node for Item {
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
                        0usize => __wire::put(self, reader, peek, Self::Product),
                        1usize => __wire::put(self, reader, peek, Self::Amount),
                        _ => __wire::put(self, reader, peek, Self::Free),
                    },
                )
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            match self {
                Self::Product(payload) => writer.variant(SHAPE, 0usize, payload),
                Self::Amount(payload) => writer.variant(SHAPE, 1usize, payload),
                Self::Free(payload) => writer.variant(SHAPE, 2usize, payload),
            }
        }
    }
    impl __wire::Wire for Item {
        const SHAPE: &'static str = SHAPE;
        const KINDS: __wire::Kinds = __wire::Kinds(
            <Box<Product> as __wire::Wire>::KINDS.0 | <Decimal as __wire::Wire>::KINDS.0
                | <Free as __wire::Wire>::KINDS.0 | 16,
        );
        #[inline]
        fn blank() -> Self {
            Self::Amount(__wire::Wire::blank())
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Item {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Item {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};
