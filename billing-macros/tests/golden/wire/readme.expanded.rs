const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"AccessCode
"code""#;
    impl __wire::Node for AccessCode {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader.object(peek, SHAPE, [&mut self.code], &mut self.extra)
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer.object(SHAPE, [&self.code], &self.extra)
        }
    }
    impl __wire::Wire for AccessCode {
        const SHAPE: &'static str = SHAPE;
        #[inline]
        fn blank() -> Self {
            Self {
                code: __wire::None,
                extra: __wire::Wire::blank(),
            }
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for AccessCode {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for AccessCode {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
    impl ::core::fmt::Debug for AccessCode {
        #[inline]
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __wire::debug(self, SHAPE, f)
        }
    }
    impl ::core::default::Default for AccessCode {
        #[inline]
        fn default() -> Self {
            __wire::Wire::blank()
        }
    }
    impl ::core::cmp::PartialEq for AccessCode {
        #[inline]
        fn eq(&self, other: &Self) -> bool {
            __wire::eq(self, other)
        }
    }
};
